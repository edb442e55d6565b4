"""An XLSX workbook as sheets of cells, with what a spreadsheet has spoilt marked as such."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
from defusedxml import ElementTree
from openpyxl.cell.text import Text
from openpyxl.utils import range_boundaries

from . import preflight
from .grids import ABOUT, Bad, Grid, Line
from .places import Faults, shown

TITLE = "About this workbook"  # in the first cell of our own sheet
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS = re.compile(r"0{2,}(?:[;_].*)?")
_ASIDE = 60  # rows of a foreign sheet that are looked at


def read(data: bytes, table: str, tables: list[str], faults: Faults) -> list[Grid]:
    """The sheets of a workbook, each with its table's name, our own sheet about it apart.

    `table` is that of the one sheet, whatever it is called; "" where each is named for its own.
    """
    found = preflight.workbook(data, faults)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            texts = _shared_texts(data)
            for sheet in book.worksheets:
                sheet._shared_strings[:] = texts
            sheets = [sheet for sheet in book.worksheets if not _is_ours(sheet)]
            if table and len(sheets) > 1:
                others = ", ".join(f"“{shown(s.title)}”" for s in sheets[1:])
                faults.refuse(
                    f"the workbook has further sheets ({others}): only one can be the {table}."
                )
            grids = []
            for sheet in sheets:
                name = table or sheet.title.strip().lower()
                if name not in tables:
                    faults.refuse(
                        f"no table is called “{shown(sheet.title)}”: name the sheet statement, "
                        "say, or name the one table.",
                        sheet=shown(sheet.title),
                    )
                if any(grid.table == name for grid in grids):
                    faults.refuse(f"two sheets are of the table {name}.", sheet=sheet.title)
                inside = found.get(sheet._worksheet_path)
                grids.append(_grid(sheet, name, inside, faults))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        faults.refuse(f"the workbook is damaged or no whole XLSX: {shown(error, 120)}.")
    if not grids:
        faults.refuse("the workbook has no sheet with rows.")
    return grids


def _shared_texts(data: bytes) -> list[str]:
    """The workbook's shared texts as they stand: openpyxl takes each x005F_ out of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = ElementTree.fromstring(archive.read("[Content_Types].xml"))
        parts = [each.get("PartName", "") for each in types if _holds_texts(each)]
        if not parts:
            return []
        root = ElementTree.fromstring(archive.read(parts[0].removeprefix("/")))
    return [Text.from_tree(item).content for item in root]


def _holds_texts(part: Element) -> bool:
    return part.get("ContentType", "").endswith(".sharedStrings+xml")


def _is_ours(sheet: Any) -> bool:
    if sheet.title != ABOUT:
        return False
    sheet.reset_dimensions()
    first = next(sheet.iter_rows(max_row=1, max_col=1), ())
    return bool(first) and first[0].value == TITLE


def _grid(sheet: Any, table: str, found: preflight.Found | None, faults: Faults) -> Grid:
    grid = Grid(sheet.title, table, marked=True)
    sheet.reset_dimensions()
    sheet._max_row, sheet._max_column = None, None
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if not grid.header and number == 1:
            grid.header = [_header(value) for value in values]
            preflight.width(len(values), faults, grid.label)
        elif values:
            preflight.rows(len(grid.lines) + 1, faults, grid.label)
            grid.lines.append(Line(number, values))
    _merged(grid, found, faults)
    width = len(grid.header)
    for line in grid.lines:
        if len(line.cells) > width:
            faults.add(
                f"a cell stands to the right of the last header, in column {len(line.cells)}.",
                sheet=grid.label,
                row=line.number,
            )
        line.cells += [None] * (width - len(line.cells))
    return grid


def _header(value: Any) -> Any:
    return value if isinstance(value, str | Bad) else "" if value is None else str(value)


def _value(cell: Any) -> Any:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return Bad("the cell holds a live formula: put its value in its place.")
    if kind == "e":
        return Bad(f"“{value}” is a spreadsheet's error, not a value: put back what stood there.")
    if isinstance(value, str):
        return _CODE.sub(lambda code: chr(int(code[1], 16)), value) or None
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            return Bad(f"“{value}” has a time of day: a date is written as text, 2024-07-11.")
        return value.date()
    if isinstance(value, datetime.time | datetime.timedelta):
        return Bad(f"“{value}” is a time of day: write text.")
    if isinstance(value, int | float) and _ZEROS.fullmatch(cell.number_format or ""):
        return Bad(
            f"“{value}” is a number shown with zeros before it that are not in the cell: format "
            "the column as text and write the zeros."
        )
    return value


def _merged(grid: Grid, found: preflight.Found | None, faults: Faults) -> None:
    """Merged cells: all but the first are empty, whatever a reader of the sheet believes."""
    for reference in found.merged if found else ():
        left, top, right, bottom = range_boundaries(reference)
        row, column = (top, left + 1) if bottom == top else (top + 1, left)
        names = grid.header
        name = names[column - 1] if column <= len(names) else ""
        faults.add(
            f"the cells {reference} are merged, so that all but the first are empty: unmerge them "
            "and fill each.",
            sheet=grid.label,
            row=row,
            column=name if isinstance(name, str) else "",
        )
