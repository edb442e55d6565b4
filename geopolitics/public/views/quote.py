"""Is this quote genuine? Words held against every published source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.public import genuine, takeaway
from geopolitics.public.site import absolute

COLUMNS = (
    "answer",
    "document",
    "title",
    "paragraph",
    "address",
    "quote",
    "context",
    "nearest",
    "differences",
)
PASTE = "Paste the words: they are asked for in q."
NO_QUOTE = "No quote stands there now."
_SPAN = re.compile(r"(0|[1-9]\d{0,8})-([1-9]\d{0,8})")


@dataclass(frozen=True)
class Asked:
    """What was pasted, the answer, and why there is none."""

    typed: str = ""
    answer: genuine.Answer | None = None
    fault: str = ""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what is said of the words in `?q=`; `?of=&p=&at=` names cited ones by their
    place."""
    asked = _asked(request)
    context = {
        "asked": asked,
        "answer": asked.answer,
        "longest": genuine.LONGEST,
        "files": takeaway.files(request) if asked.answer else {},
        "places": _places(request, asked.answer),
    }
    return render(request, "public/quote.html", context, status=400 if asked.fault else 200)


@require_safe
def files(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same as rows; of what is not found, one that says so."""
    asked = _asked(request)
    if asked.answer is None:
        told = {"fault": asked.fault or PASTE}
        return takeaway.taken(request, takeaway.Table(COLUMNS, [], told), suffix, 400)
    answer = asked.answer
    told = {"answer": answer.kind, "documents_held": answer.held, "more": answer.more}
    rows = [_row(request, answer, place) for place in answer.places]
    rows = rows or [{"answer": answer.kind, "quote": answer.quote}]
    return takeaway.taken(request, takeaway.Table(COLUMNS, rows, told), suffix)


def _asked(request: HttpRequest) -> Asked:
    typed, known = request.GET.get("q", ""), None
    if not typed and "of" in request.GET:
        known = _known(request)
        if known is None:
            return Asked(fault=NO_QUOTE)
        typed = known.quote
    if not typed.strip():
        return Asked()
    try:
        quote = known.quote if known else genuine.read(typed)
    except genuine.Unfit as refusal:
        return Asked(typed[: genuine.LONGEST], fault=str(refusal))
    return Asked(quote, genuine.check(quote, known))


def _known(request: HttpRequest) -> Any:
    given = [request.GET.get(name, "") for name in ("of", "p", "at")]
    span = _SPAN.fullmatch(given[2])
    if not span or not all(text.isprintable() for text in given):
        return None
    return genuine.cited(given[0], given[1], int(span[1]), int(span[2]))


def _places(request: HttpRequest, answer: genuine.Answer | None) -> list[tuple[genuine.Place, str]]:
    """Where the words stand, with the addresses that are copied."""
    places = answer.places if answer else []
    return [(place, absolute(request, place.address)) for place in places]


def _row(request: HttpRequest, answer: genuine.Answer, place: genuine.Place) -> dict[str, Any]:
    document = place.passage.document
    row = {
        "answer": answer.kind,
        "document": document.slug,
        "title": document.title,
        "paragraph": place.passage.number,
        "address": absolute(request, place.address),
    }
    if answer.kind == genuine.VERBATIM:
        return row | {"quote": place.quote, "context": place.context or None}
    differing = [d for d in answer.differences if not d.same]
    return row | {
        "quote": answer.quote,
        "nearest": answer.nearest,
        "differences": [f"{d.said} → {d.source}".strip() for d in differing],
    }
