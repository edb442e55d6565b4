"""Who owes whom as a picture: actors by actors, or one actor and those beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from geopolitics.models import Actor, Treaty
from geopolitics.models.standing import (
    ABSENT,
    ENDED,
    NOT_YET_IN_FORCE,
    NOT_YET_SIGNED,
    SIGNS,
    Standing,
)
from geopolitics.public.places import between

from .fetched import Fetched
from .lines import RANK, Line, by_actor

WIDE = 14
LONG = 24
TOLD = 4
IDLE = (ENDED, NOT_YET_IN_FORCE, NOT_YET_SIGNED, ABSENT)


@dataclass
class Cell:
    """What one actor owes another, or the treaties between them that name no obligation."""

    owing: Actor
    owed: Actor
    address: str = ""
    lines: list[Line] = field(default_factory=list)
    unnamed: list[Treaty] = field(default_factory=list)

    @property
    def standing(self) -> list[Standing]:
        """For each day that of the line which holds most."""
        if not self.lines:
            return []
        days = range(len(self.lines[0].standing))
        most = (min(self.lines, key=lambda line: _rank(line, day)) for day in days)
        return [line.standing[day] for day, line in enumerate(most)]

    @property
    def signs(self) -> list[str]:
        """Class names of the style sheet, one for each day."""
        return [SIGNS[each.status] for each in self.standing] or ["unnamed"]

    @property
    def changed(self) -> bool:
        return len({each.status for each in self.standing}) > 1

    @property
    def words(self) -> str:
        """The cell as a sentence."""
        said = [_said(line) for line in self.lines[:TOLD]]
        said += [f"{treaty}: obligation not named by its source" for treaty in self.unnamed]
        more = len(self.lines) + len(self.unnamed) - TOLD
        told = "; ".join(said[:TOLD]) + (f"; and {more} more" if more > 0 else "")
        return f"{self.owing} toward {self.owed}: {told}"


@dataclass
class Matrix:
    """Actors by actors. `cut`: only those with the most ties of `all` have a row and a column."""

    actors: list[Actor]
    rows: list[tuple[Actor, list[Cell | None]]]
    all: int

    @property
    def cut(self) -> bool:
        return self.all > len(self.actors)


class Row(NamedTuple):
    """Another actor, the address of both, what is owed to it and what it owes."""

    actor: Actor
    address: str
    owes: Cell | None
    owed: Cell | None


@dataclass
class Beside:
    """An actor's row and column: what it owes each other, and what each owes it."""

    actor: Actor
    rows: list[Row]
    all: int

    @property
    def cut(self) -> bool:
        return self.all > len(self.rows)


def matrix(lines: list[Line], fetched: Fetched, anchors: set[str]) -> Matrix:
    """The actors with the most obligations that hold on a day asked for, as many as can be read,
    by name; a predecessor stands behind its continuator.

    `anchors` are the lines that the page lists: to these a cell leads, else to the page of the
    two actors.
    """
    ties = _ties(lines, fetched)
    shown = sorted(ties, key=lambda pk: (ties[pk], fetched.actors[pk].slug))[:WIDE]
    actors = sorted((fetched.actors[pk] for pk in shown), key=lambda actor: _row(actor, fetched))
    cells = _cells(lines, fetched, {actor.pk for actor in actors})
    _lead(cells, anchors)
    rows = [(one, [cells.get((one.pk, other.pk)) for other in actors]) for one in actors]
    return Matrix(actors, rows, len(ties))


def beside(actor: Actor, lines: list[Line], fetched: Fetched, anchors: set[str]) -> Beside:
    """Those whom the actor owes, or who owe it, the most tied first."""
    cells = _cells(lines, fetched, None, actor.pk)
    _lead(cells, anchors)
    ties = _ties(lines, fetched)
    others = {pk for pair in cells for pk in pair} - {actor.pk}
    order = sorted(others, key=lambda pk: (ties[pk], fetched.actors[pk].slug))
    rows = [
        Row(
            fetched.actors[pk],
            between(actor.slug, fetched.actors[pk].slug),
            cells.get((actor.pk, pk)),
            cells.get((pk, actor.pk)),
        )
        for pk in order[:LONG]
    ]
    return Beside(actor, rows, len(order))


def _ties(lines: list[Line], fetched: Fetched) -> dict[int, tuple[int, int]]:
    """For each actor how many obligations hold and how many there are, as negative numbers."""
    found: dict[int, tuple[int, int]] = {}
    for pk, own in by_actor(lines).items():
        holding = sum(any(day.status not in IDLE for day in line.standing) for line in own)
        found[pk] = (-holding, -len(own))
    for treaty in fetched.apart:
        for pk in fetched.bound(treaty.pk):
            found.setdefault(pk, (0, 0))
    return found


def _cells(
    lines: Iterable[Line], fetched: Fetched, among: set[int] | None, own: int = 0
) -> dict[tuple[int, int], Cell]:
    """Cells by who owes whom, `among` some actors, or between the `own` one and any other."""
    found: dict[tuple[int, int], Cell] = {}

    def cell(one: int, other: int) -> Cell:
        return found.setdefault((one, other), Cell(fetched.actors[one], fetched.actors[other]))

    for line in lines:
        for one, other in _within(line, among, own):
            cell(one, other).lines.append(line)
    for treaty in fetched.apart:
        bound = tuple(fetched.bound(treaty.pk))
        for one, other in _product(bound, bound, among, own):
            cell(one, other).unnamed.append(treaty)
    return found


def _lead(cells: dict[tuple[int, int], Cell], anchors: set[str]) -> None:
    """Give each cell the address where its lines are read."""
    for cell in cells.values():
        listed = next((line.anchor for line in cell.lines if line.anchor in anchors), "")
        if not cell.lines:
            cell.address = "#apart"
        elif listed:
            cell.address = f"#{listed}"
        else:
            cell.address = between(cell.owing.slug, cell.owed.slug)


def _within(line: Line, among: set[int] | None, own: int) -> set[tuple[int, int]]:
    found = set(_product(line.owing, line.owed, among, own))
    if line.mutual:
        found |= set(_product(line.owed, line.owing, among, own))
    return found


def _product(
    owing: tuple[int, ...], owed: tuple[int, ...], among: set[int] | None, own: int
) -> list[tuple[int, int]]:
    """Pairs of two sides, without going through those that nobody asked for."""
    if among is not None:
        owing = tuple(pk for pk in owing if pk in among)
        owed = tuple(pk for pk in owed if pk in among)
        return [(one, other) for one in owing for other in owed if one != other]
    found = [(own, other) for other in owed if own in owing and other != own]
    return found + [(one, own) for one in owing if own in owed and one != own]


def _said(line: Line) -> str:
    days = [each.status for each in line.standing]
    said = days[0] if len(set(days)) == 1 else f"{days[0]}, then {days[1]}"
    return f"{line.duty.get_kind_display().lower()} {said}, {line.treaty}"


def _rank(line: Line, day: int) -> int:
    """How much a line tells of a day: least, what a treaty lacks that was not yet signed."""
    status = line.standing[day].status
    unsigned = status == ABSENT and line.of_treaty[day] == NOT_YET_SIGNED
    return len(RANK) if unsigned else RANK.index(status)


def _row(actor: Actor, fetched: Fetched) -> tuple[str, int, str]:
    heir = fetched.heirs.get(actor.pk)
    return (str(heir or actor), int(heir is not None), actor.slug)
