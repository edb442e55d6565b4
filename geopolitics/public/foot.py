"""What the foot of every page says: how many quotes were found word for word, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from geopolitics.models import Verification

NEVER = "never"


@dataclass(frozen=True)
class Checked:
    """The newest run of `verify`: when, by which version, over how many quotes."""

    at: datetime
    version: str
    quotes: int
    failed: int


def verified(edition: int | None = None) -> Checked | None:
    """The newest run of `verify`; None where there was none yet.

    Given the edition that the request has read already, the database is asked once for each
    edition and process, since a run renews it; without, it is asked.
    """
    name = f"verified:{edition}"
    found = cache.get(name) if edition else None
    if found is None:
        newest = Verification.objects.first()
        found = checked(newest) if newest else NEVER
        if edition:
            cache.set(name, found)
    return None if found == NEVER else found


def checked(run: Verification) -> Checked:
    return Checked(run.at, run.version, run.quotes, run.failed)
