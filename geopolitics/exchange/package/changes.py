"""What differs between two packages, in words, told of records: what comes or goes with a record
is not told apart from it.

The tables are read row by row; of a row only its key and a digest are held.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping

from geopolitics import rules, spoilt
from geopolitics.exchange.columns import SEPARATOR, sheet_of, tables
from geopolitics.exchange.differences import Cells, cells_told, key_of, named
from geopolitics.models import Citation, Register

Key = tuple[str, ...]
Record = tuple[str, str]
MOST = 1000  # rows of a table whose cells are compared in words
LONG = 300


def changes(before: zipfile.ZipFile, after: zipfile.ZipFile) -> Iterator[str]:
    """A line for each record, or row of a record in both, that came, went, or is another."""
    come: set[Record] = set()
    gone: set[Record] = set()
    for model in tables().values():
        for line in _of_table(model, before, after, come, gone):
            yield line if len(line) <= LONG else f"{line[: LONG - 1]}…"


def _of_table(
    model: type[Register],
    before: zipfile.ZipFile,
    after: zipfile.ZipFile,
    come: set[Record],
    gone: set[Record],
) -> Iterator[str]:
    table = model.table()
    old = {key_of(model, row): _digest(row) for row in _rows(model, before)}
    other: dict[Key, Cells] = {}
    more: list[Key] = []
    for row in _rows(model, after):
        key = key_of(model, row)
        known = old.pop(key, None)
        if known is None:
            yield from _told(model, row, come, f"{named(table, key)}: new.")
        elif known != _digest(row):
            if len(other) < MOST:
                other[key] = row
            else:
                more.append(key)
    if other or old:
        for row in _rows(model, before):
            key = key_of(model, row)
            if key in old:
                yield from _told(model, row, gone, f"{named(table, key)}: no longer there.")
            elif key in other:
                yield from cells_told(named(table, key), row, other[key])
    for key in more:
        yield f"{named(table, key)}: changed."


def _told(
    model: type[Register], row: Mapping[str, str], records: set[Record], line: str
) -> Iterator[str]:
    """The line, unless the row's record came or went as a whole."""
    owner = _owner(model, row)
    if owner is None:
        records.add((model.table(), key_of(model, row)[0]))
    elif owner in records:
        return
    yield line


def _owner(model: type[Register], row: Mapping[str, str]) -> Record | None:
    """The record that a row is part of; None where it is one."""
    if model is Citation:
        return next((target, row[target]) for target in rules.TARGETS if row.get(target))
    if not model.owner_field:
        return None
    return model._meta.get_field(model.owner_field).related_model.table(), row[model.owner_field]


def _digest(row: Cells) -> bytes:
    return hashlib.blake2b(repr(sorted(row.items())).encode(), digest_size=12).digest()


def _rows(model: type[Register], archive: zipfile.ZipFile) -> Iterator[Cells]:
    """The rows of a table; none where an older package has no such table."""
    name = f"{model.table()}.csv"
    if name not in archive.namelist():
        return
    sets = {c.header for c in sheet_of(model).own if c.kind == "set"}
    with archive.open(name) as member:
        for row in csv.DictReader(io.TextIOWrapper(member, "utf-8", newline="")):
            yield {
                header: [part for part in cell.split(SEPARATOR) if part]
                if header in sets
                else spoilt.unescape(cell)
                for header, cell in row.items()
            }
