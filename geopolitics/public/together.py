"""Several small sets in one query, where a page needs only a few words of each."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

WIDTH = 9


class Row(NamedTuple):
    """A row of one of the sets, its columns in the order that they were asked for."""

    first: str
    second: str = ""
    third: str = ""
    fourth: str = ""
    fifth: str = ""
    sixth: str = ""
    seventh: str = ""
    eighth: str = ""
    ninth: str = ""


def together(**sets: tuple[QuerySet, tuple[str, ...]]) -> dict[str, list[Row]]:
    """For each name the rows of its queryset, cut to the columns named; each sorted by them."""
    parts = [_part(name, rows, columns) for name, (rows, columns) in sets.items()]
    found: dict[str, list[Row]] = defaultdict(list)
    for name, *values in parts[0].union(*parts[1:], all=True):
        found[name].append(Row(*values))
    return {name: sorted(found[name]) for name in sets}


def _part(name: str, rows: QuerySet, columns: tuple[str, ...]) -> QuerySet:
    cells = [Cast(column, CharField()) for column in columns]
    cells += [_text("")] * (WIDTH - len(columns))
    named = {f"cell_{place}": cell for place, cell in enumerate(cells)}
    rows = rows.order_by().annotate(set_name=_text(name), **named)
    return rows.values_list("set_name", *named)


def _text(words: str) -> Cast:
    return Cast(Value(words), CharField())
