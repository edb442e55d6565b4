"""What a list's address asks for: values of facets, dates between two days, an order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from geopolitics import dates
from geopolitics.models import Sourced
from geopolitics.public.counting import CAP
from geopolitics.public.facets import SHOWN, Counted, Facet, Named, count
from geopolitics.public.paging import Order

LONGEST = 200
WRITE = "Write 2024-07-11, 2024-07, 2024, 1990s or “by 19 July 2024”."


@dataclass(frozen=True, eq=False)
class Kind:
    """How the list of one kind is narrowed and put in order.

    `whole` is the name of a facet of which each record has exactly one value; `dated` the EDTF
    field that a range of dates is about, "" where there is none; `orders` begin with the usual
    one; `kept` are parameters of the page's own that go along; `named` the facets whose values
    stand beside each row.
    """

    facets: tuple[Facet, ...]
    whole: str
    orders: dict[str, Order]
    dated: str = ""
    kept: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A value of a facet on the page: `rows` in figures, or "" where they were not counted."""

    words: str
    address: str
    rows: str
    chosen: bool


@dataclass
class Narrowed:
    """A list as it was asked for, and the addresses that ask for more or less of it."""

    kind: Kind
    path: str
    given: dict[str, str]
    faults: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    counted: Counted | None = None

    @property
    def order(self) -> Order:
        return self.kind.orders[self._order]

    @property
    def _order(self) -> str:
        asked = self.given.get("sort", "")
        return asked if asked in self.kind.orders else next(iter(self.kind.orders))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(name not in ("sort", *self.kind.kept) for name in self.given)

    def address(self, without: Iterable[str] = (), **other: str) -> str:
        """The address of this list with some of what was asked for changed or left out."""
        left = {k: v for k, v in self.given.items() if k not in {*without, *self.bad}} | other
        return f"{self.path}?{urlencode(left)}" if left else self.path

    def apply(self, rows: QuerySet) -> QuerySet:
        """The rows that answer to it."""
        for facet in self.kind.facets:
            if value := self._sound(facet.name):
                rows = facet.narrowed(rows, value)
        first, last = self._day("from"), self._day("to")
        if first or last:
            rows = rows.filter(_within(self.kind, first, last, "possibly" in self.given))
        return rows

    def count(self, rows: QuerySet, shown: Sequence[Sourced]) -> None:
        """Count what the rows have of each facet, and name what those shown have of some."""
        facets = tuple(f for f in self.kind.facets if not f.quiet or self._sound(f.name))
        named = tuple(f for f in self.kind.facets if f.name in self.kind.named)
        self.counted = count(rows, self.order.by, facets, self.kind.whole, shown, named)

    def named(self, facet: str, row: Sourced) -> list[Named]:
        """The values of the facet that a row of the page has, by name."""
        found = self.counted.named[facet].get(row.pk, ()) if self.counted else ()
        return sorted(set(found), key=lambda each: (each.label, each.value))

    def _sound(self, name: str) -> str:
        return "" if name in self.bad else self.given.get(name, "")

    def _day(self, name: str) -> str:
        value = self._sound(name)
        if not value or not self.kind.dated:
            return ""
        found = dates.read(value)
        return (found.earliest if name == "from" else found.latest) or ""

    # What the page shows

    @property
    def total(self) -> str:
        return f"over {CAP:,}" if self.counted.capped else f"{self.counted.total:,}"

    @property
    def one(self) -> bool:
        return self.counted.total == 1 and not self.counted.capped

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What the list is narrowed to: label, value, the address without it."""
        found = [
            (facet.label, self._named(facet), self.address([facet.name]))
            for facet in self.kind.facets
            if self._sound(facet.name)
        ]
        for name, label in (("from", "From"), ("to", "To")):
            if self.kind.dated and (value := self._sound(name)):
                found.append((label, dates.words(dates.read(value).text), self.address([name])))
        return found

    def _named(self, facet: Facet) -> str:
        value = self.given[facet.name]
        tallies = self.counted.values.get(facet.name, ())
        named = (each.label for each in tallies if each.value == value and not facet.all())
        return next(named, facet.said(value))

    @property
    def choices(self) -> list[tuple[str, bool, list[Choice], bool]]:
        """For each facet its label, whether a value is chosen, its values, and whether there
        are more of them than are shown."""
        found = []
        for facet in self.kind.facets:
            values = self._values(facet)
            chosen = bool(self._sound(facet.name))
            if (len(values) > 1 and not facet.quiet) or chosen:
                found.append((facet.label, chosen, values[:SHOWN], len(values) > SHOWN))
        return found

    def _values(self, facet: Facet) -> list[Choice]:
        plus = "+" if self.counted.capped else ""
        tallies = self.counted.values.get(facet.name, [])
        named = facet.said if facet.all() else None
        found = [
            self._choice(facet, each.value, named(each.value) if named else each.label, each.rows)
            for each in tallies
        ]
        if plus:
            seen = {each.value for each in tallies}
            unseen = [value for value in facet.all() if value not in seen]
            found += [self._choice(facet, value, facet.said(value), 0) for value in unseen]
        return found

    def _choice(self, facet: Facet, value: str, words: str, rows: int) -> Choice:
        plus = "+" if self.counted.capped else ""
        chosen = self.given.get(facet.name) == value
        address = self.address([facet.name], **({} if chosen else {facet.name: value}))
        return Choice(words, address, f"{min(rows, CAP):,}{plus}" if rows else "", chosen)

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders: name, address, whether it is the one shown."""
        usual = next(iter(self.kind.orders))
        return [
            (
                order.name,
                self.address(["sort"], **({} if key == usual else {"sort": key})),
                key == self._order,
            )
            for key, order in self.kind.orders.items()
        ]

    @property
    def first_page(self) -> str:
        return self.address()

    @property
    def with_possibly(self) -> str:
        return self.address(possibly="1")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a form that asks for dates has to send along."""
        own = {"from", "to", "possibly", *self.kind.kept, *self.bad}
        return [(name, value) for name, value in self.given.items() if name not in own]

    @property
    def first_day(self) -> str:
        return self.given.get("from", "")

    @property
    def last_day(self) -> str:
        return self.given.get("to", "")

    @property
    def possibly(self) -> bool:
        return "possibly" in self.given


def narrowed(kind: Kind, path: str, asked: QueryDict) -> Narrowed:
    """What the address asks of a list. What makes no sense is told in `faults` and left aside;
    parameters that the list does not know are as if they were not there."""
    known = [*(facet.name for facet in kind.facets), "sort", *kind.kept]
    if kind.dated:
        known += ["from", "to", "possibly"]
    given = {name: " ".join(asked[name].split()) for name in known if asked.get(name, "").strip()}
    found = Narrowed(kind, path, given)
    facets = {facet.name: facet for facet in kind.facets}
    for name, value in given.items():
        if fault := _fault(name, value, facets.get(name), kind):
            found.faults.append(fault)
            found.bad.add(name)
    return found


def _fault(name: str, value: str, facet: Facet | None, kind: Kind) -> str:
    if name in kind.kept:
        return ""
    if len(value) > LONGEST or not value.isprintable():
        return "What was asked for is too long, or no text."
    if facet:
        return facet.fault(value)
    if name == "sort" and value not in kind.orders:
        return f"“{value}” is no order of this list. Choose one of: {', '.join(kind.orders)}."
    if name in ("from", "to"):
        try:
            dates.read(value)
        except dates.NotADate as refusal:
            return f"{str(refusal).split(' Write ')[0]} {WRITE}"
    return ""


def _within(kind: Kind, first: str, last: str, possibly: bool) -> Q:
    """Dates that surely lie between the days; with `possibly`, also those that may."""
    earliest, latest = f"{kind.dated}_earliest", f"{kind.dated}_latest"
    found = ~Q(**{kind.dated: ""})
    if first:
        end = Q(**{f"{latest}__gte": first}) | Q(**{f"{latest}__isnull": True})
        found &= end if possibly else Q(**{f"{earliest}__gte": first})
    if last:
        end = Q(**{f"{earliest}__lte": last}) | Q(**{f"{earliest}__isnull": True})
        found &= end if possibly else Q(**{f"{latest}__lte": last})
    return found
