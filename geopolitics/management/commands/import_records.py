"""Import a file into the register: all of it, or nothing and what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError
from django.db import connection

from geopolitics.database import measure
from geopolitics.exchange import formats, runs
from geopolitics.exchange.columns import tables
from geopolitics.exchange.places import RefusedFile


class Command(BaseCommand):
    help = (
        "Import a file (CSV, TSV, XLSX, JSON, YAML, ZIP of CSVs), all of it or nothing. Exits "
        "with 1 where it is refused: what is wrong stands on standard error, a line for each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--table", default="", help="the one table in it, such as statement or actor_name"
        )
        parser.add_argument(
            "--as",
            dest="user",
            metavar="USER",
            help="write as this user may: drafts, and one proposal of what is published",
        )
        parser.add_argument("--message", default="", help="why, for the history")
        parser.add_argument(
            "--dry-run", action="store_true", help="do all but keep it, and tell what it comes to"
        )

    def handle(
        self,
        *,
        file: Path,
        table: str,
        user: str | None,
        message: str,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if table and table not in tables():
            raise CommandError(f"No table is called {table}: {', '.join(tables())}.", returncode=2)
        by = self._user(user)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None
        if not formats.ending_of(file.name):
            endings = ", ".join(formats.ENDINGS)
            raise CommandError(f"{file}: the ending is one of {endings}.", returncode=2)
        try:
            if dry_run:
                outcome = runs.rehearse(runs.plan(data, file.name, table, by), file.name, by)
            else:
                outcome = runs.run(data, file.name, table, by, message)
        except RefusedFile as refusal:
            for line in refusal.lines():
                self.stderr.write(line)
            raise SystemExit(1) from None
        measure(connection)
        self.stdout.write(f"{outcome}.")
        self._told(outcome, dry_run)

    def _user(self, name: str | None) -> User | None:
        if name is None:
            return None
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise CommandError(f"No active user is called {name}.", returncode=2)
        return found

    def _told(self, outcome: runs.Outcome, dry_run: bool) -> None:
        if outcome.edit.proposal is not None:
            verb = "would become" if dry_run else "became"
            self.stdout.write(f"What touches published records {verb} one proposal.")
        if dry_run:
            self.stdout.write("Nothing was kept: it was a dry run.")
