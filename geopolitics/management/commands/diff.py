"""Tell in words what differs between two exports, fixtures or the register."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from geopolitics.exchange import differences
from geopolitics.exchange.places import RefusedFile


class Command(BaseCommand):
    help = (
        "Tell what differs between A and B: each is an exported file, a file or folder of "
        "fixtures, or “register”. Exits with 1 where something does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("one", metavar="A")
        parser.add_argument("other", metavar="B")

    def handle(self, *, one: str, other: str, **options: Any) -> None:
        try:
            sides = differences.read(one), differences.read(other)
        except differences.NotReadable as error:
            raise CommandError(str(error), returncode=2) from None
        except RefusedFile as refusal:
            for line in refusal.lines():
                self.stderr.write(line)
            raise SystemExit(2) from None
        found = 0
        for line in differences.between(*sides):
            found += 1
            self.stdout.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write("Nothing differs.")
