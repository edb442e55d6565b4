"""The lineage of a treaty, clause by clause."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import Treaty
from geopolitics.public import takeaway
from geopolitics.public.pages import lineage

from .records import elsewhere


@require_safe
def page(request: HttpRequest, slug: str, suffix: str = "") -> HttpResponse:
    """What became of each clause, as a page or as a file."""
    treaty = Treaty.objects.public().filter(slug=slug).first()
    if treaty is None:
        return elsewhere(request, Treaty, slug, f"lineage.{suffix}" if suffix else "lineage/")
    shown = lineage.context(treaty, request)
    if suffix:
        return takeaway.taken(request, lineage.table(shown, request), suffix)
    shown["files"] = takeaway.files(request)
    return render(request, "public/lineage.html", shown)
