"""What rows are called, by their tables and slugs: any number of them, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, QuerySet, Value
from django.db.models.functions import JSONObject

from geopolitics.models import REGISTER, Document, Operation, Passage, model_of
from geopolitics.models.record import Register

Place = tuple[str, str]
Names = dict[Place, str]
NAMED = {model.table(): model for model in REGISTER if model.named_by}


def parts(model: type[Register]) -> JSONObject:
    """What `model.name_from` makes a name of, as one column."""
    return JSONObject(**{path: path for path in model.named_by})


def names(places: Iterable[Place]) -> Names:
    """The names of these rows, each given as (table, slug); those that are not there are left out.

    One query, or none where there is nothing to ask.
    """
    slugs: dict[str, set[str]] = {}
    for table, slug in places:
        if table in NAMED:
            slugs.setdefault(table, set()).add(slug)
    arms: list[QuerySet] = [
        NAMED[table]
        .objects.filter(slug__in=own)
        .order_by()
        .values_list(Value(table), "slug", parts(NAMED[table]))
        for table, own in sorted(slugs.items())
    ]
    if not arms:
        return {}
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return {(table, slug): NAMED[table].name_from(values) for table, slug, values in rows}


def among(operations: Iterable[Operation]) -> Names:
    """The names of the records that these operations are on, and of what their values point to."""
    found: set[Place] = set()
    for operation in operations:
        found.add((operation.owner_table, operation.owner_slug))
        model = model_of(operation.table)
        for values in (operation.before, operation.after):
            for name, value in values.items():
                found |= {place for place, _ in pointed(model._meta.get_field(name), value)}
    return names(found)


def pointed(column: Any, value: Any) -> list[tuple[Place, list[str]]]:
    """What a value of a reference or a set points to: each one's named row, and its natural key.

    A passage is named by its document. Of any other column, and of an empty one, nothing.
    """
    if not isinstance(column, ForeignKey | ManyToManyField) or not isinstance(value, list | tuple):
        return []
    model = column.related_model
    table = Document.table() if model is Passage else model.table()
    keys = value if value and isinstance(value[0], list | tuple) else [value]
    return [((table, str(key[0])), list(key)) for key in keys if key]


def called(column: Any, place: Place, key: list[str], known: Names) -> str:
    """What one thing that `pointed` gave is called; its slug where it is not there."""
    name = known.get(place, place[1])
    return f"¶ {key[-1]} of {name}" if column.related_model is Passage else name
