"""What waits for whom; what is ticked is approved or published in one go."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from geopolitics import publishing
from geopolitics.changes import diff
from geopolitics.curation import waiting
from geopolitics.models import ChangeSet

from .page import for_colleagues, page, record_or_404


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Proposals and records in review, those returned to the user, and the user's own drafts."""
    if request.method == "POST":
        return _decide(request)
    user = request.user
    context = {
        "title": "Review",
        "reviews": user.has_perm(publishing.PUBLISH),
        "proposals": diff.briefs(waiting.proposals(user).found),
        "in_review": waiting.in_review(user).found,
        "returned": diff.briefs(waiting.returned(user).found),
        "own": diff.briefs(waiting.own_proposals(user).found),
        "drafts": waiting.drafts(user).found,
    }
    return page(request, "curation/queue.html", context)


def _decide(request: HttpRequest) -> HttpResponse:
    """Approve each ticked proposal, publish each ticked record with what belongs to it."""
    done = 0
    for pk in request.POST.getlist("proposal"):
        proposal = ChangeSet.objects.filter(pk=pk).first() if pk.isdigit() else None
        done += _kept(request, proposal)
    for place in request.POST.getlist("record"):
        done += _published(request, *place.partition(":")[::2])
    if done:
        messages.success(request, f"Published: {done}.")
    elif not messages.get_messages(request):
        messages.error(request, "Tick what you have read.")
    return redirect("desk:queue")


def _kept(request: HttpRequest, proposal: ChangeSet | None) -> int:
    if proposal is None:
        return 0
    try:
        together = publishing.bound_to(proposal)
        publishing.approve(proposal, by=request.user, together=together)
    except ValidationError as refusal:
        messages.error(request, f"{proposal}: {' '.join(refusal.messages)}")
        return 0
    return 1


def _published(request: HttpRequest, table: str, slug: str) -> int:
    try:
        found = record_or_404(request, table, slug)
    except Http404:
        return 0
    if found.is_public:
        return 0  # with another that was ticked
    together = publishing.belongs_together(found)
    try:
        publishing.publish(together, by=request.user)
    except ValidationError as refusal:
        messages.error(request, f"{found}: {' '.join(refusal.messages)}")
        return 0
    return len(together)
