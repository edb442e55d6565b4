"""What becomes public, by whom: submit, publish, return, withdraw; approve, return, reject.

Four eyes: who approves a proposal has written none of it; who publishes a record has written
nothing of it or its side rows since it was last public, or ever; and words that are put back are
still their writer's until another has approved them. Nobody is exempt. Whether somebody may is
asked while the records are locked, so that no edit comes between the answer and the act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction

from geopolitics.changes import propose, review, writers
from geopolitics.changes.apply import replay
from geopolitics.changes.closure import Fault
from geopolitics.changes.closure import check as closure_faults
from geopolitics.changes.current import change_set, owners, values
from geopolitics.changes.propose import Edit
from geopolitics.changes.versions import Version
from geopolitics.changes.versions import restore as restore_version
from geopolitics.models import REGISTER, ChangeSet, Edition, Register, Sourced
from geopolitics.models.changeset import opened

PUBLISH = "geopolitics.publish"
NOTES = "geopolitics.staff_notes"
May = Callable[[Sourced, AbstractUser], str]


class NotAllowed(ValidationError):
    """The user may not do this to the record, and why, in words."""


@dataclass(frozen=True)
class Withdrawal:
    """That a record was public once and is no more: since when, and the reason told then."""

    day: datetime
    reason: str


def withdrawal(record: Sourced) -> Withdrawal | None:
    """Of a record that is not public but was; what became of it since does not show."""
    if record.is_public:
        return None
    rows = record.history.select_related("changeset").order_by("history_id")
    last = rows.filter(status="published").last()
    if last is None:
        return None
    first = rows.filter(history_id__gt=last.history_id).first()
    reviewed = first.changeset.way == "review"
    return Withdrawal(first.history_date, first.changeset.message if reviewed else "")


def may_write(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not write the record or its side rows; "" where nothing stands against it.

    Who may change records of its kind may; who may only add some may write what they began,
    until it is public.
    """
    kind = record._meta.model_name
    if user.has_perm(f"geopolitics.change_{kind}"):
        return ""
    if not user.has_perm(f"geopolitics.add_{kind}"):
        return "You may not write records of this kind."
    first = record.history.select_related("changeset").order_by("history_id").first()
    if first is None or first.changeset.by_id != user.pk:
        return "Somebody else began this record: you write your own drafts."
    if record.is_public or record.ever_public():
        return "The record is public, or was: a curator changes it."
    return ""


def reads_staff_notes(user: AbstractUser) -> bool:
    """Whether the user sees what colleagues note for one another."""
    return user.has_perm(NOTES)


def edit(by: AbstractUser, **options: Any) -> AbstractContextManager[Edit]:
    """`propose.edit`, by what this user may write. The way in for every user's edit."""
    return propose.edit(by, may=partial(_may_write, by), **options)


def _may_write(user: AbstractUser, record: Sourced) -> str:
    return may_write(record, user)


def may_submit(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not submit the record for review; "" where nothing stands against it."""
    if reason := may_write(record, user):
        return reason
    if record.status not in ("draft", "withdrawn"):
        return f"The record is {record.status}; a draft is submitted."
    return ""


def may_publish(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not publish the record; "" where nothing stands against it."""
    if not user.has_perm(PUBLISH):
        return "Only reviewers publish."
    if record.status != "in review":
        return f"The record is {record.status}; what is in review is published."
    if user.pk in writers.of_record(type(record), record.pk):
        return "You wrote part of it: a second person publishes."
    return ""


def may_send_back(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not return the record to its writers; "" where nothing stands against it."""
    if not user.has_perm(PUBLISH):
        return "Only reviewers return a record."
    return "" if record.status == "in review" else f"The record is {record.status}, not in review."


def may_withdraw(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not withdraw the record; "" where nothing stands against it."""
    if not user.has_perm(PUBLISH):
        return "Only reviewers withdraw."
    return "" if record.is_public else f"The record is {record.status}, not published."


def may_restore(record: Sourced, user: AbstractUser) -> str:
    """Why the user may not restore an older version; "" where nothing stands against it."""
    if not user.has_perm(f"geopolitics.change_{record._meta.model_name}"):
        return "You may not change this record."
    return ""


def may_decide(proposal: ChangeSet, user: AbstractUser) -> str:
    """Why the user may not decide on the proposal; "" where nothing stands against it."""
    if not user.has_perm(PUBLISH):
        return "Only reviewers approve."
    if proposal.state != "proposed":
        return f"The proposal is {proposal.state}, it does not wait for review."
    if user.pk in proposal.writers():
        return "You wrote part of it: a second person approves."
    return ""


def may_write_column(user: AbstractUser, model: type[Register], column: str) -> str:
    """Why the user may not write this column of a table; "" where nothing stands against it."""
    if column == "staff_notes" and column in model.staff_fields and not user.has_perm(NOTES):
        return "You may not read or write the notes of the staff: leave the column out."
    return ""


def submit(record: Sourced, *, by: AbstractUser, message: str = "") -> None:
    """Hand a draft over for review. Raises NotAllowed."""
    _set_status([record], "in review", by, message or "Submitted for review.", may_submit)


def publish(records: Iterable[Sourced], *, by: AbstractUser, message: str = "") -> None:
    """Make records public, together, so that what belongs together appears at once.

    Raises NotAllowed, and NotClosed, which names what each still lacks or points to.
    """
    _set_status(records, "published", by, message or "Published.", may_publish)


def send_back(record: Sourced, *, by: AbstractUser, remark: str) -> None:
    """Return a record in review to its writers with a remark. Raises NotAllowed."""
    _set_status([record], "draft", by, remark, may_send_back)


def withdraw(records: Iterable[Sourced], *, by: AbstractUser, reason: str) -> None:
    """Take published records back, together, with a public reason.

    Raises NotAllowed, and NotClosed where published records still point to one of them.
    """
    if not reason.strip():
        raise NotAllowed("A withdrawal needs a reason; the public will read it.")
    _set_status(records, "withdrawn", by, reason, may_withdraw)


def approve(
    proposal: ChangeSet,
    *,
    by: AbstractUser,
    drop: Mapping[int, list[str]] | None = None,
    together: Iterable[Sourced] = (),
) -> ChangeSet:
    """Put a proposal into effect, and publish with it the records that it cannot do without.

    All or nothing. Raises NotAllowed and what `publish` and `review.apply` raise.
    """
    with transaction.atomic():
        _allowed(may_decide(review.hold(proposal), by))
        together = list(together)
        # Before what is published takes its turn at the index: two who approve wait in one order.
        ChangeSet.objects.select_for_update().filter(pk=proposal.pk).first()
        if together:
            publish(together, by=by)
        return review.apply(proposal, by=by, drop=drop)


def reject(proposal: ChangeSet, *, by: AbstractUser, remark: str) -> ChangeSet:
    """Refuse a proposal. Raises NotAllowed, NotOpen."""
    with transaction.atomic():
        proposal = review.hold(proposal)
        if by.pk not in proposal.writers():  # a writer may take the own proposal back
            _allowed(may_decide(proposal, by))
        return review.reject(proposal, by=by, remark=remark)


def return_proposal(proposal: ChangeSet, *, by: AbstractUser, remark: str) -> ChangeSet:
    """Send a proposal back to its writer with a remark. Raises NotAllowed, NotOpen."""
    with transaction.atomic():
        _allowed(may_decide(review.hold(proposal), by))
        return review.send_back(proposal, by=by, remark=remark)


def undo(changeset: ChangeSet, *, by: AbstractUser) -> Edit:
    """Take an applied change set back, by one of its writers or a reviewer.

    Raises NotAllowed and what `review.undo` raises.
    """
    if by.pk not in changeset.writers() and not by.has_perm(PUBLISH):
        raise NotAllowed("Its writer or a reviewer undoes a change set.")
    return review.undo(changeset, by=by, may=partial(_may_write, by))


def restore(record: Sourced, version: Version, *, by: AbstractUser, why: str = "") -> Edit:
    """Put an older version back. Raises NotAllowed and what `versions.restore` raises."""
    _allowed(may_restore(record, by))
    words = f"Restored version {version.number}"
    return restore_version(
        record,
        version,
        by=by,
        message=f"{words}: {why}" if why else f"{words}.",
        may=partial(_may_write, by),
    )


@contextmanager
def as_published(records: Iterable[Sourced]) -> Iterator[set[tuple[type[Sourced], int]]]:
    """The register as if these records were public, for the length of the block.

    Gives the (model, primary key) of each record touched. As `propose.preview`, it is an edition
    of its own.
    """
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            with opened(values(None, "review")) as ledger:
                for record in records:
                    live = type(record).objects.get(pk=record.pk)
                    live.status = "published"
                    live.save()
                Edition.renew()
                yield owners(ledger)
        finally:
            transaction.savepoint_rollback(point)


def obstacles(records: Iterable[Sourced]) -> list[Fault]:
    """What stands between these records, taken together, and publication; [] where nothing."""
    with as_published(list(records)) as touched:
        return list(closure_faults(touched))


def belongs_together(record: Sourced) -> list[Sourced]:
    """The record, and each unpublished one that it cannot be public without."""
    return _closed([record])


def bound_to(proposal: ChangeSet) -> list[Sourced]:
    """The unpublished records that must be published with a proposal, since it points to them.

    Raises what `apply.replay` raises, where the proposal cannot be carried out as it stands.
    """
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            with opened(values(None, "review")) as ledger:
                replay(proposal.operations.all())
                faults = list(closure_faults(owners(ledger)))
        finally:
            transaction.savepoint_rollback(point)
    missing = {(type(f.blocked_by), f.blocked_by.pk): f.blocked_by for f in faults if f.blocked_by}
    return _closed(missing.values()) if missing else []


def _closed(records: Iterable[Sourced]) -> list[Sourced]:
    found = {(type(record), record.pk): record for record in records}
    while True:
        missing = [f.blocked_by for f in obstacles(found.values()) if f.blocked_by is not None]
        new = {(type(m), m.pk): m for m in missing if (type(m), m.pk) not in found}
        if not new:
            return list(found.values())
        found |= new


def _allowed(reason: str, record: Sourced | None = None) -> None:
    if reason:
        raise NotAllowed(f"{record}: {reason}" if record else reason)


def _set_status(
    records: Iterable[Sourced], status: str, by: AbstractUser, message: str, may: May
) -> None:
    records = sorted(records, key=lambda record: (REGISTER.index(type(record)), record.pk))
    with change_set(by, way="review", message=message):
        held = [type(r).objects.select_for_update().get(pk=r.pk) for r in records]
        for record, live in zip(records, held, strict=True):
            if live.status != record.status:
                raise NotAllowed(f"{live}: it is {live.status} meanwhile.")
            _allowed(may(live, by), live if len(records) > 1 else None)
        for live in held:
            live.status = status
            live.save()
    for record in records:
        record.refresh_from_db(fields=["status", "version", "modified"])
