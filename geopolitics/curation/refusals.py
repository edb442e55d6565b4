"""Refusals on staff pages and failed logins, told to the log: who, by which method, where, what.

No query, no value of a form and no name that is nobody's (it may be a password, typed in the
wrong place); what could break a line of the log is escaped.
"""

import logging
from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from geopolitics.address import of_client

logger = logging.getLogger("geopolitics.refused")
SIGNS_IN = {"admin:login", "desk:code"}


def log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: a line for each answer 403, and for each sign-in that did not succeed."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        signing_in = request.method == "POST" and match and match.view_name in SIGNS_IN
        if response.status_code == 403 or (signing_in and response.status_code != 302):
            logger.warning(
                "%s %s %s %s from %s",
                _user(request),
                request.method,
                _plain(request.path),
                "sign-in failed" if signing_in else response.status_code,
                _plain(of_client(request)),
            )
        return response

    return answer


def _user(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return _plain(request.user.get_username())
    typed = request.POST.get("username", "") if request.resolver_match else ""
    known = User.objects.filter(username=typed[:150]).exists() if typed else False
    return _plain(typed) if known else "nobody"


def _plain(text: str) -> str:
    return ascii(text)[1:-1][:300]
