"""Whether words stand in a published document, letter by letter; and if not, what is nearest."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import OuterRef, Subquery

from geopolitics import quotes
from geopolitics.models import Actor, Citation, Document, Passage, Record
from geopolitics.provenance import unshown
from geopolitics.public import places
from geopolitics.public.counting import CAP
from geopolitics.public.reading import FULL, RECORDS
from geopolitics.public.segments import records_of
from geopolitics.search import phrases, words

VERBATIM, ALTERED, NOT_FOUND = "verbatim", "altered", "not found"
LONGEST = 2000
SHORTEST = 2
SHOWN = 10
AROUND = 400
LIKE_ENOUGH = 0.49  # of the words of both; of no more than this, nothing is said to be near
_SIGNS = f"{quotes.SINGLE_QUOTES}{quotes.DOUBLE_QUOTES}'\""


class Unfit(ValueError):
    """Why what was pasted is not looked up, in a sentence."""


@dataclass
class Place:
    """Where the words stand in a passage, with up to three of its document's authors.

    `quote` is as the source has it; `before` and `after` are the words around it, and empty where
    the rights do not let them be shown; `records` rest on these words, or on a part of them.
    """

    passage: Passage
    quote: str
    first_author: str | None = None
    second_author: str | None = None
    third_author: str | None = None
    before: str = ""
    after: str = ""
    cut_before: bool = False
    cut_after: bool = False
    address: str = ""
    records: list[Record] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether the words around it may be shown."""
        return self.passage.document.rights == FULL

    @property
    def context(self) -> str:
        """The words with those around them; "" where these may not be shown."""
        if not self.whole:
            return ""
        first, last = "[…] " * self.cut_before, " […]" * self.cut_after
        return f"{first}{self.before}{self.quote}{self.after}{last}"


@dataclass
class Answer:
    """What is said of a quote: `kind` is verbatim, altered or not found; `places` are where it
    stands, or the one that is nearest; `more` counts those not shown, `held` the documents, as far
    as the first after a thousand."""

    quote: str
    kind: str
    places: list[Place] = field(default_factory=list)
    more: int = 0
    held: int = 0

    @property
    def nearest(self) -> str:
        """The words of the source that are most like it; "" unless it is altered."""
        return self.places[0].quote if self.kind == ALTERED else ""

    @cached_property
    def differences(self) -> list[quotes.Difference]:
        """The quote and the nearest words, word by word."""
        return quotes.differences(self.quote, self.nearest) if self.nearest else []

    @property
    def differing(self) -> int:
        """In how many places they differ."""
        return sum(not difference.same for difference in self.differences)

    @property
    def unseen(self) -> str:
        """Codes of characters that cannot be seen, in which they differ."""
        return quotes.unseen(self.quote, self.nearest) if self.nearest else ""


@dataclass(frozen=True)
class _Match:
    """Where a quote stands in what is known of a passage: all of it, one piece, or nothing."""

    passage: int
    order: tuple
    quote: str
    text: str = ""
    span: quotes.Found | None = None


def read(typed: str) -> str:
    """The words in what was pasted, without the marks around them. Raises Unfit."""
    if len(typed) > LONGEST:
        raise Unfit(f"This is longer than {LONGEST:,} characters: paste a part of it.")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in typed if not c.isspace()):
        raise Unfit("This holds characters that stand in no text.")
    said = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(said) > 1 and said[0] in _SIGNS and said[-1] in _SIGNS:
        said = said[1:-1].strip()
    if len(words.tokens(said)) < SHORTEST:
        raise Unfit("One word is no quote: paste two or more, better five.")
    return said


def cited(document: str, number: str, start: int, end: int) -> Citation | None:
    """The public citation of this stretch of a paragraph of a published document."""
    rows = Citation.objects.public().filter(
        passage__document__status="published",
        passage__document__slug=document,
        passage__number=number,
        start=start,
        end=end,
    )
    return rows.select_related("passage__document").order_by("key", "pk").first()


def check(quote: str, known: Citation | None = None) -> Answer:
    """What is said of the quote, in seven queries at most; it has passed `read`.

    `known` is a citation of these very words, which then stand first.
    """
    matches = _verbatim(quote)
    if known is not None:
        matches[known.passage_id] = _of(known)
    kind, more = VERBATIM, 0
    if matches:
        ordered = sorted(matches.values(), key=lambda match: match.order)
        chosen, more = ordered[:SHOWN], len(ordered[SHOWN:])
    else:
        nearest = _nearest(quote)
        chosen = [nearest] if nearest else []
        kind = ALTERED if nearest else NOT_FOUND
    return Answer(quote, kind, _places(chosen), more, _held())


def _held() -> int:
    return Document.objects.public().order_by().values("pk")[: CAP + 1].count()


def _of(known: Citation) -> _Match:
    """A citation's own place, before all others."""
    passage = known.passage
    text = passage.text if passage.document.rights == FULL else ""
    return _Match(known.passage_id, (), known.quote, text, quotes.Found(known.start, known.end))


def _verbatim(quote: str) -> dict[int, _Match]:
    """Where the quote stands, by passage: in what may be shown, else in what may not."""
    found: dict[int, _Match] = {}
    for paragraph in phrases.holding(quote):
        for piece in paragraph.pieces:
            if spans := quotes.Normalised(piece).in_whole_words(quote):
                order = _order(paragraph.document, paragraph.number)
                words_ = piece[spans[0].start : spans[0].end]
                match = _Match(paragraph.passage, order, words_, piece, spans[0])
                found.setdefault(paragraph.passage, match)
    for passage in unshown.holding(quote):
        order = _order(passage.document.slug, passage.number)
        spans = quotes.Normalised(passage.text).in_whole_words(quote)
        words_ = passage.text[spans[0].start : spans[0].end]
        found.setdefault(passage.pk, _Match(passage.pk, order, words_))
    return found


def _order(document: str, number: str) -> tuple:
    return (document, len(number), number)


def _nearest(quote: str) -> _Match | None:
    """The words that are most like the quote, among those that may be shown."""
    said = quotes.normalise(quote).casefold().split()
    best, ranked = None, LIKE_ENOUGH
    for paragraph in phrases.like(quote):
        for piece in paragraph.pieces:
            near = quotes.nearest(piece, quote)
            found = quotes.normalise(near).casefold().split()
            matcher = difflib.SequenceMatcher(None, found, said, False)
            if near and matcher.ratio() > ranked:
                ranked = matcher.ratio()
                span = next(iter(quotes.Normalised(piece).in_whole_words(near)), None)
                best = _Match(paragraph.passage, (), near, piece, span)
    return best


def _places(matches: list[_Match]) -> list[Place]:
    """The matches with their documents, what rests on them, and where they are read."""
    if not matches:
        return []
    authors = Actor.objects.public().filter(documents=OuterRef("document"))
    names = authors.order_by("name", "slug").values("name")
    keys = [match.passage for match in matches]
    rows = Passage.objects.public().filter(pk__in=keys).defer("text")
    rows = rows.select_related("document__publisher").annotate(
        first_author=Subquery(names[:1]),
        second_author=Subquery(names[1:2]),
        third_author=Subquery(names[2:3]),
    )
    passages = {passage.pk: passage for passage in rows}
    resting: dict[int, list[Citation]] = {}
    citations = Citation.objects.public().filter(passage__in=keys).select_related(*RECORDS)
    for citation in citations.order_by("start", "end", "key", "pk"):
        resting.setdefault(citation.passage_id, []).append(citation)
    return [
        _place(match, passages[match.passage], resting.get(match.passage, []))
        for match in matches
        if match.passage in passages
    ]


def _place(match: _Match, passage: Passage, citations: list[Citation]) -> Place:
    authors = (passage.first_author, passage.second_author, passage.third_author)
    place = Place(passage, match.quote, *authors)
    if place.whole and match.text and match.span:
        _set_in_context(place, match.text, match.span)
        start, end = match.span
        over = [c for c in citations if c.start < end and start < c.end]
        around = [c for c in over if c.start <= start and end <= c.end]
        place.records = records_of(around or over)
        return place
    document = passage.document
    holding = [c for c in citations if quotes.Normalised(c.quote).in_whole_words(match.quote)]
    within = [c for c in citations if quotes.Normalised(match.quote).in_whole_words(c.quote)]
    place.records = records_of(holding or within)
    if holding:
        closest = min(holding, key=lambda c: (c.end - c.start, c.start, c.key))
        place.address = places.stretch(document.slug, passage.number, closest.start, closest.end)
    elif citations:
        place.address = places.paragraph(document.slug, passage.number)
    else:
        place.address = document.get_absolute_url()
    return place


def _set_in_context(place: Place, text: str, span: quotes.Found) -> None:
    start, end = span
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    place.quote = text[start:end]
    place.before, place.after = text[first:start], text[end:last]
    place.cut_before, place.cut_after = first > 0, last < len(text)
    passage = place.passage
    place.address = places.stretch(passage.document.slug, passage.number, start, end)
