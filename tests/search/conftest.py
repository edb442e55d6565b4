"""Asking the index, and names that the document does not hold."""

from collections.abc import Callable

import pytest

from geopolitics import search
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, ActorName, Document

FURTHER = {"ko": "대한민국", "fr": "Corée du Sud", "ru": "Республика Корея"}


@pytest.fixture
def ask() -> Callable:
    """What a question finds: (kind, slug) of each hit on its first page, in order."""

    def ask(typed: str, newest: bool = False, **filters: str) -> list[str]:
        found = search.find(search.parse(typed), search.Filters(**filters), newest=newest)
        return [f"{entry.kind} {entry.slug}" for entry in found.entries]

    return ask


@pytest.fixture
def many_names(register: Document) -> Document:
    """The document's register, with South Korea's name in three more languages."""
    with change_set(way="command", message="Names."):
        actor = Actor.objects.get(slug="south-korea")
        for language, name in FURTHER.items():
            ActorName(
                actor=actor, key=language, name=name, kind="official", language=language
            ).save()
    return register


@pytest.fixture
def sound(db: None) -> Callable:
    """Holds the index against what would be made anew."""

    def sound() -> None:
        assert [found for found in search.drift() if found] == []

    return sound
