"""The register as rows of cells: one table, or all of them in an order that loads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from geopolitics.changes.snapshot import of_live, whole
from geopolitics.models import Register

from . import cells
from .columns import ON_REQUEST, Column, sheet_of, tables


def sheet(
    model: type[Register],
    rows: QuerySet | None = None,
    *,
    extra: Sequence[str] = (),
    staff: bool = True,
) -> tuple[list[Column], list[list[Any]]]:
    """The columns of a table and the cells of its rows, all or these, in the order of their keys.

    `extra` are columns of ON_REQUEST; `staff` tells whether notes for colleagues come along.
    """
    columns = sheet_of(model).exported(extra, staff)
    found = (model.objects.all() if rows is None else rows).by_natural_key()
    return columns, [_cells(row, columns) for row in whole(model, found)]


def _cells(row: Register, columns: list[Column]) -> list[Any]:
    values = of_live(row)
    line = []
    for column in columns:
        if column.header in ON_REQUEST:
            value = getattr(row, column.header)
        elif column.kind == "passage":
            value = values[column.name][1]
        elif column.field is None:  # the passage's document stands before it
            value = values["passage"][0]
        else:
            value = values[column.name]
        line.append(cells.write(value))
    return line


def register(
    models: Iterable[type[Register]] = (), *, extra: Sequence[str] = (), staff: bool = True
) -> dict[str, tuple[list[Column], list[list[Any]]]]:
    """The sheets of these tables, or of all, in an order that loads."""
    chosen = list(models) or list(tables().values())
    return {model.table(): sheet(model, extra=extra, staff=staff) for model in chosen}
