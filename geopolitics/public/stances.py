"""Who takes which stance on a record: what the address asks for, and the matrix of the answers.

The unit is a stance: one target of one statement. Whoever spoke for themselves has *said* it; to
a holder who is not the speaker it is *attributed*, and the two are never added up. Declining to
comment is an answer of its own, beside the stances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from geopolitics.models import Actor, Target
from geopolitics.models.record import dated, dated_down
from geopolitics.public.counting import CAP
from geopolitics.public.facets import Coded, Counted, Facet, Linked, Tally
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import Order
from geopolitics.vocabularies import ACTS, STANCES

MOST = 5_000
LINES = 100
UNNAMED = "not named"
DECLINED = "declined"
ANSWERS = {
    **{term.value: term.label for term in STANCES},
    "none taken": "No stance taken",
    DECLINED: "Declined to comment",
}
VOICES = {"said": "Said by themselves", "attributed": "Attributed by others"}
OWN = Q(holder=None) | Q(holder=F("statement__speaker"))
DECLINES = Q(stance="none taken", statement__act="DECLINE")


class Speaker(Linked):
    """Who spoke; `UNNAMED` where the source does not say."""

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        if value == UNNAMED:
            return rows.filter(**{self.column: None})
        return super().narrowed(rows, value)

    def said(self, value: str) -> str:
        return "Not named by the source" if value == UNNAMED else value


@dataclass(frozen=True, eq=False)
class Choice(Facet):
    """A closed list of conditions, each with its label."""

    labels: dict[str, str]
    conditions: dict[str, Q]

    def fault(self, value: str) -> str:
        if value in self.labels:
            return ""
        known = ", ".join(self.labels)
        return f"“{value}” is no value of “{self.label}”. Choose one of: {known}."

    def narrowed(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(self.conditions[value])

    def said(self, value: str) -> str:
        return self.labels.get(value, value)

    def all(self) -> Iterable[str]:
        return self.labels


KIND = Kind(
    facets=(
        Speaker("speaker", "Speaker", "statement__speaker", Actor),
        Linked("holder", "Attributed to", "holder", Actor),
        Coded("act", "Act", "statement__act", ACTS),
        Choice(
            "stance",
            "Stance",
            ANSWERS,
            {term.value: Q(stance=term.value) for term in STANCES}
            | {"none taken": Q(stance="none taken") & ~DECLINES, DECLINED: DECLINES},
        ),
        Choice(
            "voice",
            "Said or attributed",
            VOICES,
            {
                "said": OWN,
                "attributed": Q(holder__isnull=False)
                & (Q(statement__speaker=None) | ~Q(holder=F("statement__speaker"))),
            },
        ),
    ),
    whole="act",
    orders={
        "oldest": Order("oldest", dated("made")),
        "newest": Order("newest", dated_down("made"), True),
    },
    dated="statement__made",
)


class Stance(NamedTuple):
    """A stance, as far as the matrix counts it."""

    statement: int
    speaker: str | None
    speaker_name: str | None
    holder: str | None
    holder_name: str | None
    stance: str
    act: str
    made: str

    @property
    def own(self) -> bool:
        return self.holder in (None, self.speaker)

    @property
    def answer(self) -> str:
        declines = self.act == "DECLINE" and self.stance == "none taken"
        return DECLINED if declines else self.stance


@dataclass
class Cell:
    """How many statements take one answer; `address` narrows the page to them."""

    answer: str
    statements: set[int] = field(default_factory=set)
    address: str = ""

    @property
    def label(self) -> str:
        return ANSWERS[self.answer]

    @property
    def sign(self) -> str:
        """The answer as a class name of the style sheet."""
        return self.answer.replace(" ", "-")


@dataclass
class Line:
    """An actor's row: `others` are those according to whom it takes the stances attributed."""

    slug: str
    name: str
    cells: list[Cell]
    acts: list[tuple[str, int]]
    others: list[tuple[str, str]]
    first: str
    last: str
    number: int


@dataclass
class Matrix:
    """The stances that an actor took, and those attributed to one, row by row.

    `cut` says that only the first MOST in time were counted; `left` how many further actors
    have no row.
    """

    said: list[Line]
    attributed: list[Line]
    cut: bool
    left: int


def matrix(rows: QuerySet[Target], asked: Narrowed) -> Matrix:
    """The matrix of these stances, in one query; `asked` learns their counts and names."""
    ranked = rows.annotate(rank=dated("statement__made"))
    columns = (
        "statement_id",
        "statement__speaker__slug",
        "statement__speaker__name",
        "holder__slug",
        "holder__name",
        "stance",
        "statement__act",
        "statement__made",
    )
    ranked = ranked.order_by("rank", "statement__slug", "key").values_list(*columns)
    found = [Stance(*row) for row in ranked[: MOST + 1]]
    cut, found = len(found) > MOST, found[:MOST]
    asked.counted = _counted(found, cut)
    said = _lines([row for row in found if row.own], "said", asked)
    attributed = _lines([row for row in found if not row.own], "attributed", asked)
    left = max(len(said) - LINES, 0) + max(len(attributed) - LINES, 0)
    return Matrix(said[:LINES], attributed[:LINES], cut, left)


def _counted(found: list[Stance], cut: bool) -> Counted:
    """How many statements there are, and by whom: for the names of what was chosen."""
    names: dict[str, dict[str, Tally]] = defaultdict(dict)
    for row in found:
        if row.speaker:
            names["speaker"][row.speaker] = Tally(row.speaker, row.speaker_name, 0)
        if row.holder:
            names["holder"][row.holder] = Tally(row.holder, row.holder_name, 0)
    statements = len({row.statement for row in found})
    return Counted(
        min(statements, CAP),
        cut or statements > CAP,
        {name: list(each.values()) for name, each in names.items()},
    )


def _lines(rows: list[Stance], voice: str, asked: Narrowed) -> list[Line]:
    """By how many statements, then by name; whoever is not named stands last."""
    by_actor: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for row in rows:
        named = (
            (row.speaker, row.speaker_name) if voice == "said" else (row.holder, row.holder_name)
        )
        by_actor[named[0] or "", named[1] or ""].append(row)
    lines = [_line(slug, name, own, voice, asked) for (slug, name), own in by_actor.items()]
    return sorted(lines, key=lambda line: (not line.slug, -line.number, line.name, line.slug))


def _line(slug: str, name: str, rows: list[Stance], voice: str, asked: Narrowed) -> Line:
    cells = {answer: Cell(answer) for answer in ANSWERS}
    acts: dict[str, set[int]] = defaultdict(set)
    others: dict[str, str] = {}
    for row in rows:
        cells[row.answer].statements.add(row.statement)
        acts[row.act].add(row.statement)
        others[row.speaker or ""] = row.speaker_name or ""
    who = {"speaker" if voice == "said" else "holder": slug or UNNAMED}
    for cell in cells.values():
        cell.address = asked.address(["sort"], stance=cell.answer, voice=voice, **who)
    dates = [row.made for row in rows if row.made]
    return Line(
        slug,
        name,
        list(cells.values()),
        [(ACTS[act].label, len(own)) for act, own in acts.items()],
        list(others.items()) if voice == "attributed" else [],
        dates[0] if dates else "",
        dates[-1] if dates else "",
        len({row.statement for row in rows}),
    )
