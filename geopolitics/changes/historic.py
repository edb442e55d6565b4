"""Rows of history as plain values, many at once: a query for each table, not for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import ForeignKey, Model

from geopolitics import rules
from geopolitics.models import Citation
from geopolitics.models.changeset import Ledger

from .snapshot import FEW, Key, Snapshot, sets, whole

Wanted = dict[type[Model], set[Any]]


class Keys:
    """Natural keys by primary key, live or, of a row that is gone, as its newest history knew it.

    Each is asked for once; what `learn` is given costs a query for each table.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[type[Model], Any], Key] = {}

    def learn(self, wanted: Mapping[type[Model], Iterable[Any]]) -> None:
        """Ask for all of these that are not known yet."""
        for model, pks in wanted.items():
            new = sorted(pk for pk in set(pks) if (model, pk) not in self._known)
            for start in range(0, len(new), FEW):
                some = new[start : start + FEW]
                self._known |= {(model, pk): key for pk, key in _live(model, some)}
            self._learn_gone(model, [pk for pk in new if (model, pk) not in self._known])

    def _learn_gone(self, model: type[Model], gone: list[Any]) -> None:
        newest: dict[Any, Model] = {}
        for start in range(0, len(gone), FEW):
            rows = model.history.filter(id__in=gone[start : start + FEW])
            newest |= {row.id: row for row in rows.order_by("history_id")}
        self.learn(_parents(model, newest.values()))
        for pk, row in newest.items():
            self._known[model, pk] = self.historic(model, row)

    def of(self, model: type[Model], pk: Any) -> Key:
        """The natural key of the row. Raises KeyError where it never was."""
        if (model, pk) not in self._known:
            self.learn({model: {pk}})
        return self._known[model, pk]

    def historic(self, model: type[Model], row: Model) -> Key:
        """The natural key that a row of history had."""
        if model is Citation:
            target = _target(row)
            related = Citation._meta.get_field(target).related_model
            return [target, *self.of(related, getattr(row, f"{target}_id")), row.key]
        key: Key = []
        for path in model.natural:
            name, _, rest = path.partition("__")
            if rest:
                field = model._meta.get_field(name)
                key += self.of(field.related_model, getattr(row, field.attname))
            else:
                key.append(getattr(row, name))
        return key


def _live(model: type[Model], pks: list[Any]) -> Iterator[tuple[Any, Key]]:
    rows = model.objects.filter(pk__in=pks)
    if model is Citation:
        yield from ((row.pk, list(row.natural_key())) for row in whole(model, rows))
    else:
        yield from ((pk, key) for pk, *key in rows.values_list("pk", *model.natural))


def _target(row: Model) -> str:
    return next(name for name in rules.TARGETS if getattr(row, f"{name}_id") is not None)


def _parents(model: type[Model], rows: Iterable[Model]) -> Wanted:
    """What the natural keys of these rows of history are made of beside their own columns."""
    found: Wanted = {}
    for row in rows:
        names = [path.partition("__")[0] for path in model.natural if "__" in path]
        for name in [_target(row)] if model is Citation else names:
            field = model._meta.get_field(name)
            found.setdefault(field.related_model, set()).add(getattr(row, field.attname))
    return found


def snapshots(
    rows: Mapping[type[Model], Iterable[Model]], keys: Keys
) -> dict[tuple[type[Model], Any], Snapshot]:
    """The columns and sets of rows of history, by table and `history_id`."""
    rows = {model: list(own) for model, own in rows.items()}
    held = {field: _held(field, own) for model, own in rows.items() for field in sets(model) if own}
    wanted: Wanted = {}
    for model, own in rows.items():
        for column in model.columns():
            if isinstance(column, ForeignKey):
                pks = {getattr(row, column.attname) for row in own} - {None}
                wanted.setdefault(column.related_model, set()).update(pks)
        for related, pks in _parents(model, own).items():
            wanted.setdefault(related, set()).update(pks)
    for field, by_row in held.items():
        wanted.setdefault(field.related_model, set()).update(*by_row.values())
    keys.learn(wanted)
    found: dict[tuple[type[Model], Any], Snapshot] = {}
    for model, own in rows.items():
        for row in own:
            values: Snapshot = {}
            for column in model.columns():
                value = getattr(row, column.attname)
                if isinstance(column, ForeignKey) and value is not None:
                    value = keys.of(column.related_model, value)
                values[column.name] = value
            for field in sets(model):
                there = held[field].get(row.history_id, ())
                values[field.name] = sorted(keys.of(field.related_model, pk) for pk in there)
            found[model, row.history_id] = values
    return found


def _held(field: Any, rows: list[Model]) -> dict[Any, set[Any]]:
    """What a set held at each of these rows of history, as primary keys."""
    through = field.remote_field.through
    far = through._meta.get_field(field.m2m_reverse_field_name()).attname
    found: dict[Any, set[Any]] = {}
    for start in range(0, len(rows), FEW):
        some = [row.history_id for row in rows[start : start + FEW]]
        links = Ledger.m2m_models[field].objects.filter(history_id__in=some)
        for place, pk in links.values_list("history_id", far):
            found.setdefault(place, set()).add(pk)
    return found


def key_of(model: type[Model], pk: Any) -> Key:
    """The natural key of one row, live or, where it is gone, as its newest history knew it."""
    return Keys().of(model, pk)


def historic_key(model: type[Model], row: Model) -> Key:
    """The natural key that one row of history had."""
    return Keys().historic(model, row)
