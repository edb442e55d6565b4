"""What the foot of every page says: how many quotes were found word for word, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from geopolitics.models import Verification

KEPT = "verified"
SECONDS = 60
NEVER = "never"


@dataclass(frozen=True)
class Checked:
    """The newest run of `verify`: when, by which version, over how many quotes."""

    at: datetime
    version: str
    quotes: int
    failed: int


def verified() -> Checked | None:
    """The newest run of `verify`; None where there was none yet.

    Asked of the database once a minute and process, so that no page costs a query more.
    """
    found = cache.get(KEPT)
    if found is None:
        newest = Verification.objects.first()
        found = checked(newest) if newest else NEVER
        cache.set(KEPT, found, SECONDS)
    return None if found == NEVER else found


def checked(run: Verification) -> Checked:
    return Checked(run.at, run.version, run.quotes, run.failed)
