"""The words found, marked in a text that is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import words
from .query import Query, Term

AROUND = 160


class Piece(NamedTuple):
    """A stretch of text; `found` where it is what was sought, `gap` for words left out."""

    text: str
    found: bool = False
    gap: bool = False


def places(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the words sought stand, in order, those that touch joined."""
    spans = list(words.spans(text))
    found: list[tuple[int, int]] = []
    for at in range(len(spans)):
        ends = [end for term in query.all if (end := _end(spans, at, term))]
        if ends:
            start = spans[at].start
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], *ends))
            else:
                found.append((start, max(ends)))
    return found


def _end(spans: list[words.Span], at: int, term: Term) -> int:
    """The end of the term's words where they begin here, else 0."""
    stretch = spans[at : at + len(term.tokens)]
    if len(stretch) < len(term.tokens):
        return 0
    *first, last = zip(stretch, term.tokens, strict=True)
    if any(span.stem != token for span, token in first):
        return 0
    span, token = last
    if term.prefix:
        stands = span.stem.startswith(token) or span.form.startswith(token)
    else:
        stands = span.stem == token
    return span.end if stands else 0


def marked(text: str, query: Query) -> list[Piece]:
    """The whole text, what was sought marked in it."""
    return _cut(text, places(text, query), 0, len(text))


def excerpt(text: str, query: Query) -> list[Piece]:
    """The text around the first place found, at word ends; [] where nothing is."""
    found = places(text, query)
    if not found:
        return []
    start, end = max(0, found[0][0] - AROUND), min(len(text), found[0][1] + 2 * AROUND)
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or found[0][0]
    if end < len(text):
        end = max(text.rfind(" ", found[0][1], end), found[0][1])
    pieces = _cut(text, [(a, b) for a, b in found if a < end], start, end)
    before = [Piece("", gap=True)] if start else []
    after = [Piece("", gap=True)] if end < len(text) else []
    return before + pieces + after


def _cut(text: str, found: Iterable[tuple[int, int]], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for first, last in found:
        last = min(last, end)
        pieces += [Piece(text[at:first]), Piece(text[first:last], True)]
        at = last
    pieces.append(Piece(text[at:end]))
    return [piece for piece in pieces if piece.text]
