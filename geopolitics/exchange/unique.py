"""What may stand only once in the register, held against the file and the live rows by sets."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, UniqueConstraint

from geopolitics.changes.snapshot import of_live, of_owners
from geopolitics.models import SideRow

from .entries import Reader
from .plans import Entry, Plan


def check(made: Plan, reader: Reader) -> None:
    """Tell each new or changed side row that would stand beside one of the same values."""
    for model in {entry.model for entry in made.entries if issubclass(entry.model, SideRow)}:
        for fields in _rules(model):
            _once(model, fields, made, reader)


def _rules(model: type[Model]) -> list[tuple[str, ...]]:
    """The sets of columns that may not repeat, the key apart, which is the row's own."""
    constraints = model._meta.constraints
    unique = [tuple(c.fields) for c in constraints if isinstance(c, UniqueConstraint)]
    return [fields for fields in unique if "key" not in fields]


def _once(model: type[SideRow], fields: tuple[str, ...], made: Plan, reader: Reader) -> None:
    owner = model.owner_field
    written = [
        (entry, operation)
        for entry, operation in zip(made.entries, made.operations, strict=True)
        if entry.model is model and operation is not None
    ]
    keys = {(entry.fields[owner][0], entry.fields["key"]) for entry, _ in written}
    gone = {tuple(o.key) for _, _, o in made.removals if o.table == model.table()}
    standing: dict[tuple, str] = {}
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for row in of_owners(model, {tuple(entry.fields[owner]) for entry, _ in written}):
        key = row.natural_key()
        values[key] = of_live(row)
        if key not in keys and key not in gone:
            standing[_tuple(values[key], fields)] = row.key
    for entry, _ in written:
        key = (entry.fields[owner][0], entry.fields["key"])
        mine = _tuple(_defaults(model) | values.get(key, {}) | entry.fields, fields)
        other = standing.setdefault(mine, entry.fields["key"])
        if other != entry.fields["key"]:
            _tell(entry, fields, other, reader)


def _defaults(model: type[Model]) -> dict[str, Any]:
    return {c.name: c.get_default() if c.has_default() else None for c in model.columns()}


def _tuple(values: dict[str, Any], fields: tuple[str, ...]) -> tuple:
    return tuple(repr(values.get(name) or "") for name in fields)


def _tell(entry: Entry, fields: tuple[str, ...], other: str, reader: Reader) -> None:
    owned = [entry.headers[name] for name in fields[1:] if name in entry.headers]
    same = ", ".join(name.replace("_", " ") for name in fields)
    reader.fault(
        entry.row,
        owned[0] if owned else "",
        f"the row with the key “{other}” has the same {same} already.",
    )
