"""What the address of the timeline asks for: kinds of record, how they are narrowed, a stretch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from geopolitics import dates
from geopolitics.models import Actor, Document, Event, Sourced, Statement, Target, Topic, Treaty
from geopolitics.models.record import dated
from geopolitics.public.facets import Coded, Facet, Side, known_as
from geopolitics.public.narrowing import Kind, Narrowed, narrowed
from geopolitics.public.pages import event, statement, treaty
from geopolitics.public.paging import Order
from geopolitics.public.together import together

from .window import Window

NAMED = {"actor": Actor, "treaty": Treaty, "topic": Topic, "document": Document}


@dataclass(frozen=True, eq=False)
class _Itself(Facet):
    """The records themselves that bear a name."""

    model: type[Sourced] = Treaty

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(pk__in=known_as(self.model, value).values("pk"))


@dataclass(frozen=True, eq=False)
class _About(Facet):
    """Statements about a treaty or one of its articles."""

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        found = known_as(Treaty, value).values("pk")
        about = Q(about_treaty__in=found)
        about |= Q(about_article__treaty__in=found, about_article__status="published")
        return rows.filter(pk__in=Target.objects.public().filter(about).values("statement"))


@dataclass(frozen=True, eq=False)
class Dated:
    """A kind of record in time: the EDTF field of its day, the field of its end or "".

    `names` are the ways to narrow it, each with its name in the kind's own `list`; `own` are
    those that the list has not, or not so.
    """

    model: type[Sourced]
    began: str
    ended: str
    list: tuple[Facet, ...]
    names: dict[str, str]
    own: tuple[Facet, ...] = ()
    joined: tuple[str, ...] = ()

    @cached_property
    def facets(self) -> dict[str, Facet]:
        known = {facet.name: facet for facet in self.list}
        found = {name: replace(known[old], name=name) for name, old in self.names.items()}
        return found | {facet.name: facet for facet in self.own}

    @property
    def name(self) -> str:
        return self.model.table()

    @property
    def one(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def many(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def rank(self) -> Coalesce:
        """The order of the kind's own list, by which its index finds a stretch."""
        return dated(self.began)

    def reaching(self, first: str, last: str) -> Q:
        """Those that begin before the first day and yet reach into the stretch.

        A treaty does so by the day on which it was signed or ended; that it was in force between
        the two is no happening.
        """
        found = Q(**{f"{self.began}_latest__gte": first})
        if self.model is Treaty:
            end = Q(ended_earliest__lte=last) | Q(ended_earliest__isnull=True)
            return found | (Q(ended_latest__gte=first) & end)
        if self.ended:
            found |= Q(**{f"{self.ended}_latest__gte": first})
            found |= Q(**{f"{self.ended}_earliest__gte": first})
        return found


SHARED = {"topic": "topic", "document": "document"}
VOUCHED = {"factuality": "factuality"}
KINDS = (
    Dated(
        Treaty,
        "signed",
        "ended",
        treaty.FACETS,
        {"actor": "party", "form": "form", "obligation": "obligation", **SHARED},
        (_Itself("treaty", "Treaty"),),
    ),
    Dated(
        Event,
        "began",
        "ended",
        event.KIND.facets,
        {
            "actor": "actor",
            "treaty": "treaty",
            "event": "kind",
            "occurrence": "occurrence",
            **VOUCHED,
            **SHARED,
        },
    ),
    Dated(
        Statement,
        "made",
        "",
        statement.KIND.facets,
        {"actor": "speaker", "act": "act", "stance": "stance", **VOUCHED, **SHARED},
        (_About("treaty", "Treaty"),),
        ("speaker",),
    ),
)
LABELS = {
    "actor": "Actor",
    "treaty": "Treaty",
    "topic": "Topic",
    "document": "Document",
    "form": "Form of treaty",
    "obligation": "Obligation",
    "event": "Kind of event",
    "occurrence": "Occurrence",
    "factuality": "Factuality",
    "act": "Act of saying",
    "stance": "Stance",
}
SHOW = {kind.name: kind.many.capitalize() for kind in KINDS}


@dataclass(frozen=True, eq=False)
class _Shown(Facet):
    """The kinds of record to show."""

    def fault(self, value: str) -> str:
        if value in SHOW:
            return ""
        return f"“{value}” is no kind of record here. Choose one of: {', '.join(SHOW)}."


def _merged() -> Kind:
    facets = {"show": _Shown("show", "Show")}
    for name, label in LABELS.items():
        first = next(kind.facets[name] for kind in KINDS if name in kind.facets)
        facets[name] = replace(first, label=label)
    return Kind(
        facets=tuple(facets.values()),
        whole="",
        orders={"oldest": Order("oldest", dated("began"))},
        dated="began",
    )


WHOLE = _merged()


@dataclass
class Asked:
    """The question: `kinds` are those that can answer it, `given` its values as typed."""

    list: Narrowed
    faults: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    @cached_property
    def given(self) -> dict[str, str]:
        return {k: v for k, v in self.list.given.items() if k not in self.bad}

    @cached_property
    def filters(self) -> dict[str, str]:
        return {name: value for name, value in self.given.items() if name in LABELS}

    @property
    def kinds(self) -> list[Dated]:
        show = self.given.get("show")
        return [
            kind
            for kind in KINDS
            if show in (None, kind.name) and all(name in kind.facets for name in self.filters)
        ]

    @property
    def roundabout(self) -> bool:
        """Whether other tables have to be asked which rows answer."""
        return any(
            isinstance(facet, Side) or not (isinstance(facet, Coded) or facet.name == "actor")
            for facet in (WHOLE_BY_NAME[name] for name in self.filters)
        ) or ("actor" in self.filters and self.given.get("show") != "statement")

    def rows(self, kind: Dated) -> QuerySet:
        """The public rows of the kind that answer to the filters, whenever they were."""
        rows = kind.model.objects.public()
        for name, value in self.filters.items():
            rows = kind.facets[name].narrowed(rows, value)
        return rows

    def day(self, name: str) -> dates.EDTF | None:
        value = self.given.get(name)
        return dates.read(value) if value else None

    def address(self, without: Iterable[str] = (), **other: str) -> str:
        return self.list.address(without, **other)

    def zoom(self, window: Window) -> str:
        """The address of the same for another stretch."""
        return self.address(**window.asked)

    def listed(self, kind: str, window: Window | None = None, **more: str) -> str:
        """The list of a kind, narrowed alike as far as it can be; of treaties if "" is given."""
        one = next((each for each in KINDS if each.name == kind), KINDS[0])
        names = one.names | ({"treaty": "about"} if one.model is Statement else {})
        asked = {names[name]: value for name, value in self.filters.items() if name in names}
        path = reverse(f"public:{one.many}")
        asked |= (window.asked if window else {}) | more
        return f"{path}?{urlencode(asked)}" if asked else path

    def name(self) -> None:
        """Learn what those are called that are named by slug, in one query."""
        asked = {name: self.filters[name] for name in NAMED if name in self.filters}
        if asked:
            found = together(
                **{
                    name: (_called(NAMED[name], value), ("slug", _words(NAMED[name])))
                    for name, value in asked.items()
                }
            )
            self.known = {name: rows[0].second for name, rows in found.items() if rows}

    def said(self, name: str) -> str:
        value = self.given[name]
        return self.known.get(name) or WHOLE_BY_NAME[name].said(value)

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What it is narrowed to: label, value, the address without it."""
        found = [(LABELS[name], self.said(name), self.address([name])) for name in self.filters]
        if "show" in self.given:
            found.insert(0, ("Only", SHOW[self.given["show"]], self.address(["show"])))
        return found

    @property
    def selects(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """Closed lists of the form: name, label, and value, words, whether chosen."""
        found = []
        for facet in WHOLE.facets:
            if values := tuple(facet.all()):
                chosen = self.given.get(facet.name)
                options = [(value, facet.said(value), value == chosen) for value in values]
                found.append((facet.name, facet.label, options))
        return found

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """Open ones: name, label, value."""
        return [(name, LABELS[name], self.list.given.get(name, "")) for name in NAMED]

    @property
    def shows(self) -> list[tuple[str, str, bool]]:
        return [(name, label, self.given.get("show") == name) for name, label in SHOW.items()]

    @property
    def further(self) -> bool:
        """Whether a filter is set that the form keeps folded away."""
        return any(name not in ("actor", "treaty") for name in self.filters)


WHOLE_BY_NAME = {facet.name: facet for facet in WHOLE.facets}


def ask(request: HttpRequest, path: str) -> Asked:
    """Read the address. What makes no sense is told in `faults` and left aside."""
    found = narrowed(WHOLE, path, request.GET)
    asked = Asked(found, list(found.faults), set(found.bad))
    first, last = asked.day("from"), asked.day("to")
    if first and last and first.earliest and last.latest and first.earliest > last.latest:
        asked.faults.append("“From” is after “to”, so neither is followed.")
        found.bad |= {"from", "to"}
        asked = replace(asked, bad=set(found.bad))
    return asked


def _called(model: type[Sourced], value: str) -> QuerySet:
    """The first that is known so; of a topic that no public record carries no name is told."""
    first = known_as(model, value)
    if model is Topic:
        first = first.filter(Topic.holds_public())
    return model.objects.filter(pk__in=first.order_by("slug").values("pk")[:1])


def _words(model: type[Sourced]) -> str:
    return "title" if model in (Treaty, Document) else "name"
