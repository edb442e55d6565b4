"""Documents: the list of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models.functions import Lower
from django.http import HttpRequest

from geopolitics.models import Actor, Document
from geopolitics.models.record import dated, dated_down
from geopolitics.public.facets import Coded, Linked, Through
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import CHANGED, Order
from geopolitics.vocabularies import DOCUMENT_KINDS, DOCUMENT_RIGHTS

LIST_TEMPLATE = "public/documents.html"
LIST_JOINED = ("publisher",)


def _written() -> Any:
    return Document.authors.through.objects.filter(actor__status="published")


KIND = Kind(
    facets=(
        Coded("kind", "Kind", "kind", DOCUMENT_KINDS),
        Through("author", "Author", _written, "document", "actor", Actor),
        Linked("publisher", "Publisher", "publisher", Actor),
        Coded("rights", "Rights", "rights", DOCUMENT_RIGHTS),
    ),
    whole="kind",
    orders={
        "newest": Order("newest", dated_down("published"), True),
        "oldest": Order("oldest", dated("published")),
        "title": Order("title", Lower("title")),
        "changed": CHANGED,
    },
    dated="published",
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed, the newest first."""
    return KIND


def beside(documents: list[Document], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: who wrote each."""
    authors = defaultdict(list)
    written = _written().filter(document__in=documents).select_related("actor")
    for row in written.order_by("actor__name", "actor__slug"):
        authors[row.document_id].append(row.actor)
    return {"rows": [(document, authors[document.pk]) for document in documents]}
