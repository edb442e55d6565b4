"""Hold the whole register to every promise."""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.db import DatabaseError

from geopolitics.verify import CHECKS, Tally, failures, recorded, verify


class Command(BaseCommand):
    help = (
        "Check the whole register: quotes, dates, codes, text, rules, keys, what is public, and "
        "the ledger. Names each failure on standard error and exits with 1 if there is one. What "
        "it found, in numbers, stands at /status/."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        tally = Tally()
        for failure in verify(tally):
            self.stderr.write(f"{failure.check}: {failure}")
        failed = sum(tally.failed.values())
        try:
            recorded(tally)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            self.stderr.write(f"This run is not kept, since it cannot be written: {reason}")
        if verbosity:
            for line in tally.lines():
                self.stdout.write(line)
            if failed:
                self.stdout.write(f"{failures(failed)}.")
            else:
                self.stdout.write(f"All {len(CHECKS)} checks hold over {tally.rows:,} rows.")
        if failed:
            sys.exit(1)
