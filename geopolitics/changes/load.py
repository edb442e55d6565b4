"""Rows of a fixture as operations: what is new, what differs; equal rows make none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from geopolitics import rules
from geopolitics.models import Citation, Operation
from geopolitics.models.changeset import make_key

from .snapshot import find, of_live, sets


class BadRow(ValidationError):
    """A row that cannot be read; the message names its table and key."""


def operations(rows: Iterable[tuple[type[Model], Mapping[str, Any]]]) -> list[Operation]:
    """Operations that make the register hold these rows.

    Each row is (model, fields): columns by name, references as natural keys, sets as lists of
    them. An absent column changes nothing. Raises BadRow.
    """
    keyed: dict[type[Model], list[tuple[list[str], dict[str, Any]]]] = {}
    for model, given in rows:
        fields = _plain(model, given)
        if "key" not in fields and "key" in model.natural:
            fields["key"] = _key_of_equal(model, fields) or make_key()
        keyed.setdefault(model, []).append((_natural_key(model, fields), fields))
    live = {model: find(model, [key for key, _ in own]) for model, own in keyed.items()}
    found = []
    for model, key, fields in ((m, *pair) for m, own in keyed.items() for pair in own):
        row = live[model].get(tuple(key))
        operation = _operation(model, key, fields, of_live(row) if row else None)
        if operation is not None:
            operation.position = len(found)
            found.append(operation)
    return found


def _operation(
    model: type[Model], key: list[str], fields: dict[str, Any], live: dict[str, Any] | None
) -> Operation | None:
    owner = _owner(model, key, fields)
    if live is None:
        return Operation(
            table=model.table(),
            key=key,
            owner_table=owner[0],
            owner_slug=owner[1],
            action="insert",
            after=fields,
        )
    changed = {name for name, value in fields.items() if live[name] != value}
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


def _natural_key(model: type[Model], fields: Mapping[str, Any]) -> list[str]:
    if model is Citation:
        for target in rules.TARGETS:
            if fields.get(target):
                return [target, *fields[target], fields["key"]]
        raise BadRow(f"citation {fields['key']}: no record that it supports")
    key: list[str] = []
    for path in model.natural:
        name, _, rest = path.partition("__")
        value = fields.get(name)
        if value is None:
            raise BadRow(f"{model.table()}: a row without “{name}”")
        key += value if rest else [value]
    return key


def _owner(model: type[Model], key: list[str], fields: Mapping[str, Any]) -> tuple[str, str]:
    if model is Citation:
        return key[0], key[1]
    if model.owner_field:
        owner = model._meta.get_field(model.owner_field).related_model
        return owner.table(), fields[model.owner_field][0]
    return model.table(), key[0]


def _key_of_equal(model: type[Model], fields: Mapping[str, Any]) -> str | None:
    """The key of the live row that has these very values, if there is one."""
    owners = [name for name in model.owner_fields() if fields.get(name)]
    if not owners:
        return None
    rows = model.objects.all()
    for name in owners:
        related = model._meta.get_field(name).related_model
        rows = rows.filter(
            **{f"{name}__in": related.objects.filter(related.natural_filter(fields[name]))}
        )
    for row in rows.order_by("key"):
        live = of_live(row)
        if all(live[name] == value for name, value in fields.items()):
            return row.key
    return None
