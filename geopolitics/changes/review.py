"""What becomes of a proposal: applied, rejected, returned; and taking an applied set back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from geopolitics.models import REGISTER, ChangeSet, Operation

from . import writers
from .apply import conflicts, replay
from .current import change_set
from .operations import inverse, read
from .propose import Edit, May, edit


class NotOpen(ValidationError):
    """The proposal was decided already, or is none."""


def apply(
    proposal: ChangeSet,
    *,
    by: AbstractBaseUser | None,
    drop: Mapping[int, list[str]] | None = None,
) -> ChangeSet:
    """Carry a proposal out, all or nothing, as the change set that it is.

    `drop` maps an operation's position to the columns ("*" for the row) whose conflict the
    reviewer leaves as it is live. Who may is `publishing`'s question. Raises NotOpen,
    apply.Conflicts, apply.Missing, closure.NotClosed, ValidationError.
    """
    with transaction.atomic():
        proposal = _open(hold(proposal), "proposed")
        operations = list(proposal.operations.all())
        _only_conflicts(operations, drop or {})
        for operation in operations:
            operation.dropped = (drop or {}).get(operation.position, [])
        with change_set(way=proposal.way, row=proposal):
            replay(operations)
        Operation.objects.bulk_update(operations, ["dropped"])
        if proposal.undoes_id:
            ChangeSet.objects.filter(pk=proposal.undoes_id).update(state="undone")
        return _decide(proposal, "applied", by)


def _only_conflicts(operations: list[Operation], drop: Mapping[int, list[str]]) -> None:
    """A reviewer leaves live values, not parts of a proposal: its claim without its evidence."""
    met = {(c.operation.position, c.column) for c in conflicts(operations, lock=True)}
    for position, columns in drop.items():
        if any((position, column) not in met for column in columns):
            raise ValidationError("Only what is in conflict can be left as it is live.")


def reject(proposal: ChangeSet, *, by: AbstractBaseUser, remark: str = "") -> ChangeSet:
    """Refuse a proposal; it had no effect. Raises NotOpen."""
    with transaction.atomic():
        proposal = _open(hold(proposal), "proposed", "returned")
        return _decide(proposal, "rejected", by, remark)


def send_back(proposal: ChangeSet, *, by: AbstractBaseUser, remark: str) -> ChangeSet:
    """Return a proposal to its writer with a remark. Raises NotOpen."""
    with transaction.atomic():
        return _decide(_open(hold(proposal), "proposed"), "returned", by, remark)


def undo(
    changeset: ChangeSet,
    *,
    by: AbstractBaseUser | None,
    message: str = "",
    may: May = lambda record: "",
) -> Edit:
    """Take an applied change set back: drafts at once, published records by a proposal.

    Raises apply.Conflicts where a value has changed since, and ValidationError for a set that
    is not applied, or by which a status changed (publishing is undone by withdrawing).
    """
    with transaction.atomic():
        changeset = ChangeSet.objects.select_for_update().get(pk=changeset.pk)
        if changeset.state != "applied":
            raise ValidationError(
                f"Only an applied change set is undone; this is {changeset.state}."
            )
        back = inverse(read(changeset))
        if not back:
            raise ValidationError("This change set changed nothing.")
        if by and any("status" in o.after for o in back if o.action == "update"):
            raise ValidationError("A status was changed: withdraw the record instead.")
        message = message or f"Undo of “{changeset.message or changeset.way}”"
        if by is None:
            with change_set(way="undo", message=message, undoes=changeset) as ledger:
                replay(back)
            result = Edit(applied=ledger.row, changed=True)
        else:
            also_by = writers.before(changeset)
            with edit(
                by, way="undo", message=message, may=may, undoes=changeset, also_by=also_by
            ) as result:
                replay(back)
        if result.proposal is None:
            changeset.state = "undone"
            changeset.save()
        return result


def hold(proposal: ChangeSet) -> ChangeSet:
    """The proposal as it is now, its records and itself locked until the transaction ends.

    Records first, as an edit does that replaces a proposal.
    """
    owners = proposal.operations.order_by().values_list("owner_table", "owner_slug").distinct()
    places = set(owners)
    for model in REGISTER:
        slugs = [slug for table, slug in places if table == model.table()]
        if slugs:
            rows = model.objects.filter(slug__in=slugs).order_by("pk")
            list(rows.select_for_update().values_list("pk"))
    return ChangeSet.objects.select_for_update().get(pk=proposal.pk)


def _open(proposal: ChangeSet, *states: str) -> ChangeSet:
    if proposal.state not in states:
        raise NotOpen(f"This proposal is {proposal.state} already.")
    return proposal


def _decide(
    proposal: ChangeSet, state: str, by: AbstractBaseUser | None, remark: Any = ""
) -> ChangeSet:
    proposal.state = state
    proposal.remark = remark
    proposal.decided = timezone.now()
    proposal.decided_by = by
    proposal.decided_by_name = by.get_username() if by else "operator"
    proposal.save()
    return proposal
