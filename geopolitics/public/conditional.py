"""Conditional GET: what a reader holds already is not sent again.

The tag is made of the answer's own bytes. So it costs no query, tells of nothing that the answer
does not tell, and is another as soon as the answer is: no caller can keep a withdrawn record by
asking whether it changed. Dates (`Last-Modified`) could, since a list from which its newest
record went is older than the one before: no answer is withheld by date, and only what is made for
programs tells one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import set_response_etag
from django.utils.http import parse_etags

from .api.cross_origin import MADE_FOR_PROGRAMS

KEPT = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")


def conditional(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: tags what may be kept, and answers 304 to whoever holds it.

    What says `no-store`, as every page of the staff's does, is left alone. All else may be kept
    only to be asked about again.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "no-store" in response.get("Cache-Control", "") or response.streaming:
            return response
        if not MADE_FOR_PROGRAMS.match(request.path):
            del response["Last-Modified"]
        response.setdefault("Cache-Control", "no-cache")
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        if "ETag" not in response:  # a page that was kept has its own already
            set_response_etag(response)
        return _not_modified(response) if _holds(request, response["ETag"]) else response

    return answer


def _holds(request: HttpRequest, tag: str) -> bool:
    """Whether `If-None-Match` names the tag; a compressed answer's is marked weak."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return held == ["*"] or any(one.removeprefix("W/") == tag for one in held)


def _not_modified(response: HttpResponse) -> HttpResponseNotModified:
    short = HttpResponseNotModified()
    for name in KEPT:
        if name in response:
            short[name] = response[name]
    short.cookies = response.cookies
    return short
