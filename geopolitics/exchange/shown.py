"""The preview of an import: the first rows, cell by cell, on a page that stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape

from geopolitics.changes import diff
from geopolitics.changes.names import among
from geopolitics.models import Operation

from .places import RefusedFile
from .plans import Plan
from .rows import Row
from .runs import Outcome

MOST_ROWS = 50
BUDGET = 100_000  # characters of HTML
LONG = 1_000
AROUND = 120
MARKUP = 40  # what a stretch or a field costs beside its words


@dataclass(frozen=True)
class ShownRow:
    """One row of the file: its fate, and what it does, in words."""

    row: Row
    fate: str
    title: str
    changes: list[diff.RowChange]


def first_rows(made: Plan) -> tuple[list[ShownRow], int]:
    """The first new and changed rows that fit on a page, and how many more there are."""
    fates = made.fates()
    by_row: dict[int, list[Operation]] = {}
    places = {id(row): place for place, row in enumerate(made.rows)}
    for entry, operation in zip(made.entries, made.operations, strict=True):
        if operation is not None:
            by_row.setdefault(places[id(entry.row)], []).append(operation)
    for entry, _, operation in made.removals:
        by_row.setdefault(places[id(entry.row)], []).append(operation)
    found, spent = [], 0
    first_ones = sorted(by_row.items())[:MOST_ROWS]
    known = among(operation for _, operations in first_ones for operation in operations)
    for place, operations in first_ones:
        changes = diff.rows([_short(operation) for operation in operations], known=known)
        spent += _cost(changes)
        if spent > BUDGET and found:
            break
        first = operations[0]
        title = " / ".join(map(str, first.key))
        found.append(ShownRow(made.rows[place], fates[place], title, changes))
    return found, len(by_row) - len(found)


def preview(outcome: Outcome, name: str) -> dict[str, Any]:
    """What a page shows of a file that was rehearsed: counts, and the first rows."""
    rows, more = first_rows(outcome.plan)
    return {
        "counts": outcome.counts,
        "proposes": outcome.edit.proposal is not None,
        "rows": rows,
        "more": more,
        "file_name": name,
    }


def refused(refusal: RefusedFile) -> dict[str, Any]:
    """What a page shows of a file that was refused."""
    return {
        "faults": list(listed(refusal.lines())),
        "count": len(refusal.faults) + refusal.more,
    }


def _cost(changes: list[diff.RowChange]) -> int:
    return sum(
        len(escape(stretch.text)) + MARKUP
        for change in changes
        for field in change.fields
        for stretch in (*field.stretches, field)
        if hasattr(stretch, "text")
    ) + MARKUP * sum(len(change.fields) + 2 for change in changes)


def _short(operation: Operation) -> Operation:
    """The operation with long texts cut down to where they differ."""
    before, after = dict(operation.before), dict(operation.after)
    for name in {*before, *after}:
        one, other = before.get(name, ""), after.get(name, "")
        if _is_long(one) or _is_long(other):
            one, other = _cut(str(one or ""), str(other or ""))
            before.update({name: one} if name in before else {})
            after.update({name: other} if name in after else {})
    return Operation(
        position=operation.position,
        table=operation.table,
        key=operation.key,
        owner_table=operation.owner_table,
        owner_slug=operation.owner_slug,
        action=operation.action,
        before=before,
        after=after,
    )


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > LONG


def _cut(one: str, other: str) -> tuple[str, str]:
    """Both texts from a little before the first difference, not too far."""
    if not one or not other:
        return _begin(one), _begin(other)
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = max(0, (min(len(one), len(other)) if same is None else same) - AROUND)
    ahead = "… " if start else ""
    return ahead + _begin(one[start:]), ahead + _begin(other[start:])


def _begin(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]} … ({len(text):,} characters)"


def listed(lines: list[str], most: int = 200) -> Iterator[str]:
    """The first lines of a refusal, each no longer than a screen's paragraph."""
    for line in lines[:most]:
        yield line if len(line) <= 600 else f"{line[:600]}…"
