"""Every row, and every set, is as its newest history says: a change behind the ledger is seen."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import DateTimeField, Field, ManyToManyField

from geopolitics.models import REGISTER, Register
from geopolitics.models.changeset import Ledger

from .failure import Failure, Tally, shown
from .reading import key, name, selected, vanished_key


def failures(tally: Tally) -> Iterator[Failure]:
    tally.looked["ledger"] = tally.rows
    for model in REGISTER:
        yield from _bent(model)
        yield from _vanished(model)
        for field in model._meta.local_many_to_many:
            yield from _sets(model, field)


def _differs(one: str, other: str) -> str:
    word = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return f"{one} {word} {other}"


_ROWS = ("live", "past")


def _shown(column: str, field: Field) -> str:
    """What to select of a column, so that whatever stands in it can be read."""
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return f"CASE typeof({column}) WHEN 'text' THEN {column} ELSE quote({column}) END"
    return column


def _newest(model: type[Register]) -> str:
    """A table of each row's id and the number of its newest history."""
    history = name(model.history.model._meta.db_table)
    return f"(SELECT id, MAX(history_id) AS history_id FROM {history} GROUP BY id)"


def _bent(model: type[Register]) -> Iterator[Failure]:
    """Rows that live otherwise than their history says, or without any."""
    fields = [f for f in model.history.model.tracked_fields if not f.primary_key]
    columns = [name(field.column) for field in fields]
    pairs = ", ".join(_shown(f"{row}.{name(f.column)}", f) for f in fields for row in _ROWS)
    differ = " OR ".join(_differs(f"live.{column}", f"past.{column}") for column in columns)
    found = selected(f"""
        SELECT live.id, past.history_type, {pairs}
        FROM {name(model._meta.db_table)} live
        LEFT JOIN {_newest(model)} newest ON newest.id = live.id
        LEFT JOIN {name(model.history.model._meta.db_table)} past
            ON past.history_id = newest.history_id
        WHERE past.history_id IS NULL OR past.history_type = '-' OR {differ}
        ORDER BY live.id
    """)
    for pk, kind, *values in found:
        place = key(model, pk)
        if kind is None or kind == "-":
            reason = "it has no history" if kind is None else "its history says that it is gone"
            yield Failure("ledger", model.table(), place, "", reason)
            continue
        bent = [
            (field.name, f"it is {shown(live)}, its newest history says {shown(past)}")
            for field, live, past in zip(fields, values[::2], values[1::2], strict=True)
            if live != past
        ]
        for column, reason in bent or [("", "its values are not those of its newest history")]:
            yield Failure("ledger", model.table(), place, column, reason)


def _vanished(model: type[Register]) -> Iterator[Failure]:
    """Rows that are gone without their history saying so."""
    found = selected(f"""
        SELECT past.history_id
        FROM {_newest(model)} newest
        JOIN {name(model.history.model._meta.db_table)} past
            ON past.history_id = newest.history_id
        LEFT JOIN {name(model._meta.db_table)} live ON live.id = newest.id
        WHERE live.id IS NULL AND past.history_type <> '-'
        ORDER BY past.history_id
    """)
    for (number,) in found:
        past = model.history.model.objects.get(history_id=number)
        reason = "it is gone, and its history does not say so"
        yield Failure("ledger", model.table(), vanished_key(model, past), "", reason)


def _sets(model: type[Register], field: ManyToManyField) -> Iterator[Failure]:
    """What a row's set has, or lacks, against its newest history."""
    live = name(field.remote_field.through._meta.db_table)
    past = name(Ledger.m2m_models[field]._meta.db_table)
    own, far = name(field.m2m_column_name()), name(field.m2m_reverse_name())
    recorded = f"""
        SELECT newest.id AS own, past.{far} AS far
        FROM {_newest(model)} newest
        JOIN {past} past ON past.history_id = newest.history_id
        JOIN {name(model._meta.db_table)} still ON still.id = newest.id
    """
    held = f"SELECT {own} AS own, {far} AS far FROM {live}"
    for one, other, says in (
        (held, recorded, "holds {}, which its newest history does not"),
        (recorded, held, "lacks {}, which its newest history holds"),
    ):
        for pk, end in selected(f"{one} EXCEPT {other} ORDER BY 1, 2"):
            reason = "it " + says.format(" / ".join(key(field.related_model, end)))
            yield Failure("ledger", model.table(), key(model, pk), field.name, reason)
