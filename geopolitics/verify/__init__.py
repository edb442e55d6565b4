"""Every promise over the whole register: `verify` gives each place where one does not hold.

All queries see the register as it stood at one moment. Their number depends on the tables, not
on the rows, and memory is flat: only what is at fault, and two numbers for each reference that
might be part of a circle, is ever held together.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, transaction

from geopolitics import __version__
from geopolitics.models import Citation, Edition, Verification

from . import keys, ledger, publishing, references, rows, searched, words
from .failure import CHECKS, Failure, Tally, failures
from .reading import one_moment

# Each stage by the check that it is mostly about.
STAGES = {
    "references": references.failures,
    "rules": rows.failures,
    "keys": keys.failures,
    "words": words.failures,
    "publishing": publishing.failures,
    "ledger": ledger.failures,
    "search": searched.failures,
}


def verify(tally: Tally | None = None) -> Iterator[Failure]:
    """Each failure, as it is found; `tally` is told what was looked at and what failed.

    A stage that meets what cannot be read at all ends with a failure that says so.
    """
    tally = Tally() if tally is None else tally
    with one_moment():
        for check, stage in STAGES.items():
            for failure in _finished(check, stage(tally)):
                tally.failed[failure.check] += 1
                yield failure
        tally.public = Citation.objects.public().count()


def recorded(tally: Tally) -> Verification:
    """Keep what a finished run found, for the public to see: pages that tell of it are made anew.

    Raises DatabaseError where the database is not to be written.
    """
    failed = sum(tally.failed.values())
    with transaction.atomic():
        Edition.renew()
        return Verification.objects.create(version=__version__, quotes=tally.public, failed=failed)


def _finished(check: str, found: Iterator[Failure]) -> Iterator[Failure]:
    try:
        yield from found
    except (TypeError, ValueError, LookupError, AttributeError, DatabaseError) as error:
        reason = f"the check could not be finished: {type(error).__name__}, {error}"
        yield Failure(check, "register", (), "", reason)


__all__ = ["CHECKS", "STAGES", "Failure", "Tally", "failures", "recorded", "verify"]
