"""Export one table, or the register, into a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from geopolitics.exchange import formats, writing
from geopolitics.exchange.columns import ON_REQUEST, tables
from geopolitics.exchange.workbook_out import TooLong


class Command(BaseCommand):
    help = (
        "Export the register, or one table, into a file whose ending is its format: csv, tsv "
        "(one table), xlsx, json, yaml, zip (of CSVs)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--table", default="", help="one table, such as statement")
        parser.add_argument(
            "--with",
            dest="extra",
            action="append",
            choices=ON_REQUEST,
            default=[],
            help="a column more, which no round trip has: created, modified or version",
        )

    def handle(self, *, file: Path, table: str, extra: list[str], **options: Any) -> None:
        ending = formats.ending_of(file.name)
        if not ending:
            endings = ", ".join(formats.ENDINGS)
            raise CommandError(f"{file}: the ending is one of {endings}.", returncode=2)
        if table and table not in tables():
            raise CommandError(f"No table is called {table}: {', '.join(tables())}.", returncode=2)
        if not table and ending not in formats.WHOLE:
            raise CommandError(
                f"{ending.upper()} holds one table: name it with --table, or write "
                f"{', '.join(formats.WHOLE)}.",
                returncode=2,
            )
        sheets = writing.register([tables()[table]] if table else (), extra=extra)
        try:
            data = formats.write(sheets, ending)
        except TooLong as refusal:
            self.stderr.write(f"{file.name}, {refusal}")
            raise SystemExit(1) from None
        try:
            file.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None
        rows = sum(len(found) for _, found in sheets.values())
        self.stdout.write(f"{rows:,} rows of {len(sheets)} tables.")
