"""A row as plain values: references as natural keys, sets as sorted lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet

from geopolitics import rules
from geopolitics.models import Citation

Snapshot = dict[str, Any]
Key = list[str]
FEW = 200  # keys in one query


def sets(model: type[Model]) -> list[ManyToManyField]:
    return list(model._meta.local_many_to_many)


def of_live(row: Model) -> Snapshot:
    """The columns and sets of a row as it stands in the database."""
    found: Snapshot = {}
    for column in row.columns():
        if isinstance(column, ForeignKey):
            other = getattr(row, column.name)
            found[column.name] = list(other.natural_key()) if other else None
        else:
            found[column.name] = getattr(row, column.attname)
    for field in sets(type(row)):
        found[field.name] = sorted(list(o.natural_key()) for o in getattr(row, field.name).all())
    return found


def whole(model: type[Model], rows: QuerySet) -> QuerySet:
    """The rows with all that `of_live` reads of them: one query, and one for each set."""
    related = []
    for column in model.columns():
        if isinstance(column, ForeignKey):
            steps = [p.rsplit("__", 1)[0] for p in column.related_model.natural if "__" in p]
            related += [column.name, *(f"{column.name}__{step}" for step in steps)]
    return rows.select_related(*related).prefetch_related(*(f.name for f in sets(model)))


def of_owners(model: type[Model], owners: Iterable[Sequence[str]]) -> Iterator[Model]:
    """The side rows of these records, in the order of their keys.

    A record is given as what stands before `key` in the natural key of its side rows.
    """
    owners = sorted(tuple(owner) for owner in owners)
    for start in range(0, len(owners), FEW):
        some = owners[start : start + FEW]
        if model is not Citation:
            slugs = [owner[0] for owner in some]
            rows = model.objects.filter(**{f"{model.owner_field}__slug__in": slugs})
            yield from whole(model, rows.order_by("key"))
            continue
        for target in rules.TARGETS:
            slugs = [owner[1] for owner in some if owner[0] == target]
            if slugs:
                rows = Citation.objects.filter(**{f"{target}__slug__in": slugs})
                yield from whole(model, rows.order_by("key"))


def find(model: type[Model], keys: Iterable[Sequence[str]]) -> dict[tuple[str, ...], Model]:
    """The live rows of these natural keys, by key, in a query for each few hundred."""
    keys = [tuple(key) for key in keys]
    found: dict[tuple[str, ...], Model] = {}
    for start in range(0, len(keys), FEW):
        some = keys[start : start + FEW]
        for row in _rows_of(model, some):
            found[row.natural_key()] = row
    return {key: found[key] for key in keys if key in found}


def _rows_of(model: type[Model], keys: list[tuple[str, ...]]) -> Iterable[Model]:
    if model is Citation:
        for target in rules.TARGETS:
            own = [key for key in keys if key[0] == target]
            slugs, ends = {key[1] for key in own}, {key[2] for key in own}
            if own:
                rows = Citation.objects.filter(**{f"{target}__slug__in": slugs, "key__in": ends})
                yield from whole(model, rows)
        return
    conditions = {
        f"{path}__in": {key[place] for key in keys} for place, path in enumerate(model.natural)
    }
    yield from whole(model, model.objects.filter(**conditions))
