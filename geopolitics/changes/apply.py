"""Replaying operations by natural key: all of them, or none and the list of conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model, ProtectedError

from geopolitics.models import REGISTER, Operation
from geopolitics.models.record import Refused as BrokenRules

from .operations import key_after, key_before
from .refused import in_words
from .snapshot import find, of_live, sets

WHOLE = "*"


@dataclass(frozen=True)
class Conflict:
    """What an operation found otherwise than it expected.

    `column` is "*" where it is the whole row; `expected` is the value that the proposal began
    from, `live` what stands now, `wanted` what the proposal would put there.
    """

    operation: Operation
    column: str
    expected: Any
    live: Any
    wanted: Any

    def __str__(self) -> str:
        where = f"{self.operation.table} {' / '.join(map(str, self.operation.key))}"
        if self.column == WHOLE:
            state = "is not there any more" if self.live is None else "is there already"
            return f"{where} {state}"
        if self.column == "staff_notes":  # whoever is told of it may not be who reads them
            return f"{where}, {self.column}: a colleague changed the notes of the staff"
        return (
            f"{where}, {self.column}: the proposal began from {self.expected!r}, "
            f"now it is {self.live!r}, the proposal says {self.wanted!r}"
        )


class Conflicts(ValidationError):
    """Operations met other values than they began from; `conflicts` lists both."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        self.conflicts = conflicts
        super().__init__([str(conflict) for conflict in conflicts])


class Missing(ValidationError):
    """An operation points to a row that is not there."""


class Refused(ValidationError):
    """Operations whose rows break a rule; `faults` are pairs of each and its ValidationError."""

    def __init__(self, faults: list[tuple[Operation, ValidationError]]) -> None:
        self.faults = faults
        super().__init__([message for _, error in faults for message in error.messages])


def conflicts(operations: Iterable[Operation], lock: bool = False) -> list[Conflict]:
    """What stands in the way of these operations, those that were dropped left out.

    With `lock`, which wants a transaction, the rows stay as they are until that ends.
    """
    return _Replay(operations, lock).conflicts()


def replay(operations: Iterable[Operation]) -> None:
    """Carry the operations out in the open change set.

    A column that already has the wanted value is left alone. Raises Conflicts, Missing,
    Refused where rows would break a rule, with all that do, or ValidationError; the caller's
    transaction then rolls back.
    """
    work = _Replay(operations, lock=True)
    found = work.conflicts()
    if found:
        raise Conflicts(found)
    try:
        work.run()
        if work.faults:
            raise Refused(work.faults)
    except IntegrityError as error:
        raise in_words(error) from error
    except ProtectedError as error:
        rows = ", ".join(f"{type(row).__name__} {row}" for row in error.protected_objects)
        raise ValidationError(f"Other rows still point to what would be removed: {rows}") from error


class _Replay:
    """One run over a list of operations."""

    def __init__(self, operations: Iterable[Operation], lock: bool) -> None:
        self.operations = list(operations)
        self.lock = lock and connection.features.has_select_for_update
        self.rows: dict[int, Model] = {}
        self.complete: set[int] = set()
        self.early: set[int] = set()
        self.known: dict[tuple[type, tuple], Model | None] = {}
        self.faults: list[tuple[Operation, ValidationError]] = []
        self._resolve()

    def _resolve(self) -> None:
        """Find each row that is changed or removed, or is there already; lock them by key."""
        for model in REGISTER:
            table = model.table()
            open_ = [
                number
                for number, operation in enumerate(self.operations)
                if operation.table == table and number not in self.rows
            ]
            keys = [key(self.operations[n]) for n in open_ for key in (key_before, key_after)]
            rows = find(model, sorted(set(keys)))
            if self.lock and rows:
                pks = [row.pk for row in rows.values()]
                list(model.objects.filter(pk__in=pks).order_by("pk").select_for_update())
            for number in open_:
                operation = self.operations[number]
                row = rows.get(key_before(operation)) or rows.get(key_after(operation))
                if row is not None:
                    self.rows[number] = row

    def conflicts(self) -> list[Conflict]:
        found = []
        for number, operation in enumerate(self.operations):
            if WHOLE in operation.dropped:
                continue
            row = self.rows.get(number)
            if row is None:
                if operation.action == "update" and not self._renames_owner(operation):
                    wanted = operation.after
                    found.append(Conflict(operation, WHOLE, operation.before, None, wanted))
                continue
            live = of_live(row)
            if operation.action == "insert":
                if live != {**live, **operation.after}:
                    found.append(Conflict(operation, WHOLE, None, live, operation.after))
                continue
            for column, expected in operation.before.items():
                wanted = operation.after.get(column) if operation.action == "update" else None
                satisfied = operation.action == "update" and live[column] == wanted
                if live[column] != expected and not satisfied and column not in operation.dropped:
                    found.append(Conflict(operation, column, expected, live[column], wanted))
        return found

    def _renames_owner(self, operation: Operation) -> bool:
        """Whether the row will bear the operation's key once its record has its new slug."""
        return any(
            other.action == "update" and other.after.get("slug") in operation.key
            for other in self.operations
        )

    def run(self) -> None:
        self._rename()
        self._resolve()
        late = self._delete(range(len(self.operations)))
        self._update_early()
        self._insert()
        self._update()
        if self._delete(late):
            self._refuse_deletes(late)

    def _wanted(self, number: int) -> dict[str, Any]:
        """The columns and sets to write, without those that were dropped."""
        operation = self.operations[number]
        if WHOLE in operation.dropped:
            return {}
        return {k: v for k, v in operation.after.items() if k not in operation.dropped}

    def _rename(self) -> None:
        for number, operation in enumerate(self.operations):
            wanted = self._wanted(number)
            row = self.rows.get(number)
            if operation.action == "update" and row is not None and "slug" in wanted:
                row.slug = wanted["slug"]
                if self._saved(operation, row):
                    row.refresh_from_db()

    def _saved(self, operation: Operation, row: Model) -> bool:
        """Write the row; a rule that it breaks is kept as a fault."""
        try:
            row.save()
        except ValidationError as error:
            self.faults.append((operation, error))
            return False
        return True

    def _insert(self) -> None:
        """Table by table in load order: a row points to earlier tables, or to its own."""
        for model in REGISTER:
            waiting = [
                number
                for number, operation in enumerate(self.operations)
                if operation.action == "insert"
                and operation.table == model.table()
                and number not in self.rows
                and WHOLE not in operation.dropped
            ]
            self._insert_into(model, waiting)

    def _insert_into(self, model: type[Model], waiting: list[int]) -> None:
        self._look_up(model, waiting)
        while waiting:
            ready = {n: row for n in waiting if (row := self._new_row(model, n)) is not None}
            if ready:
                self.complete |= set(ready)
            elif self.faults:
                return  # what they wait for was refused
            else:
                # References in a circle, or to nothing: `_update` sets them, or says which.
                ready = {waiting[0]: self._new_row(model, waiting[0], without=True)}
            self._insert_all(model, ready)
            waiting = [number for number in waiting if number not in ready]

    def _insert_all(self, model: type[Model], ready: dict[int, Model]) -> None:
        """Write new rows; those that break a rule are kept as faults."""
        try:
            model.objects.insert_all(list(ready.values()))
            self.rows |= ready
        except BrokenRules as refusal:
            numbers = list(ready)
            broken = [numbers[place] for place, _ in refusal.faults]
            self.faults += [(self.operations[numbers[at]], error) for at, error in refusal.faults]
            if refusal.written:
                self.rows |= ready
                return
            others = {number: row for number, row in ready.items() if number not in broken}
            if others:
                self._insert_all(model, others)

    def _look_up(self, model: type[Model], numbers: list[int]) -> None:
        """Find what new rows of a table point to, in a query for each few hundred."""
        wanted: dict[type[Model], set[tuple[str, ...]]] = {}
        for number in numbers:
            after = self.operations[number].after
            for column in model.columns():
                if isinstance(column, ForeignKey) and after.get(column.name) is not None:
                    wanted.setdefault(column.related_model, set()).add(tuple(after[column.name]))
            for field in sets(model):
                keys = map(tuple, after.get(field.name) or ())
                wanted.setdefault(field.related_model, set()).update(keys)
        for related, keys in wanted.items():
            new = sorted(key for key in keys if (related, key) not in self.known)
            for key, row in find(related, new).items():
                self.known[related, key] = row

    def _new_row(self, model: type[Model], number: int, without: bool = False) -> Model | None:
        """A new row, if all that it points to is there, or `without` what may be empty."""
        operation = self.operations[number]
        row = model()
        for column in model.columns():
            if column.name not in operation.after:
                continue
            value = operation.after[column.name]
            if isinstance(column, ForeignKey) and value is not None:
                if without and not column.null:
                    value = self._must(operation, column.related_model, value)
                else:
                    value = self._row(column.related_model, value)
                    if value is None and not without:
                        return None
            setattr(row, column.name, value)
        return row

    def _update_early(self) -> None:
        """Change what can be changed before new rows come, which may need its place.

        A code's validity, say, is ended before another actor's begins. What cannot be done yet,
        `_update` does, or tells why not.
        """
        for number, operation in enumerate(self.operations):
            if operation.action == "update" and number in self.rows:
                before = len(self.faults)
                try:
                    self._write(number)
                except ValidationError:
                    continue
                if len(self.faults) == before:
                    self.early.add(number)
                del self.faults[before:]

    def _update(self) -> None:
        for number, operation in enumerate(self.operations):
            if operation.action == "delete" or number not in self.rows or number in self.early:
                continue
            try:
                self._write(number)
            except Missing:
                if not self.faults:  # else it was refused, and they say why
                    raise

    def _write(self, number: int) -> None:
        """What a row that is there becomes: its columns, its sets."""
        operation, wanted, row = self.operations[number], self._wanted(number), self.rows[number]
        if number not in self.complete:
            row = type(row).objects.get(pk=row.pk)
            for column in row.columns():
                if column.name in wanted:
                    value = wanted[column.name]
                    if isinstance(column, ForeignKey) and value is not None:
                        value = self._must(operation, column.related_model, value)
                    setattr(row, column.name, value)
            if not self._saved(operation, row):
                return
        for field in sets(type(row)):
            if wanted.get(field.name) or (field.name in wanted and number not in self.complete):
                keys = wanted[field.name]
                rows = [self._must(operation, field.related_model, key) for key in keys]
                held = getattr(row, field.name)
                held.add(*rows) if number in self.complete else held.set(rows)

    def _delete(self, numbers: Iterable[int]) -> list[int]:
        """Remove what nothing points to; the numbers of those that must wait."""
        late = []
        for number in numbers:
            operation, row = self.operations[number], self.rows.get(number)
            if operation.action != "delete" or row is None or operation.dropped:
                continue
            if not type(row).objects.filter(pk=row.pk).exists():
                continue
            try:
                with transaction.atomic():
                    type(row).objects.get(pk=row.pk).delete()
            except ProtectedError:
                late.append(number)
        return late

    def _refuse_deletes(self, numbers: list[int]) -> None:
        for number in numbers:
            row = self.rows[number]
            if type(row).objects.filter(pk=row.pk).exists():
                row.delete()

    def _row(self, model: type[Model], key: list[str]) -> Model | None:
        """The row of this natural key, as first found."""
        place = (model, tuple(key))
        if self.known.get(place) is None:
            self.known[place] = find(model, [key]).get(tuple(key))
        return self.known[place]

    def _must(self, operation: Operation, model: type[Model], key: list[str]) -> Model:
        row = self._row(model, key)
        if row is None:
            raise Missing(f"{operation}: {model.table()} {' / '.join(key)} is not there.")
        return row
