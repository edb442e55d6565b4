"""The public records whose slugs are nearest to one that no record has."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import chain

from django.db.models import Q
from django.utils.text import slugify

from geopolitics.models import Actor, Article, Document, Event, Sourced, Statement, Treaty

from .pages.shared import SPOKEN

KINDS = {
    "treaties": Treaty,
    "articles": Article,
    "actors": Actor,
    "statements": Statement,
    "events": Event,
    "documents": Document,
}
ANY = (Treaty, Actor, Document)
SHOWN = 5
BESIDE = 8
WORDS = 3
ALIKE = 0.6


def asked_for(path: str) -> tuple[type[Sourced] | None, str]:
    """The kind of record that an address names, where it names one, and the slug."""
    steps = [step for step in path.split("/") if step]
    wanted = KINDS.get(steps[0]) if steps else None
    return wanted, slugify("-".join(steps[1:2] if wanted else steps[-1:]))[:80].strip("-")


def nearest(wanted: type[Sourced] | None, slug: str) -> list[Sourced]:
    """Up to five records of the kind whose slugs are like this one, the nearest first.

    Of no kind, treaties, actors and documents. Looked for by index: next to the slug, and under
    each of its longest words.
    """
    if not slug:
        return []
    rows = chain.from_iterable(_candidates(model, slug) for model in ([wanted] if wanted else ANY))
    ranked = sorted(((_likeness(slug, row.slug), row.slug, row) for row in rows), key=_rank)
    found = {(row.table(), row.slug): row for likeness, _, row in ranked if likeness >= ALIKE}
    return list(found.values())[:SHOWN]


def _candidates(model: type[Sourced], slug: str) -> list[Sourced]:
    rows = model.objects.public().select_related(*SPOKEN.get(model.table(), ()))
    under = Q(pk__in=[])
    words = sorted({w for w in slug.split("-") if len(w) > 2}, key=lambda w: (-len(w), w))
    for word in words[:WORDS]:
        under |= Q(slug__gte=word, slug__lt=f"{word}zzzz")
    return [
        *rows.filter(slug__gte=slug).order_by("slug")[:BESIDE],
        *rows.filter(slug__lt=slug).order_by("-slug")[:BESIDE],
        *rows.filter(under).order_by("slug")[: BESIDE * WORDS],
    ]


def _likeness(asked: str, slug: str) -> float:
    """How alike two slugs are, from 0 to 1: letter by letter, or by the words that they share."""
    words = set(asked.split("-"))
    shared = len(words & set(slug.split("-"))) / len(words)
    return max(SequenceMatcher(None, asked, slug).ratio(), shared)


def _rank(found: tuple[float, str, Sourced]) -> tuple[float, str, str]:
    likeness, slug, row = found
    return -likeness, slug, row.table()
