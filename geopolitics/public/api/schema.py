"""The API described for programs: OpenAPI 3.1, with examples taken from what is public now."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import lru_cache
from json import dumps, loads
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from geopolitics.models import Actor, Document, Edition
from geopolitics.public.facets import Facet
from geopolitics.public.narrowing import Kind
from geopolitics.public.takeaway import json_of
from geopolitics.public.views.search import KINDS, ORDERS

from . import citations
from .details import DATED, SERIALISERS, Detail, told
from .fetching import fetched
from .found import Search
from .lists import Listing, parameters
from .passages import IN_ORDER, PassageDetail, Passages, paragraph, shown
from .problems import MEDIA
from .view import Open, site

V1 = "/api/v1/"
DATE = "In EDTF or plain English: 2024-07-11, 2024-07, 2024, 1990s."
DAY = "The day to answer for: 2024-07-11 or 11 July 2024."
WORDS = {
    "on": f"{DAY} Else today.",
    "from": f"Dates not before this one. {DATE}",
    "to": f"Dates not after this one. {DATE}",
    "possibly": "With any value: also dates that may lie between.",
    "after": "Where the last page ended; `next` has it.",
}
EXAMPLES = {"on": "1985-01-01", "from": "1960", "to": "2024-07", "possibly": "1", "q": "treaty"}
REASONS = {
    400: "Something asked for makes no sense.",
    404: "No record has this address.",
    410: "The record was withdrawn; the day and the reason are told.",
    429: "Too many requests from one address; `Retry-After` says how long to wait.",
}


class Problem(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    faults = serializers.ListField(child=serializers.CharField(), required=False)
    withdrawn = serializers.DateField(required=False)
    reason = serializers.CharField(required=False)


class Schema(AutoSchema):
    """How one address is described."""

    def get_operation_id(self) -> str:
        if isinstance(self.view, Detail):
            return self.view.model.table()
        if isinstance(self.view, Passages | PassageDetail):
            return type(self.view).__name__.removesuffix("Detail").lower()
        return self.path.removeprefix(V1).strip("/").replace("-", "_")

    def get_summary(self) -> str:
        view = self.view
        if isinstance(view, Detail):
            return f"One {view.model._meta.verbose_name}"
        if isinstance(view, Listing) and view.serialiser is None:
            return str(view.model._meta.verbose_name_plural).capitalize()
        return {
            Listing: "Treaties, parties and obligations as of a day",
            Passages: "The paragraphs of a document",
            PassageDetail: "One paragraph of a document",
            citations.Citations: "Quotes, and what rests on them",
            Search: "Search",
        }[type(view)]

    def get_description(self) -> str:
        return " ".join(str(self._serialiser().__doc__ or "").split())

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix(V1).partition("/")[0]]

    def get_auth(self) -> list:
        return []

    def get_override_parameters(self) -> list[OpenApiParameter]:
        view = self.view
        if isinstance(view, Listing):
            return _of_kind(view.kind(_Nothing()))
        if isinstance(view, citations.Citations):
            return _of_kind(citations.KIND)
        if isinstance(view, Passages):
            return [_slug("document"), *_of_kind(IN_ORDER)]
        if isinstance(view, PassageDetail):
            number = _path("number", "Of the paragraph, as the page shows it: 4, h1.")
            return [_slug("document"), number]
        if isinstance(view, Search):
            return _of_search()
        on = [_query("on", f"{DAY} Else that of the newest document.")]
        return [_slug(view.model.table()), *(on if view.model in DATED else [])]

    def get_response_serializers(self) -> dict:
        view, one = self.view, self._serialiser()
        whole = isinstance(view, Detail | PassageDetail | Search)
        answer = one if whole else self._page(one)
        found: dict[Any, Any] = {200: OpenApiResponse(answer, self.get_description())}
        under = isinstance(view, Detail | PassageDetail | Passages)
        for status in (400, *((404, 410) if under else ()), 429):
            found[status, MEDIA] = OpenApiResponse(Problem, REASONS[status])
        return found

    def _serialiser(self) -> type[serializers.Serializer]:
        view = self.view
        return SERIALISERS[view.model] if isinstance(view, Detail) else _shape(view)

    def _page(self, one: type[serializers.Serializer]) -> serializers.Serializer:
        following = serializers.URLField(allow_null=True, help_text="The next page, if any.")
        fields = {"next": following, "results": one(many=True)}
        return inline_serializer(name=f"{one.__name__}Page", fields=fields)


class _Nothing:
    """A request that asks for nothing."""

    GET: ClassVar[dict] = {}


def _shape(view: Open) -> type[serializers.Serializer]:
    return view.shape() if isinstance(view, Listing) else view.serialiser


def _of_kind(kind: Kind) -> list[OpenApiParameter]:
    facets = {facet.name: facet for facet in kind.facets}
    found = [
        _facet(facets[name]) if name in facets else _query(name, WORDS.get(name, ""))
        for name in parameters(kind)
    ]
    orders = list(kind.orders)
    found[-1] = _query("sort", f"The order; the usual one is “{orders[0]}”.", enum=orders)
    return [*found, _query("after", WORDS["after"])]


def _facet(facet: Facet) -> OpenApiParameter:
    model = getattr(facet, "model", None)
    if model is None:
        return _query(facet.name, "", enum=list(facet.all()))
    words = f"{facet.label}: by slug{', name or code' if model is Actor else ' or name'}."
    return _query(facet.name, words, extensions={"x-record": model.table()})


def _of_search() -> list[OpenApiParameter]:
    return [
        _query("q", "Words; “a phrase”; -not; begin*.", required=True),
        _query("kind", "Only hits of a kind.", enum=list(KINDS)),
        _query("topic", "Only what stands under a topic.", extensions={"x-record": "topic"}),
        _query("document", "Only what rests on it.", extensions={"x-record": "document"}),
        _query("order", "Best first, unless the newest are asked for.", enum=list(ORDERS)[1:]),
        _query("page", "From 1.", type=int),
    ]


def _query(name: str, words: str, type: type = str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, type, OpenApiParameter.QUERY, description=words, **more)


def _path(name: str, words: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.PATH, description=words, **more)


def _slug(table: str) -> OpenApiParameter:
    return _path("slug", f"Of the {table}.", extensions={"x-record": table})


class Described(Open):
    """The description itself: `as_view(form="json")`, or "yaml"."""

    schema = None
    form: ClassVar[str] = "json"

    def get(self, request: Request) -> HttpResponse:
        found = described(request)
        if self.form == "yaml":
            return HttpResponse(OpenApiYamlRenderer().render(found), "application/yaml")
        return json_of(found)


def described(request: Request) -> dict[str, Any]:
    """The description, with examples from the register as it stands. They are made anew after
    every change, so that what was withdrawn is in none of them."""
    return _with_examples(Edition.current(), site(request), timezone.localdate())


@lru_cache(maxsize=1)
def _without_examples() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@lru_cache(maxsize=4)
def _with_examples(edition: int | None, base: str, today: date) -> dict[str, Any]:
    """The description for a site, of an edition of the register, on a day."""
    found = deepcopy(_without_examples())
    found["servers"] = [{"url": base}]
    answers, known = _examples(base)
    for path, operations in found["paths"].items():
        operation = operations["get"]
        for parameter in operation.get("parameters", ()):
            record = parameter.get("x-record")
            enum = parameter["schema"].get("enum", ())
            example = known.get(record) if record else EXAMPLES.get(parameter["name"])
            if parameter["name"] == "number":
                example = known.get("passage")
            if example or enum:
                parameter["example"] = example or enum[0]
        if path in answers:
            content = operation["responses"]["200"]["content"]["application/json"]
            content["example"] = answers[path]
    return found


def _examples(base: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the addresses of single records answer, by path; and a slug of each kind."""
    answers: dict[str, Any] = {}
    known: dict[str, str] = {}
    for model in SERIALISERS:
        record = fetched(model.objects.public()).order_by("slug").first()
        if record is None:
            continue
        path = f"{V1}{str(model._meta.verbose_name_plural)}/{{slug}}/"
        answers[path] = told(record, base, _Nothing())
        known[model.table()] = record.slug
        if model is Document:
            passage = shown(record).order_by("position", "number").first()
            if passage is not None:
                known["passage"] = passage.number
                path = f"{V1}documents/{{slug}}/passages/{{number}}/"
                answers[path] = paragraph(passage, record, base)
        else:
            known.update(("topic", topic.slug) for topic in record.topics.all()[:1])
    return loads(dumps(answers)), known
