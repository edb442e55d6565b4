"""A file before it is parsed: what would make a parser work for minutes is refused at once.

Each limit is a setting, and a refusal names it.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from defusedxml import ElementTree
from django.conf import settings

from .places import Faults, shown

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTE = 1 << 20
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]{1,4})([0-9]{1,9})", re.ASCII)
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What one sheet of a workbook really holds: its merged ranges and its last row and column."""

    merged: tuple[str, ...]
    last_row: int
    last_column: int


def size(length: int, faults: Faults) -> None:
    """Refuse a file that is empty or too big."""
    if not length:
        faults.refuse("the file is empty: it has not even a header.")
    if length > settings.IMPORT_MAX_MB * MEGABYTE:
        faults.refuse(_over("IMPORT_MAX_MB", f"{length / MEGABYTE:,.1f} MB", "MB"))


def archive(data: bytes, faults: Faults) -> zipfile.ZipFile:
    """The ZIP, once its members, their names, sizes and ratios are within the limits."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        members = opened.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        faults.refuse("the file is cut off or damaged: it is no whole ZIP archive.")
    if len(members) > settings.IMPORT_MAX_MEMBERS:
        faults.refuse(_over("IMPORT_MAX_MEMBERS", f"{len(members):,} members"))
    total, names = 0, set()
    for member in members:
        name = member.filename
        parts = re.split(r"[/\\]", name)
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            faults.refuse(f"the member “{shown(name)}” points outside the archive.")
        if name in names:
            faults.refuse(f"the member “{shown(name)}” stands twice in the archive.")
        names.add(name)
        if member.flag_bits & 0x1:
            faults.refuse(f"the member “{shown(name)}” is encrypted: save it without a password.")
        total += member.file_size
        over = member.file_size / max(member.compress_size, 1)
        if member.file_size > MEGABYTE and over > settings.IMPORT_MAX_RATIO:
            faults.refuse(
                _over("IMPORT_MAX_RATIO", f"“{shown(name)}” unpacks to {over:,.0f} times its size")
            )
    if total > settings.IMPORT_MAX_UNPACKED_MB * MEGABYTE:
        faults.refuse(
            _over("IMPORT_MAX_UNPACKED_MB", f"{total / MEGABYTE:,.1f} MB when unpacked", "MB")
        )
    return opened


def unpacked(opened: zipfile.ZipFile, name: str, faults: Faults) -> bytes:
    """A member's bytes. A size that was told falsely is no way around the limits."""
    try:
        return opened.read(name)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        faults.refuse(f"the member “{shown(name)}” is damaged.")
    except Exception as error:  # zlib and lzma have errors of their own
        if type(error).__module__ not in ("zlib", "_lzma", "lzma", "bz2"):
            raise
        faults.refuse(f"the member “{shown(name)}” is damaged: {error}.")


def workbook(data: bytes, faults: Faults) -> dict[str, Found]:
    """What each worksheet's XML holds, by the member's name, once the whole is safe to parse."""
    if data.startswith(OLE):
        faults.refuse(
            "this is no XLSX workbook: it is protected by a password (encrypted), or of the old "
            "XLS format. Save it as XLSX without a password."
        )
    if not data.startswith(b"PK"):
        faults.refuse("the file's name says XLSX, but its content is no workbook of that format.")
    opened = archive(data, faults)
    names = opened.namelist()
    if "[Content_Types].xml" not in names:
        faults.refuse("the file's name says XLSX, but it is a ZIP archive without a workbook.")
    types = unpacked(opened, "[Content_Types].xml", faults)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        faults.refuse("the workbook holds macros: save it as XLSX without them.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        faults.refuse("the workbook is linked to other files: break the links, keep the values.")
    found = {}
    for name in names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            body = unpacked(opened, name, faults)
            plain = body.replace(b"\0", b"")  # of UTF-16, every other byte
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                faults.refuse(f"the member “{shown(name)}” declares XML entities, which may bomb.")
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                found[name] = _sheet(body, name, faults)
    return found


def _sheet(body: bytes, name: str, faults: Faults) -> Found:
    merged, last_row, last_column, cells, row = [], 0, 0, 0, 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(body), events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row":
                    row = _number(element.get("r"), row + 1)
                    last_row = max(last_row, row)
                    column = 0
                elif tag == "c":
                    place = _CELL.fullmatch(element.get("r") or "")
                    column = _column(place[1]) if place else column + 1
                    last_row = max(last_row, int(place[2]) if place else row)
                    last_column, cells = max(last_column, column), cells + 1
                    _within(last_row, last_column, cells, faults)
                elif tag == "mergeCell":
                    merged.append(element.get("ref") or "")
            else:
                element.clear()
    except ElementTree.ParseError as error:
        faults.refuse(f"the member “{shown(name)}” is no whole XML: {error}.")
    return Found(tuple(merged), last_row, last_column)


def _within(row: int, column: int, cells: int, faults: Faults) -> None:
    if row > settings.IMPORT_MAX_ROWS + 1:
        faults.refuse(_over("IMPORT_MAX_ROWS", f"a cell stands in row {row:,}"))
    if column > settings.IMPORT_MAX_COLUMNS:
        faults.refuse(_over("IMPORT_MAX_COLUMNS", f"a cell stands in column {column:,}"))
    if cells > settings.IMPORT_MAX_CELLS:
        faults.refuse(_over("IMPORT_MAX_CELLS", f"more than {cells - 1:,} cells"))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def nesting(data: bytes, faults: Faults) -> None:
    """Refuse JSON that is nested too deep."""
    depth = 0
    for found in _NESTING.finditer(data):
        mark = data[found.start()]
        if mark in b"[{":
            depth += 1
            if depth > settings.IMPORT_MAX_DEPTH:
                faults.refuse(_over("IMPORT_MAX_DEPTH", f"lists are nested {depth} deep"))
        elif mark in b"]}":
            depth -= 1


def rows(number: int, faults: Faults, sheet: str = "") -> None:
    """Refuse one row too many."""
    if number > settings.IMPORT_MAX_ROWS:
        faults.refuse(_over("IMPORT_MAX_ROWS", "there are more rows"), sheet=sheet)


def width(header: int, faults: Faults, sheet: str = "") -> None:
    """Refuse one column too many."""
    if header > settings.IMPORT_MAX_COLUMNS:
        faults.refuse(_over("IMPORT_MAX_COLUMNS", f"{header:,} columns"), sheet=sheet, row=1)


def cell_fault(text: str) -> str:
    """What is wrong with a cell that is too long; "" if it is not."""
    if len(text) <= settings.IMPORT_MAX_CELL:
        return ""
    return _over("IMPORT_MAX_CELL", f"{len(text):,} characters", "characters")


def _over(setting: str, what: str, unit: str = "") -> str:
    limit = f"{getattr(settings, setting):,} {unit}".strip()
    return f"{what}: the limit {setting} is {limit}."
