"""What several kinds of pages show alike: statements about a record, events, topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from geopolitics.models import Actor, Event, Record, Statement, Target, Topic
from geopolitics.models.record import dated
from geopolitics.public.facets import Named
from geopolitics.public.paging import AT_ONCE
from geopolitics.vocabularies import STANCES

HOLDS = {
    "supports": "supports",
    "opposes": "opposes",
    "mixed": "mixed on",
    "neutral": "neutral on",
    "none taken": "no stance taken on",
}
NAMED = 8
SAID = ("statement__speaker", "statement__capacity__body")
WITHIN = ("about_treaty", "about_article__treaty", "about_event", "about_actor")

# The parameters of the list of statements that are not named as the record.
NARROWED = {"treaty": "about"}
SPOKEN = {"statement": ("speaker", "capacity__body"), "article": ("treaty",)}


@dataclass
class Said:
    """A statement under one stance; `on` are its targets, but for the page's own record."""

    statement: Statement
    stance: str
    holder: Actor | None = None
    on: list[Record] = field(default_factory=list)
    own: bool = False

    @property
    def label(self) -> str:
        return "No stance taken" if self.stance == "none taken" else STANCES[self.stance].label

    @property
    def holds(self) -> str:
        return HOLDS[self.stance]


@dataclass
class Board:
    """Statements about a record: those who spoke for themselves by stance, the others apart.

    `all` is the address of the list of them all, where some were `cut`; `by_actor` that of the
    page that puts them actor by actor, where there is one.
    """

    stances: list[tuple[str, list[Said]]]
    attributed: list[Said]
    cut: bool
    all: str = ""
    by_actor: str = ""

    @property
    def statements(self) -> list[Statement]:
        rows = [said for _, group in self.stances for said in group] + self.attributed
        return list({said.statement.pk: said.statement for said in rows}.values())

    @property
    def empty(self) -> bool:
        return not self.stances and not self.attributed


def board(about: Q, own: Record) -> Board:
    """The statements with a target that `about` describes, in one query."""
    # By themselves first: SQLite would else go through every statement there is.
    those = Target.objects.filter(about).values("pk")
    targets = Target.objects.public().filter(pk__in=those)
    targets = targets.select_related(*SAID, *WITHIN, "holder")
    targets = targets.annotate(rank=dated("statement__made")).order_by(
        "rank", "statement__slug", "key"
    )
    rows = list(targets[: AT_ONCE + 1])
    said = gathered(rows[:AT_ONCE], own)
    groups: dict[str, list[Said]] = {term.value: [] for term in STANCES}
    for row in said:
        if not row.holder:
            groups[row.stance].append(row)
    stances = [(group[0].label, group) for group in groups.values() if group]
    apart = [row for row in said if row.holder]
    asked = urlencode({NARROWED.get(own.table(), own.table()): own.slug})
    every = f"{reverse('public:statements')}?{asked}"
    by_actor = "" if isinstance(own, Statement) else f"{own.get_absolute_url()}said/"
    return Board(stances, apart, len(rows) > AT_ONCE, every, by_actor)


def gathered(targets: Iterable[Target], own: Record) -> list[Said]:
    """Targets as statements: one row for all that a statement says with one stance of a holder."""
    found: dict[tuple, Said] = {}
    for target in targets:
        holder = target.holder if target.holder_id != target.statement.speaker_id else None
        key = (target.statement_id, target.stance, holder and holder.pk)
        row = found.setdefault(key, Said(target.statement, target.stance, holder))
        if target.about != own:
            row.on.append(target.about)
        else:
            row.own = True
    return list(found.values())


def in_time(events: QuerySet[Event]) -> list[Event]:
    """Events by date, as many as a page holds."""
    rows = events.annotate(rank=dated("began")).order_by("rank", "slug")
    return list(rows.distinct()[:AT_ONCE])


def topics_of(record: Record) -> tuple[QuerySet[Topic], tuple[str, ...]]:
    """The topics of a published record, public by that alone, for `together`."""
    through = type(record).topics.through.objects
    ids = through.filter(**{record.table(): record}).values("topic")
    return Topic.objects.filter(pk__in=ids), ("name", "slug")


def distinct(records: Iterable[Record | None]) -> list[Record]:
    """Each once, in order; gaps left out."""
    return list({(type(r), r.pk): r for r in records if r is not None}.values())


def some(named: list[Named]) -> tuple[list[Named], int]:
    """The first of them, as many as a row of a list names, and how many more there are."""
    return (named, 0) if len(named) <= NAMED else (named[: NAMED - 2], len(named) - NAMED + 2)


def at_once(rows: QuerySet) -> QuerySet:
    """No more of them than a page holds, in a form that a union takes."""
    return rows.filter(pk__in=rows.order_by("slug").values("pk")[:AT_ONCE])
