"""Where a text names actors that the register knows.

Each public name leads to its actor by its first word, so that a text is read once, however many
names there are. They are read from the database when the register has changed, and kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from geopolitics.models import Actor, ActorName, Edition
from geopolitics.quotes import plain

_WORD = re.compile(r"\w+")
_SHORTEST = 2


class Mention(NamedTuple):
    """Where an actor is named, and its slug."""

    start: int
    end: int
    slug: str


class _Name(NamedTuple):
    """A name; where its first word begins in it; its bearer, "" where there are several."""

    text: str
    offset: int
    slug: str


Known = dict[str, list[_Name]]
_kept: tuple[int | None, Known] = (None, {})


def find(texts: Iterable[str]) -> list[list[Mention]]:
    """The mentions in each of the texts, in order; none overlap.

    The longest name that stands there counts, in whole words and in its own letters. One that
    several actors bear leads nowhere, nor does a word within it.
    """
    known = _known()
    return [_mentions(text, known) for text in texts]


def _mentions(text: str, known: Known) -> list[Mention]:
    text = plain(text)
    found, at = [], 0
    for word in _WORD.finditer(text):
        for name in known.get(word[0], ()):
            start = word.start() - name.offset
            end = start + len(name.text)
            if start >= at and text.startswith(name.text, start) and not _cuts(text, end):
                if name.slug:
                    found.append(Mention(start, end, name.slug))
                at = end
                break
    return found


def _cuts(text: str, at: int) -> bool:
    """Whether the place is within a word."""
    return at < len(text) and bool(_WORD.fullmatch(text[at - 1 : at + 1]))


def _known() -> Known:
    """All names by first word, of the register as it stands."""
    global _kept
    edition = Edition.current()
    kept, known = _kept
    if edition is None or edition != kept:
        known = _read()
        _kept = (edition, known)
    return known


def _read() -> Known:
    actors = Actor.objects.public().order_by()
    names = ActorName.objects.public().order_by()
    rows = actors.values_list("name", "slug").union(
        actors.exclude(short_name="").values_list("short_name", "slug"),
        names.values_list("name", "actor__slug"),
        all=True,
    )
    bearers: dict[str, set[str]] = defaultdict(set)
    for name, slug in rows:
        bearers[" ".join(plain(name).split())].add(slug)
    known: Known = defaultdict(list)
    for name in sorted(bearers, key=len, reverse=True):
        if _is_proper(name):
            word = _WORD.search(name)
            slug = min(bearers[name]) if len(bearers[name]) == 1 else ""
            known[word[0]].append(_Name(name, word.start(), slug))
    return dict(known)


def _is_proper(name: str) -> bool:
    """Whether it can be told from common words: “experts” cannot."""
    letters = [c for c in name if c.isalnum()]
    return len(letters) >= _SHORTEST and not all(c.islower() for c in letters)
