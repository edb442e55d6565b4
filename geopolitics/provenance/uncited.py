"""Which sentences of the documents held no citation touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet

from geopolitics import quotes

COLUMNS = ("pk", "number", "section", "boilerplate", "text", "citations__start", "citations__end")


@dataclass(frozen=True)
class Read:
    """A passage, and its text in order: each stretch, and whether it is a sentence uncited."""

    pk: int
    number: str
    section: str
    boilerplate: bool
    parts: list[tuple[str, bool]]

    @property
    def uncited(self) -> list[str]:
        """The sentences that no citation touches."""
        return [text for text, open_ in self.parts if open_]


def read(passages: QuerySet) -> Iterator[Read]:
    """The passages in one query, in their order, which has to keep the rows of each together."""
    rows = passages.values_list(*COLUMNS)
    for (pk, number, section, boilerplate, text), own in groupby(rows, itemgetter(0, 1, 2, 3, 4)):
        spans = [(start, end) for *_, start, end in own if start is not None]
        yield Read(pk, number, section, boilerplate, parts(text, spans))


def parts(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in order: each stretch, and whether it is a sentence that no span touches."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end, cited in _sentences(text, spans):
        if cited:
            continue
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    return [*found, (text[at:], False)] if at < len(text) else found


def counted(text: str, spans: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """How many sentences the text has, and how many of them some span touches."""
    found = [cited for _, _, cited in _sentences(text, spans)]
    return len(found), sum(found)


def _sentences(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Each sentence that has a word: where it stands, and whether some span touches it."""
    spans = list(spans)
    for start, end in quotes.sentences(text):
        if any(character.isalnum() for character in text[start:end]):
            yield start, end, any(first < end and start < last for first, last in spans)
