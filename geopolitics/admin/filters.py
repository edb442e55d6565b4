"""Filters of the lists: by source, by day, by what is still missing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from geopolitics import dates
from geopolitics.changes.closure import unpublished_ends
from geopolitics.models import Citation, Document, Topic
from geopolitics.provenance.missing import unproved, unquoted, without_evidence


class DocumentFilter(admin.SimpleListFilter):
    """Records that rest on words of one document."""

    title = "document"
    parameter_name = "document"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Document.objects.order_by("title").values_list("slug", "title")[:100])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        cited = Citation.objects.filter(passage__document__slug=self.value())
        return queryset.filter(Exists(cited.filter(**{queryset.model.table(): OuterRef("pk")})))


class TopicFilter(admin.SimpleListFilter):
    """Records under a topic, or one narrower."""

    title = "topic"
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Topic.objects.order_by("name").values_list("slug", "name")[:200])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        topic = Topic.objects.filter(slug=self.value() or "").first()
        if not self.value():
            return queryset
        return queryset.filter(topics__in=topic.with_narrower() if topic else []).distinct()


class MissingFilter(admin.SimpleListFilter):
    """What is still to be done: no quotes, no quote for a date or party, unpublished ends."""

    title = "what is missing"
    parameter_name = "missing"
    choices_of: ClassVar[dict[str, str]] = {
        "quotes": "no quote at all",
        "evidence": "no quote for a date or party",
        "proof": "either of the two",
        "ends": "points to an unpublished record",
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choices_of.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        model = queryset.model
        if self.value() == "quotes":
            return queryset.filter(unquoted(model))
        if self.value() == "evidence":
            return queryset.filter(unproved(model))
        if self.value() == "proof":
            return queryset.filter(without_evidence(model))
        if self.value() == "ends":
            return queryset.filter(unpublished_ends(model))
        return queryset


class DaysFilter(admin.ListFilter):
    """A range of days; what may fall in it, by its earliest or latest reading, is shown too."""

    template = "admin/geopolitics/days_filter.html"
    title = "days"
    field: ClassVar[str] = ""

    def __init__(self, request: HttpRequest, params: dict, model: type, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.given = {name: _last(params.pop(name, "")) for name in self.expected_parameters()}
        self.faults: list[str] = []

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return ["days_from", "days_to"]

    def choices(self, changelist: Any) -> list[dict[str, Any]]:
        others = changelist.get_filters_params()
        hidden = [(k, _last(v)) for k, v in others.items() if k not in self.given]
        return [{"given": self.given, "faults": self.faults, "hidden": hidden}]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        first, last = self._day("days_from"), self._day("days_to")
        if first:
            late = Q(**{f"{self.field}_latest__gte": first})
            queryset = queryset.filter(late | Q(**{f"{self.field}_latest__isnull": True}))
        if last:
            early = Q(**{f"{self.field}_earliest__lte": last})
            queryset = queryset.filter(early | Q(**{f"{self.field}_earliest__isnull": True}))
        if first or last:
            queryset = queryset.exclude(**{self.field: ""})
        return queryset

    def _day(self, name: str) -> str | None:
        said = self.given[name]
        if not said:
            return None
        try:
            value = dates.read(said)
        except dates.NotADate as fault:
            self.faults.append(str(fault))
            return None
        return value.earliest if name == "days_from" else value.latest


def _last(value: Any) -> str:
    return (value[-1] if value else "") if isinstance(value, list) else str(value)


def days(of: str) -> type[DaysFilter]:
    """The filter of days of one EDTF field."""
    return type("DaysFilter", (DaysFilter,), {"field": of, "title": of.replace("_", " ")})
