"""One import: read, planned, rehearsed, shown; then confirmed as it was shown, or not at all.

A user's import writes drafts and makes one proposal of what touches published records; an
operator's (`by` is None) writes all. What is unchanged is not written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils import timezone

from geopolitics.changes import load
from geopolitics.changes.apply import Conflicts, replay
from geopolitics.changes.apply import Refused as BrokenRules
from geopolitics.changes.closure import NotClosed
from geopolitics.changes.current import change_set
from geopolitics.changes.propose import Edit
from geopolitics.changes.snapshot import find
from geopolitics.models import Operation, Run, model_of
from geopolitics.publishing import edit

from . import formats, planning, stored
from .places import Fault, Faults, RefusedFile
from .plans import Plan

WAY = "import"
FATES = ("new", "changed", "unchanged")


@dataclass
class Outcome:
    """What an import comes to: its plan, how many rows are new, changed or unchanged, and, where
    it was written, the change set and the proposal."""

    plan: Plan
    counts: Counter
    edit: Edit

    def __str__(self) -> str:
        said = ", ".join(f"{self.counts[fate]:,} {fate}" for fate in FATES)
        rows = sum(self.counts.values())
        return f"{rows:,} row{'' if rows == 1 else 's'}: {said}"


def plan(data: bytes, name: str, table: str, by: AbstractUser | None) -> Plan:
    """What a file would change. Raises RefusedFile with all that is wrong with its rows."""
    faults = Faults(name)
    return planning.plan(formats.read(data, name, table, faults), faults, by)


def rehearse(made: Plan, name: str, by: AbstractUser | None) -> Outcome:
    """Carry a plan out and take it back: the same checks as in earnest. Raises RefusedFile."""
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            return write(made, name, by)
        finally:
            transaction.savepoint_rollback(point)


def write(made: Plan, name: str, by: AbstractUser | None, message: str = "") -> Outcome:
    """Carry a plan out, all or nothing. Raises RefusedFile."""
    outcome = Outcome(made, made.counts(), Edit())
    writes = made.writes
    if not writes:
        return outcome
    message = message or f"Import of {name}"
    with transaction.atomic(), _told(made, name):
        if by is None:
            with change_set(way=WAY, message=message, file=name[:255]) as ledger:
                replay(writes)
            outcome.edit = Edit(applied=ledger.row, changed=True)
        else:
            with edit(by, way=WAY, message=message, file=name[:255]) as result:
                replay(writes)
            outcome.edit = result
    return outcome


def run(data: bytes, name: str, table: str, by: AbstractUser | None, message: str = "") -> Outcome:
    """Read, plan and write in one go. Raises RefusedFile; then nothing is written."""
    with busy(name), transaction.atomic():
        return write(plan(data, name, table, by), name, by, message)


def keep(made: Plan, data: bytes, name: str, table: str, by: AbstractUser) -> Run:
    """Keep a plan that was rehearsed and is shown, for a day."""
    Run.objects.expired().delete()
    return Run.objects.create(
        user=by, table=table, file=name[:255], sha256=digest(data), plan=stored.dump(made)
    )


class NotThere(LookupError):
    """No such run waits for this user and this file."""


def confirm(pk: int, sha256: str, table: str, by: AbstractUser, message: str = "") -> Outcome:
    """Write what was previewed. Raises NotThere, and RefusedFile with what moved meanwhile."""
    with transaction.atomic():
        waiting = Run.objects.open_to(by).filter(sha256=sha256, table=table)
        found = waiting.filter(pk=pk).select_for_update().first()
        if found is None:
            raise NotThere(
                "This preview is not yours, was confirmed already, or is older than a day: "
                "import the file again."
            )
        made = stored.load(found.plan)
        with busy(found.file):
            _refuse_what_moved(made, found.file, by)
            outcome = write(made, found.file, by, message)
        found.confirmed = timezone.now()
        found.save(update_fields=["confirmed"])
    return outcome


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse_what_moved(made: Plan, name: str, by: AbstractUser) -> None:
    """Plan the rows again over the register as it is now: it must come to the same."""
    faults = Faults(name)

    def fault(row: Any, header: str, what: str) -> None:
        faults.add(what, sheet=row.label, row=row.number, column=header)

    again = load.plan([(entry.model, entry.fields) for entry in made.entries])
    for entry, then, now in zip(made.entries, made.operations, again, strict=True):
        if not stored.same(then, now):
            header, what = _moved(then, now)
            fault(entry.row, entry.headers.get(header, header), what)
    for entry, header, operation in made.removals:
        key = tuple(operation.key)
        live = find(model_of(operation.table), [key]).get(key)
        if live is None or not stored.same(load.removal(live), operation):
            fault(entry.row, header, "the row that it takes away is another since the preview.")
    planning.check_versions(made, fault)
    planning.check_rights(made, by, fault)
    faults.refuse_if_any()


def _moved(then: Operation | None, now: Operation | None) -> tuple[str, str]:
    """The column in which a row moved since the preview, and how."""
    if now is None:
        return "", "somebody made this very change since the preview: import the file again."
    if now.action == "insert":
        return "", "the row was removed since the preview: import the file again."
    before = then.before if then is not None else {}
    for column, value in now.before.items():
        if column not in before or before[column] != value:
            return column, f"somebody changed it to “{value}” since the preview."
    return "", "the row is another since the preview: import the file again."


@contextmanager
def busy(name: str) -> Iterator[None]:
    """A register that others hold locked for too long is told of. Raises RefusedFile."""
    try:
        yield
    except OperationalError as error:
        if "lock" not in str(error).lower():
            raise
        raise RefusedFile([Fault("the register is busy: try again.", name)]) from error


@contextmanager
def _told(made: Plan, name: str) -> Iterator[None]:
    """What the register's rules say against the rows becomes a RefusedFile with their places."""
    faults = Faults(name)
    try:
        yield
        return
    except BrokenRules as refusal:
        for operation, error in refusal.faults:
            _tell(made, operation, error, faults)
    except Conflicts as refusal:
        for conflict in refusal.conflicts:
            _tell(made, conflict.operation, ValidationError(str(conflict)), faults)
    except NotClosed as refusal:
        for found in refusal.faults:
            _tell_open(made, found, faults)
    except ValidationError as refusal:
        for message in refusal.messages:
            faults.add(message)
    except (IntegrityError, DataError) as refusal:
        faults.add(f"the database refuses it: {str(refusal).splitlines()[0]}.")
    faults.found.sort(key=lambda fault: fault.row)
    faults.refuse_if_any()


def _tell(made: Plan, operation: Operation, error: ValidationError, faults: Faults) -> None:
    place = made.place_of(operation)
    if place is None:
        for message in error.messages:
            faults.add(message)
        return
    entry, header = place
    row = entry.row
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
    for name, errors in by_field.items():
        column = header or entry.headers.get(name, "" if name == "__all__" else name)
        value = entry.fields.get(name)
        means = f" (“{operation.key[0]}” to “{'/'.join(value)}”)" if _is_key(value) else ""
        for message in (m for e in errors for m in e.messages):
            faults.add(f"{message}{means}", sheet=row.label, row=row.number, column=column)


def _is_key(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], str)


def _tell_open(made: Plan, found: Any, faults: Faults) -> None:
    """A record that may not be public as it would stand: told in its row, where it has one."""
    key, owner = list(found.key), (found.record.table(), found.record.slug)
    for entry, operation in zip(made.entries, made.operations, strict=True):
        if operation is None:
            continue
        if (operation.table, list(operation.key)) == (found.table, key) or (
            entry.main and (operation.owner_table, operation.owner_slug) == owner
        ):
            column = "status" if "status" in operation.after else ""
            row = entry.row
            faults.add(str(found), sheet=row.label, row=row.number, column=column)
            return
    faults.add(str(found))
