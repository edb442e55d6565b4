"""Two actors: what they agreed, what each owes the other, what they did and said."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from geopolitics.models import Actor
from geopolitics.public import takeaway
from geopolitics.public.named import Meant, actor_meant
from geopolitics.public.places import between
from geopolitics.public.two.pair import Pair
from geopolitics.public.two.rows import table
from geopolitics.public.two.sides import both, partners

from .records import elsewhere


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """A form that asks for two actors, and goes to their page; of one, its partners."""
    today = timezone.localdate()
    one = actor_meant(request.GET.get("a", ""), today)
    other = actor_meant(request.GET.get("b", ""), today)
    same = bool(one.record) and one.record == other.record
    if one.record and other.record and not same:
        return redirect(between(one.slug, other.slug))
    faults = [one.fault, other.fault, f"{one} is one actor: choose two." if same else ""]
    chosen = one.record or other.record
    context = {
        "one": one,
        "other": other,
        "faults": [fault for fault in faults if fault],
        "chosen": chosen,
        "partners": [
            (actor, between(chosen.slug, actor.slug))
            for actor in (partners(chosen) if chosen else [])
        ],
        "candidates": [_candidates("a", one, "b", other), _candidates("b", other, "a", one)],
    }
    status = 400 if context["faults"] else 200
    return render(request, "public/between.html", context, status=status)


@require_safe
def pair(request: HttpRequest, one: str, other: str, suffix: str = "") -> HttpResponse:
    """The page of two actors; with a suffix, its rows as a file."""
    if one == other:
        raise Http404
    found = both(one, other)
    absent = next((slug for slug in (one, other) if slug not in found), "")
    if absent:
        stays = other if absent == one else one
        return elsewhere(request, Actor, absent, at=lambda row: between(row.slug, stays, suffix))
    address = between(one, other, suffix)
    if address != request.path:
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
    shown = Pair(found[one], found[other], request)
    status = 400 if shown.asked.fault else 200
    if suffix:
        return takeaway.taken(request, table(shown), suffix, status)
    context = {"pair": shown, "sources": shown.sources, "asked": shown.asked}
    context["files"] = takeaway.files(request)
    return render(request, "public/pair.html", context, status=status)


def _candidates(name: str, meant: Meant, beside: str, other: Meant) -> list[tuple[Actor, str]]:
    """Those who may be meant by one of the two names, each with the address that says so."""
    page, kept = reverse("public:between"), {beside: other.slug or other.typed}
    return [(row, f"{page}?{urlencode({name: row.slug} | kept)}") for row in meant.candidates]
