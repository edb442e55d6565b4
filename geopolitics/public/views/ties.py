"""Who stands where: who is tied to whom on a day, as a page and as a file."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.models import Actor, Document, Treaty
from geopolitics.public.asked import day_asked
from geopolitics.public.facets import known_as
from geopolitics.public.narrowing import LONGEST
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources
from geopolitics.public.takeaway import Table, files, taken
from geopolitics.public.ties.bonds import KINDS, UNNAMED, Bond, Node, bonds
from geopolitics.public.ties.drawing import drawings
from geopolitics.public.ties.web import Tie, Web, around, most_tied, of_treaty, ties
from geopolitics.public.together import together
from geopolitics.vocabularies import OBLIGATIONS

# A picture of fewer says less than the table.
FEWEST = 3
ROWS = 100
ONE_BY_ONE = (
    "kind",
    "obligor",
    "beneficiary",
    "mutual",
    "treaty",
    "article",
    "trigger",
    "status",
    "reason",
    "quote",
    "source",
)
PAIRS = ("one", "other", "kinds", "treaties", "page")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The ties of a treaty, of an actor, or of those most tied."""
    shown = Shown(request)
    context = {"shown": shown, "asked": shown.asked, "files": files(request)}
    return render(request, "public/ties.html", context, status=shown.status)


@require_safe
def file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The rows of its table as JSON or CSV."""
    shown = Shown(request)
    if shown.status != 200:
        return taken(request, Table(PAIRS, [], {"faults": shown.faults}), suffix, shown.status)
    return taken(request, shown.table(request), suffix)


class Shown:
    """What the page shows of the question that the address asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.asked = day_asked(request, _newest())
        self.faults = [self.asked.fault] if self.asked.fault else []
        self.treaty = self._named(request, "treaty")
        self.actor = self._named(request, "actor")
        self.kind = " ".join(request.GET.get("kind", "").split())
        if self.kind and self.kind not in OBLIGATIONS:
            known = ", ".join(OBLIGATIONS.values)
            self.faults.append(f"There is no such obligation. Choose one of: {known}.")
            self.kind = ""
        self.known = self._known()
        self.bonds = bonds(self.asked.day, self.treaty, self.actor, self.kind)
        self.found = ties(self.bonds.rows)
        self.web = self._web()
        self.single = bool(self.treaty or self.actor)
        rows = [bond.treaty for bond in self.rows]
        if not self.single:
            rows = [tie.treaties[0].treaty for tie in self.pairs]
        self.sources = Sources([], {treaty.pk: treaty for treaty in rows}.values())

    def _named(self, request: HttpRequest, name: str) -> str:
        value = " ".join(request.GET.get(name, "").split())
        if len(value) > LONGEST or not value.isprintable():
            self.faults.append("What was asked for is too long, or no text.")
            return ""
        return value

    def _known(self) -> dict[str, tuple[str, str]]:
        """Slug and name of the treaty and the actor asked for, as far as there are such."""
        asked = {
            name: (known_as(model, value).order_by("slug").values("pk")[:1], model, words)
            for name, value, model, words in (
                ("treaty", self.treaty, Treaty, "title"),
                ("actor", self.actor, Actor, "name"),
            )
            if value
        }
        if not asked:
            return {}
        sets = {
            name: (model.objects.filter(pk__in=first), ("slug", words))
            for name, (first, model, words) in asked.items()
        }
        return {name: rows[0][:2] for name, rows in together(**sets).items() if rows}

    def _web(self) -> Web | None:
        if self.actor:
            slug = self.known.get("actor", ("",))[0]
            return around({slug}, self.found)
        if self.treaty:
            return of_treaty(self.bonds.rows, self.found)
        return most_tied(self.found)

    @property
    def status(self) -> int:
        return 400 if self.faults else 200

    @cached_property
    def pictures(self) -> list[Any]:
        """Both pictures; none where they would say less than the table."""
        web = self.web
        number = len(web.nodes) + bool(web.middle) if web else 0
        return drawings(web, self.near) if number >= FEWEST else []

    @property
    def key(self) -> list[tuple[str, str]]:
        """The kinds of lines in the picture, as classes and in words."""
        names = {kind or "unnamed": kind for kind in KINDS}
        drawn = self.pictures[0].kinds
        return [
            (name, OBLIGATIONS[kind].label if kind else UNNAMED)
            for name, kind in names.items()
            if name in drawn
        ]

    @property
    def rows(self) -> list[Bond]:
        return self.bonds.rows[:ROWS] if self.treaty or self.actor else []

    @property
    def pairs(self) -> list[Tie]:
        return self.web.ties if self.web else []

    @property
    def cut(self) -> int:
        """How many rows the table leaves out."""
        return max(len(self.bonds.rows) - ROWS, 0) if self.single else 0

    @property
    def everybody(self) -> list[tuple[str, str]]:
        """All who are tied: name and the address of their own ties."""
        return [(node.words, self.near(node)) for node in self.bonds.nodes]

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(term.value, term.label, term.value == self.kind) for term in OBLIGATIONS]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What it is narrowed to: label, value, the address without it."""
        found = [
            (label, self.known.get(name, ("", value))[1], self._address(**{name: ""}))
            for name, label, value in (
                ("treaty", "Treaty", self.treaty),
                ("actor", "Actor", self.actor),
            )
            if value
        ]
        if self.kind:
            found.append(("Obligation", OBLIGATIONS[self.kind].label, self._address(kind="")))
        return found

    def near(self, node: Node) -> str:
        """The ties of one actor, on the same day."""
        return self._address(actor=node.slug, treaty="")

    def _address(self, **changes: str) -> str:
        on = self.asked.day.isoformat() if self.asked.given else ""
        asked = {"treaty": self.treaty, "actor": self.actor, "kind": self.kind, "on": on} | changes
        asked = {name: value for name, value in asked.items() if value}
        path = reverse("public:ties")
        return f"{path}?{urlencode(asked)}" if asked else path

    def table(self, request: HttpRequest) -> Table:
        """The rows of the page's table."""
        more = {"on": self.asked.day.isoformat(), "left_out": self.cut}
        if self.single:
            return Table(ONE_BY_ONE, [self._one(request, bond) for bond in self.rows], more)
        rows = [
            {
                "one": tie.one.words,
                "other": tie.other.words,
                "kinds": [kind or "not named" for kind in tie.kinds],
                "treaties": [bond.treaty.slug for bond in tie.treaties],
                "page": absolute(request, self.near(tie.one)),
            }
            for tie in self.pairs
        ]
        return Table(PAIRS, rows, more | {"left_out": self.web.left})

    def _one(self, request: HttpRequest, bond: Bond) -> dict[str, Any]:
        marks = self.sources.marks(bond.treaty, bond.path, f"{bond.path}/kind") if bond.duty else []
        marks = marks or self.sources.lede(bond.treaty)
        source = marks[0].source if marks else None
        duty = bond.duty
        return {
            "kind": bond.kind or "not named",
            "obligor": [node.words for node in bond.ones],
            "beneficiary": [node.words for node in bond.ones if bond.mutual]
            or [node.words for node in bond.others],
            "mutual": bond.mutual,
            "treaty": bond.treaty.slug,
            "article": duty.article.slug if duty and duty.article else None,
            "trigger": (duty.trigger or None) if duty else None,
            "status": bond.standing.status,
            "reason": bond.standing.reason,
            "quote": source and source.citation.quote,
            "source": source and absolute(request, source.address),
        }


def _newest() -> str:
    """The day of the newest source, on which the page answers unless asked for another."""
    rows = Document.objects.public().filter(published_latest__isnull=False)
    days = rows.order_by("-published_latest").values_list("published_latest", "published")
    return next((text for _, text in days[:1]), "")
