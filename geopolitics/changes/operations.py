"""What a change set did, read from its history: one Operation a row, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Min, OuterRef, Q, Subquery

from geopolitics.models import REGISTER, ChangeSet, Operation, Sourced, model_of

from .current import owner_of
from .historic import Keys, snapshots
from .snapshot import FEW, Snapshot

States = Mapping[tuple[type, Any], Snapshot]


def read(
    changeset: ChangeSet, models: Iterable[type] = REGISTER, of: Sourced | None = None
) -> list[Operation]:
    """The operations of a change set, unsaved, in load order, from the rows of its history.

    `of` limits them to one record and its side rows.
    """
    return read_all([changeset], models, of)[changeset.pk]


def read_all(
    changesets: Iterable[ChangeSet],
    models: Iterable[type] = REGISTER,
    of: Sourced | None = None,
    ids: Mapping[type, Iterable[Any]] | None = None,
) -> dict[int, list[Operation]]:
    """The operations of several change sets, by primary key, as `read` gives those of one.

    `ids` limits them to rows of these primary keys, by table. The number of queries depends on
    the tables, not on the rows or the change sets.
    """
    changesets = list(changesets)
    rows: dict[type, list[Any]] = {}
    befores: dict[type, dict[Any, Any]] = {}
    for model in REGISTER:
        owned = None if of is None else _belongs(model, of)
        if model in models and (of is None or owned is not None):
            history = model.history.filter(changeset__in=changesets)
            history = history if owned is None else history.filter(owned)
            history = history if ids is None else history.filter(id__in=ids[model])
            rows[model] = list(history.order_by("history_id"))
            befores[model] = _befores(model, rows[model])
    keys = Keys()
    states = snapshots({m: [*rows[m], *befores[m].values()] for m in rows}, keys)
    found = {
        changeset.pk: [
            operation
            for model in rows
            for operation in _of_table(
                model,
                [r for r in rows[model] if r.changeset_id == changeset.pk],
                befores[model],
                states,
                keys,
            )
        ]
        for changeset in changesets
    }
    for changeset in changesets:
        _place(changeset, found[changeset.pk])
    return found


def read_some(changeset: ChangeSet, start: int, size: int) -> tuple[list[Operation], int]:
    """As `read`, of the rows from `start` on, at most `size`; and how many rows there are."""
    ids: dict[type, list[Any]] = {}
    total = 0
    for model in REGISTER:
        rows = model.history.filter(changeset=changeset).order_by().values("id")
        own = rows.annotate(first=Min("history_id")).order_by("first")
        count = own.count()
        skip, left = max(start - total, 0), size - sum(map(len, ids.values()))
        if count > skip and left > 0:
            ids[model] = list(own[skip : skip + left].values_list("id", flat=True))
        total += count
    found = read_all([changeset], ids, ids=ids)[changeset.pk]
    for operation in found:
        operation.position += start
    return found, total


def _place(changeset: ChangeSet, operations: list[Operation]) -> None:
    """Number the operations of one change set, under the slugs that it began from."""
    renamed = {
        (o.table, o.after["slug"]): o.before["slug"]
        for o in operations
        if o.action == "update" and "slug" in o.after
    }
    for position, operation in enumerate(operations):
        operation.position = position
        operation.changeset = changeset
        owner = (operation.owner_table, operation.owner_slug)
        operation.owner_slug = renamed.get(owner, operation.owner_slug)


def _belongs(model: type, record: Sourced) -> Q | None:
    """The condition on a table's history that a row is, or belongs to, the record, if any can."""
    if model is type(record):
        return Q(id=record.pk)
    owners = {name: model._meta.get_field(name).related_model for name in model.owner_fields()}
    mine = [name for name, owner in owners.items() if owner is type(record)]
    return Q(**{mine[0]: record.pk}) if mine else None


def _first(rows: Iterable[Any]) -> dict[tuple[int, Any], Any]:
    """Of each row, the first that each change set wrote of it."""
    found: dict[tuple[int, Any], Any] = {}
    for row in rows:
        found.setdefault((row.changeset_id, row.id), row)
    return found


def _befores(model: type, rows: list[Any]) -> dict[Any, Any]:
    """What stood before each first row, by its `history_id`: the newest of another change set."""
    first = [row.history_id for row in _first(rows).values()]
    earlier = (
        model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        .exclude(changeset=OuterRef("changeset"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    before: dict[Any, Any] = {}
    for start in range(0, len(first), FEW):
        some = model.history.filter(history_id__in=first[start : start + FEW])
        pairs = dict(some.values_list("history_id", Subquery(earlier)).order_by())
        there = model.history.filter(history_id__in=set(pairs.values()) - {None})
        known = {row.history_id: row for row in there} if any(pairs.values()) else {}
        before |= {place: known[old] for place, old in pairs.items() if old in known}
    return before


def _of_table(
    model: type, rows: list[Any], befores: Mapping[Any, Any], states: States, keys: Keys
) -> list[Operation]:
    """The operations of one change set on one table."""
    first = {row.id: row for _, row in _first(rows).items()}
    last = {row.id: row for row in rows}
    found = []
    for pk in first:
        earlier, row = befores.get(first[pk].history_id), last[pk]
        old = None if earlier is None or earlier.history_type == "-" else earlier
        new = None if row.history_type == "-" else row
        operation = _between(model, old, new, states, keys)
        if operation is not None:
            found.append(operation)
    return found


def _between(model: type, old: Any, new: Any, states: States, keys: Keys) -> Operation | None:
    before = states[model, old.history_id] if old is not None else None
    after = states[model, new.history_id] if new is not None else None
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
    own = known.instance_type is owner_model
    return Operation(
        table=model.table(),
        key=keys.historic(model, known),
        owner_table=owner_model.table(),
        owner_slug=known.slug if own else keys.of(owner_model, owner_pk)[0],
        action=action,
        before=before or {},
        after=after or {},
    )


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
