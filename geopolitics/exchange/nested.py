"""JSON and YAML, in and out: a list of rows for one table, or an object of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django.conf import settings

from . import preflight
from .delimited import decoded
from .grids import ABSENT, Bad, Grid, Line
from .places import Faults, shown

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NULLS = ("", "~", "null", "Null", "NULL")
_CORE = "tag:yaml.org,2002:"


class _Pairs(list):
    """An object as its pairs, so that a name that stands twice is seen."""


class _NotJson(ValueError):
    """A constant that JSON does not have."""


def read_json(data: bytes, table: str, tables: Sequence[str], faults: Faults) -> list[Grid]:
    """The tables of a JSON file. Its first row counts as row 2, as if a header stood above."""
    preflight.nesting(data, faults)
    text = decoded(data, faults)
    try:
        found = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_constant)
    except _NotJson as error:
        faults.refuse(str(error))
    except (ValueError, RecursionError) as error:
        faults.refuse(f"the file is no JSON: {error}.")
    return _grids(found, table, tables, faults)


def _constant(name: str) -> None:
    raise _NotJson(f"{name} is not JSON: leave the cell out, or write null.")


def read_yaml(data: bytes, table: str, tables: Sequence[str], faults: Faults) -> list[Grid]:
    """The tables of a YAML file: text only; no tags, no anchors, nothing that runs."""
    text = decoded(data, faults)
    try:
        _check_events(text, faults)
        node = yaml.compose(text, LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        said = getattr(error, "problem", None) or str(error)
        faults.refuse(f"the file is no YAML{where}: {shown(said, 200)}.")
    return _grids(_plain(node), table, tables, faults)


def _check_events(text: str, faults: Faults) -> None:
    depth = 0
    for event in yaml.parse(text, LOADER):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.refuse(f"line {line} has an anchor or alias (& or *), which may bomb.")
        tag = getattr(event, "tag", None)
        if tag and tag not in (f"{_CORE}str", "!"):
            faults.refuse(f"line {line} has the tag {shown(tag)}: cells are plain text.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > settings.IMPORT_MAX_DEPTH:
                faults.refuse(
                    f"line {line} is nested {depth} deep: the limit IMPORT_MAX_DEPTH is "
                    f"{settings.IMPORT_MAX_DEPTH}."
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _plain(node: yaml.Node | None) -> Any:
    """The node as JSON would have given it, all scalars text; null where nothing is written."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return _Pairs((_plain(key), _plain(value)) for key, value in node.value)
    if node is None or (node.style is None and node.value in _NULLS):
        return None
    return node.value


def _grids(found: Any, table: str, tables: Sequence[str], faults: Faults) -> list[Grid]:
    if isinstance(found, list) and not isinstance(found, _Pairs) and table:
        return [_grid(found, "", table, faults)]
    if not isinstance(found, _Pairs):
        faults.refuse(
            "an object belongs here, with a list of rows under each table's name; or a list of "
            "rows, where the one table is named, or the file after it."
        )
    grids = []
    for name, rows in found:
        if name not in tables or any(grid.table == name for grid in grids):
            faults.refuse(f"“{shown(name)}” is no table's name, or stands twice.")
        if not isinstance(rows, list) or isinstance(rows, _Pairs):
            faults.refuse("a list of rows belongs here.", sheet=name)
        grids.append(_grid(rows, name, name, faults))
    return grids


def _grid(rows: list, label: str, table: str, faults: Faults) -> Grid:
    grid = Grid(label, table)
    places: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        preflight.rows(number - 1, faults, label)
        if not isinstance(row, _Pairs):
            faults.add("an object belongs here, one for each row.", sheet=label, row=number)
            continue
        cells: list[Any] = [ABSENT] * len(places)
        for name, value in row:
            place = places.setdefault(name, len(places)) if isinstance(name, str) else None
            if place is None:
                faults.add("a column's name is text.", sheet=label, row=number)
                continue
            cells += [ABSENT] * (place + 1 - len(cells))
            if cells[place] is not ABSENT:
                faults.add("the column stands twice.", sheet=label, row=number, column=name)
            cells[place] = _cell(value)
        preflight.width(len(places), faults, label)
        grid.lines.append(Line(number, cells))
    for line in grid.lines:
        line.cells += [ABSENT] * (len(places) - len(line.cells))
    grid.header = list(places)
    return grid


def _cell(value: Any) -> Any:
    if isinstance(value, _Pairs):
        return Bad("a cell is text, a number, true or false, or a list of texts; not an object.")
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        return Bad("a list in a cell holds texts only.")
    return value


def write_json(found: Any) -> bytes:
    """Rows, or tables of rows, as JSON: a row a line, so that a change shows as one."""
    if isinstance(found, Mapping):
        tables = ",\n".join(f"{json.dumps(name)}: {_rows(rows)}" for name, rows in found.items())
        return f"{{\n{tables}\n}}\n".encode()
    return f"{_rows(found)}\n".encode()


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]" if lines else "[]"


def write_yaml(found: Any) -> bytes:
    """Rows, or tables of rows, as YAML."""
    text = yaml.dump(found, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=1000)
    return text.encode()
