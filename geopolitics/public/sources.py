"""The quotes that a page rests on: fetched in one query, numbered in the order of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from geopolitics import dates
from geopolitics.models import Actor, Citation, Record
from geopolitics.provenance.agreement import agreement
from geopolitics.public.held import hold
from geopolitics.public.places import shared, stretch
from geopolitics.rules import TARGETS

SHOWN = (
    "key",
    "quote",
    "field",
    "value",
    "note",
    "start",
    "end",
    "passage__number",
    "passage__document__slug",
    "passage__document__title",
    "passage__document__published",
    "passage__document__published_latest",
    "passage__document__publisher__name",
    "passage__document__publisher__short_name",
)
DIFFERS = {
    "narrower": "Another source is more exact",
    "wider": "Another source is less exact",
    "conflicts": "Another source differs",
}


@dataclass
class Source:
    """One quote, however many facts of the page rest on it."""

    citation: Citation
    notes: list[str] = field(default_factory=list)
    number: int = 0
    opened: bool = False

    @property
    def name(self) -> str:
        return f"q{self.number}"

    @property
    def address(self) -> str:
        """Where the words are marked in their paragraph."""
        return stretch(*self._place)

    @property
    def shared(self) -> str:
        """Where the words stand with their source line, to be passed on."""
        return shared(*self._place)

    @property
    def _place(self) -> tuple[str, str, int, int]:
        citation = self.citation
        passage = citation.passage
        return (passage.document.slug, passage.number, citation.start, citation.end)


@dataclass(frozen=True)
class Mark:
    """A source's marker after a fact; `first` brings the card along, later ones point to it.

    `differs` says how what it gives differs from what is held, `others` where all sources stand
    side by side.
    """

    source: Source
    first: bool
    differs: str = ""
    others: str = ""


def citations_of(records: Iterable[Record]) -> QuerySet[Citation]:
    """The citations of these records that the public may see, in the order of their documents.

    Each comes with what a page shows of it and the names of up to three authors. The text of its
    passage stays behind.
    """
    wanted = Q(pk__in=[])
    for table, keys in _by_table(records).items():
        wanted |= Q(**{f"{table}__in": keys})
    authors = Actor.objects.public().filter(documents=OuterRef("passage__document"))
    names = authors.order_by("name", "slug").values("name")
    return (
        Citation.objects.public()
        .filter(wanted, passage__document__status="published")
        .select_related("passage__document__publisher")
        .only(*TARGETS, *SHOWN)
        .annotate(
            first_author=Subquery(names[:1]),
            second_author=Subquery(names[1:2]),
            third_author=Subquery(names[2:3]),
        )
        .order_by("passage__document__slug", "passage__position", "start", "end", "key", "pk")
    )


class Sources:
    """The quotes of one page. `main` are the records whose every quote the page must show; `only`
    says which citations count, where a page needs few of many."""

    def __init__(
        self, main: Iterable[Record], beside: Iterable[Record] = (), only: Q | None = None
    ) -> None:
        main = list(main)
        given = [*beside, *main]
        records = {_key(record): record for record in given}
        self._main = [_key(record) for record in main]
        self._of: dict[tuple, list[Citation]] = defaultdict(list)
        self._source: dict[tuple, Source] = {}
        self._numbered: list[Source] = []
        fetched = citations_of(records.values())
        if only is not None:
            fetched = fetched.filter(only)
        for citation in fetched:
            key = (citation.target, getattr(citation, f"{citation.target}_id"))
            setattr(citation, citation.target, records[key])
            self._of[key].append(citation)
            source = self._source.setdefault(_place(citation), Source(citation))
            if citation.note and citation.note not in source.notes:
                source.notes.append(citation.note)
        for record in given:
            hold(record, "citations", self._of[_key(record)])

    def marks(self, record: Record, *paths: str) -> list[Mark]:
        """Markers for what proves these fields; "" is the record as a whole."""
        return self._marks(c for c in self._of[_key(record)] if c.field in paths)

    def lede(self, record: Record) -> list[Mark]:
        """Markers for the record as a whole; failing these, for the first of its fields."""
        whole = [c for c in self._of[_key(record)] if not c.field]
        return self._marks(whole or self._of[_key(record)][:1], compared=False)

    def giving(self, record: Record, path: str, values: Container[str]) -> list[Mark]:
        """Markers for the quotes that give a field one of these values; "" is none given."""
        own = (c for c in self._of[_key(record)] if c.field == path and c.value in values)
        return self._marks(own, compared=False)

    def listed(self) -> list[Source]:
        """Every source that the page has shown, then what else its own records rest on."""
        for key in self._main:
            self._marks(self._of[key], compared=False)
        return self._numbered

    def _marks(self, citations: Iterable[Citation], compared: bool = True) -> list[Mark]:
        marks: dict[int, Mark] = {}
        for citation in citations:
            source = self._source[_place(citation)]
            if not source.number:
                self._numbered.append(source)
                source.number = len(self._numbered)
            differs = _differs(citation) if compared else ""
            others = differences_of(citation.record) if differs else ""
            marks.setdefault(source.number, Mark(source, not source.opened, differs, others))
            source.opened = True
        return list(marks.values())


def _by_table(records: Iterable[Record]) -> dict[str, set]:
    found: dict[str, set] = defaultdict(set)
    for record in records:
        found[record.table()].add(record.pk)
    return found


def _key(record: Record) -> tuple:
    return (record.table(), record.pk)


def _place(citation: Citation) -> tuple:
    return (citation.passage_id, citation.start, citation.end)


def differences_of(record: Record) -> str:
    """Where one sees in what sources differ about the record."""
    return f"{reverse('public:differences')}?{urlencode({record.table(): record.slug})}"


def _differs(citation: Citation) -> str:
    found = agreement(citation)
    if found not in DIFFERS:
        return ""
    return f"{DIFFERS[found]}: {_said(citation.value)}."


def _said(value: str) -> str:
    try:
        return dates.words(value)
    except dates.NotADate:
        return value
