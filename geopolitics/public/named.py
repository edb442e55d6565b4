"""The record that a reader means by a slug, a name or a code; among several, never a guess."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from geopolitics.models import Actor, Record, Treaty
from geopolitics.public.facets import known_as

LONGEST = 200
CANDIDATES = 12


@dataclass(frozen=True)
class Meant:
    """What was typed, the one record meant, or the `candidates` and the `fault` that says why
    it is none. Typed nothing, it is all empty."""

    typed: str = ""
    record: Record | None = None
    candidates: tuple[Record, ...] = ()
    fault: str = ""

    @property
    def slug(self) -> str:
        return self.record.slug if self.record else ""

    def __str__(self) -> str:
        return str(self.record) if self.record else self.typed


def actor_meant(typed: str, day: datetime.date) -> Meant:
    """The public actor of this slug or name, or of this code on the day."""
    words, fault = _words(typed)
    if not words:
        return Meant(fault=fault)
    rows = Actor.objects.public()
    like = rows.filter(name__icontains=words)
    return _one(words, rows.known_as(words, day), like, "actor")


def treaty_meant(typed: str) -> Meant:
    """The public treaty of this slug, title or name."""
    words, fault = _words(typed)
    if not words:
        return Meant(fault=fault)
    like = Treaty.objects.public().filter(title__icontains=words)
    return _one(words, known_as(Treaty, words).distinct(), like, "treaty")


def _words(typed: str) -> tuple[str, str]:
    words = " ".join(typed.split())
    if len(words) > LONGEST or not words.isprintable():
        return "", "What was asked for is too long, or no text."
    return words, ""


def _one(words: str, rows: QuerySet, like: QuerySet, kind: str) -> Meant:
    found = list(rows.order_by("slug")[:CANDIDATES])
    exact = [row for row in found if row.slug == words]
    if exact or len(found) == 1:
        return Meant(words, (exact or found)[0])
    if found:
        fault = f"“{words}” may be more than one {kind}. Choose which:"
        return Meant(words, candidates=tuple(found), fault=fault)
    found = list(like.order_by("slug")[:CANDIDATES])
    fault = f"No {kind} is known as “{words}”." + (" Perhaps one of these:" if found else "")
    return Meant(words, candidates=tuple(found), fault=fault)
