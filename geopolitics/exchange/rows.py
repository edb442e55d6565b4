"""Sheets of raw cells as rows of values: headers held against the table's columns, cells read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

from geopolitics import dates
from geopolitics.models import Sourced

from .cells import EMPTY, CellFault, read
from .columns import ON_REQUEST, SEPARATOR, Column, Sheet, day_columns, sheet_of, tables
from .grids import ABSENT, Bad, Grid
from .places import Faults, shown

MOST_HEADERS = 10  # faults of headers told one by one
VERSION = Column("version", "number")


@dataclass
class Row:
    """One row of a file: its sheet, its number there, and its values by header.

    A header that the row does not have is not among the values; an empty cell is EMPTY.
    """

    sheet: Sheet
    label: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    packaged: bool = False

    @property
    def model(self) -> type:
        return self.sheet.model

    def given(self, header: str) -> Any:
        """The value of a column, or None where it is absent or empty."""
        value = self.values.get(header, EMPTY)
        return None if value is EMPTY else value

    def day(self) -> dates.EDTF | None:
        """The day of the row, as its own columns tell it."""
        for name in day_columns(self.model):
            if text := self.given(name):
                return dates.parse(text)
        return None


def rows_of(grids: list[Grid], faults: Faults) -> list[Row]:
    """The rows of a file, in an order that loads; what is wrong with headers and cells is told."""
    order = list(tables())
    found = []
    for grid in sorted(grids, key=lambda grid: order.index(grid.table)):
        sheet = sheet_of(tables()[grid.table])
        columns = _columns(grid, sheet, faults)
        for line in grid.lines:
            row = Row(sheet, grid.label, line.number, packaged=grid.packaged)
            for place, column in columns.items():
                raw = line.cells[place] if place < len(line.cells) else None
                if raw is ABSENT:
                    continue
                try:
                    row.values[column.header] = read(column, raw, grid.marked)
                except CellFault as fault:
                    faults.add(str(fault), sheet=grid.label, row=line.number, column=column.header)
            found.append(row)
    return found


def _columns(grid: Grid, sheet: Sheet, faults: Faults) -> dict[int, Column]:
    """The column at each place of the header."""
    known = sheet.by_header
    if issubclass(sheet.model, Sourced):
        known["version"] = VERSION
    found: dict[int, Column] = {}
    wrong = 0
    for place, raw in enumerate(grid.header):
        if what := _header_fault(grid, sheet, place, raw, known, found):
            wrong += 1
            if wrong <= MOST_HEADERS:
                name = raw if isinstance(raw, str) else ""
                faults.add(what, sheet=grid.label, row=1, column=shown(name))
        elif raw:
            found[place] = known[raw.strip()]
    if wrong > MOST_HEADERS:
        faults.add(f"and {wrong - MOST_HEADERS:,} more such columns.", sheet=grid.label, row=1)
    if not any(grid.header) and grid.lines and not wrong:
        faults.add("the first row is the header, and it is empty.", sheet=grid.label, row=1)
    return found


def _header_fault(
    grid: Grid, sheet: Sheet, place: int, raw: Any, known: dict[str, Column], found: dict
) -> str:
    if isinstance(raw, Bad):
        return raw.what
    name = raw.strip()
    if not name:
        cells = (line.cells[place] for line in grid.lines if place < len(line.cells))
        return f"column {place + 1} has cells but no header." if any(cells) else ""
    if name in known:
        twice = known[name] in found.values()
        return "two columns have this name: keep one." if twice else ""
    if name in ("id", "pk") or name.endswith("_id"):
        return f"numbers of rows are not taken: each {sheet.table} is named by its key."
    if name in ON_REQUEST and issubclass(sheet.model, Sourced):
        return "it is the register's own: leave the column out."
    close = difflib.get_close_matches(name, known, 1)
    offer = f"is it “{close[0]}”?" if close else f"it has {', '.join(_told(sheet))}."
    return f"the table {sheet.table} has no such column; {offer}"


def _told(sheet: Sheet) -> list[str]:
    return [column.header for column in (*sheet.own, *sheet.short)]


__all__ = ["SEPARATOR", "Row", "rows_of"]
