"""What a change set did, read from its history: one Operation a row, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from geopolitics.models import REGISTER, ChangeSet, Operation, Sourced, model_of

from .current import owner_of
from .snapshot import historic_key, key_of, of_history


def read(
    changeset: ChangeSet, models: Iterable[type] = REGISTER, of: Sourced | None = None
) -> list[Operation]:
    """The operations of a change set, unsaved, in load order, from the rows of its history.

    `of` limits them to one record and its side rows.
    """
    found: list[Operation] = []
    for model in REGISTER:
        if model in models:
            rows = model.history.filter(changeset=changeset)
            if of is not None:
                rows = rows.filter(_belongs(model, of))
            found += _of_table(changeset, model, rows.order_by("history_id"))
    renamed = {
        (o.table, o.after["slug"]): o.before["slug"]
        for o in found
        if o.action == "update" and "slug" in o.after
    }
    for position, operation in enumerate(found):
        operation.position = position
        operation.changeset = changeset
        owner = (operation.owner_table, operation.owner_slug)
        operation.owner_slug = renamed.get(owner, operation.owner_slug)
    return found


def _belongs(model: type, record: Sourced) -> Q:
    """The condition on a table's history that a row is, or belongs to, the record."""
    if model is type(record):
        return Q(id=record.pk)
    owners = {name: model._meta.get_field(name).related_model for name in model.owner_fields()}
    mine = [name for name, owner in owners.items() if owner is type(record)]
    return Q(**{mine[0]: record.pk}) if mine else Q(pk__in=[])


def _of_table(changeset: ChangeSet, model: type, rows: Iterable[Any]) -> list[Operation]:
    first: dict[Any, Any] = {}
    last: dict[Any, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
        last[row.id] = row
    found = []
    for pk, row in last.items():
        earlier = (
            model.history.filter(id=pk, history_id__lt=first[pk].history_id)
            .exclude(changeset=changeset)
            .order_by("-history_id")
            .first()
        )
        old = None if earlier is None or earlier.history_type == "-" else earlier
        new = None if row.history_type == "-" else row
        operation = _between(model, old, new)
        if operation is not None:
            found.append(operation)
    return found


def _between(model: type, old: Any, new: Any) -> Operation | None:
    before = of_history(model, old) if old is not None else None
    after = of_history(model, new) if new is not None else None
    if before is not None and after is not None:
        changed = [name for name in after if before[name] != after[name]]
        if not changed:
            return None
        before = {name: before[name] for name in changed}
        after = {name: after[name] for name in changed}
        action = "update"
    elif after is not None:
        action = "insert"
    elif before is not None:
        action = "delete"
    else:
        return None
    known = old if old is not None else new
    owner = owner_of(model, known)
    owner_model, owner_pk = owner if owner else (model, known.id)
    return Operation(
        table=model.table(),
        key=historic_key(model, known),
        owner_table=owner_model.table(),
        owner_slug=_slug_before(owner_model, owner_pk, known),
        action=action,
        before=before or {},
        after=after or {},
    )


def _slug_before(owner: type, pk: Any, known: Any) -> str:
    if known.instance_type is owner:
        return known.slug
    return key_of(owner, pk)[0]


def inverse(operations: Iterable[Operation]) -> list[Operation]:
    """What takes these operations back, under the keys that the rows have after them."""
    found = []
    for operation in operations:
        action = {"insert": "delete", "delete": "insert"}.get(operation.action, "update")
        found.append(
            Operation(
                table=operation.table,
                key=list(key_after(operation)),
                owner_table=operation.owner_table,
                owner_slug=operation.owner_slug,
                action=action,
                before=operation.after,
                after=operation.before,
            )
        )
    for position, operation in enumerate(found):
        operation.position = position
    return found


def key_before(operation: Operation) -> tuple[str, ...]:
    """The natural key of the operation's row before it is applied."""
    return tuple(operation.key)


def key_after(operation: Operation) -> tuple[str, ...]:
    """The natural key of the operation's row once it has been applied."""
    own = model_of(operation.table).natural[-1]
    if operation.action == "update" and own in operation.after:
        return (*operation.key[:-1], operation.after[own])
    return tuple(operation.key)
