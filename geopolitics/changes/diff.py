"""Operations as a reader sees them: rows, fields, words before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geopolitics import dates
from geopolitics.models import Operation, model_of
from geopolitics.models.fields import EDTFField

from .apply import WHOLE, Conflict
from .words import Stretch, compare


@dataclass(frozen=True)
class FieldChange:
    """One column or set: its name, the words, and the conflict that it meets, if any."""

    name: str
    label: str
    before: str
    after: str
    stretches: list[Stretch]
    conflict: Conflict | None
    live: str


@dataclass(frozen=True)
class RowChange:
    """One operation, in words."""

    operation: Operation
    title: str
    fields: list[FieldChange]
    conflict: Conflict | None


def rows(operations: Iterable[Operation], conflicts: Iterable[Conflict] = ()) -> list[RowChange]:
    """The operations as a diff. `conflicts` are shown at the field or row that they concern."""
    met = {(c.operation.position, c.column): c for c in conflicts}
    return [_row(operation, met) for operation in operations]


def _row(operation: Operation, met: dict[tuple[int, str], Conflict]) -> RowChange:
    model = model_of(operation.table)
    fields = []
    for name in operation.after or operation.before:
        before, after = operation.before.get(name), operation.after.get(name)
        if operation.action != "update" and _blank(before) and _blank(after):
            continue
        conflict = met.get((operation.position, name))
        fields.append(_field(model, name, before, after, conflict))
    key = operation.key[-1] if operation.table != operation.owner_table else ""
    title = f"{model._meta.verbose_name} {key}".strip()
    return RowChange(operation, title, fields, met.get((operation.position, WHOLE)))


def _field(
    model: type, name: str, before: Any, after: Any, conflict: Conflict | None
) -> FieldChange:
    column = model._meta.get_field(name)
    old, new = _words(column, before), _words(column, after)
    live = _words(column, conflict.live) if conflict else ""
    return FieldChange(name, str(column.verbose_name), old, new, compare(old, new), conflict, live)


def _blank(value: Any) -> bool:
    return value in (None, "", [], False)


def _words(column: Any, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, EDTFField):
        return f"{value} ({dates.words(value)})"
    if isinstance(value, list):
        keys = value if value and isinstance(value[0], list) else [value]
        return ", ".join(" / ".join(map(str, key)) for key in keys)
    return str(value)
