"""Every foreign key points to a row. PostgreSQL itself sees to it; SQLite must be asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from geopolitics.models import REGISTER

from .failure import Failure, Tally
from .reading import key, name, selected


def failures(tally: Tally) -> Iterator[Failure]:
    tables = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}
    tally.looked["references"] += len(tables)
    if connection.vendor != "sqlite":
        return
    for table, row, target, number in selected("PRAGMA foreign_key_check"):
        model = tables.get(table)
        if model is None:
            continue
        column = _column(table, number)
        reason = f"it points to a row of {target} that is not there"
        if model in REGISTER:
            yield Failure("references", model.table(), key(model, row), column, reason)
        else:
            yield Failure("references", table, (f"number {row}",), column, reason)


def _column(table: str, number: int) -> str:
    """The column of a table's foreign key by its number, as SQLite counts them."""
    keys = selected(f"PRAGMA foreign_key_list({name(table)})")
    return next((line[3] for line in keys if line[0] == number), "")
