"""The sitemap: an index, and the public records in files of a few thousand each."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.models import RECORDS, Document, Sourced, Topic

AT_ONCE = 5000
PLACES = (
    "home",
    "treaties",
    "articles",
    "actors",
    "statements",
    "events",
    "documents",
    "topics",
    "obligations",
    "between",
    "timeline",
    "ties",
    "differences",
    "quote",
    "status",
    "method",
    "vocabularies",
    "changes",
    "downloads",
    "api",
)


class Places(Sitemap):
    """The first page, the lists, the questions with a page of their own, and what tells of the
    register itself."""

    def items(self) -> tuple[str, ...]:
        return PLACES

    def location(self, item: str) -> str:
        return reverse(f"public:{item}")


class Topics(Sitemap):
    """The topics that hold a public record."""

    limit = AT_ONCE

    def items(self) -> QuerySet[Topic]:
        return Topic.objects.public().order_by("slug")


class Records(Sitemap):
    """The public records of one kind, by slug."""

    limit = AT_ONCE

    def __init__(self, model: type[Sourced]) -> None:
        self.model = model

    def items(self) -> QuerySet[Sourced]:
        rows = self.model.objects.public().order_by("slug")
        if self.model.table() == "article":
            return rows.select_related("treaty").only("slug", "eid", "modified", "treaty__slug")
        return rows.only("slug", "modified")

    def lastmod(self, item: Sourced) -> datetime:
        return item.modified

    def get_latest_lastmod(self) -> datetime | None:
        rows = self.model.objects.public().order_by("-modified")
        return rows.values_list("modified", flat=True).first()


SECTIONS = {
    "pages": Places(),
    "topics": Topics(),
    **{str(model._meta.verbose_name_plural): Records(model) for model in (*RECORDS, Document)},
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The files that the sitemap consists of."""
    return views.index(request, SECTIONS, sitemap_url_name="public:sitemap")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """A file of it: one kind of record, the page `?p=` of it. Raises Http404."""
    return views.sitemap(request, SECTIONS, section)
