"""The formats of files, by their ending: bytes in, sheets of cells out; and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from . import delimited, nested, preflight, workbook_in, workbook_out
from .cells import as_text
from .columns import Column, tables
from .grids import Grid
from .places import Faults, shown

ENDINGS = ("csv", "tsv", "xlsx", "json", "yaml", "zip")
WHOLE = ("xlsx", "json", "yaml", "zip")  # those that hold several tables
TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "yaml": "application/yaml",
    "zip": "application/zip",
}
Rows = Sequence[Sequence[Any]]
Sheets = Mapping[str, tuple[list[Column], Rows]]  # by table: its columns, its cells as of JSON


def ending_of(name: str) -> str:
    """The format of a file's name, or "" where it is none of ENDINGS."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    ending = {"yml": "yaml"}.get(ending, ending)
    return ending if ending in ENDINGS else ""


def read(data: bytes, name: str, table: str, faults: Faults) -> list[Grid]:
    """The sheets of a file.

    `table` is that of its one sheet; where it is "", sheets and members are named for theirs,
    and a CSV file is by its own name. Raises RefusedFile.
    """
    preflight.size(len(data), faults)
    ending, known = ending_of(name), list(tables())
    if not ending:
        faults.refuse(f"the ending says no format: it is one of {', '.join(ENDINGS)}.")
    if ending in ("csv", "tsv"):
        table = table or delimited.table_of(name)
        if table not in known:
            faults.refuse(
                f"“{shown(table)}” is no table: call the file statement.csv, say, or name one."
            )
        return [delimited.read(data, table, faults, delimiter="\t" if ending == "tsv" else ",")]
    if ending in ("json", "yaml"):
        reader = nested.read_json if ending == "json" else nested.read_yaml
        grids = reader(data, table or table_named(name), known, faults)
        if table and [grid.table for grid in grids] != [table]:
            others = ", ".join(grid.table for grid in grids if grid.table != table) or "none"
            faults.refuse(f"the file has other tables than {table}: {others}.")
        return grids
    if ending == "xlsx":
        return workbook_in.read(data, table, known, faults)
    return _zip(data, table, known, faults)


def table_named(name: str) -> str:
    """The table that a file is named for, "" where it is none."""
    table = delimited.table_of(name)
    return table if table in tables() else ""


def _zip(data: bytes, table: str, known: list[str], faults: Faults) -> list[Grid]:
    members, packaged = delimited.read_zip(data, known, faults)
    if table and [name for name, _ in members] != [table]:
        others = ", ".join(name for name, _ in members if name != table)
        faults.refuse(f"the archive has other tables than {table}: {others}.")
    grids = []
    for name, body in members:
        if any(grid.table == name for grid in grids):
            faults.refuse(f"two members are of the table {name}.")
        grid = delimited.read(body, name, faults, label=f"{name}.csv")
        grid.packaged = packaged
        grids.append(grid)
    return grids


def write(sheets: Sheets, ending: str) -> bytes:
    """A file of these tables; one table alone is the list of its rows.

    Raises workbook_out.TooLong where a cell does not fit into XLSX.
    """
    return _WRITERS[ending](sheets)


def _delimited(sheets: Sheets, delimiter: str) -> bytes:
    ((columns, rows),) = sheets.values()
    return _csv(columns, rows, delimiter)


def _csv(columns: list[Column], rows: Rows, delimiter: str = ",") -> bytes:
    cells = ([as_text(cell) for cell in row] for row in rows)
    return delimited.write([column.header for column in columns], cells, delimiter)


def _zipped(sheets: Sheets) -> bytes:
    return delimited.write_zip(
        (f"{table}.csv", _csv(columns, rows)) for table, (columns, rows) in sheets.items()
    )


def _nested(sheets: Sheets, writer: Callable[[Any], bytes]) -> bytes:
    found = {
        table: [dict(zip([c.header for c in columns], row, strict=True)) for row in rows]
        for table, (columns, rows) in sheets.items()
    }
    return writer(next(iter(found.values())) if len(found) == 1 else found)


_WRITERS: dict[str, Callable[[Sheets], bytes]] = {
    "csv": lambda sheets: _delimited(sheets, ","),
    "tsv": lambda sheets: _delimited(sheets, "\t"),
    "xlsx": workbook_out.write,
    "json": lambda sheets: _nested(sheets, nested.write_json),
    "yaml": lambda sheets: _nested(sheets, nested.write_yaml),
    "zip": _zipped,
}
