"""Citations: every quote on which a public record rests, record by record."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from geopolitics.models import (
    RECORDS,
    Actor,
    Article,
    Citation,
    Document,
    Event,
    Statement,
    Treaty,
    model_of,
)
from geopolitics.public import paging
from geopolitics.public.facets import Linked
from geopolitics.public.narrowing import Kind

from . import quoted
from .fetching import quotes
from .lists import paged, wanted
from .view import Open, context, dated, site

JOINED = ("actor", "treaty", "article__treaty", "statement__speaker", "event")
BETWEEN = "/"
KIND = Kind(
    facets=(
        Linked("treaty", "Treaty", "treaty", Treaty, "title"),
        Linked("article", "Article", "article", Article, "label"),
        Linked("actor", "Actor", "actor", Actor),
        Linked("statement", "Statement", "statement", Statement, "summary"),
        Linked("event", "Event", "event", Event, "title"),
        Linked("document", "Document", "passage__document", Document, "title"),
    ),
    whole="",
    orders={"record": paging.Order("record", F("key"))},
)
TABLES = tuple(model.table() for model in RECORDS)


class Citations(Open):
    """Quotes, a page at a time: those of treaties by slug and key, then those of articles, and so
    on, so that each stretch is read by an index."""

    serialiser = quoted.Citation

    def get(self, request: Request) -> HttpResponse:
        asked = wanted(KIND, request)
        rows = asked.apply(quotes().select_related(*JOINED, "passage__document"))
        named = [table for table in TABLES if table in asked.given] or list(TABLES)
        page = _page(rows, named, request.GET.get("after", ""), asked.narrowed)
        told = quoted.Citation(page.rows, many=True, context=context(site(request))).data
        return dated(paged(request, asked, page, told), None)


def _page(rows: QuerySet, tables: list[str], after: str, narrowed: bool) -> paging.Page:
    """The page behind a place, which begins with the kind of record."""
    first, between, place = after.partition(BETWEEN)
    if after and not (between and place and first in tables):
        return paging.Page([], fault="There is no such place.")
    if after:
        tables = tables[tables.index(first) :]
    found, following = [], ""
    for table in tables:
        order = paging.Order(table, F(f"{table}__slug"), tie="key")
        begin = place if table == first else ""
        of_kind = rows.filter(**{f"{table}__status": "published"})
        if not narrowed:
            of_kind = of_kind.filter(**{f"{table}__in": _next(table, begin)})
        page = paging.page(of_kind, order, begin)
        if page.fault:
            return page
        found += [(f"{table}{BETWEEN}{order.place(row)}", row) for row in page.rows]
        if len(found) > paging.SIZE or (len(found) == paging.SIZE and page.next):
            following = found[paging.SIZE - 1][0]
            break
    return paging.Page([row for _, row in found[: paging.SIZE]], following)


def _next(table: str, place: str) -> QuerySet:
    """The records on which a page behind the place can touch, found by their slugs' index: the
    database would else put all citations of the kind in order. Each has a citation of its own,
    as what is published must, but for articles, for which their treaty's may stand."""
    records = model_of(table).objects.public()
    if table == "article":
        own = Citation.objects.filter(article=OuterRef("pk"), passage__document__status="published")
        records = records.filter(Exists(own))
    if place:
        records = records.filter(slug__gte=place.rpartition(paging.BETWEEN)[0])
    return records.order_by("slug").values("pk")[: paging.SIZE + 2]
