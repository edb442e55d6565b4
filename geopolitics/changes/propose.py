"""A user's edit: drafts are written, what touches a published record becomes one proposal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from geopolitics.models import ChangeSet, Edition, Operation, Sourced, model_of
from geopolitics.models.changeset import OpenSet, opened

from .apply import replay
from .current import change_set, finish, owners, settle, values
from .operations import read
from .refused import in_words

May = Callable[[Sourced], str]


@dataclass
class Edit:
    """What came of an edit: the change set that was applied, the proposal that waits."""

    applied: ChangeSet | None = None
    proposal: ChangeSet | None = None
    changed: bool = field(default=False)


class NotYours(ValidationError):
    """The user may not write a record that the edit touches."""


class StatusByReviewOnly(ValidationError):
    """A status was to change by another way than review."""


@contextmanager
def edit(
    by: AbstractBaseUser,
    *,
    way: str,
    message: str = "",
    file: str = "",
    may: May,
    undoes: ChangeSet | None = None,
    replacing: ChangeSet | None = None,
    also_by: Collection[int] = (),
) -> Iterator[Edit]:
    """Run a user's writes, then keep them as the rules say.

    Writes to records that are not published stand. As soon as one touches a published record,
    all is rolled back: what concerns published records is kept as one proposal, the rest is
    written again. `may` says why the user may not write a record that was there before, or "";
    `publishing.edit` gives it. `replacing` is the user's own pending proposal, already replayed
    by the caller inside this edit, which the new one takes the place of. `also_by` are the
    primary keys of users whose words the edit puts back. Raises ValidationError and its kinds
    (NotYours, closure.NotClosed, StatusByReviewOnly); nothing is then kept.
    """
    result = Edit()
    row = values(by, way, message, file, undoes, replacing)
    others = set(also_by) | (replacing.writers() if replacing else set())
    others.discard(by.pk)
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            with opened(row) as ledger:
                yield result
                _refuse_strangers(ledger, may)
                _back_to_draft(ledger)
                finish(ledger)
                operations = _captured(ledger)
                guarded = _guarded(operations)
                _refuse_statuses(operations)
                if not guarded:
                    settle(ledger)
        except IntegrityError as error:
            transaction.savepoint_rollback(point)
            raise in_words(error) from error
        except BaseException:
            transaction.savepoint_rollback(point)
            raise
        result.changed = bool(operations)
        if not guarded and replacing is None:
            transaction.savepoint_commit(point)
            result.applied = ledger.row
            _written_too(result.applied, others)
            return
        transaction.savepoint_rollback(point)
        direct = [o for o in operations if o not in guarded]
        if direct:
            with change_set(
                by, way=way, message=message, file=file, undoes=undoes, replaces=replacing
            ) as again:
                replay(direct)
            result.applied = again.row
            _written_too(result.applied, others)
        if replacing is not None:
            _replaced(replacing, by)
        if guarded:
            result.proposal = _keep(row, guarded)
            _written_too(result.proposal, others)


@contextmanager
def preview(operations: Iterable[Operation], by: AbstractBaseUser | None = None) -> Iterator[None]:
    """The register as it would be with these operations, for the length of the block.

    It is an edition of its own, so that what is kept of it by edition is never taken for public.
    """
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            with opened(values(by, "form")):
                replay(operations)
                Edition.renew()
                yield
        finally:
            transaction.savepoint_rollback(point)


def lock(record: Sourced) -> None:
    """Hold the record until the transaction ends, so that two edits of it come one by one."""
    list(type(record).objects.select_for_update().filter(pk=record.pk).values_list("pk"))


def pending(record: Sourced) -> QuerySet[ChangeSet]:
    """The proposals that wait for review and touch this record, oldest first."""
    return (
        ChangeSet.objects.filter(
            state__in=("proposed", "returned"),
            operations__owner_table=record.table(),
            operations__owner_slug=record.slug,
        )
        .distinct()
        .order_by("pk")
    )


def own_pending(record: Sourced, user: AbstractBaseUser) -> ChangeSet | None:
    """The user's own proposal that waits and touches this record, the newest if several."""
    return pending(record).filter(by=user).order_by("-pk").first()


def _captured(ledger: OpenSet) -> list[Operation]:
    if ledger.row is None:
        return []
    return read(ledger.row, {model for model, pk in ledger.touched})


def _guarded(operations: list[Operation]) -> list[Operation]:
    """The operations on published records, judged inside the edit, where slugs may be new."""
    found: dict[tuple[str, str], bool] = {}
    for operation in operations:
        if operation.table == operation.owner_table:
            slug = operation.after.get("slug", operation.owner_slug)
            live = model_of(operation.table).objects.filter(slug=slug)
            status = operation.before.get("status") or getattr(live.first(), "status", "")
            found[operation.owner_table, operation.owner_slug] = status == "published"
    for operation in operations:
        owner = (operation.owner_table, operation.owner_slug)
        if owner not in found:
            live = model_of(owner[0]).objects.public()
            found[owner] = live.filter(slug=owner[1]).exists()
    return [o for o in operations if found[o.owner_table, o.owner_slug]]


def _refuse_strangers(ledger: OpenSet, may: May) -> None:
    for model, pk in owners(ledger):
        before = model.history.filter(id=pk).exclude(changeset=ledger.row).exists()
        record = model.objects.filter(pk=pk).first() if before else None
        reason = may(record) if record is not None else ""
        if reason:
            raise NotYours(f"{record}: {reason}")


def _refuse_statuses(operations: list[Operation]) -> None:
    for operation in operations:
        owners_of = model_of(operation.table).owner_fields()
        if operation.action == "update" and any(name in operation.after for name in owners_of):
            raise ValidationError("A side row stays with its record: add it there, remove it here.")
        after = operation.after.get("status")
        if operation.action == "update" and after in ("published", "in review"):
            raise StatusByReviewOnly("A status is raised by review, not by an edit.")
        if operation.action == "update" and operation.before.get("status") == "published":
            raise StatusByReviewOnly("A published record is withdrawn by review, with a reason.")
        if operation.action == "update" and after and operation.before["status"] != "in review":
            raise StatusByReviewOnly("A status is changed by review, not by an edit.")
        if operation.action == "insert" and after not in (None, "draft"):
            raise StatusByReviewOnly("A new record begins as a draft.")


def _back_to_draft(ledger: OpenSet) -> None:
    """An edit of a record in review takes it back to its writers."""
    for model, pk in owners(ledger):
        rows = model.objects.select_for_update()  # or a reviewer publishes it meanwhile
        record = rows.filter(pk=pk, status="in review").first()
        if record is not None:
            record.status = "draft"
            record.save()


def _written_too(changeset: ChangeSet | None, others: Collection[int]) -> None:
    if changeset is not None and others:
        changeset.also_by.add(*others)


def _keep(row: dict, operations: list[Operation]) -> ChangeSet:
    proposal = ChangeSet.objects.create(**row, state="proposed")
    for position, operation in enumerate(operations):
        operation.pk = None
        operation.changeset = proposal
        operation.position = position
    Operation.objects.bulk_create(operations)
    return proposal


def _replaced(proposal: ChangeSet, by: AbstractBaseUser) -> None:
    proposal = ChangeSet.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state not in ("proposed", "returned"):
        raise ValidationError(f"The proposal edited here is {proposal.state} already.")
    proposal.state = "rejected"
    proposal.remark = "Replaced by a later edit."
    proposal.decided = timezone.now()
    proposal.decided_by = by
    proposal.decided_by_name = by.get_username()
    proposal.save()
