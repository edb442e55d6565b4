"""Where sources differ."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.public import takeaway
from geopolitics.public.pages import differing

from .records import status


@require_safe
def page(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """Fields that sources tell otherwise, as a page or as a file."""
    shown = differing.context(request)
    answer = status(shown)
    if suffix:
        faults = [*shown["list"].faults, shown["page"].fault]
        if answer == 400:
            return takeaway.refused(faults, suffix)
        return takeaway.taken(request, differing.table(shown, request), suffix)
    shown["files"] = takeaway.files(request)
    return render(request, "public/differences.html", shown, status=answer)
