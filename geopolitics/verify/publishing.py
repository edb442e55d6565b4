"""What is published rests on words and points only to what is published."""

from __future__ import annotations

from collections.abc import Iterator

from geopolitics.changes import closure
from geopolitics.models import RECORDS

from .failure import Failure, Tally


def failures(tally: Tally) -> Iterator[Failure]:
    for model in RECORDS:
        tally.looked["publishing"] += model.objects.public().count()
    for fault in closure.check(None):
        yield Failure("publishing", fault.table, fault.key, "", fault.message)
