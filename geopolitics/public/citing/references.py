"""What there is to cite, read from public fields alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from geopolitics.models import Actor, ActorName, Article, Document, Record, Release, Sourced
from geopolitics.public.site import absolute

from .issued import Issued
from .names import Name, name_of

REGISTER = "Geopolitics"


@dataclass(frozen=True)
class Sort:
    """What the formats call a work of this sort, and how the styles set it.

    `alone`: its title stands alone, in italics, and its year is enough; else it is part of what
    is published and its title stands in quotation marks. `periodical`: so is its publisher.
    `genre`: what a reader must be told that it is.
    """

    csl: str
    bibtex: str
    ris: str
    alone: bool = False
    periodical: bool = False
    genre: str = ""


ENTRY = Sort("dataset", "misc", "DATA", genre="Data set entry")
OTHER = Sort("document", "misc", "GEN")
SORTS = {
    "commentary": Sort("webpage", "misc", "ELEC"),
    "news report": Sort("article-newspaper", "article", "NEWS", periodical=True),
    "official text": Sort("document", "misc", "GOVDOC", alone=True),
    "treaty series": Sort("book", "book", "SER", alone=True),
    "speech": Sort("speech", "misc", "GEN", genre="Speech"),
    "interview": Sort("interview", "misc", "GEN", genre="Interview"),
    "press release": Sort("webpage", "misc", "ELEC", genre="Press release"),
    "report": Sort("report", "techreport", "RPRT", alone=True),
    "book": Sort("book", "book", "BOOK", alone=True),
    "journal article": Sort("article-journal", "article", "JOUR", periodical=True),
    "data set": Sort("dataset", "misc", "DATA", alone=True, genre="Data set"),
    "archival document": Sort("manuscript", "misc", "UNPB"),
    "social media post": Sort("post", "misc", "ELEC", genre="Social media post"),
    "web page": Sort("webpage", "misc", "ELEC"),
}


@dataclass(frozen=True)
class Reference:
    """A work to be cited. `address` is its permanent one in the register; `url` where it is
    read: its own, where the register holds one, else the same. `version` is an entry's."""

    key: str
    sort: Sort
    title: str
    authors: tuple[Name, ...]
    issued: Issued
    accessed: datetime.date
    address: str
    url: str
    publisher: str = ""
    language: str = ""
    version: str = ""

    @property
    def entry(self) -> bool:
        """Whether it is one of the register's own."""
        return self.sort is ENTRY


def released(rows: QuerySet) -> QuerySet:
    """Records, each with the name and day of the newest release that holds it as it is now."""
    made = Release.objects.filter(made__gte=OuterRef("modified")).order_by("-made", "-id")
    return rows.annotate(
        release_name=Subquery(made.values("name")[:1]),
        release_made=Subquery(made.values("made")[:1]),
    )


def of_record(request: HttpRequest, record: Record) -> Reference:
    """A record of `released` as an entry of the register, whose version is that release or,
    failing one, the day of the record's last change."""
    changed = record.release_made or _given(record, "modified")
    day = timezone.localtime(changed).date().isoformat()
    address = absolute(request, record.get_absolute_url())
    return Reference(
        key=_given(record, "slug"),
        sort=ENTRY,
        title=_titled(record),
        authors=(Name(REGISTER),),
        issued=Issued(day),
        accessed=timezone.localdate(),
        address=address,
        url=address,
        version=record.release_name or day,
    )


def of_document(request: HttpRequest, document: Document, authors: Iterable[Actor]) -> Reference:
    """A document as itself; `authors` are those of `authors_of`."""
    publisher = _given(document, "publisher")
    address = absolute(request, document.get_absolute_url())
    return Reference(
        key=_given(document, "slug"),
        sort=SORTS.get(_given(document, "kind"), OTHER),
        title=_given(document, "title"),
        authors=tuple(name_of(actor, actor.inverted or "") for actor in authors),
        issued=Issued(_given(document, "published")),
        accessed=timezone.localdate(),
        address=address,
        url=_given(document, "url") or address,
        publisher=publisher.name if publisher else "",
        language=_given(document, "language"),
    )


def authors_of(document: Document) -> QuerySet[Actor]:
    """The authors by name, each with `inverted`, one of its names with a comma, if it has one."""
    turned = ActorName.objects.public().filter(actor=OuterRef("pk"), name__contains=", ")
    authors = Actor.objects.public().filter(documents=document).order_by("name", "slug")
    return authors.annotate(inverted=Subquery(turned.order_by("key").values("name")[:1]))


def _titled(record: Record) -> str:
    """What the record is called; of a sentence, without its full stop."""
    said = f"{record}: {record.treaty}" if isinstance(record, Article) else str(record)
    return said.removesuffix(".")


def _given(record: Sourced, name: str) -> Any:
    if name not in record.public_fields:
        raise KeyError(f"{name} is no public field of {record.table()}")
    return getattr(record, name)
