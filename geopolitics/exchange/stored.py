"""A plan as JSON and back, so that what is confirmed is what was previewed."""

from __future__ import annotations

from typing import Any

from geopolitics.models import Operation, model_of

from .columns import sheet_of, tables
from .plans import Entry, Plan
from .rows import Row

KEPT = ("table", "key", "owner_table", "owner_slug", "action", "before", "after")


def dump(made: Plan) -> dict[str, Any]:
    """The plan as values that JSON holds."""
    rows = {id(row): place for place, row in enumerate(made.rows)}
    places = {id(entry): place for place, entry in enumerate(made.entries)}
    return {
        "rows": [
            {
                "table": row.sheet.table,
                "label": row.label,
                "number": row.number,
                "headers": list(row.values),
                "version": row.given("version"),
            }
            for row in made.rows
        ],
        "entries": [
            {
                "row": rows[id(entry.row)],
                "table": entry.model.table(),
                "fields": entry.fields,
                "headers": entry.headers,
                "main": entry.main,
            }
            for entry in made.entries
        ],
        "operations": [_dumped(operation) for operation in made.operations],
        "removals": [
            [places[id(entry)], header, _dumped(operation)]
            for entry, header, operation in made.removals
        ],
    }


def load(found: dict[str, Any]) -> Plan:
    """The plan that `dump` made; its rows know their headers, not their cells."""
    rows = []
    for kept in found["rows"]:
        row = Row(sheet_of(tables()[kept["table"]]), kept["label"], kept["number"])
        row.values = dict.fromkeys(kept["headers"]) | {"version": kept["version"]}
        if "version" not in kept["headers"]:
            del row.values["version"]
        rows.append(row)
    entries = [
        Entry(
            rows[kept["row"]],
            model_of(kept["table"]),
            kept["fields"],
            kept["headers"],
            kept["main"],
        )
        for kept in found["entries"]
    ]
    return Plan(
        entries,
        [_loaded(kept) for kept in found["operations"]],
        [(entries[place], header, _loaded(kept)) for place, header, kept in found["removals"]],
        rows,
    )


def same(one: Operation | None, other: Operation | None) -> bool:
    """Whether two operations do the same to the same row, from the same values."""
    return _dumped(one) == _dumped(other)


def _dumped(operation: Operation | None) -> dict[str, Any] | None:
    return None if operation is None else {name: getattr(operation, name) for name in KEPT}


def _loaded(kept: dict[str, Any] | None) -> Operation | None:
    return None if kept is None else Operation(**kept)
