"""What every address of the API has in common: read only, in the open, problems as problem+json."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.http import http_date
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geopolitics.public.site import absolute

from . import problems
from .throttle import FairUse


class Readable(JSONRenderer):
    """JSON that people can read as well."""

    def get_indent(self, accepted_media_type: str, renderer_context: dict[str, Any]) -> int:
        return 1


class AlwaysJSON(BaseContentNegotiation):
    """There is one form, whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: list) -> None:
        return None

    def select_renderer(self, request: Request, renderers: list, format_suffix: str = "") -> tuple:
        return renderers[0], renderers[0].media_type


class Open(APIView):
    """An address that anybody may ask, by GET or HEAD."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    authentication_classes: ClassVar[list] = []
    permission_classes: ClassVar[list] = []
    parser_classes: ClassVar[list] = []
    renderer_classes: ClassVar[list] = [Readable]
    content_negotiation_class: ClassVar[type] = AlwaysJSON
    throttle_classes: ClassVar[list] = [FairUse]

    def get_exception_handler(self) -> Callable:
        return problems.answered

    def options(self, request: Request, **parts: str) -> Response:
        return Response(status=204)


def site(request: Request) -> str:
    """The site's own address, without the last slash."""
    return absolute(request, "/").rstrip("/")


def context(base: str, day: date | None = None) -> dict[str, Any]:
    """What serialisers need to know: the site's own address, and the day answered for."""
    return {"base": base, "day": day}


def dated(body: Any, modified: datetime | None) -> Response:
    """The answer; in `Last-Modified`, when what it tells of was changed last.

    It is told and no more: nothing is withheld from who asks `If-Modified-Since`, since what an
    answer tells of others may change with no date of its own.
    """
    response = Response(body)
    if modified is not None:
        response["Last-Modified"] = http_date(modified.timestamp())
    return response
