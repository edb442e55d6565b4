"""What the address of a document's page asks for: which paragraphs, which marks, which words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from geopolitics.models import Document, Passage
from geopolitics.rules import TARGETS

from .segments import Span

FULL = "full text may be shown"
RECORDS = ("actor", "treaty", "article__treaty", "statement__speaker", "event")
AT_A_TIME = 100
CONTENTS = 2000  # paragraphs of a document whose sections are all listed
KINDS = {
    "treaty": "Treaties",
    "article": "Articles",
    "actor": "Actors",
    "statement": "Statements",
    "event": "Events",
}
NO_PARAGRAPH = "The document has no such paragraph; it begins anew here."
NO_KIND = "There is no such kind of record; all are marked."
NO_WORDS = "No quote stands there now; this is the paragraph."
_PLACE = re.compile(r"[1-9]\d{0,8}")
_SPAN = re.compile(r"(0|[1-9]\d{0,8})-([1-9]\d{0,8})")


def documents(number: str) -> QuerySet[Document]:
    """Public documents, each with its `last` place and that of its paragraph of this number."""
    own = Passage.objects.public().filter(document=OuterRef("pk"))
    named = own.filter(number=number if number.isprintable() else "")
    return Document.objects.public().annotate(
        last=Subquery(own.order_by("-position").values("position")[:1]),
        named=Subquery(named.values("position")[:1]),
    )


@dataclass(frozen=True)
class Section:
    """A heading, and the address at which what stands under it begins."""

    heading: str
    address: str


class Reading:
    """What one page shows of a document that `documents` gave.

    `?p=` is the number of a paragraph, `?from=` a place counted from 1: the stretch about it is
    shown. `?at=120-183` marks words of that paragraph, `?only=treaty` the records of that kind
    alone, and more than one may be given. `faults` says what of this makes no sense. `unread`:
    the sentences that nothing rests on are marked, as staff may ask.
    """

    def __init__(self, document: Document, request: HttpRequest, unread: bool = False) -> None:
        self.unread = unread
        self.path, self.passages = document.get_absolute_url(), Passage.objects.public()
        self.passages = self.passages.filter(document=document)
        self.faults: list[str] = []
        asked = request.GET
        self.number, begin, place = asked.get("p", ""), asked.get("from", ""), 1
        if self.number:
            place = document.named
        elif begin:
            place = int(begin) if _PLACE.fullmatch(begin) else None
        self.of = document.last or 1
        if place is None or place > self.of:
            self.faults.append(NO_PARAGRAPH)
            self.number, place = "", 1
        self.first = (place - 1) // AT_A_TIME * AT_A_TIME + 1
        self.last = min(self.first + AT_A_TIME - 1, self.of)
        self.at = self._at(asked.get("at", ""))
        self.only = [kind for kind in KINDS if kind in asked.getlist("only")]
        if set(asked.getlist("only")) - {*KINDS, ""}:
            self.faults.append(NO_KIND)

    def _at(self, typed: str) -> Span | None:
        if not typed or self.faults:
            return None
        found = _SPAN.fullmatch(typed)
        if found and self.number and int(found[1]) < int(found[2]):
            return Span(int(found[1]), int(found[2]))
        self.faults.append(NO_WORDS)
        return None

    def __str__(self) -> str:
        return f"Paragraphs {self.first:,} to {self.last:,} of {self.of:,}"

    @property
    def fault(self) -> str:
        """What of the address makes no sense, in a sentence or two."""
        return " ".join(self.faults)

    @property
    def whole(self) -> bool:
        """Whether one page shows all of the document."""
        return self.of <= AT_A_TIME

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of records that are marked."""
        return tuple(self.only) or TARGETS

    @property
    def before(self) -> str:
        """The address of the stretch before; "" where this is the first."""
        return self.address(place=self.first - AT_A_TIME) if self.first > 1 else ""

    @property
    def next(self) -> str:
        """The address of the stretch after; "" where this is the last."""
        return self.address(place=self.last + 1) if self.last < self.of else ""

    @property
    def marks(self) -> list[tuple[str, str, bool, str]]:
        """Each kind of record, its name, whether it alone or with others was asked for, and the
        address at which it is, or no longer is."""
        return [
            (kind, name, kind in self.only, self.address(only=self._turned(kind)))
            for kind, name in KINDS.items()
        ]

    @property
    def marked(self) -> str:
        """The kinds that alone are marked, in words; "" where all are."""
        return " and ".join(KINDS[kind].lower() for kind in self.only)

    @property
    def all_marked(self) -> str:
        """The address at which every kind is marked."""
        return self.address(only=[])

    @property
    def turned(self) -> str:
        """The address with what is not yet recorded, or without it where it is shown."""
        return self.address(unread=not self.unread)

    @property
    def cut(self) -> bool:
        """Whether only the sections of this page are listed."""
        return self.of > CONTENTS

    def _turned(self, kind: str) -> list[str]:
        return [k for k in KINDS if (k in self.only) is not (k == kind)]

    def address(
        self, place: int | None = None, only: list[str] | None = None, unread: bool | None = None
    ) -> str:
        """The address of this page with other marks, or of the stretch about another place."""
        asked: list[tuple[str, str | int]] = []
        place = self.first if place is None else place
        if place > 1:
            asked.append(("from", place))
        asked += [("only", kind) for kind in (self.only if only is None else only)]
        if self.unread if unread is None else unread:
            asked.append(("uncited", 1))
        return f"{self.path}?{urlencode(asked)}" if asked else self.path

    def rows(self) -> QuerySet[Passage]:
        """The passages that the page shows."""
        return self.passages.filter(position__range=(self.first, self.last))

    def sections(self, shown: list[Passage]) -> list[Section]:
        """The headings of the whole document, of which `shown` are on this page; of one that is
        very long, of this page."""
        places = [(passage.position, passage.section) for passage in shown]
        if AT_A_TIME < self.of <= CONTENTS:
            rows = self.passages.order_by("position", "number")
            places = list(rows.values_list("position", "section"))
        runs = groupby(places, lambda place: place[1])
        begun = [(heading, next(run)[0]) for heading, run in runs]
        return [Section(heading, self._section(place)) for heading, place in begun if heading]

    def _section(self, place: int) -> str:
        here = self.first <= place <= self.last
        return f"{'' if here else self.address(place)}#s-{place}"
