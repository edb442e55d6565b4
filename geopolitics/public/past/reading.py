"""Rows of history as plain values: of any number of records, in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    ForeignKey,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from geopolitics.models import REGISTER, Passage, Sourced, model_of
from geopolitics.models.changeset import Ledger

Place = tuple[str, int]
Values = dict[str, Any]
# Columns that are public and say nothing that changed: keys, stamps, the place of a quote.
BESIDE = {"key", "created", "modified", "start", "end", "position"}


@dataclass
class Version:
    """A record as one change set left it: `values` by column, a set as primary keys.

    `reason` is what a review said that took the record back; of other rows "".
    """

    at: datetime
    changeset: int
    status: str
    reason: str
    values: Values


@dataclass
class Side:
    """What one change set made of a side row: None where it took the row away."""

    table: str
    pk: int
    values: Values | None


@dataclass
class Past:
    """A record's history in the order in which it was written."""

    model: type[Sourced]
    pk: int
    versions: list[Version] = field(default_factory=list)
    sides: dict[int, list[Side]] = field(default_factory=lambda: defaultdict(list))


@cache
def shown(model: type[Model]) -> tuple[Any, ...]:
    """The columns whose values a reader is told of; those of the owner stand for the record."""
    public = set(model.public_fields) - BESIDE - set(model.owner_fields())
    return tuple(f for f in model._meta.concrete_fields if f.name in public)


@cache
def sets(model: type[Model]) -> tuple[Any, ...]:
    """The sets whose members a reader is told of."""
    return tuple(f for f in model._meta.local_many_to_many if f.name in model.public_fields)


@cache
def sides_of(model: type[Sourced]) -> tuple[type[Model], ...]:
    """The tables whose rows hang on such a record. Paragraphs are counted, not read."""
    return tuple(
        side
        for side in REGISTER
        if side is not Passage
        and any(side._meta.get_field(n).related_model is model for n in side.owner_fields())
    )


def read(records: Mapping[type[Sourced], Iterable[int]]) -> dict[Place, Past]:
    """The history of these records, given by primary key, by table and primary key."""
    records = {model: set(pks) for model, pks in records.items() if pks}
    found = {(model.table(), pk): Past(model, pk) for model, pks in records.items() for pk in pks}
    if not found:
        return found
    rows = sorted(_all([_own(model, pks) for model, pks in records.items()]), key=lambda r: r[1])
    members = _members(records)
    for table, history_id, pk, at, changeset, status, reason, values in rows:
        past = found[table, pk]
        values = _typed(past.model, values)
        values |= {f.name: members.get((table, f.name, history_id), ()) for f in sets(past.model)}
        version = Version(at, changeset, status, reason, values)
        if past.versions and past.versions[-1].changeset == changeset:
            past.versions[-1] = version  # a change set may have written it twice
        else:
            past.versions.append(version)
    for table, _, pk, gone, changeset, values in sorted(
        _all(_sides(records)), key=lambda row: row[1]
    ):
        model = model_of(table)
        for name in model.owner_fields():
            owner = (model._meta.get_field(name).related_model.table(), values[f"{name}_id"])
            if owner in found:
                own = None if gone == "-" else _typed(model, values)
                found[owner].sides[changeset].append(Side(table, pk, own))
    return found


def _all(arms: list[QuerySet]) -> Iterable[tuple]:
    if not arms:
        return ()
    return arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]


def _own(model: type[Sourced], pks: set[int]) -> QuerySet:
    taken_back = ~Q(status="published") & Q(changeset__way="review")
    reason = Case(
        When(taken_back, then=F("changeset__message")), default=Value(""), output_field=TextField()
    )
    rows = model.history.filter(id__in=pks).order_by().annotate(why=reason)
    columns = ("history_id", "id", "history_date", "changeset_id", "status", "why")
    return rows.values_list(Value(model.table()), *columns, _object(model))


def _sides(records: Mapping[type[Sourced], set[int]]) -> list[QuerySet]:
    arms = []
    for side in dict.fromkeys(side for model in records for side in sides_of(model)):
        own = Q()
        for name in side.owner_fields():
            pks = records.get(side._meta.get_field(name).related_model)
            own |= Q(**{f"{name}__in": pks}) if pks else Q()
        columns = ("history_id", "id", "history_type", "changeset_id")
        owners = [f"{name}_id" for name in side.owner_fields()]
        rows = side.history.filter(own).order_by()
        arms.append(rows.values_list(Value(side.table()), *columns, _object(side, owners)))
    return arms


def _object(model: type[Model], beside: Iterable[str] = ()) -> JSONObject:
    names = [*(column.attname for column in shown(model)), *beside]
    return JSONObject(**{name: F(name) for name in names})


def _typed(model: type[Model], values: Values) -> Values:
    """The values by column; SQLite has no truth values."""
    return {
        f.name: bool(values[f.attname]) if isinstance(f, BooleanField) else values[f.attname]
        for f in shown(model)
    }


def _members(records: Mapping[type[Sourced], set[int]]) -> dict[tuple[str, str, int], set[int]]:
    """What each set held at each row of history, by table, set and `history_id`."""
    arms = []
    for model, pks in records.items():
        for each in sets(model):
            through = each.remote_field.through
            far = through._meta.get_field(each.m2m_reverse_field_name()).attname
            rows = Ledger.m2m_models[each].objects.filter(history__id__in=pks).order_by()
            arms.append(rows.values_list(Value(model.table()), Value(each.name), "history_id", far))
    found: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    for table, name, history_id, pk in _all(arms):
        found[table, name, history_id].add(pk)
    return found


def references(past: Past) -> Iterable[tuple[type[Model], int]]:
    """Each row that the record ever pointed to while it was public, by model and primary key."""
    for version in past.versions:
        yield from pointed(past.model, version.values)
    for rows in past.sides.values():
        for row in rows:
            if row.values is not None:
                yield from pointed(model_of(row.table), row.values)


def pointed(model: type[Model], values: Values) -> Iterable[tuple[type[Model], int]]:
    """What a row with these values points to."""
    for column in shown(model):
        if isinstance(column, ForeignKey) and values[column.name] is not None:
            yield column.related_model, values[column.name]
    for each in sets(model):
        yield from ((each.related_model, pk) for pk in values.get(each.name, ()))
