"""Sentences that no citation touches, by document; those of boilerplate apart."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from geopolitics.models import Citation, Document, Passage
from geopolitics.provenance import uncited

from .page import page

DOCUMENTS = 100  # the newest, on one page
PASSAGES = 100  # of one document, on one page


@staff_member_required
@permission_required("geopolitics.view_passage", raise_exception=True)
@require_safe
def sentences(request: HttpRequest) -> HttpResponse:
    """The documents; of `?document=`, or of the only one, its passages `?after=` a position."""
    documents = list(_documents()[: DOCUMENTS + 1])
    context: dict[str, Any] = {
        "title": "Sentences without a citation",
        "documents": documents[:DOCUMENTS],
        "more": DOCUMENTS if len(documents) > DOCUMENTS else 0,
    }
    slug = request.GET.get("document", "")
    if slug or len(documents) == 1:
        chosen = documents[0] if not slug else _documents().filter(slug=slug).first()
        if chosen is None:
            raise Http404
        context |= _of(chosen, request.GET.get("after", ""))
    return page(request, "curation/sentences.html", context)


def _documents() -> QuerySet[Document]:
    """Each document with the number of its paragraphs, and of those that nothing cites."""
    text = Q(passages__boilerplate=False)
    bare = ~Exists(Citation.objects.filter(passage=OuterRef("passages__pk")))
    return Document.objects.annotate(
        paragraphs=Count("passages", filter=text),
        bare=Count("passages", filter=text & Q(bare)),
    ).order_by("-pk")


def _of(document: Document, after: str) -> dict[str, Any]:
    position = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = Passage.objects.filter(document=document, position__gt=position)
    cut = list(rows.order_by("position").values_list("pk", "position")[: PASSAGES + 1])
    some = Passage.objects.filter(pk__in=[pk for pk, _ in cut[:PASSAGES]]).order_by(
        "position", "pk"
    )
    passages = list(uncited.read(some))
    return {
        "document": document,
        "text": [p for p in passages if p.uncited and not p.boilerplate],
        "boilerplate": [p for p in passages if p.uncited and p.boilerplate],
        "read": len(passages),
        "after": cut[PASSAGES - 1][1] if len(cut) > PASSAGES else None,
    }
