"""A passage cut at the edges of its cited spans, so that overlaps stay readable as links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from geopolitics.models import Citation, Record
from geopolitics.provenance import mentions
from geopolitics.rules import TARGETS

BESIDE = 5  # records that stand beside a paragraph at once


class Span(NamedTuple):
    """A stretch of a passage, in code points, the end not included."""

    start: int
    end: int


@dataclass(frozen=True)
class Segment:
    """A stretch of text. `record` is what rests on it, by the shortest quote; `also` that others
    do as well; `goes_on` that its quote began before. A `gap` stands for words not shown.

    `asked` is what the address points to, `uncited` a sentence that nothing rests on, and
    `actor` the slug of whom it names.
    """

    text: str = ""
    record: Record | None = None
    also: bool = False
    goes_on: bool = False
    gap: bool = False
    asked: bool = False
    uncited: bool = False
    actor: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is text, and leads nowhere."""
        return self.record is None and not self.gap


@dataclass
class Shown:
    """A passage as a page shows it: its segments and the records beside it; the anchor of the
    stretch `asked` for, "" where none is."""

    number: str
    segments: list[Segment]
    records: list[Record] = field(default_factory=list)
    asked: str = ""

    @property
    def first(self) -> list[Record]:
        """The records that stand beside it at once; a last one alone is not left to `others`."""
        return self.records if len(self.records) <= BESIDE + 1 else self.records[:BESIDE]

    @property
    def others(self) -> list[Record]:
        """The records that stand behind these."""
        return self.records[len(self.first) :]


def segments(
    text: str,
    citations: Iterable[Citation],
    whole: bool,
    kinds: Collection[str] = TARGETS,
    asked: Span | None = None,
    uncited: Iterable[Span] = (),
) -> list[Segment]:
    """The text in order, records of these kinds marked. Unless `whole`, what no citation covers
    becomes a gap: only white space and punctuation between two cited spans stay."""
    cited = list(citations)
    uncited = list(uncited)
    cuts = [*cited, *uncited, *([asked] if asked else [])]
    edges = sorted({0, len(text), *(c.start for c in cuts), *(c.end for c in cuts)})
    found: list[Segment] = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [c for c in cited if c.start <= start and end <= c.end]
        marked = [c for c in over if c.target in kinds]
        piece = Segment(
            text[start:end],
            asked=bool(asked) and asked.start <= start and end <= asked.end,
            uncited=any(s.start <= start and end <= s.end for s in uncited),
        )
        if marked:
            closest = min(marked, key=lambda c: (c.end - c.start, c.target, c.key))
            several = len({(c.target, c.record.pk) for c in marked}) > 1
            piece = replace(
                piece, record=closest.record, also=several, goes_on=start > closest.start
            )
        elif not (over or whole) and _wordy(piece.text):
            piece = Segment(gap=True)
        found.append(piece)
    return _joined(found)


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Neighbours that lead to the same record and mark the same become one. A piece without a
    letter, which as a link would have no name, goes with the one before, or is plain text."""
    found: list[Segment] = []
    for piece in pieces:
        last = found[-1] if found else None
        bare = piece.record is not None and not _wordy(piece.text)
        if last and not (last.gap or piece.gap) and _alike(last, piece, bare):
            found[-1] = replace(last, text=last.text + piece.text)
        else:
            found.append(replace(piece, record=None, also=False) if bare else piece)
    return found


def _alike(last: Segment, piece: Segment, bare: bool) -> bool:
    if last.asked != piece.asked or last.uncited != piece.uncited:
        return False
    if last.record and bare:
        return True
    same = last.record == piece.record and last.also == piece.also
    return same and (piece.record is None or piece.goes_on)


def _wordy(text: str) -> bool:
    return any(character.isalnum() for character in text)


def records_of(citations: Iterable[Citation]) -> list[Record]:
    """The records that rest on these, in the order of the text, each once."""
    ordered = sorted(citations, key=lambda c: (c.start, c.end, c.key))
    return list({(c.target, c.record.pk): c.record for c in ordered}.values())


def name_actors(passages: Iterable[Shown]) -> None:
    """Let names of known actors in plain text lead to them.

    What stands in a gap is not looked at: whether a name would go on there does not show.
    """
    passages = [shown for shown in passages if any(map(_may_name, shown.segments))]
    runs = [(shown, list(_runs(shown.segments))) for shown in passages]
    texts = ["".join(s.text for s in run) for _, own in runs for run in own]
    found = iter(mentions.find(texts) if texts else ())
    for shown, own in runs:
        shown.segments = [s for run in own for s in _named(run, next(found))]


def _may_name(segment: Segment) -> bool:
    return segment.plain and _wordy(segment.text)


def _runs(pieces: list[Segment]) -> Iterator[list[Segment]]:
    """Stretches without a gap, and gaps."""
    for _, run in groupby(pieces, lambda piece: piece.gap):
        yield list(run)


def _named(run: list[Segment], named: list[mentions.Mention]) -> Iterator[Segment]:
    begin = 0
    for piece in run:
        end, at = begin + len(piece.text), begin
        for start, stop, slug in named:
            if piece.plain and begin <= start and stop <= end:
                yield replace(piece, text=piece.text[at - begin : start - begin])
                yield replace(piece, text=piece.text[start - begin : stop - begin], actor=slug)
                at = stop
        rest = piece.text[at - begin :]
        if rest or piece.gap:
            yield replace(piece, text=rest)
        begin = end
