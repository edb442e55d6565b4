"""The page on which the API is tried: a form for each of its lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.public.site import absolute

from .schema import V1, described


@dataclass(frozen=True)
class Field:
    """A parameter as an input: `values` where they are a closed list."""

    name: str
    words: str
    example: str
    values: list[str]


@dataclass(frozen=True)
class Address:
    """An address of the API: its pattern, an example, and what it can be asked."""

    name: str
    pattern: str
    summary: str
    example: str
    fields: list[Field]


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """To the newest version of the API."""
    return redirect("public:api")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the API is, and a form for each of its addresses."""
    found = [_address(path, of["get"]) for path, of in described(request)["paths"].items()]
    context = {
        "lists": [address for address in found if "{" not in address.pattern],
        "single": [address for address in found if "{" in address.pattern and address.example],
        "rate": settings.API_RATE,
        "base": absolute(request, reverse("public:api")),
    }
    return render(request, "public/api.html", context)


def _address(path: str, operation: dict) -> Address:
    given = operation.get("parameters", ())
    example = path
    for parameter in given:
        if parameter["in"] == "path" and example:
            value = parameter.get("example", "")
            example = example.replace(f"{{{parameter['name']}}}", value) if value else ""
    fields = [
        Field(
            parameter["name"],
            parameter.get("description", ""),
            parameter.get("example", ""),
            parameter["schema"].get("enum", []),
        )
        for parameter in given
        if parameter["in"] == "query" and parameter["name"] not in ("after", "page")
    ]
    name = path.removeprefix(V1).strip("/").replace("/", "-")
    return Address(name, path, operation["summary"], example, fields)
