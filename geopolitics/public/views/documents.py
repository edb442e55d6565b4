"""A document with every cited span marked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import Actor, Citation, Document, Passage
from geopolitics.public import meta
from geopolitics.public.editing import edit_address, for_staff
from geopolitics.public.segments import Shown, records_of, segments

from .records import elsewhere

FULL = "full text may be shown"
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
    cited = _citations(document)
    whole = document.rights == FULL
    passages = _passages(document, cited, whole)
    edit = edit_address(request, document)
    context = {
        "document": document,
        "edit": edit,
        "meta": meta.of_record(request, document),
        "authors": list(Actor.objects.public().filter(documents=document).order_by("name")),
        "whole": whole,
        "chapters": _chapters(passages, cited, whole),
        "quotes": sum(len(rows) for rows in cited.values()),
    }
    return for_staff(render(request, "public/document.html", context), edit)


def _citations(document: Document) -> dict[int, list[Citation]]:
    """Citations of published records, by passage."""
    rows = Citation.objects.public().filter(passage__document=document).select_related(*RECORDS)
    found = defaultdict(list)
    for citation in rows.order_by("passage", "start", "end", "key"):
        found[citation.passage_id].append(citation)
    return found


def _passages(document: Document, cited: dict, whole: bool) -> list[Passage]:
    """In order. Of excerpts only, no text is read but that of passages cited."""
    rows = Passage.objects.public().filter(document=document).order_by("position", "number")
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
