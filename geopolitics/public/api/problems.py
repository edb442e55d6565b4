"""What went wrong, as RFC 9457 tells it: application/problem+json."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, MethodNotAllowed, Throttled

from geopolitics.public.takeaway import json_of
from geopolitics.publishing import Withdrawal

from .cross_origin import MADE_FOR_PROGRAMS

MEDIA = "application/problem+json"
SAID = {
    400: "The request makes no sense here.",
    404: "No record has this address.",
    500: "Something went wrong on our side.",
}


class Faulty(APIException):
    """Something asked for makes no sense; `faults` say what, one by one."""

    status_code = 400

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """The answer that tells it. `more` are members beside those of the standard."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status}
    response = json_of(body | {"detail": detail or SAID.get(status, f"{title}.")} | more, status)
    response["Content-Type"] = MEDIA
    return response


def gone(withdrawn: Withdrawal) -> HttpResponse:
    """410: the record was public, and was withdrawn on a day, for a reason."""
    day = withdrawn.day.date()
    said = f"Withdrawn on {day}: {withdrawn.reason}" if withdrawn.reason else f"Withdrawn on {day}."
    return problem(410, said, withdrawn=day.isoformat(), reason=withdrawn.reason)


def answered(exception: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """For the library's EXCEPTION_HANDLER; None where it is for Django to answer 500."""
    if isinstance(exception, Http404):
        return problem(404)
    if not isinstance(exception, APIException):
        return None
    more = {"faults": exception.faults} if isinstance(exception, Faulty) else {}
    said = str(exception.detail)
    if isinstance(exception, MethodNotAllowed):
        said = "The register is only read here: ask by GET or HEAD."
    if isinstance(exception, Throttled):
        wait = max(int(exception.wait or 1), 1)
        said = f"More requests came from your address than is fair. Ask again in {wait} s."
    response = problem(exception.status_code, said, **more)
    if isinstance(exception, Throttled):
        response["Retry-After"] = str(wait)
    return response


def concerns(request: HttpRequest) -> bool:
    """Whether who asks is a program, to be told in JSON what went wrong."""
    return bool(MADE_FOR_PROGRAMS.match(request.path))
