"""An XLSX workbook of tables: typed text, headers that stay and filter, lists to choose from."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geopolitics import vocabularies

from .cells import as_text
from .columns import Column, vocabulary_of
from .delimited import FIXED
from .grids import ABOUT
from .workbook_in import TITLE

LONGEST = 32_767  # characters of a cell, as UTF-16 counts them
DAY = b"2024-01-01T00:00:00Z"  # in every workbook, so that the same register gives the same bytes
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff\r]")
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
_WIDE = {"text": 24, "date": 14, "choice": 18, "flag": 10, "number": 10, "set": 26}
_HEAD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_TOP = Alignment(vertical="top")


class TooLong(ValueError):
    """A text that no cell of XLSX holds; the message names its place and what holds it."""


def write(sheets: Mapping[str, tuple[list[Column], Sequence[Sequence[Any]]]]) -> bytes:
    """The workbook's bytes, a sheet for each table and one about itself. Raises TooLong."""
    _check_fits(sheets)
    book = openpyxl.Workbook(write_only=True)
    lists = _lists(sheets)
    for table, (columns, rows) in sheets.items():
        _sheet(book, table, columns, rows, lists)
    _about(book, sheets, lists)
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue())


def _lists(sheets: Mapping[str, tuple[list[Column], Any]]) -> dict[str, tuple[int, int]]:
    """The rows of our own sheet at which each list begins and ends, by the list's key."""
    used = {
        vocabulary.key
        for columns, _ in sheets.values()
        for column in columns
        if (vocabulary := vocabulary_of(column))
    }
    row, found = len(_INTRODUCTION) + 3, {}
    for vocabulary in vocabularies.ALL:
        if vocabulary.key in used:
            found[vocabulary.key] = (row + 1, row + len(vocabulary))
            row += len(vocabulary) + 2
    return found


def _sheet(
    book: openpyxl.Workbook,
    table: str,
    columns: list[Column],
    rows: Sequence[Sequence[Any]],
    lists: Mapping[str, tuple[int, int]],
) -> None:
    sheet = book.create_sheet(table)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(len(rows) + 1, 2)}"
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        width = max(_WIDE.get(column.kind, 22), len(column.header) + 4)
        sheet.column_dimensions[letter].width = width
        if chosen := _chosen(column, lists):
            validation = DataValidation(type="list", formula1=chosen, allow_blank=True)
            validation.error = f"Choose a value of the list of {column.header}."
            validation.add(f"{letter}2:{letter}{len(rows) + 1000}")
            sheet.data_validations.append(validation)
    sheet.append([_header(sheet, column) for column in columns])
    for row in rows:
        cells = zip(columns, row, strict=True)
        sheet.append([_cell(sheet, as_text(cell), column) for column, cell in cells])


def _chosen(column: Column, lists: Mapping[str, tuple[int, int]]) -> str:
    if column.kind == "flag":
        return '"yes,no"'
    vocabulary = vocabulary_of(column)
    if vocabulary is None:
        return ""
    first, last = lists[vocabulary.key]
    return f"'{ABOUT}'!$B${first}:$B${last}"


def _header(sheet: Any, column: Column) -> WriteOnlyCell:
    cell = _text(sheet, column.header)
    cell.font = _HEAD
    if note := _note(column):
        cell.comment = Comment(note, "Geopolitics", height=140, width=320)
    return cell


def _note(column: Column) -> str:
    vocabulary = vocabulary_of(column)
    said = [column.note, f"{vocabulary.name}: {vocabulary.note}" if vocabulary else ""]
    if column.kind == "date":
        said.append("A date as 2024-07-11, 2024-07, 2024, 199X or [..2024-07-19].")
    if column.kind == "set":
        said.append("Several are joined by |.")
    return "\n".join(filter(None, said))


def _check_fits(sheets: Mapping[str, tuple[list[Column], Sequence[Sequence[Any]]]]) -> None:
    """Refuse a text that no cell holds, before a byte is written."""
    for table, (columns, rows) in sheets.items():
        for number, row in enumerate(rows, 2):
            for column, cell in zip(columns, row, strict=True):
                text = as_text(cell)
                if len(text) * 7 > LONGEST and len(_coded(text).encode("utf-16-le")) // 2 > LONGEST:
                    raise TooLong(
                        f"sheet {table}, row {number}, column {column.header}: the text has "
                        f"{len(text):,} characters, a cell of XLSX holds {LONGEST:,}. CSV, ZIP, "
                        "JSON and YAML hold it."
                    )


def _coded(text: str) -> str:
    """The text with what XML cannot hold, and what would be read as such, as _x000D_."""
    return _CODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _cell(sheet: Any, text: str, column: Column) -> Any:
    if not text:
        return None
    cell = _text(sheet, _coded(text))
    cell.alignment = _WRAP if column.kind == "text" and len(text) > 40 else _TOP
    return cell


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # text, whatever it begins with
    cell.number_format = "@"
    return cell


_INTRODUCTION = (
    (TITLE,),
    ("", "Each sheet is one table of the register, its columns named in the first row."),
    ("", "A row is named by its slug, or by its record and key. Change a cell to change the row,"),
    ("", "leave a column out to change nothing in it, empty a cell to empty it."),
    ("", "All cells are text: dates as 2024-07-11, 2024-07, 2024, 199X or [..2024-07-19]."),
    ("", "Several keys in one cell are joined by |. yes and no are written so."),
    ("", "A cell that a spreadsheet would run begins with ', which the import takes off."),
    ("", "Notes on the headers say what a column holds; the lists below, what may be chosen."),
    ("", "This sheet is not imported."),
)


def _about(
    book: openpyxl.Workbook,
    sheets: Mapping[str, tuple[list[Column], Sequence]],
    lists: Mapping[str, tuple[int, int]],
) -> None:
    sheet = book.create_sheet(ABOUT)
    for letter, width in (("A", 24), ("B", 34), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    counts = ", ".join(f"{table} ({len(rows):,})" for table, (_, rows) in sheets.items())
    lines: list[Iterable[str]] = [*_INTRODUCTION, ("Sheets", f"{counts}."), ()]
    for vocabulary in vocabularies.ALL:
        if vocabulary.key in lists:
            lines.append(
                (vocabulary.name, "value", f"{vocabulary.note} Source: {vocabulary.source}")
            )
            lines += [("", term.value, term.note) for term in vocabulary]
            lines.append(())
    for line in lines:
        cells = [_text(sheet, text) if text else None for text in line]
        if line and line[0]:
            cells[0].font = _HEAD
        for cell in cells[2:]:
            cell.alignment = _WRAP
        sheet.append(cells)


def _repacked(data: bytes) -> bytes:
    """The same workbook without the hour of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _STAMP.sub(DAY, body)
            new.writestr(zipfile.ZipInfo(name, FIXED), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
