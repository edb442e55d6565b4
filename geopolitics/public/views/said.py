"""Who said what: about a treaty, an article or an event; and an actor's own words apart from what
others attribute to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import Actor, Record
from geopolitics.public import takeaway
from geopolitics.public.pages import PAGES, said, voices
from geopolitics.public.paging import AT_ONCE, SIZE

from .records import elsewhere, status


@require_safe
def about(
    request: HttpRequest, model: type[Record], suffix: str = "", **parts: str
) -> HttpResponse:
    """What was said about one record of this model, as a page or as a file."""
    slug = "--".join(parts.values())
    rows = model.objects.public().select_related(*PAGES[model].JOINED)
    record = rows.filter(slug=slug).first()
    if record is None:
        return elsewhere(request, model, slug, f"said.{suffix}" if suffix else "said/")
    shown = said.context(record, request, AT_ONCE if suffix else SIZE)
    answer = status(shown)
    if suffix:
        faults = [*shown["list"].faults, shown["page"].fault]
        if answer == 400:
            return takeaway.refused(faults, suffix)
        return takeaway.taken(request, said.table(shown, request), suffix)
    shown["files"] = takeaway.files(request)
    return render(request, "public/said.html", shown, status=answer)


@require_safe
def by(request: HttpRequest, slug: str, suffix: str = "") -> HttpResponse:
    """What an actor said, apart from what is attributed to it, as a page or as a file."""
    actor = Actor.objects.public().filter(slug=slug).first()
    if actor is None:
        return elsewhere(request, Actor, slug, f"said.{suffix}" if suffix else "said/")
    shown = voices.context(actor, request, AT_ONCE if suffix else voices.SHOWN)
    if suffix:
        return takeaway.taken(request, voices.table(shown, request), suffix)
    shown["files"] = takeaway.files(request)
    return render(request, "public/voices.html", shown)
