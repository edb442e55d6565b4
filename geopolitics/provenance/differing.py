"""Where sources differ: fields for which two citations, or a citation and the record, disagree.

A date that is more or less exact differs, and contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import F, Field, ForeignKey, Value
from django.db.models.functions import JSONObject

from geopolitics import rules
from geopolitics.models import Citation, Register, model_of

from .agreement import as_written, compare

LOOKED = 2000
GIVEN = ("pk", "field", "value", *(f"{name}_id" for name in rules.TARGETS))


@dataclass(frozen=True)
class Given:
    """What one citation gives for a field, and how that stands to what the record holds."""

    citation: int
    value: str
    relation: str


@dataclass
class Difference:
    """A field of one record (`parties/p1/signed`), what it holds, and what its sources give."""

    table: str
    record: int
    path: str
    column: Field
    held: str = ""
    given: list[Given] = field(default_factory=list)

    def differs(self) -> bool:
        """Whether some source conflicts with what is held, or with another source."""
        values = {each.value for each in self.given}
        return any(each.relation == "conflicts" for each in self.given) or any(
            compare(self.column, one, other) == "conflicts"
            for one, other in combinations(values, 2)
        )

    def kind(self) -> str:
        """conflicts, narrower or wider, the gravest first; "" where all sources agree."""
        if self.differs():
            return "conflicts"
        relations = {each.relation for each in self.given}
        return next((kind for kind in ("narrower", "wider") if kind in relations), "")


@dataclass(frozen=True)
class Differences:
    """The fields where sources differ; `all_read` unless only the newest LOOKED values were."""

    found: list[Difference]
    all_read: bool


def differences() -> Differences:
    """Of the newest citations that give a value, in two queries; the newest first."""
    rows = Citation.objects.exclude(value="").order_by("-pk")
    rows = list(rows.values_list(*GIVEN)[: LOOKED + 1])
    found = [each for each in compared(rows[:LOOKED]) if each.differs()]
    return Differences(found, len(rows) <= LOOKED)


def compared(rows: Iterable[tuple]) -> list[Difference]:
    """What citations give for each field beside what the record holds, in one query.

    `rows` are their values of GIVEN; the fields come in the order of the rows.
    """
    fields: dict[tuple[str, int, str], list[tuple[int, str]]] = {}
    for pk, path, value, *ids in rows:
        table, record = next((t, i) for t, i in zip(rules.TARGETS, ids, strict=True) if i)
        fields.setdefault((table, record, path), []).append((pk, value))
    asked = [_asked(*place) for place in fields]
    held = _held(each for each in asked if each is not None)
    found = []
    for place, each in zip(fields, asked, strict=True):
        if each is None or each not in held:
            continue
        column = each.model._meta.get_field(each.column)
        there = as_written(column, held[each])
        difference = Difference(*place, column, there)
        for pk, value in fields[place]:
            difference.given.append(Given(pk, value, compare(column, value, there)))
        found.append(difference)
    return found


@dataclass(frozen=True)
class _Asked:
    """A column of one row: the record itself, or its side row of this key."""

    model: type[Register]
    owner: int
    key: str
    column: str


def _asked(table: str, record: int, path: str) -> _Asked | None:
    *side, name = path.split("/")
    if side and (side[0] not in rules.SIDE_SETS[table] or len(side) != 2):
        return None
    model = model_of(rules.SIDE_SETS[table][side[0]] if side else table)
    known = {column.name for column in model.columns()}
    return _Asked(model, record, side[1] if side else "", name) if name in known else None


def _held(asked: Iterable[_Asked]) -> dict[_Asked, Any]:
    """The values of these columns, in one query."""
    by_model: dict[type[Register], list[_Asked]] = {}
    for each in asked:
        by_model.setdefault(each.model, []).append(each)
    arms = []
    for model, own in by_model.items():
        columns = {each.column: _path(model, each.column) for each in own}
        owner = model.owner_field or "pk"
        rows = model.objects.filter(**{f"{owner}__in": {each.owner for each in own}})
        key: Any = F("key") if model.owner_field else Value("")
        if model.owner_field:
            rows = rows.filter(key__in={each.key for each in own})
        arms.append(
            rows.order_by().values_list(Value(model.table()), owner, key, JSONObject(**columns))
        )
    if not arms:
        return {}
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    there = {(table, owner, key): values for table, owner, key, values in rows}
    return {
        each: there[place][each.column]
        for each in (each for own in by_model.values() for each in own)
        if (place := (each.model.table(), each.owner, each.key)) in there
    }


def _path(model: type[Register], name: str) -> str:
    column = model._meta.get_field(name)
    if isinstance(column, ForeignKey):
        return f"{name}__{column.related_model.natural[-1]}"
    return name
