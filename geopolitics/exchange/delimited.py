"""CSV and TSV, and the ZIP of CSVs, in and out."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from . import preflight
from .grids import Grid, Line
from .places import Faults, shown

csv.field_size_limit(2**31 - 1)  # a cell's limit is ours, with its place
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FIXED = (1980, 1, 1, 0, 0, 0)  # a ZIP's members bear no time, so that the same gives the same
DESCRIPTOR = "datapackage.json"
DESCRIBING = (DESCRIPTOR, "README.md", "CODEBOOK.md")  # what a data package holds beside tables


def read(data: bytes, table: str, faults: Faults, *, label: str = "", delimiter: str = ",") -> Grid:
    """The rows of a CSV or TSV file: UTF-8, or UTF-16 where it says so by its first bytes."""
    text = decoded(data, faults, label)
    if delimiter == ",":
        delimiter = _delimiter(text)
    grid = Grid(label, table, marked=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number == 1:
                preflight.width(len(cells), faults, label)
                grid.header = cells
                continue
            if not any(cells):
                continue
            preflight.rows(len(grid.lines) + 1, faults, label)
            grid.lines.append(Line(number, cells))
            if len(cells) != len(grid.header):
                _ragged(grid, cells, number, faults)
    except csv.Error as error:
        faults.refuse(f"the quotation marks do not match: {error}.", sheet=label, row=number + 1)
    return grid


def _ragged(grid: Grid, cells: list[str], number: int, faults: Faults) -> None:
    """A row with more or fewer cells than the header: which is which cannot be told."""
    width = len(grid.header)
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]
        return
    faults.add(
        f"the row has {len(cells)} cells, the header {width}: give each column one cell, "
        "in quotation marks where it holds the separator.",
        sheet=grid.label,
        row=number,
    )


def decoded(data: bytes, faults: Faults, label: str = "") -> str:
    """The text of a file; what is not UTF-8 is refused with the row where it begins."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        row = sum(1 for _ in csv.reader(io.StringIO(before + ".", newline="")))
        byte = data[error.start : error.start + 1].hex().upper()
        faults.refuse(
            f"the byte {byte} is not UTF-8: save the file in the encoding UTF-8.",
            sheet=label,
            row=row,
        )


def _delimiter(text: str) -> str:
    """The comma, unless the header has none but semicolons or tabs, as some spreadsheets save."""
    header = text.split("\n", 1)[0]
    if "," in header:
        return ","
    return next((mark for mark in ";\t" if mark in header), ",")


def read_zip(
    data: bytes, tables: Iterable[str], faults: Faults
) -> tuple[list[tuple[str, bytes]], bool]:
    """The CSV members of a ZIP, each with its table's name, and whether it is a data package;
    anything else than what belongs in one or the other is refused."""
    opened = preflight.archive(data, faults)
    names, found = opened.namelist(), []
    packaged = DESCRIPTOR in names
    for name in names:
        if packaged and name in DESCRIBING:
            continue
        table = table_of(name)
        if not name.lower().endswith(".csv") or "/" in name:
            faults.refuse(f"the member “{shown(name)}” is no CSV file of a table.")
        if table not in tables:
            faults.refuse(f"the member “{shown(name)}” names no table: call it statement.csv, say.")
        found.append((table, preflight.unpacked(opened, name, faults)))
    if not found:
        faults.refuse("the archive is empty.")
    return found, packaged


def table_of(name: str) -> str:
    """The table that a file's name stands for: `03_actor_name.csv` is actor_name."""
    stem = name.rpartition("/")[2].rpartition(".")[0].lower()
    number, _, rest = stem.partition("_")
    return rest if number.isdigit() and rest else stem


def write(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """A CSV or TSV file, in UTF-8, of cells that are text already."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def write_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of these members, in order; the same members give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name, FIXED), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
