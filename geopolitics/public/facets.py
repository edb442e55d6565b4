"""Ways to narrow a list, each a parameter of its address, and how many rows each value has."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.db import connections
from django.db.models import (
    Case,
    CharField,
    Count,
    Expression,
    F,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from geopolitics.models import Actor, Citation, Document, Register, Sourced, Topic, Treaty
from geopolitics.models.standing import SIGNS
from geopolitics.public.counting import CAP
from geopolitics.vocabularies import Vocabulary

SHOWN = 12
# The primary keys of the rows to count, under the name that `_with_matched` gives them.
MATCHED = RawSQL("SELECT id FROM matched", ())
# Those of the rows that a page shows.
ON_PAGE = RawSQL("SELECT id FROM on_page", ())
STATUSES = tuple(status for status in SIGNS if status != "expressly absent")
SLUG = re.compile(r"[-a-z0-9_.]{1,200}")


class Tally(NamedTuple):
    """A value of a facet as the rows have it: its code or slug, its name, how many rows."""

    value: str
    label: str
    rows: int


class Named(NamedTuple):
    """A value as one row has it: its code or slug, its name."""

    value: str
    label: str


@dataclass(frozen=True, eq=False)
class Facet:
    """A parameter `name` of a list's address, with the label under which its values stand.

    A `quiet` one is not offered: pages of records lead to it.
    """

    name: str
    label: str
    quiet: bool = field(default=False, kw_only=True)

    def fault(self, value: str) -> str:
        """Why the value is none that rows may have; "" where they may."""
        return ""

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        """The rows that have the value."""
        raise NotImplementedError

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        """A row for each value that the matched rows of the model have: the value, in words,
        how many."""
        raise NotImplementedError

    def named(self, rows: Expression) -> QuerySet:
        """A row for each value that each of these rows has: the value, in words, whose it is."""
        raise NotImplementedError

    def said(self, value: str) -> str:
        """The value in words, as far as they are known without asking the database."""
        return value

    def all(self) -> Iterable[str]:
        """Every value there may be, where that is a closed list."""
        return ()


@dataclass(frozen=True, eq=False)
class Coded(Facet):
    """A column whose values come from a vocabulary."""

    column: str
    vocabulary: Vocabulary

    def fault(self, value: str) -> str:
        if value in self.vocabulary:
            return ""
        known = ", ".join(self.vocabulary.values)
        return f"“{value}” is no value of “{self.label}”. Choose one of: {known}."

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**{self.column: value})

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        rows = model.objects.filter(pk__in=matched)
        return _grouped(rows, F(self.column), F(self.column), Count("pk"))

    def said(self, value: str) -> str:
        return self.vocabulary[value].label if value in self.vocabulary else value

    def all(self) -> Iterable[str]:
        return self.vocabulary.values


@dataclass(frozen=True, eq=False)
class Side(Facet):
    """A coded column of side rows: a statement's stances. `rows` are those that count."""

    rows: Callable[[], QuerySet]
    owner: str
    column: str
    vocabulary: Vocabulary

    fault = Coded.fault
    said = Coded.said
    all = Coded.all

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(pk__in=self.rows().filter(**{self.column: value}).values(self.owner))

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        rows = self.rows().filter(**{f"{self.owner}__in": matched})
        return _grouped(rows, F(self.column), F(self.column), Count(self.owner, distinct=True))

    def named(self, rows: Expression) -> QuerySet:
        found = self.rows().filter(**{f"{self.owner}__in": rows})
        return _listed(found, F(self.column), F(self.column), F(self.owner))


@dataclass(frozen=True, eq=False)
class Linked(Facet):
    """Records that a row leads to by a foreign key of its own: a statement's speaker."""

    column: str
    model: type[Register]
    words: str = "name"

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        found = known_as(self.model, value)
        if SLUG.fullmatch(value):
            # One scalar, so that the index of the column keeps the order of the list.
            exact = found.order_by(_first(value), "slug").values("pk")[:1]
            return rows.filter(**{self.column: Subquery(exact)})
        return rows.filter(**{f"{self.column}__in": found.values("pk")})

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        rows = model.objects.filter(pk__in=matched, **{f"{self.column}__isnull": False})
        slug, words = F(f"{self.column}__slug"), F(f"{self.column}__{self.words}")
        return _grouped(rows, slug, words, Count("pk"))


@dataclass(frozen=True, eq=False)
class Through(Facet):
    """Records that a row leads to by way of others: `rows` hold both, under `owner` and `end`."""

    rows: Callable[[], QuerySet]
    owner: str
    end: str
    model: type[Register]
    words: str = "name"

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        found = known_as(self.model, value).values("pk")
        held = self.rows().filter(**{f"{self.end}__in": found, f"{self.owner}__isnull": False})
        return rows.filter(pk__in=held.values(self.owner))

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        rows = self.rows().filter(**{f"{self.owner}__in": matched, f"{self.end}__isnull": False})
        slug, words = F(f"{self.end}__slug"), F(f"{self.end}__{self.words}")
        return _grouped(rows, slug, words, Count(self.owner, distinct=True))

    def named(self, rows: Expression) -> QuerySet:
        found = self.rows().filter(**{f"{self.owner}__in": rows, f"{self.end}__isnull": False})
        slug, words = F(f"{self.end}__slug"), F(f"{self.end}__{self.words}")
        return _listed(found, slug, words, F(self.owner))


@dataclass(frozen=True, eq=False)
class StandingOn(Facet):
    """Where instruments stand on a day."""

    day: datetime.date

    def fault(self, value: str) -> str:
        if value in STATUSES:
            return ""
        return f"“{value}” is no standing. Choose one of: {'; '.join(STATUSES)}."

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        return self._standing(rows).filter(standing=value)

    def counted(self, model: type[Sourced], matched: Expression) -> QuerySet:
        rows = self._standing(model.objects.filter(pk__in=matched))
        return _grouped(rows, F("standing"), F("standing"), Count("pk"))

    def said(self, value: str) -> str:
        return value.capitalize()

    def all(self) -> Iterable[str]:
        return STATUSES

    def _standing(self, rows: QuerySet) -> QuerySet:
        return rows.standing_on(self.day, shown_citations())


def topic_of(model: type[Register]) -> Through:
    """The topics under which records of a kind stand."""
    return Through(
        "topic", "Topic", model.topics.through.objects.all, model._meta.model_name, "topic", Topic
    )


def document_of(model: type[Register]) -> Through:
    """The documents whose words records of a kind rest on."""

    return Through(
        "document",
        "Document",
        shown_citations,
        model.table(),
        "passage__document",
        Document,
        "title",
    )


def shown_citations() -> QuerySet:
    """The citations of published documents."""
    return Citation.objects.filter(passage__document__status="published")


def known_as(model: type[Register], words: str) -> QuerySet:
    """The public records that have this slug, or bear this name or code."""
    rows = model.objects.public() if model is not Topic else Topic.objects.all()
    named = Q(slug=words)
    if model is Actor:
        named |= Q(name__iexact=words) | Q(short_name__iexact=words)
        named |= Q(names__name__iexact=words) | Q(codes__value__iexact=words)
    elif model is Treaty:
        named |= Q(title__iexact=words) | Q(names__name__iexact=words)
    elif model is Topic:
        named |= Q(name__iexact=words)
    elif model is Document:
        named |= Q(title__iexact=words)
    return rows.filter(named)


@dataclass
class Counted:
    """The values of each facet that the matched rows have, the commonest first, and how many
    rows there are; `capped` says that only the first of them were counted.

    `named` holds, by facet and then by primary key, the values of each row that the page shows.
    """

    total: int
    capped: bool
    values: dict[str, list[Tally]] = field(default_factory=dict)
    named: dict[str, dict[int, list[Named]]] = field(default_factory=dict)


def count(
    rows: QuerySet,
    order: tuple,
    facets: tuple[Facet, ...],
    whole: str,
    shown: Sequence[Sourced] = (),
    named: tuple[Facet, ...] = (),
) -> Counted:
    """Count the first rows of a list and name the values of those `shown`, in one query.

    `whole` names a facet of which each row has one value, so that its counts add up to the rows;
    `named` are the facets whose values the page shows of each row.
    """
    first = rows.order_by(*order).values("id")[: CAP + 1]
    found: dict[str, list[Tally]] = defaultdict(list)
    of_each: dict[str, dict[int, list[Named]]] = {facet.name: defaultdict(list) for facet in named}
    for whose, name, value, label, number in _counted(first, facets, shown, named):
        if whose:
            of_each[name][number].append(Named(value, label))
        else:
            found[name].append(Tally(value, label, number))
    total = sum(each.rows for each in found[whole])
    values = {name: sorted(each, key=_common) for name, each in found.items()}
    return Counted(min(total, CAP), total > CAP, values, of_each)


def _counted(
    first: QuerySet,
    facets: tuple[Facet, ...],
    shown: Sequence[Sourced],
    named: tuple[Facet, ...],
) -> list[tuple]:
    """Whether it is a row's own, facet, value, words, and the number or the row; the first rows
    of the list are found only once for all."""
    matched, given = first.query.get_compiler(first.db).as_sql()
    parts = [f"matched AS MATERIALIZED ({matched})"]
    if shown and named:
        page = first.model._base_manager.filter(pk__in=[row.pk for row in shown]).values("id")
        on_page, those = page.query.get_compiler(first.db).as_sql()
        parts.append(f"on_page AS MATERIALIZED ({on_page})")
        given = (*given, *those)
    sql, params = _counting(first.db, first.model, facets, named if shown else ())
    with connections[first.db].cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {sql}", [*given, *params])
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _counting(
    using: str, model: type[Sourced], facets: tuple[Facet, ...], named: tuple[Facet, ...]
) -> tuple[str, tuple]:
    """The SQL that counts `matched` and names what is `on_page`, and its parameters; to write it
    takes longer than to run."""
    parts = [
        rows.annotate(in_facet=_text(facet.name), in_row=Value(whose)).values_list(
            "in_row", "in_facet", "in_value", "in_words", "in_rows"
        )
        for whose, facet, rows in (
            *((0, facet, facet.counted(model, MATCHED)) for facet in facets),
            *((1, facet, facet.named(ON_PAGE)) for facet in named),
        )
    ]
    return parts[0].union(*parts[1:], all=True).query.get_compiler(using).as_sql()


def _common(each: Tally) -> tuple:
    return (-each.rows, each.label)


def _first(slug: str) -> Case:
    return Case(When(slug=slug, then=Value(0)), default=Value(1))


def _grouped(rows: QuerySet, value: F, label: F, number: Count) -> QuerySet:
    return _worded(rows, value, label).values("in_value", "in_words").annotate(in_rows=number)


def _listed(rows: QuerySet, value: F, label: F, owner: F) -> QuerySet:
    return _worded(rows, value, label).annotate(in_rows=owner)


def _worded(rows: QuerySet, value: F, label: F) -> QuerySet:
    return rows.order_by().annotate(
        in_value=Cast(value, CharField()), in_words=Cast(label, CharField())
    )


def _text(words: str) -> Cast:
    return Cast(Value(words), CharField())
