"""Operations as a reader sees them: rows, fields, words before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from geopolitics import dates, rules
from geopolitics.models import ChangeSet, Citation, Operation, Sourced, model_of
from geopolitics.models.fields import EDTFField

from .apply import WHOLE, Conflict
from .evidence import Proof, Proofs
from .words import Stretch, compare

OURS = {"key", "slug", "status", "summary", "coding_note", "staff_notes", "topics"}  # no source's


@dataclass(frozen=True)
class FieldChange:
    """One column or set: its name, the words, and the conflict that it meets, if any.

    `proofs` are the citations that name the field; None where none are asked for.
    """

    name: str
    label: str
    before: str
    after: str
    stretches: list[Stretch]
    conflict: Conflict | None
    live: str
    proofs: list[Proof] | None = None


@dataclass(frozen=True)
class RowChange:
    """One operation, in words; `proofs` are the citations that name the row as a whole."""

    operation: Operation
    title: str
    fields: list[FieldChange]
    conflict: Conflict | None
    proofs: list[Proof] = field(default_factory=list)


@dataclass(frozen=True)
class RecordChange:
    """The changed rows of one record; `record` is None where it is not there yet, or any more."""

    table: str
    slug: str
    record: Sourced | None
    rows: list[RowChange]


def by_record(rows: Iterable[RowChange]) -> list[RecordChange]:
    """The rows, each under the record that it belongs to, in the order of the operations."""
    found: dict[tuple[str, str], list[RowChange]] = {}
    for row in rows:
        found.setdefault((row.operation.owner_table, row.operation.owner_slug), []).append(row)
    return [RecordChange(*owner, _record(*owner), own) for owner, own in found.items()]


@dataclass(frozen=True)
class Brief:
    """A change set in one line: the first record that it is on, how many more, what it does."""

    changeset: ChangeSet
    table: str
    record: str
    others: int
    words: str


def briefs(changesets: Iterable[ChangeSet]) -> list[Brief]:
    """Each change set in one line, in a query for each table; their operations are prefetched."""
    operations = {each: list(each.operations.all()) for each in changesets}
    first = {each: own[0] for each, own in operations.items() if own}
    names: dict[tuple[str, str], str] = {}
    for table in {o.owner_table for o in first.values()}:
        rows = model_of(table).objects.filter(
            slug__in={o.owner_slug for o in first.values() if o.owner_table == table}
        )
        rows = rows.select_related("speaker") if table == "statement" else rows
        names |= {(table, row.slug): str(row) for row in rows}
    found = []
    for each, own in operations.items():
        owners = list(dict.fromkeys((o.owner_table, o.owner_slug) for o in own)) or [("", "")]
        name = names.get(owners[0], owners[0][1])
        found.append(Brief(each, owners[0][0], name, len(owners) - 1, _told(own)))
    return found


def _told(operations: list[Operation]) -> str:
    told = []
    for operation in operations[:4]:
        row = _row(operation, {}, None)
        if operation.action == "update":
            told += [f"{f.label}: {_short(f.before)} → {_short(f.after)}" for f in row.fields]
        else:
            told.append(f"{operation.get_action_display()} {row.title}")
    rest = len(operations) - 4
    return "; ".join(told[:4] + ([f"{rest} more rows"] if rest > 0 else []))


def _short(words: str) -> str:
    if not words:
        return "empty"
    return words if len(words) <= 40 else f"{words[:39]}…"


def _record(table: str, slug: str) -> Sourced | None:
    model = model_of(table)
    return model.objects.filter(slug=slug).first() if issubclass(model, Sourced) else None


def rows(
    operations: Iterable[Operation],
    conflicts: Iterable[Conflict] = (),
    proofs: Proofs | None = None,
) -> list[RowChange]:
    """The operations as a diff. `conflicts` and `proofs` are shown at what they concern."""
    met = {(c.operation.position, c.column): c for c in conflicts}
    return [_row(operation, met, proofs) for operation in operations]


def _row(
    operation: Operation, met: dict[tuple[int, str], Conflict], proofs: Proofs | None
) -> RowChange:
    model = model_of(operation.table)
    path, proven = _path(operation), None
    if proofs is not None and path is not None:
        proven = proofs.get((operation.owner_table, operation.owner_slug), {})
    whole = (proven or {}).get((path or "").rstrip("/"), [])
    # A side row's quote covers its fields, and a new record's the whole of it.
    covered = (bool(path) and bool(whole)) or operation.action == "insert"
    fields = []
    for name in operation.after or operation.before:
        before, after = operation.before.get(name), operation.after.get(name)
        if operation.action != "update" and _blank(before) and _blank(after):
            continue
        conflict = met.get((operation.position, name))
        own = None if proven is None or name in OURS else proven.get(f"{path}{name}", [])
        own = None if covered and not own else own
        fields.append(_field(model, name, before, after, conflict, own))
    key = operation.key[-1] if operation.table != operation.owner_table else ""
    title = f"{model._meta.verbose_name} {key}".strip()
    return RowChange(operation, title, fields, met.get((operation.position, WHOLE)), whole)


def _path(operation: Operation) -> str | None:
    """What citations write before a field of the row: "", "parties/p1/"; None: not citable."""
    if operation.table == operation.owner_table:
        return "" if operation.table in rules.TARGETS else None
    if operation.table == Citation.table():
        return None
    sides = rules.SIDE_SETS.get(operation.owner_table, {})
    side = next((name for name, table in sides.items() if table == operation.table), None)
    return None if side is None else f"{side}/{operation.key[-1]}/"


def _field(
    model: type,
    name: str,
    before: Any,
    after: Any,
    conflict: Conflict | None,
    proofs: list[Proof] | None,
) -> FieldChange:
    column = model._meta.get_field(name)
    old, new = words(column, before), words(column, after)
    live = words(column, conflict.live) if conflict else ""
    label = str(column.verbose_name)
    return FieldChange(name, label, old, new, compare(old, new), conflict, live, proofs)


def _blank(value: Any) -> bool:
    return value in (None, "", [], False)


def words(column: Any, value: Any) -> str:
    """A plain value of a column or set, as a snapshot holds it, in words."""
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
