"""What is reckoned over the whole register: once for each edition of it and process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from geopolitics.models import Edition

Found = TypeVar("Found")
SECONDS = 24 * 60 * 60


def reckoned(name: str, reckon: Callable[[], Found]) -> Found:
    """What `reckon` gives for the register as it stands; it runs again after every change."""
    key = f"{name}:{Edition.current()}"
    found = cache.get(key)
    if found is None:
        found = reckon()
        cache.set(key, found, SECONDS)
    return found
