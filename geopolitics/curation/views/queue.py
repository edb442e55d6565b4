"""What waits for whom."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics import publishing
from geopolitics.models import RECORDS, ChangeSet, Document, Sourced

LIMIT = 50


@staff_member_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Proposals and records in review, those returned to the user, and the user's own drafts."""
    proposals = ChangeSet.objects.filter(state="proposed").order_by("pk")[:LIMIT]
    context = admin.site.each_context(request) | {
        "title": "Review",
        "proposals": [(p, publishing.may_decide(p, request.user)) for p in proposals],
        "in_review": _records("in review"),
        "returned": ChangeSet.objects.filter(state="returned", by=request.user)[:LIMIT],
        "drafts": _records("draft", by=request.user),
    }
    return render(request, "curation/queue.html", context)


def _records(status: str, by: AbstractBaseUser | None = None) -> list[Sourced]:
    """Records of all kinds with this status; of those that the user wrote some part of."""
    found: list[Sourced] = []
    for model in (*RECORDS, Document):
        rows = model.objects.filter(status=status)
        if by is not None:
            rows = rows.filter(pk__in=model.history.filter(changeset__by=by).values("id"))
        found += rows.order_by("-modified")[:LIMIT]
    return found
