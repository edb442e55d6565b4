"""The form of `fixtures/`: a file for each table in load order, columns at their default left out.

The same register gives the same bytes, row after row in the order of the keys, so that a register
kept in git gives small diffs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db.models import Field

from geopolitics.changes.snapshot import of_live, sets, whole
from geopolitics.models import REGISTER, Register


def file_name(model: type[Register]) -> str:
    """A table's file in the folder: `03_actor_names.json`."""
    number = REGISTER.index(model) + 1
    return f"{number:02}_{str(model._meta.verbose_name_plural).replace(' ', '_')}.json"


def rows(model: type[Register]) -> list[dict[str, Any]]:
    """The rows of a table as a fixture holds them."""
    usual = defaults(model)
    found = whole(model, model.objects.by_natural_key())
    return [
        {
            "model": model._meta.label_lower,
            "fields": {name: value for name, value in of_live(row).items() if value != usual[name]},
        }
        for row in found
    ]


def defaults(model: type[Register]) -> dict[str, Any]:
    """What each column and set holds where a fixture leaves it out."""
    return {f.name: _default(f) for f in model.columns()} | {f.name: [] for f in sets(model)}


def _default(column: Field) -> Any:
    """The default; a key, made anew each time, has none to leave out."""
    if column.name == "key" or not column.has_default():
        return None if column.null else "" if column.blank else NEVER
    return column.get_default()


NEVER = object()


def write(folder: Path) -> list[Path]:
    """Write the whole register into a folder, and give the files that changed.

    A file that is right already is left alone; that of a table without rows is removed.
    """
    changed = []
    for model in REGISTER:
        place, found = folder / file_name(model), rows(model)
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        if found and text != before:
            place.write_text(text, encoding="utf-8")
            changed.append(place)
        elif not found and before:
            place.unlink()
            changed.append(place)
    return changed
