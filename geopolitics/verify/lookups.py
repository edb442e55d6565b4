"""What the rules ask about other rows, answered from what the whole register was asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat, StrIndex, Substr

from geopolitics import rules
from geopolitics.models import ActorCode, Citation, model_of
from geopolitics.models.record import Lookups as ByQuery

from . import circles
from .failure import Tally


class Lookups:
    """Holds only what might be at fault: SQL finds the suspects, the rules judge them."""

    def __init__(self, tally: Tally) -> None:
        self._edges = circles.suspects(tally)
        self._shared = _shared_codes()
        self._absent = _absent_side_rows()
        self.columns = cache(ByQuery().columns)

    def above(self, table: str, child: str, parent: str, ids: set, **where: Any) -> set:
        if not any(family[:3] == (table, child, parent) for family in circles.FAMILIES):
            raise LookupError(f"No circle was looked for by {parent} of {table}.")
        edges = self._edges.get((table, parent, *(where.values() or [""])), {})
        return {end for start in ids for end in edges.get(start, ())}

    def same_code(self, scheme: str, value: str) -> Iterable[Mapping[str, Any]]:
        return self._shared.get((scheme, value), ())

    def has_side_row(self, table: str, owner_id: Any, key: str) -> bool:
        return (table, owner_id, key) not in self._absent

    columns: Callable[[str], Mapping[str, Callable[[str], Any]]]


def _shared_codes() -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """The codes that stand in more than one row, such as 365 of the USSR and of Russia."""
    same = ActorCode.objects.filter(scheme=OuterRef("scheme"), value=OuterRef("value"))
    rows = ActorCode.objects.order_by().filter(Exists(same.exclude(pk=OuterRef("pk"))))
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows.values("id", "actor_id", "scheme", "value", "valid_from", "valid_until"):
        if isinstance(row["valid_from"], str) and isinstance(row["valid_until"], str):
            found.setdefault((row["scheme"], row["value"]), []).append(row)
    return found


def _absent_side_rows() -> set[tuple[str, Any, str]]:
    """(table, record, key) of each side row that a citation names and that is not there."""
    found = set()
    for target, sides in rules.SIDE_SETS.items():
        for name, table in sides.items():
            model = model_of(table)
            citations = Citation.objects.order_by().filter(
                **{f"{target}__isnull": False}, field__startswith=f"{name}/"
            )
            rest = Substr("field", len(name) + 2)
            citations = citations.annotate(rest=rest).annotate(
                named=Substr("rest", 1, StrIndex(Concat("rest", Value("/")), Value("/")) - 1)
            )
            there = model.objects.filter(
                **{model.owner_field: OuterRef(target), "key": OuterRef("named")}
            )
            absent = citations.exclude(Exists(there)).annotate(record=F(f"{target}_id"))
            found |= {(table, *row) for row in absent.values_list("record", "named").distinct()}
    return found
