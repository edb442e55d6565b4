"""Two pages: a proposal against the live records, and what may become of one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from geopolitics import publishing
from geopolitics.changes import apply, diff, evidence, versions
from geopolitics.changes.operations import read_some
from geopolitics.curation.notes import without_notes
from geopolitics.models import ChangeSet, Operation, Sourced

from .page import change_address, change_set_or_404, for_colleagues, page, record_or_404

Act = Callable[[], str]
ROWS = 100  # of a change set, on one page
BINDS = 1000  # rows, up to which the page tells what a proposal can only be published with


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A change set as a diff; one that waits is approved, returned, rejected or edited here."""
    changeset = change_set_or_404(pk)
    if request.method == "POST":
        return _decide(request, changeset)
    waits = changeset.state in ("proposed", "returned")
    page_of = _waiting if waits else _decided
    found = page_of(changeset, *_from(request))
    shown = diff.rows(without_notes(found.operations, request.user), found.conflicts, found.proofs)
    asks = changeset.state == "proposed" and found.total <= BINDS
    context = {
        "title": "Proposal" if waits else "Change set",
        "changeset": changeset,
        "waits": waits,
        "groups": [
            (group, change_address(group.record) if group.record else "")
            for group in diff.by_record(shown)
        ],
        "conflicts": found.conflicts,
        "rows": found,
        "together": _bound(changeset) if asks else [],
        "perhaps_together": changeset.state == "proposed" and not asks,
        "against": publishing.may_decide(changeset, request.user),
        "own": request.user.pk in changeset.writers(),
    }
    return page(request, "curation/proposal.html", context)


@dataclass(frozen=True)
class _Page:
    """Some rows of a change set, from `start` on, of `total`."""

    operations: list[Operation]
    start: int
    total: int
    conflicts: list[apply.Conflict] = field(default_factory=list)
    proofs: evidence.Proofs | None = None

    @property
    def first(self) -> int:
        return self.start + 1

    @property
    def last(self) -> int:
        return min(self.start + ROWS, self.total)

    @property
    def before(self) -> int | None:
        return max(self.start - ROWS, 0) if self.start else None

    @property
    def after(self) -> int | None:
        return self.last if self.last < self.total else None


def _from(request: HttpRequest) -> tuple[int, int]:
    given = request.GET.get("from", "")
    return (int(given) if given.isdecimal() and len(given) < 10 else 0), ROWS


def _waiting(changeset: ChangeSet, start: int, size: int) -> _Page:
    """Rows of what waits; those in conflict stand on every page, for one form decides on all."""
    operations = list(changeset.operations.all())
    conflicts = apply.conflicts(operations)
    met = {conflict.operation.position for conflict in conflicts}
    others = [o for o in operations if o.position not in met]
    shown = [o for o in operations if o.position in met] + others[start : start + size]
    shown.sort(key=lambda operation: operation.position)
    owners = {(o.owner_table, o.owner_slug) for o in shown}
    beside = [o for o in operations if (o.owner_table, o.owner_slug) in owners]
    return _Page(shown, start, len(others), conflicts, evidence.beside(beside))


def _decided(changeset: ChangeSet, start: int, size: int) -> _Page:
    kept = changeset.operations.all()
    if total := kept.count():
        return _Page(list(kept[start : start + size]), start, total)
    operations, total = read_some(changeset, start, size)
    return _Page(operations, start, total)


def _bound(changeset: ChangeSet) -> list[Sourced]:
    try:
        return publishing.bound_to(changeset)
    except ValidationError:
        return []  # what stands in the way is told as conflicts, and when it is approved


def _decide(request: HttpRequest, changeset: ChangeSet) -> HttpResponse:
    remark = request.POST.get("remark", "").strip()
    acts: dict[str, Act] = {
        "approve": lambda: _approve(request, changeset),
        "return": lambda: _return(request, changeset, remark),
        "reject": lambda: _reject(request, changeset, remark),
        "undo": lambda: _undo(request, changeset),
    }
    return _act(request, acts, redirect("desk:proposal", pk=changeset.pk))


def _act(request: HttpRequest, acts: dict[str, Act], back: HttpResponse) -> HttpResponse:
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, "Choose one of the buttons.")
        return back
    try:
        messages.success(request, act())
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    return back


def _approve(request: HttpRequest, changeset: ChangeSet) -> str:
    drop: dict[int, list[str]] = {}
    for choice in request.POST.getlist("drop"):
        position, _, column = choice.partition(":")
        if position.isdigit():
            drop.setdefault(int(position), []).append(column)
    together = _bound(changeset) if "together" in request.POST else []
    publishing.approve(changeset, by=request.user, drop=drop, together=together)
    return "Approved: the public sees the new version."


def _return(request: HttpRequest, changeset: ChangeSet, remark: str) -> str:
    if not remark:
        raise ValidationError("Say in a remark what the writer should mend.")
    publishing.return_proposal(changeset, by=request.user, remark=remark)
    return "Returned to its writer."


def _reject(request: HttpRequest, changeset: ChangeSet, remark: str) -> str:
    publishing.reject(changeset, by=request.user, remark=remark)
    return "Rejected: nothing was changed."


def _undo(request: HttpRequest, changeset: ChangeSet) -> str:
    back = publishing.undo(changeset, by=request.user)
    if back.proposal is None:
        return "Undone."
    return "A proposal takes it back: a colleague reviews it."


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, table: str, slug: str) -> HttpResponse:
    """One record: submit, publish with what belongs to it, return, withdraw."""
    found = record_or_404(request, table, slug)
    if request.method == "POST":
        return _move(request, found)
    together = publishing.belongs_together(found) if found.status == "in review" else [found]
    context = {
        "title": str(found),
        "record": found,
        "may": {
            "submit": publishing.may_submit(found, request.user),
            "publish": publishing.may_publish(found, request.user),
            "withdraw": publishing.may_withdraw(found, request.user),
        },
        "obstacles": [] if found.is_public else publishing.obstacles(together),
        "together": together,
        "change_url": change_address(found),
        **_written(found, request.user),
    }
    return page(request, "curation/record.html", context)


def _written(found: Sourced, user: AbstractUser) -> dict[str, Any]:
    """What a reviewer reads of a record that is not public: its fields, each with its words."""
    if found.is_public:
        return {}
    operations = without_notes(versions.as_inserts(found), user)
    return {"rows": diff.rows(operations, (), evidence.beside(operations))}


def _move(request: HttpRequest, found: Sourced) -> HttpResponse:
    words = request.POST.get("remark", "").strip()
    acts: dict[str, Act] = {
        "submit": lambda: _submit(request, found, words),
        "publish": lambda: _publish(request, found),
        "return": lambda: _send_back(request, found, words),
        "withdraw": lambda: _withdraw(request, found, words),
    }
    back = HttpResponseRedirect(reverse("desk:record", args=[found.table(), found.slug]))
    return _act(request, acts, back)


def _submit(request: HttpRequest, found: Sourced, words: str) -> str:
    publishing.submit(found, by=request.user, message=words)
    return "Submitted: a reviewer takes it from here."


def _publish(request: HttpRequest, found: Sourced) -> str:
    records = publishing.belongs_together(found) if "together" in request.POST else [found]
    publishing.publish(records, by=request.user)
    return f"Published: {', '.join(str(r) for r in records)}."


def _send_back(request: HttpRequest, found: Sourced, words: str) -> str:
    if not words:
        raise ValidationError("Say in a remark what the writer should mend.")
    publishing.send_back(found, by=request.user, remark=words)
    return "Returned to its writers."


def _withdraw(request: HttpRequest, found: Sourced, words: str) -> str:
    publishing.withdraw([found], by=request.user, reason=words)
    return "Withdrawn: the public does not see it any more."
