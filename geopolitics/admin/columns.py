"""Columns of the lists: dates in words, status by sign and word, how many quotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from geopolitics import dates
from geopolitics.models import Citation, Sourced


def when(field: str, name: str = "") -> Callable[[Any], str]:
    """A column of an EDTF field: in words, sorted by its earliest day."""

    @admin.display(description=name or field.replace("_", " "), ordering=f"{field}_earliest")
    def column(row: Any) -> str:
        value = getattr(row, field)
        return dates.words(value) if value else ""

    return column


@admin.display(description="status", ordering="status")
def status(row: Sourced) -> SafeString:
    """The status, by its sign and its word."""
    sign = {"in review": "review"}.get(row.status, slugify(row.status))
    word = row.get_status_display()
    return format_html('<span class="geo-status geo-{}">{}</span>', sign, word)


@admin.display(description="quotes", ordering="quotes")
def quotes(row: Any) -> SafeString | int:
    """How many citations support the record; none is marked."""
    return row.quotes or format_html('<span class="geo-status geo-draft">{}</span>', "none")


def with_quotes(rows: QuerySet, table: str) -> QuerySet:
    """Each record with `quotes`, the number of its citations, counted for the rows shown."""
    own = Citation.objects.filter(**{table: OuterRef("pk")}).order_by().values(table)
    count = Subquery(own.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return rows.annotate(quotes=Coalesce(count, 0))
