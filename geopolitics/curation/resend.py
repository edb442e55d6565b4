"""A form that was sent while its writer was signed out: kept on the page, to be sent again.

The values travel with the page and stand nowhere else; a second factor or a refused password on
the way back makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure

from .second_factor import signed_in

TOKEN = "csrfmiddlewaretoken"
NOT_KEPT = {"quote", "date", "code", "second_factor"}  # for machines, and secrets


class Resend:
    """Middleware: answers a signed-out POST to a form of ours with the values sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        return _kept(request) if _typed(request) and not signed_in(request) else None


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The view of a failed CSRF check: signing in anew changes the token of a form left open.

    Only what a page of this site sent is offered again; all else is refused as ever.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own and _typed(request):
        return _kept(request)
    return csrf_failure(request, reason)


def _typed(request: HttpRequest) -> bool:
    """Whether the request brings values for a form of the register's tables, or of the desk."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not request.POST.keys() - {TOKEN}:
        return False
    if "desk" in match.app_names:
        return match.url_name not in NOT_KEPT
    return "admin" in match.app_names and (match.url_name or "").startswith("geopolitics_")


def _kept(request: HttpRequest) -> HttpResponse:
    values = [
        (name, value) for name, given in request.POST.lists() if name != TOKEN for value in given
    ]
    context = {
        "title": "Nothing is lost",
        "values": values,
        "signed_in": signed_in(request),
        "files": bool(request.FILES),
    }
    response = render(request, "curation/resend.html", context, status=403)
    add_never_cache_headers(response)
    return response
