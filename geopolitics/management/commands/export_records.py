"""Export one table, or the register, into a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from geopolitics.exchange import canonical, formats, writing
from geopolitics.exchange.columns import ON_REQUEST, tables
from geopolitics.exchange.workbook_out import TooLong


class Command(BaseCommand):
    help = (
        "Export the register, or one table, into a file whose ending is its format: csv, tsv "
        "(one table), xlsx, json, yaml, zip (of CSVs). A file named after a table, as "
        "statement.csv, holds that one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument(
            "--table",
            default="",
            help="one table, such as statement; or else that which the file is named after",
        )
        parser.add_argument(
            "--with",
            dest="extra",
            action="append",
            choices=ON_REQUEST,
            default=[],
            help="a column more, which no round trip has: created, modified or version",
        )
        parser.add_argument(
            "--fixtures",
            type=Path,
            metavar="DIR",
            help="write the whole register into this folder as fixtures, for git",
        )

    def handle(
        self,
        *,
        file: Path | None,
        table: str,
        extra: list[str],
        fixtures: Path | None,
        **options: Any,
    ) -> None:
        if (file is None) == (fixtures is None):
            raise CommandError("Name a file, or --fixtures and a folder.", returncode=2)
        try:
            if fixtures is not None:
                self._fixtures(fixtures)
            else:
                self._file(file, table, extra)
        except TooLong as refusal:
            self.stderr.write(f"{file.name}, {refusal}")
            raise SystemExit(1) from None
        except OSError as error:
            raise CommandError(f"{file or fixtures}: {error.strerror}.", returncode=2) from None

    def _fixtures(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        changed = canonical.write(folder)
        self.stdout.write(f"{len(changed)} files changed.")

    def _file(self, file: Path, table: str, extra: list[str]) -> None:
        ending = formats.ending_of(file.name)
        if not ending:
            endings = ", ".join(formats.ENDINGS)
            raise CommandError(f"{file}: the ending is one of {endings}.", returncode=2)
        if table and table not in tables():
            raise CommandError(f"No table is called {table}: {', '.join(tables())}.", returncode=2)
        table = table or formats.table_named(file.name)
        if not table and ending not in formats.WHOLE:
            raise CommandError(
                f"{ending.upper()} holds one table: name the file after it, or name it with "
                f"--table, or write {', '.join(formats.WHOLE)}.",
                returncode=2,
            )
        sheets = writing.register([tables()[table]] if table else (), extra=extra)
        file.write_bytes(formats.write(sheets, ending))
        rows = sum(len(found) for _, found in sheets.values())
        of = f"the table {table}" if table else f"{len(sheets)} tables"
        self.stdout.write(f"{rows:,} row{'' if rows == 1 else 's'} of {of}.")
