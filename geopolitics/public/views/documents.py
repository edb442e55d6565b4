"""A document with every cited span marked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import Citation, Document, Passage
from geopolitics.public import meta
from geopolitics.public.citing.references import authors_of, of_document
from geopolitics.public.citing.shown import shown
from geopolitics.public.counting import capped
from geopolitics.public.editing import edit_address, for_staff
from geopolitics.public.segments import Shown, records_of, segments

from .records import elsewhere

FULL = "full text may be shown"
AT_A_TIME = 100
RECORDS = ("actor", "treaty", "article__treaty", "statement__speaker", "event")


@dataclass
class Chapter:
    """Passages under one heading. `omitted` in between counts whole paragraphs left out."""

    heading: str
    items: list[Shown | int] = field(default_factory=list)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A document and its passages; of one that is excerpts only, the cited words alone."""
    document = Document.objects.public().select_related("publisher").filter(slug=slug).first()
    if document is None:
        return elsewhere(request, Document, slug)
    stretch = Stretch(document, request)
    cited = _citations(stretch)
    whole = document.rights == FULL
    passages = _passages(stretch, cited, whole)
    edit = edit_address(request, document)
    authors = list(authors_of(document))
    context = {
        "document": document,
        "edit": edit,
        "meta": meta.of_record(request, document),
        "authors": authors,
        "citing": shown(of_document(request, document, authors), document.get_absolute_url()),
        "whole": whole,
        "chapters": _chapters(passages, cited, whole),
        "quotes": capped(Citation.objects.public().filter(passage__document=document)),
        "stretch": stretch,
    }
    status = 400 if stretch.fault else 200
    return for_staff(render(request, "public/document.html", context, status=status), edit)


class Stretch:
    """The paragraphs of a document that one page shows: those about the one asked for in `?p=`,
    by its number, or from the place in `?from=`, counted from 1."""

    def __init__(self, document: Document, request: HttpRequest) -> None:
        self.passages = Passage.objects.public().filter(document=document)
        self.fault, place = "", 1
        number, begin = request.GET.get("p", ""), request.GET.get("from", "")
        if number:
            named = self.passages.filter(number=number if number.isprintable() else "")
            place = named.values_list("position", flat=True).first()
        elif begin:
            place = int(begin) if re.fullmatch(r"[1-9]\d{0,8}", begin) else None
        last = self.passages.order_by("-position").values_list("position", flat=True).first() or 1
        self.of = last
        if place is None or place > last:
            self.fault = "The document has no such paragraph; it begins anew here."
            place = 1
        self.first = (place - 1) // AT_A_TIME * AT_A_TIME + 1
        self.last = min(self.first + AT_A_TIME - 1, last)

    def __str__(self) -> str:
        return f"Paragraphs {self.first:,} to {self.last:,} of {self.of:,}"

    @property
    def whole(self) -> bool:
        """Whether one page shows all of the document."""
        return self.of <= AT_A_TIME

    @property
    def before(self) -> int:
        return max(self.first - AT_A_TIME, 0)

    @property
    def next(self) -> int:
        return self.last + 1 if self.last < self.of else 0

    def rows(self) -> QuerySet[Passage]:
        return self.passages.filter(position__range=(self.first, self.last))


def _citations(stretch: Stretch) -> dict[int, list[Citation]]:
    """Citations of published records, by passage."""
    rows = Citation.objects.public().filter(passage__in=stretch.rows()).select_related(*RECORDS)
    found = defaultdict(list)
    for citation in rows.order_by("passage", "start", "end", "key", "pk"):
        found[citation.passage_id].append(citation)
    return found


def _passages(stretch: Stretch, cited: dict, whole: bool) -> list[Passage]:
    """In order. Of excerpts only, no text is read but that of passages cited."""
    rows = stretch.rows().order_by("position", "number")
    if whole:
        return list(rows)
    texts = dict(rows.filter(pk__in=list(cited)).values_list("pk", "text"))
    rows = list(rows.defer("text"))
    for passage in rows:
        passage.text = texts.get(passage.pk, "")
    return rows


def _chapters(passages: list[Passage], cited: dict, whole: bool) -> list[Chapter]:
    """Passages under their headings; what nothing rests on is counted, not shown."""
    found: list[Chapter] = []
    section = None
    for passage in passages:
        rows = cited.get(passage.pk, [])
        if not whole and passage.boilerplate and not rows:
            continue
        if not found or passage.section != section:
            section = passage.section
            found.append(Chapter(section if whole else ""))
        if not whole and not rows:
            _omit(found[-1].items)
        else:
            pieces = segments(passage.text, rows, whole)
            found[-1].items.append(Shown(passage.number, pieces, records_of(rows)))
    return found


def _omit(items: list[Shown | int]) -> None:
    if items and isinstance(items[-1], int):
        items[-1] += 1
    else:
        items.append(1)
