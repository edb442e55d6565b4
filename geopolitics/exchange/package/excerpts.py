"""Passages of documents that are “excerpts only”, as a package may hold them.

Such a passage's text is what the public sees of it: the cited words, with `MARK` for what is
left out. Each quote stands in it once, with a prefix or suffix of visible words where it needs
one; so a package's citations can be verified against the package alone. A package made of what
was loaded from one has the same texts again: what the mark stands for has no letters any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import StrIndex

from geopolitics import quotes
from geopolitics.exchange.packaged import MARK
from geopolitics.models import Citation, Obligation, Passage, Statement
from geopolitics.search.excerpts import stretches, wordy

FULL = "full text may be shown"
Span = tuple[int, int]


class Excerpt:
    """What is visible of one passage."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self._places: list[tuple[int, int, int]] = []
        pieces: list[str] = []
        length = at = 0
        for start, end in stretches(text, spans):
            before = _left_out(text[at:start], first=not pieces)
            pieces += [before, text[start:end]]
            length += len(before)
            self._places.append((start, end, length))
            length += end - start
            at = end
        pieces.append(_left_out(text[at:], last=True))
        self.text = "".join(pieces)

    @cached_property
    def _normalised(self) -> quotes.Normalised:
        return quotes.Normalised(self.text)

    def holds(self, words: str) -> bool:
        """Whether these words stand in what is visible."""
        return quotes.normalise(words) in self._normalised.normal

    def context(self, quote: str, place: Span, prefix: str, suffix: str) -> tuple[str, str]:
        """The prefix and suffix by which the quote, which stood at `place`, is found here: its
        own, if they are visible, else none, else as few visible words as tell it apart."""
        begin = next(at + place[0] - s for s, e, at in self._places if s <= place[0] < e)
        found = (begin, begin + place[1] - place[0])
        before, after = self.text[: found[0]].split(), self.text[found[1] :].split()
        tried = [(prefix, suffix), ("", "")]
        tried += [(" ".join(before[-n:]), "") for n in range(1, len(before) + 1)]
        whole = " ".join(before)
        tried += [(whole, " ".join(after[:n])) for n in range(1, len(after) + 1)]
        return next(pair for pair in tried if self._locate(quote, *pair) == found)

    def _locate(self, quote: str, prefix: str, suffix: str) -> Span | None:
        try:
            return tuple(self._normalised.locate(quote, prefix, suffix))
        except quotes.QuoteError:
            return None


def _left_out(gap: str, first: bool = False, last: bool = False) -> str:
    """What stands for words between two stretches, or at either end."""
    if not (wordy(gap) or MARK in gap):
        return ""
    return f"{'' if first else ' '}{MARK}{'' if last else ' '}"


class Excerpts:
    """The excerpts of many passages, some at a time."""

    def __init__(self) -> None:
        self._words = _words_beside_quotes()

    def of(self, passages: Iterable[int]) -> dict[int, Excerpt]:
        """By primary key; of passages that no published record cites, none."""
        return _excerpts(passages, self._words)


def public_citations() -> QuerySet[Citation]:
    """The citations by which a passage is visible."""
    return Citation.objects.public().filter(passage__document__status="published").order_by()


def cited() -> Exists:
    """The condition that a passage is visible."""
    return Exists(public_citations().filter(passage=OuterRef("pk")))


def _excerpts(
    passages: Iterable[int], words: dict[int, list[Span]] | None = None
) -> dict[int, Excerpt]:
    passages, spans = set(passages), defaultdict(list)
    rows = public_citations().filter(passage__in=passages)
    for passage, *span in rows.values_list("passage", "start", "end"):
        spans[passage].append(tuple(span))
    texts = Passage.objects.filter(pk__in=spans).values_list("pk", "text")
    return {pk: Excerpt(text, spans[pk] + (words or {}).get(pk, [])) for pk, text in texts}


def _words_beside_quotes() -> dict[int, list[Span]]:
    """Where words that a published record gives as its own, a speaker's or a trigger's, stand in
    an excerpts-only passage cited for it, and in no words of which a quote makes visible.

    They are public with their record, which would break its promise without them.
    """
    found: dict[int, list[Span]] = defaultdict(list)
    of_treaty = Q(treaty=OuterRef("treaty")) | Q(article=OuterRef("article"))
    for model, column, condition in (
        (Statement, "quote", Q(statement=OuterRef("pk"))),
        (Obligation, "trigger", of_treaty),
    ):
        there = public_citations().filter(condition)
        rows = model.objects.public().exclude(**{column: ""}).order_by()
        rows = rows.exclude(Exists(_with(there, "quote", column)))
        full = there.filter(passage__document__rights=FULL)
        rows = rows.exclude(Exists(_with(full, "passage__text", column)))
        for row in rows.iterator(chunk_size=500):
            own = Q(statement=row.pk)
            if model is Obligation:
                own = Q(treaty=row.treaty_id)
                own |= Q(article=row.article_id) if row.article_id else Q()
            if place := _place(getattr(row, column), public_citations().filter(own)):
                found[place[0]].append(place[1])
    return found


def _with(rows: QuerySet[Citation], text: str, column: str) -> QuerySet[Citation]:
    return rows.annotate(at=StrIndex(text, OuterRef(column))).filter(at__gt=0)


def _place(words: str, citations: QuerySet[Citation]) -> tuple[int, Span] | None:
    """The first passage of those cited in which the words stand, and where; None where they are
    visible already."""
    texts = Passage.objects.filter(pk__in=citations.values("passage"))
    texts = texts.order_by("document__slug", "position", "number")
    rows = list(texts.values_list("pk", "text", "document__rights"))
    excerpts = _excerpts(pk for pk, _, rights in rows if rights != FULL)
    sought = quotes.normalise(words)
    if any(sought in quotes.normalise(text) for _, text, rights in rows if rights == FULL):
        return None
    if any(excerpt.holds(words) for excerpt in excerpts.values()):
        return None
    for pk, text, _ in rows:
        try:
            return pk, tuple(quotes.locate(text, words))
        except quotes.NotUnique as several:
            return pk, tuple(several.places[0])
        except quotes.QuoteError:
            continue
    return None
