"""Reading a whole register: as of one moment, in batches."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from geopolitics.changes.historic import historic_key, key_of

BATCH = 1000
# What a natural key's making may end with, where a row is bent out of all shape.
_UNTOLD = (AttributeError, LookupError, StopIteration, ValueError)


@contextmanager
def one_moment() -> Iterator[None]:
    """All queries inside see the same register, and no writer waits.

    Inside a transaction that is open already it changes nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        connection.ensure_connection()
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            if not sqlite:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if sqlite:
            connection.transaction_mode = mode


def batches(rows: QuerySet) -> Iterator[list[Any]]:
    """The rows of one query, some thousand at a time."""
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(found, BATCH)):
        yield batch


def selected(sql: str) -> Iterator[tuple]:
    """The rows that a statement selects, read as they come."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def name(identifier: str) -> str:
    """A table or column as SQL writes it."""
    return connection.ops.quote_name(identifier)


def key(model: type[Model], pk: Any) -> tuple[str, ...]:
    """The natural key of a row, live or gone; its number where it never had one."""
    try:
        return tuple(map(_step, key_of(model, pk)))
    except _UNTOLD:
        return (f"number {pk}",)


def vanished_key(model: type[Model], row: Model) -> tuple[str, ...]:
    """The natural key that a row of history had; its number where that cannot be told."""
    try:
        return tuple(map(_step, historic_key(model, row)))
    except _UNTOLD:
        return (f"number {row.id}",)


def _step(value: Any) -> str:
    return "" if value is None else str(value)
