"""Two versions of a record side by side, and the older one put back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from geopolitics import publishing
from geopolitics.changes import diff, versions
from geopolitics.changes.versions import Version
from geopolitics.curation.notes import without_notes
from geopolitics.models import Sourced

from .page import change_address, for_colleagues, page, record_or_404


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, table: str, slug: str) -> HttpResponse:
    """What differs between `?old=` and `?new=` (numbers of versions; the newest if not given)."""
    found = record_or_404(request, table, slug)
    known = versions.versions_of(found)
    if request.method == "POST":
        return _restore(request, found, known)
    new = _chosen(known, request.GET.get("new", ""), known[0])
    old = _chosen(known, request.GET.get("old", ""), known[min(1, len(known) - 1)])
    states = versions.states_at(found, [old, new])
    context = {
        "title": f"Versions of {found}",
        "record": found,
        "versions": known,
        "old": old,
        "new": new,
        "rows": diff.rows(without_notes(versions.between(found, *states), request.user)),
        "against": publishing.may_restore(found, request.user),
        "change_url": change_address(found),
    }
    return page(request, "curation/versions.html", context)


def _chosen(known: list[Version], number: str, otherwise: Version) -> Version:
    return next((version for version in known if str(version.number) == number), otherwise)


def _restore(request: HttpRequest, found: Sourced, known: list[Version]) -> HttpResponse:
    back = redirect("desk:versions", table=found.table(), slug=found.slug)
    number = request.POST.get("version", "")
    version = next((v for v in known if str(v.number) == number), None)
    if version is None:
        messages.error(request, "Choose the version to restore.")
        return back
    why = request.POST.get("why", "").strip()
    try:
        result = publishing.restore(found, version, by=request.user, why=why)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return back
    if result.proposal is None:
        messages.success(request, f"Version {number} is restored.")
        return redirect(change_address(found))
    messages.success(request, "Kept as a proposal: a colleague reviews it.")
    return redirect("desk:proposal", pk=result.proposal.pk)
