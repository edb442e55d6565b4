"""The quotes of a record as W3C Web Annotations: the record identified by the words of a source.

Of a document that is excerpts only, the words around a quote are given no further than they are
cited themselves, and no place is given: that would tell how much stands before it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from geopolitics.models import Citation, Record
from geopolitics.public.places import paragraph
from geopolitics.public.site import absolute

from .shown import beside

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
KIND = f'application/ld+json; profile="{CONTEXT}"'
FULL = "full text may be shown"
AROUND = 32
Thing = dict[str, Any]


def annotated(request: HttpRequest, record: Record) -> HttpResponse:
    """An AnnotationCollection of the record's public quotes, in the order of their documents."""
    address = absolute(request, record.get_absolute_url())
    own = absolute(request, beside(record.get_absolute_url(), "jsonld"))
    rows = list(_citations(record))
    spans = _spans(rows)
    items = [_annotation(request, own, address, record, row, spans) for row in rows]
    body = {
        "@context": CONTEXT,
        "id": own,
        "type": "AnnotationCollection",
        "label": f"The quotes on which “{record}” rests",
        "total": len(items),
    }
    if items:
        body["first"] = {
            "id": f"{own}#quotes",
            "type": "AnnotationPage",
            "partOf": own,
            "startIndex": 0,
            "items": items,
        }
    response = HttpResponse(json.dumps(body, ensure_ascii=False, indent=1) + "\n", KIND)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _citations(record: Record) -> Iterable[Citation]:
    rows = Citation.objects.public().of(record).filter(passage__document__status="published")
    rows = rows.select_related("passage__document")
    return rows.order_by("passage__document__slug", "passage__position", "start", "end", "key")


def _spans(rows: list[Citation]) -> dict[int, list[tuple[int, int]]]:
    """What is cited of each passage by any public record, those that touch joined."""
    passages = {row.passage_id for row in rows if row.passage.document.rights != FULL}
    cited = Citation.objects.public().filter(passage__in=passages).order_by("start", "end")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for passage, start, end in cited.values_list("passage", "start", "end"):
        own = found[passage]
        if own and start <= own[-1][1]:
            own[-1] = (own[-1][0], max(own[-1][1], end))
        else:
            own.append((start, end))
    return found


def _annotation(
    request: HttpRequest,
    own: str,
    address: str,
    record: Record,
    row: Citation,
    spans: dict[int, list[tuple[int, int]]],
) -> Thing:
    document = row.passage.document
    bodies: list[Thing] = [{"id": address, "format": "text/html", "label": str(record)}]
    for purpose, value in (
        ("tagging", row.field),
        ("describing", row.value),
        ("commenting", row.note),
    ):
        if value:
            bodies.append({"type": "TextualBody", "purpose": purpose, "value": value})
    place = paragraph(document.slug, row.passage.number)
    return {
        "id": f"{own}#{row.key}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": bodies[0] if len(bodies) == 1 else bodies,
        "target": {
            "type": "SpecificResource",
            "source": absolute(request, document.get_absolute_url()),
            "scope": absolute(request, place),
            "selector": _selectors(row, spans),
        },
    }


def _selectors(row: Citation, spans: dict[int, list[tuple[int, int]]]) -> Thing | list[Thing]:
    text, whole = row.passage.text, row.passage.document.rights == FULL
    first, last = 0, len(text)
    if not whole:
        first, last = next((a, b) for a, b in spans[row.passage_id] if a <= row.start < b)
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[row.start : row.end],
        "prefix": text[max(first, row.start - AROUND) : row.start],
        "suffix": text[row.end : min(last, row.end + AROUND)],
    }
    quote = {name: value for name, value in quote.items() if value}
    if not whole:
        return quote
    position = {"type": "TextPositionSelector", "start": row.start, "end": row.end}
    number = {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
        "value": f"p-{row.passage.number}",
        "refinedBy": position,
    }
    return [quote, number]
