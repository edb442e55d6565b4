"""The paragraphs of a document, as far as its rights allow."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request

from geopolitics.models import Citation, Document, Passage
from geopolitics.public import paging
from geopolitics.public.narrowing import Kind
from geopolitics.search.excerpts import stretches

from . import quoted
from .details import elsewhere
from .lists import paged, wanted
from .quoted import FULL
from .view import Open, context, dated, site

RECORDS = ("actor", "treaty", "article__treaty", "statement__speaker", "event")
LAST = 2**31 - 1


def _place(text: str) -> int:
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0
    if not 0 < place <= LAST:
        raise ValueError(text)
    return place


IN_ORDER = Kind(
    facets=(),
    whole="",
    orders={"place": paging.Order("place", F("position"), read=_place, tie="number")},
)


class Passages(Open):
    """The paragraphs of a document, in order, a page at a time."""

    serialiser = quoted.Passage

    def get(self, request: Request, slug: str) -> HttpResponse:
        document = _document(slug)
        if document is None:
            return elsewhere(request, Document, slug, rest="passages/")
        asked = wanted(IN_ORDER, request)
        page = paging.page(shown(document), asked.order, request.GET.get("after", ""))
        base = site(request)
        told = [paragraph(passage, document, base) for passage in page.rows]
        return dated(paged(request, asked, page, told), document.modified)


class PassageDetail(Open):
    """A paragraph of a document, by its number."""

    serialiser: ClassVar = quoted.Passage

    def get(self, request: Request, slug: str, number: str) -> HttpResponse:
        document = _document(slug)
        if document is None:
            return elsewhere(request, Document, slug, rest=f"passages/{number}/")
        if not number.isprintable():
            raise Http404
        passage = shown(document).filter(number=number).first()
        if passage is None:
            raise Http404
        return dated(paragraph(passage, document, site(request)), document.modified)


def _document(slug: str) -> Document | None:
    return Document.objects.public().filter(slug=slug).first()


def shown(document: Document) -> QuerySet[Passage]:
    """Its paragraphs; of one that is excerpts only, those with cited words."""
    rows = Passage.objects.public().filter(document=document)
    cited = Citation.objects.public()
    if document.rights != FULL:
        rows = rows.filter(Exists(cited.filter(passage=OuterRef("pk"))))
    return rows.prefetch_related(Prefetch("citations", cited.select_related(*RECORDS)))


def paragraph(passage: Passage, document: Document, base: str) -> dict[str, Any]:
    """The paragraph with what rests on it, in the order of the text, and its cited stretches."""
    passage.document = document
    passage.resting = sorted(
        passage.citations.all(), key=lambda c: (c.start, c.end, c.target, c.record.slug, c.key)
    )
    cited = stretches(passage.text, [(c.start, c.end) for c in passage.resting])
    passage.excerpts = [
        {"start": start, "end": end, "text": passage.text[start:end]} for start, end in cited
    ]
    return quoted.Passage(passage, context=context(base)).data
