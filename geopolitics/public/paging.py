"""Lists a page at a time by keyset: no OFFSET and no COUNT, so that a deep page costs no more."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, F, Model, Q, QuerySet

SIZE = 25
AT_ONCE = 200
BETWEEN = "~"
LONGEST = 800


@dataclass(frozen=True)
class Order:
    """An order of a list, by `rank` and then by `tie`; `down`: both from the last to the first.

    `read` turns the text of a rank back into its value and raises ValueError; `tie` is a column of
    text in which rows of equal rank differ.
    """

    name: str
    rank: Expression | F
    down: bool = False
    read: Callable[[str], Any] = str
    tie: str = "slug"

    @property
    def by(self) -> tuple[Any, Any]:
        """What `order_by` takes."""
        return (self.rank.desc(), f"-{self.tie}") if self.down else (self.rank.asc(), self.tie)

    def place(self, row: Model) -> str:
        """The place of a row that a page was read with: its rank and what tells it from others."""
        return f"{_text(row.rank)}{BETWEEN}{getattr(row, self.tie)}"


CHANGED = Order("last changed", F("modified"), True, datetime.datetime.fromisoformat)


@dataclass
class Page:
    """Rows of a list; `next` is the place after which the next page begins, `fault` says why
    the place asked for is none."""

    rows: list
    next: str = ""
    fault: str = ""
    first: bool = True


def page(rows: QuerySet, order: Order, after: str = "", size: int = 0) -> Page:
    """The rows behind a place, which is the last row's rank and tie, joined by `~`: `size` of
    them, else as many as a page of a list has.

    The place is not looked up: it goes on meaning the same when its row is changed, moved or
    withdrawn.
    """
    size = size or SIZE
    rows = rows.annotate(rank=order.rank).order_by(*order.by)
    fault = ""
    if after:
        try:
            rows = rows.filter(_behind(after, order))
        except ValueError:
            fault = "There is no such place; the list begins anew here."
    taken = list(rows[: size + 1])
    last = taken[size - 1] if len(taken) > size else None
    return Page(taken[:size], order.place(last) if last else "", fault, not after or bool(fault))


def _behind(place: str, order: Order) -> Q:
    text, between, tie = place.rpartition(BETWEEN)
    if not (between and tie) or len(place) > LONGEST or not place.isprintable():
        raise ValueError(place)
    rank, way = order.read(text), "lt" if order.down else "gt"
    same = Q(rank=rank, **{f"{order.tie}__{way}": tie})
    # Said twice, so that the database begins at the place and does not read up to it.
    return Q(**{f"rank__{way}e": rank}) & (Q(**{f"rank__{way}": rank}) | same)


def _text(rank: Any) -> str:
    return rank.isoformat() if isinstance(rank, datetime.datetime) else str(rank)
