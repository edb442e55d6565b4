"""Freeze the public register as a release."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from geopolitics.exchange.downloads import releases
from geopolitics.exchange.downloads.files import Busy


class Command(BaseCommand):
    help = (
        "Freeze the public register under a name, as a data package that stays at /downloads/ for "
        "ever, with its SHA-256 and what changed since the release before. Refused where verify "
        "finds a failure: then it exits with 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="such as 2026-10; it is part of the address")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what it would be, and keep nothing"
        )

    def handle(self, *, name: str, dry_run: bool, verbosity: int, **options: Any) -> None:
        try:
            made = releases.freeze(name, dry_run=dry_run)
        except releases.NotReleased as refusal:
            for line in refusal.lines:
                self.stderr.write(line)
            raise SystemExit(1) from None
        except Busy:
            raise CommandError("Another release is being made.", returncode=2) from None
        except OSError as error:
            place = error.filename or releases.folder()
            raise CommandError(f"{place}: {error.strerror}.", returncode=2) from None
        if not verbosity:
            return
        for line in made.changes:
            self.stdout.write(line)
        rows = sum(made.records.values())
        self.stdout.write(f"{made.name}: {rows:,} rows, {made.size:,} bytes")
        self.stdout.write(f"SHA-256 {made.sha256}")
        if dry_run:
            self.stdout.write("Nothing was kept: it was a dry run.")
