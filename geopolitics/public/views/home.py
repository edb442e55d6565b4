"""The first page, the codebook, and what machines ask for first."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics import vocabularies
from geopolitics.models import RECORDS, Citation, Document, Record
from geopolitics.public import meta
from geopolitics.public.pages.shared import SPOKEN
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources

CAP = 10_000
NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the register is, how much it holds, what is new."""
    newest = sorted(
        (record for model in RECORDS for record in _newest(model)),
        key=lambda record: record.modified,
        reverse=True,
    )[:NEWEST]
    counts = {model.table(): _count(model.objects.public()) for model in (*RECORDS, Document)}
    context = {
        "counts": counts,
        "quotes": _count(Citation.objects.public()),
        "newest": newest,
        "sources": Sources([], newest),
        "meta": meta.of_home(request),
    }
    return render(request, "public/home.html", context)


@require_safe
def codebook(request: HttpRequest) -> HttpResponse:
    """Every list of codes, with the rule by which each is chosen."""
    return render(request, "public/vocabularies.html", {"vocabularies": vocabularies.ALL})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch, and where they find all of it."""
    sitemap = absolute(request, reverse("public:sitemap-index"))
    content_type = "text/plain; charset=utf-8"
    return render(request, "public/robots.txt", {"sitemap": sitemap}, content_type)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask at the root, whatever the page says."""
    return redirect(static("geopolitics/favicon.svg"))


def _newest(model: type[Record]) -> list[Record]:
    joined = SPOKEN.get(model.table(), ())
    rows = model.objects.public().select_related(*joined)
    return list(rows.order_by("-modified", "-slug")[:NEWEST])


def _count(rows: QuerySet) -> str:
    """How many, no further than the cap."""
    found = rows.order_by().values("pk")[: CAP + 1].count()
    return f"over {CAP:,}" if found > CAP else f"{found:,}"
