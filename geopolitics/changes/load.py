"""Rows of a file as operations: what is new, what differs; equal rows make none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from geopolitics import rules
from geopolitics.models import Citation, Operation
from geopolitics.models.changeset import make_key

from .snapshot import find, of_live, of_owners, sets


class BadRow(ValidationError):
    """A row that cannot be read; the message names its table and key."""


Given = tuple[type[Model], Mapping[str, Any]]


def operations(rows: Iterable[Given]) -> list[Operation]:
    """Operations that make the register hold these rows.

    Each row is (model, fields): columns by name, references as natural keys, sets as lists of
    them. An absent column changes nothing. Raises BadRow.
    """
    return [operation for operation in plan(rows) if operation is not None]


def plan(rows: Iterable[Given]) -> list[Operation | None]:
    """As `operations`, one for each row in its order, None where the row stands already.

    A side row without a key is the row of its record that has these very values, else a new
    one. The number of queries depends on the tables, and on the rows by the few hundred.
    """
    plain = keyed([(model, _plain(model, given)) for model, given in rows])
    keys = [natural_key(model, fields) for model, fields in plain]
    asked: dict[type[Model], list[list[str]]] = {}
    for (model, _), key in zip(plain, keys, strict=True):
        asked.setdefault(model, []).append(key)
    live = {model: find(model, own) for model, own in asked.items()}
    found: list[Operation | None] = []
    position = 0
    for (model, fields), key in zip(plain, keys, strict=True):
        row = live[model].get(tuple(key))
        operation = _operation(model, key, fields, of_live(row) if row else None)
        if operation is not None:
            operation.position = position
            position += 1
        found.append(operation)
    return found


def removal(row: Model) -> Operation:
    """The operation that takes a live row away."""
    key = list(row.natural_key())
    before = of_live(row)
    owner = owner_of(type(row), key, before)
    return Operation(
        table=row.table(),
        key=key,
        owner_table=owner[0],
        owner_slug=owner[1],
        action="delete",
        before=before,
    )


def keyed(rows: list[tuple[type[Model], dict[str, Any]]]) -> list[tuple[type[Model], dict]]:
    """The rows, those of side tables that came without a key now with one."""
    without: dict[type[Model], set[tuple[str, ...]]] = {}
    for model, fields in rows:
        if _lacks_key(model, fields):
            without.setdefault(model, set()).add(owner_of_fields(model, fields))
    equals = {model: _snapshots(model, owners) for model, owners in without.items()}
    taken: set[tuple] = set()
    found = []
    for model, fields in rows:
        if _lacks_key(model, fields):
            owner = owner_of_fields(model, fields)
            same = (
                key
                for key, live in equals[model].get(owner, ())
                if (model, owner, key) not in taken
                and all(live[name] == value for name, value in fields.items() if name != "key")
            )
            key = next(same, None) or make_key()
            taken.add((model, owner, key))
            fields = {**fields, "key": key}
        found.append((model, fields))
    return found


def _lacks_key(model: type[Model], fields: Mapping[str, Any]) -> bool:
    return "key" in model.natural and not fields.get("key")


def _snapshots(
    model: type[Model], owners: set[tuple[str, ...]]
) -> dict[tuple[str, ...], list[tuple[str, dict[str, Any]]]]:
    found: dict[tuple[str, ...], list[tuple[str, dict[str, Any]]]] = {}
    for row in of_owners(model, owners):
        own = row.natural_key()[:-1]
        found.setdefault(own, []).append((row.key, of_live(row)))
    return found


def _operation(
    model: type[Model], key: list[str], fields: dict[str, Any], live: dict[str, Any] | None
) -> Operation | None:
    owner = owner_of(model, key, fields)
    if live is None:
        return Operation(
            table=model.table(),
            key=key,
            owner_table=owner[0],
            owner_slug=owner[1],
            action="insert",
            after=fields,
        )
    changed = [name for name, value in fields.items() if live[name] != value]
    if not changed:
        return None
    return Operation(
        table=model.table(),
        key=key,
        owner_table=owner[0],
        owner_slug=owner[1],
        action="update",
        before={name: live[name] for name in changed},
        after={name: fields[name] for name in changed},
    )


def _plain(model: type[Model], given: Mapping[str, Any]) -> dict[str, Any]:
    columns = {f.name: f for f in model.columns()}
    many = {f.name: f for f in sets(model)}
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in many:
            found[name] = sorted(_reference(model, name, key) for key in value)
        elif name not in columns:
            raise BadRow(
                f"{model.table()} {given.get('slug') or given.get('key')}: no field {name}"
            )
        elif isinstance(columns[name], ForeignKey):
            found[name] = None if value is None else _reference(model, name, value)
        else:
            try:
                found[name] = columns[name].to_python(value)
            except ValidationError as error:
                raise BadRow(f"{model.table()}, {name}: {' '.join(error.messages)}") from None
    return found


def _reference(model: type[Model], name: str, value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise BadRow(f"{model.table()}, {name}: {value!r} is no natural key, such as [“russia”].")
    return [str(step) for step in value]


def natural_key(model: type[Model], fields: Mapping[str, Any]) -> list[str]:
    """The natural key that a row of these plain values has. Raises BadRow."""
    if model is Citation:
        return [*owner_of_fields(model, fields), fields["key"]]
    key: list[str] = []
    for path in model.natural:
        name, _, rest = path.partition("__")
        value = fields.get(name)
        if value is None:
            raise BadRow(f"{model.table()}: a row without “{name}”")
        key += value if rest else [value]
    return key


def owner_of_fields(model: type[Model], fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands before `key` in the natural key of a side row. Raises BadRow."""
    if model is Citation:
        for target in rules.TARGETS:
            if fields.get(target):
                return (target, *fields[target])
        raise BadRow(f"citation {fields.get('key', '')}: no record that it supports")
    owner = fields.get(model.owner_field)
    if owner is None:
        raise BadRow(f"{model.table()}: a row without “{model.owner_field}”")
    return tuple(owner)


def owner_of(model: type[Model], key: list[str], fields: Mapping[str, Any]) -> tuple[str, str]:
    """(table, slug) of the record that a row of this natural key belongs to."""
    if model is Citation:
        return key[0], key[1]
    if model.owner_field:
        owner = model._meta.get_field(model.owner_field).related_model
        return owner.table(), fields[model.owner_field][0]
    return model.table(), key[0]
