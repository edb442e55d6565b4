"""Search finds what is public, all of it and nothing else, by what it says."""

from __future__ import annotations

from collections.abc import Iterator

from geopolitics import search
from geopolitics.models import REGISTER

from .failure import Failure, Tally
from .reading import key

BY_TABLE = {model.table(): model for model in REGISTER}


def failures(tally: Tally) -> Iterator[Failure]:
    for found in search.drift():
        tally.looked["search"] += 1
        if found is not None:
            model = BY_TABLE.get(found.kind)
            row = key(model, found.record) if model else (f"number {found.record}",)
            reason = f"{found.reason}: manage.py reindex makes the index anew"
            yield Failure("search", found.kind, row, "", reason)
