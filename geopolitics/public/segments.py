"""A passage cut at the edges of its cited spans, so that overlaps stay readable as links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from geopolitics.models import Citation, Record


@dataclass(frozen=True)
class Segment:
    """A stretch of text. `record` is what rests on it, by the shortest quote; `also` that others
    do as well; `goes_on` that its quote began before. A `gap` stands for words not shown."""

    text: str = ""
    record: Record | None = None
    also: bool = False
    goes_on: bool = False
    gap: bool = False


@dataclass
class Shown:
    """A passage as a page shows it: its segments and the records beside it."""

    number: str
    segments: list[Segment]
    records: list[Record] = field(default_factory=list)


def segments(text: str, citations: Iterable[Citation], whole: bool) -> list[Segment]:
    """The text in order. Unless `whole`, what no citation covers becomes a gap: only white space
    and punctuation between two cited spans stay."""
    cited = list(citations)
    edges = sorted({0, len(text), *(c.start for c in cited), *(c.end for c in cited)})
    found: list[Segment] = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [c for c in cited if c.start <= start and end <= c.end]
        piece = text[start:end]
        if over:
            closest = min(over, key=lambda c: (c.end - c.start, c.target, c.key))
            several = len({(c.target, c.record.pk) for c in over}) > 1
            found.append(Segment(piece, closest.record, several, start > closest.start))
        elif whole or not _wordy(piece):
            found.append(Segment(piece))
        else:
            found.append(Segment(gap=True))
    return _joined(found)


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Neighbours that lead to the same record and mark the same become one. A piece without a
    letter, which as a link would have no name, goes with the one before, or is plain text."""
    found: list[Segment] = []
    for piece in pieces:
        last = found[-1] if found else None
        bare = piece.record is not None and not _wordy(piece.text)
        alike = last and piece.goes_on and piece.record == last.record and piece.also == last.also
        if alike or (bare and last and last.record):
            found[-1] = replace(last, text=last.text + piece.text)
        else:
            found.append(Segment(piece.text) if bare else piece)
    return found


def _wordy(text: str) -> bool:
    return any(character.isalnum() for character in text)


def records_of(citations: Iterable[Citation]) -> list[Record]:
    """The records that rest on these, in the order of the text, each once."""
    ordered = sorted(citations, key=lambda c: (c.start, c.end, c.key))
    return list({(c.target, c.record.pk): c.record for c in ordered}.values())
