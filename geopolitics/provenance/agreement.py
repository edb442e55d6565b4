"""How what one source gives for a field stands to the value that the record holds."""

from __future__ import annotations

from typing import Any

from django.db import models

from geopolitics import dates, rules
from geopolitics.models import Citation, Register, Sourced
from geopolitics.models.fields import EDTFField


def agreement(citation: Citation) -> str:
    """agrees, narrower, wider or conflicts; "" where the citation gives no value.

    A date is compared by its bounds; anything else agrees if it is equal. A value for a field
    that the record leaves empty is narrower. Reads the side row from the record's own set, so a
    prefetched set costs no query.
    """
    if not citation.value:
        return ""
    found = _held(citation)
    if found is None:
        return ""
    row, column = found
    return compare(column, citation.value, as_written(column, getattr(row, column.name)))


def compare(column: models.Field, value: str, to: str) -> str:
    """How a value for this column stands to another: agrees, narrower, wider or conflicts."""
    if not to:
        return "narrower"
    if isinstance(column, EDTFField):
        try:
            return dates.relation(value, to)
        except dates.NotADate:
            return "conflicts"
    return "agrees" if to == value else "conflicts"


def as_written(column: models.Field, value: Any) -> str:
    """A column's value as files write it: a reference by its slug, a yes or no in words."""
    if isinstance(value, models.Model):
        return value.natural_key()[-1]
    if value is None:
        return ""
    if isinstance(column, models.BooleanField):
        return "yes" if value else "no"
    return str(value)


def _held(citation: Citation) -> tuple[Register, models.Field] | None:
    """The row and the column that the citation's field names."""
    record: Sourced = citation.record
    row: Register | None = record
    *side, name = citation.field.split("/")
    if side:
        owned, key = side[0], side[-1]
        if owned not in rules.SIDE_SETS[record.table()] or len(side) != 2:
            return None
        row = next((r for r in getattr(record, owned).all() if r.key == key), None)
    columns = {column.name: column for column in type(row).columns()} if row else {}
    return (row, columns[name]) if name in columns else None
