"""What an actor said, apart from what others attribute to it, say of it and say to it.

Whoever speaks on its behalf, in one of its offices or as one of its bodies speaks *for* it: that
stands apart from its own words, and neither is added up with what is attributed to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from geopolitics.models import Actor, Position, Record, Statement, Target
from geopolitics.models.record import dated_down
from geopolitics.models.statement import ABOUT
from geopolitics.public.held import hold
from geopolitics.public.paging import AT_ONCE
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources
from geopolitics.public.takeaway import Table
from geopolitics.public.together import together

from .said import COLUMNS, SPOKEN, Turn, View, row
from .shared import at_once, distinct

WITHIN = ("about_treaty", "about_article__treaty", "about_event", "about_actor", "holder")
JOINED = (*WITHIN, "about_statement__speaker")
SHOWN = 25
CONTRASTS = 50
CELL = 5


@dataclass
class Section:
    """Statements that stand to the actor in one way; `list` is the address of them all."""

    name: str
    title: str
    note: str
    turns: list[Turn]
    cut: bool
    list: str = ""

    @property
    def apart(self) -> bool:
        return self.name == "attributed"


@dataclass
class Contrast:
    """One record: what the actor said of it itself, what was said for it, what is attributed."""

    about: Record
    said: list[View] = field(default_factory=list)
    spoken: list[View] = field(default_factory=list)
    attributed: list[View] = field(default_factory=list)

    @property
    def views(self) -> list[View]:
        """Those that the page shows."""
        return [view for _, shown, _ in self.cells for view in shown]

    @property
    def cells(self) -> list[tuple[str, list[View], int]]:
        """For each column its label, the first of its stances, and how many more there are."""
        columns = (
            ("Said itself", self.said),
            ("Said for it", self.spoken),
            ("Attributed", self.attributed),
        )
        return [(label, own[:CELL], max(len(own) - CELL, 0)) for label, own in columns]


class Mouths:
    """By whom an actor speaks: itself; its bodies, its offices, and whoever speaks for it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        posts = Position.objects.public().filter(Q(body=actor) | Q(body__part_of=actor))
        posts = posts.filter(pk__in=posts.order_by("pk").values("pk")[:AT_ONCE])
        parts = at_once(Actor.objects.public().filter(part_of=actor))
        found = together(posts=(posts, ("pk",)), parts=(parts, ("pk",)))
        self.posts = [int(each.first) for each in found["posts"]]
        self.parts = [int(each.first) for each in found["parts"]]

    def condition(self, to: str = "") -> Q:
        """Statements made for it by others; `to` leads to the statement."""
        spoken = (
            Q(**{f"{to}on_behalf_of": self.actor})
            | Q(**{f"{to}capacity__in": self.posts})
            | Q(**{f"{to}speaker__in": self.parts})
        )
        return spoken & (Q(**{f"{to}speaker": None}) | ~Q(**{f"{to}speaker": self.actor}))

    def statements(self) -> QuerySet[Statement]:
        """What was said for it; the keys are found first, so that not all are read in time."""
        found = Statement.objects.filter(self.condition()).order_by().values("pk")
        return Statement.objects.public().filter(pk__in=found)

    def own(self, statement: Statement) -> bool:
        return statement.speaker_id == self.actor.pk


def context(actor: Actor, request: HttpRequest, size: int = SHOWN) -> dict[str, Any]:
    """All that the page shows, in eight queries: the newest statements of each section."""
    mouths = Mouths(actor)
    ascribed = _ascribed(actor)
    lists = _newest(
        size,
        said=Statement.objects.public().filter(speaker=actor),
        spoken=mouths.statements(),
        of=_targeting(actor),
        to=Statement.objects.public().filter(addressees=actor),
    )
    lists["attributed"] = distinct(target.statement for target in ascribed)[: size + 1]
    found = _contrasts(mouths, ascribed)
    contrasts = found[:CONTRASTS]
    known: dict[int, Statement] = {}
    for each in contrasts:
        for view in each.views:
            own = view.target.statement
            view.target.statement = known.setdefault(own.pk, own)
    lists = {name: [known.setdefault(row.pk, row) for row in rows] for name, rows in lists.items()}
    views = _views(known)
    turns = {name: [Turn(row, views[row.pk]) for row in rows] for name, rows in lists.items()}
    _only(turns["attributed"], lambda view: view.target.holder_id == actor.pk and not view.own)
    _only(turns["of"], lambda view: view.target.about_actor_id == actor.pk)
    sections = [
        Section(
            name,
            title,
            note,
            turns[name][:size],
            len(turns[name]) > size,
            _list(by, actor) if by else "",
        )
        for name, title, note, by in SECTIONS
        if turns[name]
    ]
    statements = distinct(
        [
            *(turn.statement for section in sections for turn in section.turns),
            *(view.target.statement for each in contrasts for view in each.views),
        ]
    )
    return {
        "actor": actor,
        "contrasts": contrasts,
        "more": len(found) > CONTRASTS or len(ascribed) == AT_ONCE,
        "sections": sections,
        "sources": Sources([], statements),
    }


SECTIONS = (
    ("said", "Its own words", "As the speaker", "speaker"),
    ("spoken", "Said for it", "On its behalf, in its offices or by its bodies", ""),
    ("attributed", "Attributed to it", "What others say that it holds; not its words", "holder"),
    ("of", "Said of it", "By whomever", "actor"),
    ("to", "Said to it", "It was spoken to", "addressee"),
)


def _list(by: str, actor: Actor) -> str:
    return f"{reverse('public:statements')}?{urlencode({by: actor.slug})}"


def _newest(size: int, **sets: QuerySet[Statement]) -> dict[str, list[Statement]]:
    """Of each set the newest, in two queries; one more than the page shows, to tell whether there
    are more."""
    rank = dated_down("made")
    first = {
        name: rows.filter(pk__in=rows.order_by(rank.desc(), "-slug").values("pk")[: size + 1])
        for name, rows in sets.items()
    }
    keys = together(**{name: (rows, ("pk",)) for name, rows in first.items()})
    own = {name: {int(row.first) for row in rows} for name, rows in keys.items()}
    rows = Statement.objects.public().filter(pk__in=set().union(*own.values()))
    rows = rows.select_related(*SPOKEN).annotate(rank=rank).order_by("-rank", "-slug")
    found = list(rows)
    return {name: [row for row in found if row.pk in pks] for name, pks in own.items()}


def _targeting(actor: Actor) -> QuerySet[Statement]:
    own = Target.objects.public().filter(about_actor=actor).order_by().values("statement")
    return Statement.objects.public().filter(pk__in=own)


def _ascribed(actor: Actor) -> list[Target]:
    """The stances that others attribute to it, the newest first."""
    rows = Target.objects.public().filter(holder=actor)
    rows = rows.filter(Q(statement__speaker=None) | ~Q(statement__speaker=actor))
    joined = (f"statement__{name}" for name in SPOKEN)
    rows = rows.select_related(*JOINED, *joined).annotate(rank=dated_down("statement__made"))
    return list(rows.order_by("-rank", "-statement__slug", "key")[:AT_ONCE])


def _contrasts(mouths: Mouths, ascribed: list[Target]) -> list[Contrast]:
    """For each record on which a stance is attributed, what was said itself and for it."""
    found: dict[tuple, Contrast] = {}
    for target in ascribed:
        each = found.setdefault(_about(target), Contrast(target.about))
        each.attributed.append(View(target, False))
    if not found:
        return []
    subjects = Q(pk__in=[])
    for column in ABOUT:
        keys = {getattr(target, f"{column}_id") for target in ascribed} - {None}
        if keys:
            subjects |= Q(**{f"{column}__in": keys})
    spoken = Q(statement__speaker=mouths.actor) | mouths.condition("statement__")
    about = Target.objects.filter(subjects).order_by().values("pk")
    rows = Target.objects.public().filter(spoken, pk__in=about)
    rows = rows.filter(Q(holder=None) | Q(holder=mouths.actor))
    rows = rows.select_related("holder", *(f"statement__{name}" for name in SPOKEN))
    rows = rows.annotate(rank=dated_down("statement__made"))
    for target in rows.order_by("-rank", "-statement__slug", "key")[:AT_ONCE]:
        each = found[_about(target)]
        (each.said if mouths.own(target.statement) else each.spoken).append(View(target, True))
    return list(found.values())


def _about(target: Target) -> tuple:
    return next((name, pk) for name in ABOUT if (pk := getattr(target, f"{name}_id")))


def _views(statements: dict[int, Statement]) -> dict[int, list[View]]:
    """The stances of these statements, by statement, put where it looks for its targets."""
    rows = Target.objects.public().filter(statement__in=list(statements)).select_related(*JOINED)
    found = defaultdict(list)
    for target in rows.order_by("statement__slug", "key"):
        target.statement = statements[target.statement_id]
        own = target.holder_id in (None, target.statement.speaker_id)
        found[target.statement_id].append(View(target, own))
    for pk, statement in statements.items():
        hold(statement, "targets", [view.target for view in found[pk]])
    return found


def _only(turns: list[Turn], wanted: Callable[[View], bool]) -> None:
    """Leave of each turn the stances for which it stands in its section."""
    for turn in turns:
        turn.views = [view for view in turn.views if wanted(view)]


def table(shown: dict[str, Any], request: HttpRequest) -> Table:
    """The same as rows: one for each section, statement and stance."""
    sources = shown["sources"]
    rows = []
    for section in shown["sections"]:
        for turn in section.turns:
            proof = [mark.source for mark in sources.lede(turn.statement)]
            for view in turn.views or [None]:
                told = row(turn.statement, view, proof, request)
                rows.append({"section": section.name, **told})
    more = {
        "all": {
            section.name: absolute(request, section.list)
            for section in shown["sections"]
            if section.list
        },
        "contrasts": [
            {
                "about": absolute(request, each.about.get_absolute_url()),
                "said": [view.answer for view in each.said],
                "spoken": [view.answer for view in each.spoken],
                "attributed": [view.answer for view in each.attributed],
            }
            for each in shown["contrasts"]
        ],
    }
    return Table(("section", *COLUMNS), rows, more)
