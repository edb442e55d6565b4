"""What differs between two exports, fixtures or the register, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps

from geopolitics.changes.words import compare
from geopolitics.models import Citation, Register

from . import canonical, cells, formats, writing
from .columns import sheet_of, tables
from .places import Faults, shown
from .rows import Row, rows_of

REGISTER = "register"
Cells = dict[str, Any]
Table = dict[tuple[str, ...], Cells]
LONG = 80


class NotReadable(ValueError):
    """A side of a comparison that is no export, fixture or register."""


def read(name: str) -> dict[str, Table]:
    """The tables of a side: `register`, a folder or file of fixtures, or an exported file.

    Raises NotReadable and RefusedFile.
    """
    if name == REGISTER:
        return {
            table: _keyed(tables()[table], ([c.header for c in columns], rows))
            for table, (columns, rows) in writing.register().items()
        }
    place = Path(name)
    if place.is_dir():
        found: dict[str, Table] = {}
        for file in sorted(place.glob("*.json")):
            for table, rows in _fixture(file).items():
                found.setdefault(table, {}).update(rows)
        if not found:
            raise NotReadable(f"{name}: the folder has no fixtures.")
        return found
    if not place.is_file():
        raise NotReadable(f"{name}: no such file; the register itself is called {REGISTER}.")
    if place.suffix == ".json" and (found := _fixture(place)):
        return found
    return _export(place)


def _export(place: Path) -> dict[str, Table]:
    faults = Faults(place.name)
    grids = formats.read(place.read_bytes(), place.name, "", faults)
    rows = rows_of(grids, faults)
    faults.refuse_if_any()
    found: dict[str, Table] = {grid.table: {} for grid in grids}
    for row in rows:
        read_cells = {header: _cell(row, header) for header in row.values}
        found[row.sheet.table][key_of(row.model, read_cells)] = read_cells
    return found


def _cell(row: Row, header: str) -> Any:
    """A value as `cells.write` gives it."""
    value = row.values[header]
    if value is cells.EMPTY:
        column = row.sheet.by_header.get(header)
        return [] if column is not None and column.kind == "set" else ""
    if isinstance(value, cells.Words):
        return value.text
    return [words.text for words in value] if isinstance(value, list) else value


def _fixture(place: Path) -> dict[str, Table]:
    """The tables of a fixture's file; {} where it is none."""
    try:
        rows = json.loads(place.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise NotReadable(f"{place}: it is no JSON: {error}.") from None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and {"model", "fields"} <= row.keys() for row in rows
    ):
        return {}
    found: dict[str, Table] = {}
    for row in rows:
        try:
            model = apps.get_model(row["model"])
        except (LookupError, ValueError) as error:
            raise NotReadable(f"{place}: {error}.") from None
        if issubclass(model, Register):
            read_cells = _of_fields(model, canonical.defaults(model) | row["fields"])
            found.setdefault(model.table(), {})[key_of(model, read_cells)] = read_cells
    return found


def _of_fields(model: type[Register], fields: Mapping[str, Any]) -> Cells:
    found: Cells = {}
    for column in sheet_of(model).own:
        if column.kind == "passage":
            found["document"], found[column.header] = fields[column.name]
        elif column.field is not None:
            value = fields.get(column.name)
            found[column.header] = "" if value is canonical.NEVER else cells.write(value)
    return found


def _keyed(model: type[Register], found: tuple[list[str], list[list[Any]]]) -> Table:
    header, rows = found
    made = (dict(zip(header, row, strict=True)) for row in rows)
    return {key_of(model, each): each for each in made}


def key_of(model: type[Register], found: Cells) -> tuple[str, ...]:
    """What names a row in its table, of its cells."""
    headers = sheet_of(model).key_headers
    if model is Citation:
        return tuple(str(found[name]) for name in headers if found.get(name))
    return tuple(str(found.get(name, "")) for name in headers)


def between(one: dict[str, Table], other: dict[str, Table]) -> Iterator[str]:
    """The differences, a line each: rows that only one side has, and cells that differ."""
    for table in tables():
        before, after = one.get(table, {}), other.get(table, {})
        for key in [*before, *(key for key in after if key not in before)]:
            name = named(table, key)
            if key not in after:
                yield f"{name}: only in the first."
            elif key not in before:
                yield f"{name}: only in the second."
            else:
                yield from cells_told(name, before[key], after[key])


def named(table: str, key: tuple[str, ...]) -> str:
    """What a line calls a row."""
    return f"{table.replace('_', ' ')} {' / '.join(key)}"


def cells_told(name: str, before: Cells, after: Cells) -> Iterator[str]:
    """The cells of one row that differ, a line each."""
    for header, old in before.items():
        if header in after and _sorted(old) != _sorted(after[header]):
            yield f"{name}, {header}: {_said(old, after[header])}."


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _said(old: Any, new: Any) -> str:
    if isinstance(old, list) and isinstance(new, list):
        gone = [f"without “{each}”" for each in old if each not in new]
        come = [f"with “{each}”" for each in new if each not in old]
        return ", ".join([*gone, *come])
    before, after = cells.as_text(old), cells.as_text(new)
    if not before or not after:
        return f"was “{shown(before)}”, is “{shown(after)}”" if before else f"is “{shown(after)}”"
    if len(before) <= LONG and len(after) <= LONG:
        return f"was “{shown(before, LONG)}”, is “{shown(after, LONG)}”"
    return " ".join(_stretches(before, after))


def _stretches(before: str, after: str) -> Iterator[str]:
    marks = {"gone": "[-{}-]", "new": "{{+{}+}}"}
    for stretch in compare(before, after):
        if stretch.fate in marks:
            yield marks[stretch.fate].format(shown(stretch.text, 200))
        else:
            words = stretch.text.split()
            yield " ".join(words if len(words) <= 8 else [*words[:4], "…", *words[-4:]])
