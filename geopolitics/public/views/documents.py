"""A document as a reader: every cited span marked, the records beside their paragraph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import Citation, Document, Passage
from geopolitics.provenance import uncited
from geopolitics.public import meta
from geopolitics.public.citing import shown as citing
from geopolitics.public.citing.references import authors_of, of_document
from geopolitics.public.counting import capped
from geopolitics.public.editing import edit_address, for_staff, reads_all
from geopolitics.public.places import anchor
from geopolitics.public.reading import FULL, NO_WORDS, RECORDS, Reading, documents
from geopolitics.public.segments import Shown, Span, name_actors, records_of, segments

from .records import elsewhere

Cited = dict[int, list[Citation]]


@dataclass
class Chapter:
    """Passages under one heading. `omitted` in between counts whole paragraphs left out."""

    heading: str
    place: int
    items: list[Shown | int] = field(default_factory=list)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A document and its passages; of one that is excerpts only, the cited words alone.

    Staff who may see passages can ask for `?uncited=1`: the whole text, with the sentences that
    nothing rests on. Of anybody else it is not heard.
    """
    rows = documents(request.GET.get("p", "")).select_related("publisher")
    document = rows.filter(slug=slug).first()
    if document is None:
        return elsewhere(request, Document, slug)
    staff = reads_all(request)
    unread = staff and request.GET.get("uncited") == "1"
    reading = Reading(document, request, unread)
    public = document.rights == FULL
    cited = _citations(reading)
    passages = _passages(reading, cited, public or unread)
    chapters = Pages(reading, cited, public or unread).chapters(passages)
    shown = [item for chapter in chapters for item in chapter.items if isinstance(item, Shown)]
    if reading.at and not any(item.asked for item in shown):
        reading.faults.append(NO_WORDS)
    name_actors(shown)
    edit = edit_address(request, document)
    authors = list(authors_of(document))
    context = {
        "document": document,
        "edit": edit,
        "meta": meta.of_record(request, document),
        "authors": authors,
        "citing": citing.shown(
            of_document(request, document, authors), document.get_absolute_url()
        ),
        "whole": public,
        "chapters": chapters,
        "sections": reading.sections(passages) if public else [],
        "quotes": capped(Citation.objects.public().filter(passage__document=document)),
        "reading": reading,
        "staff": staff,
    }
    status = 400 if reading.faults else 200
    response = render(request, "public/document.html", context, status=status)
    return for_staff(response, bool(edit) or staff)


def _citations(reading: Reading) -> Cited:
    """Citations of published records, by passage."""
    rows = Citation.objects.public().filter(passage__in=reading.rows()).select_related(*RECORDS)
    found = defaultdict(list)
    for citation in rows.order_by("passage", "start", "end", "key", "pk"):
        found[citation.passage_id].append(citation)
    return found


def _passages(reading: Reading, cited: Cited, whole: bool) -> list[Passage]:
    """In order. Of excerpts only, no text is read but that of passages cited."""
    rows = reading.rows().order_by("position", "number")
    if whole:
        return list(rows)
    texts = dict(rows.filter(pk__in=list(cited)).values_list("pk", "text"))
    rows = list(rows.defer("text"))
    for passage in rows:
        passage.text = texts.get(passage.pk, "")
    return rows


class Pages:
    """The paragraphs of a stretch, cut and put under their headings."""

    def __init__(self, reading: Reading, cited: Cited, whole: bool) -> None:
        self.reading, self.cited, self.whole = reading, cited, whole
        self.touched: dict[int, list[Span]] | None = None
        if reading.unread:
            self.touched = defaultdict(list)
            rows = Citation.objects.filter(passage__in=reading.rows())
            for passage, start, end in rows.values_list("passage", "start", "end"):
                self.touched[passage].append(Span(start, end))

    def chapters(self, passages: list[Passage]) -> list[Chapter]:
        """Passages under their headings; what nothing rests on is counted, not shown."""
        found: list[Chapter] = []
        section = None
        for passage in passages:
            rows = self.cited.get(passage.pk, [])
            if not self.whole and passage.boilerplate and not rows:
                continue
            if not found or passage.section != section:
                section = passage.section
                found.append(Chapter(section if self.whole else "", passage.position))
            if not self.whole and not rows:
                _omit(found[-1].items)
            else:
                found[-1].items.append(self._shown(passage, rows))
        return found

    def _shown(self, passage: Passage, rows: list[Citation]) -> Shown:
        kinds = self.reading.kinds
        asked = self._asked(passage, rows)
        pieces = segments(passage.text, rows, self.whole, kinds, asked, self._unread(passage))
        beside = records_of(c for c in rows if c.target in kinds)
        return Shown(
            passage.number, pieces, beside, anchor(passage.number, *asked) if asked else ""
        )

    def _asked(self, passage: Passage, rows: list[Citation]) -> Span | None:
        """What the address points to here: of excerpts only, a quote and no other stretch, so
        that no answer tells how long a text is."""
        at = self.reading.at
        if at is None or passage.number != self.reading.number:
            return None
        if at in {(c.start, c.end) for c in rows} or (self.whole and at.end <= len(passage.text)):
            return at
        return None

    def _unread(self, passage: Passage) -> list[Span]:
        """The sentences that no citation touches, where they are asked for."""
        if self.touched is None or passage.boilerplate:
            return []
        found, at = [], 0
        for text, alone in uncited.parts(passage.text, self.touched[passage.pk]):
            if alone:
                found.append(Span(at, at + len(text)))
            at += len(text)
        return found


def _omit(items: list[Shown | int]) -> None:
    if items and isinstance(items[-1], int):
        items[-1] += 1
    else:
        items.append(1)
