"""Obligations as lines: who owes whom, sides spelled out, and the standing on each day asked for.

A side that an obligation leaves empty is the parties of its treaty: both empty, each party toward
each other; one empty, the other parties. A party whose own span ends before the treaty's, or
begins later, makes a line of its own.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from geopolitics import dates
from geopolitics.models import Actor, Obligation, Party, Treaty
from geopolitics.models.standing import (
    ABSENT,
    ENDED,
    IN_FORCE,
    NOT_YET_IN_FORCE,
    NOT_YET_SIGNED,
    SIGNED_ONLY,
    UNCERTAIN,
    Life,
    Standing,
)
from geopolitics.public.pages.shared import some

from .fetched import Fetched

# Which of several standings holds for all together: the register's own order.
FIRST = (NOT_YET_SIGNED, ENDED, UNCERTAIN, NOT_YET_IN_FORCE, SIGNED_ONLY, IN_FORCE)
# What a reader asks for first.
RANK = (IN_FORCE, SIGNED_ONLY, UNCERTAIN, NOT_YET_IN_FORCE, ABSENT, ENDED, NOT_YET_SIGNED)
EVER = "0001-01-01"
OWN = {"signed": "signed", "in_force": "bound_from", "ended": "bound_until"}
SAID = {"signed": "signed", "bound_from": "bound from", "bound_until": "bound until"}

Limits = tuple[Standing | None, ...]


@dataclass
class Line:
    """An obligation between two sets of actors for whom it stands alike.

    `standing` has one for each day; the fields of each are paths by which citations of the
    treaty name them. `mutual`: each of one side toward each of the other, and back. `kin`: it
    binds a predecessor of the actor asked for.
    """

    duty: Obligation
    part: int
    standing: tuple[Standing, ...]
    owing: tuple[int, ...]
    owed: tuple[int, ...]
    mutual: bool
    actors: dict[int, Actor] = field(default_factory=dict, repr=False)
    kin: bool = False
    of_treaty: tuple[str, ...] = ()

    @property
    def treaty(self) -> Treaty:
        return self.duty.treaty

    @property
    def path(self) -> str:
        return f"obligations/{self.duty.key}"

    @property
    def anchor(self) -> str:
        part = f"--{self.part + 1}" if self.part else ""
        return f"{self.treaty.slug}--{self.duty.key}{part}"

    @property
    def place(self) -> tuple:
        """Where it stands in the list: what holds first, then in time."""
        treaty = self.treaty
        signed = treaty.signed_earliest or treaty.signed_latest or "9999"
        rank = min(RANK.index(standing.status) for standing in self.standing)
        return (int(self.kin), rank, signed, treaty.slug, self.duty.key, self.part)

    @property
    def among(self) -> bool:
        """Whether its two sides are the same actors."""
        return self.mutual and self.owing == self.owed

    @property
    def two(self) -> bool:
        """Whether two actors owe one another, and nobody else."""
        return self.mutual and len(self.owing) == len(self.owed) == 1

    @property
    def size(self) -> int:
        """How many actors owe, times how many are owed."""
        return len(self.owing) * len(self.owed)

    @property
    def who(self) -> tuple[list[Actor], int]:
        """Those who owe, as many as a line names, and how many more there are."""
        return self._some(self.owing)

    @property
    def whom(self) -> tuple[list[Actor], int]:
        """Those who are owed, likewise."""
        return self._some(self.owed)

    def _some(self, side: tuple[int, ...]) -> tuple[list[Actor], int]:
        actors = [self.actors[pk] for pk in side]
        return some(sorted(actors, key=lambda actor: (actor.name, actor.slug)))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Who owes whom, each way once."""
        for one in self.owing:
            yield from ((one, other) for other in self.owed if one != other)
        if self.mutual and not self.among:
            for one in self.owed:
                yield from ((one, other) for other in self.owing if one != other)


@dataclass
class Group:
    """Actors of one side whose own spans limit the obligation alike."""

    actors: list[int]
    limits: Limits


class Lines:
    """Makes lines of obligations. `of` and `kin` are the actors asked for and their predecessors;
    without any, every line is made."""

    def __init__(
        self,
        fetched: Fetched,
        days: tuple[datetime.date, ...],
        of: frozenset[int] = frozenset(),
        kin: frozenset[int] = frozenset(),
    ) -> None:
        self.fetched, self.days, self.of, self.kin = fetched, days, of, kin
        self._known: dict[tuple[int, int], Limits] = {}

    def all(self) -> list[Line]:
        """Every line, in the order of the list."""
        found = [line for duty in self.fetched.duties for line in self.lines(duty)]
        return sorted(found, key=lambda line: line.place)

    def lines(self, duty: Obligation) -> list[Line]:
        """The lines of one obligation that the question is about."""
        base = tuple(_standing(duty, day) for day in self.days)
        behind = ()
        if duty.present == "no":
            behind = tuple(duty.treaty.status_on(day).status for day in self.days)
        mutual = duty.obligor_id is None and duty.beneficiary_id is None
        owing = self._groups(duty, duty.obligor_id, duty.beneficiary_id)
        owed = owing if mutual else self._groups(duty, duty.beneficiary_id, duty.obligor_id)
        found: list[Line] = []
        for place, one in enumerate(owing):
            for other in owed[place:] if mutual else owed:
                line = Line(
                    duty,
                    len(found),
                    _together(base, one.limits, other.limits),
                    tuple(one.actors),
                    tuple(other.actors),
                    mutual,
                    self.fetched.actors,
                    of_treaty=behind,
                )
                if line.among and len(one.actors) == 1:
                    continue
                if self._asked_for(line):
                    found.append(line)
        return found or self._unnamed(duty, base, behind, owing)

    def standing_of(self, line: Line, one: int, other: int) -> tuple[Standing, ...]:
        """As the line's, with the reason of just these two."""
        base = tuple(_standing(line.duty, day) for day in self.days)
        limits = (self._limits(line.duty, actor) for actor in (one, other))
        return _together(base, *limits)

    def _asked_for(self, line: Line) -> bool:
        if not self.of:
            return True
        sides = {*line.owing, *line.owed}
        line.kin = not sides & self.of
        return bool(sides & (self.of | self.kin))

    def _unnamed(
        self, duty: Obligation, base: tuple, behind: tuple, owing: list[Group]
    ) -> list[Line]:
        """One line where no party is named toward whom it could hold."""
        parties = self.fetched.bound(duty.treaty_id)
        if len(parties) > 1 or (duty.obligor_id and duty.beneficiary_id):
            return []
        one = tuple(actor for group in owing for actor in group.actors)
        line = Line(duty, 0, base, one, (), False, self.fetched.actors, of_treaty=behind)
        return [line] if self._asked_for(line) else []

    def _groups(self, duty: Obligation, named: int | None, other: int | None) -> list[Group]:
        """The actors of one side: the one named, else the parties but the one on the other."""
        actors = [named] if named else self.fetched.bound(duty.treaty_id)
        found: dict[tuple, Group] = {}
        for actor in actors:
            if actor == other or actor not in self.fetched.actors:
                continue
            limits = self._limits(duty, actor)
            alike = tuple(limit and limit.status for limit in limits)
            own = actor if actor in self.of or actor in self.kin else None
            group = found.setdefault((alike, own), Group([], limits))
            if group.actors:
                group.limits = tuple(map(_joined, group.limits, limits))
            group.actors.append(actor)
        return list(found.values())

    def _limits(self, duty: Obligation, actor: int) -> Limits:
        key = (duty.treaty_id, actor)
        if key not in self._known:
            spans = [row for row in self.fetched.parties[duty.treaty_id] if row.actor_id == actor]
            name = str(self.fetched.actors[actor])
            self._known[key] = tuple(_limit(spans, day, name) for day in self.days)
        return self._known[key]


def _standing(duty: Obligation, day: datetime.date) -> Standing:
    """The obligation's own standing; its fields as paths of citations."""
    path = f"obligations/{duty.key}"
    if duty.present == "no":
        found, treaty = duty.status_on(day), _on(duty.treaty.life(), day)
        reason = f"{found.reason}; of the treaty itself: {treaty.status} ({treaty.reason})"
        return replace(found, fields=(f"{path}/present", *treaty.fields), reason=reason)
    found = _on(duty.life(), day)
    own = {"in_force": duty.began and f"{path}/began", "ended": duty.ended and f"{path}/ended"}
    reason = found.reason
    if duty.began and found.fields[0] == "in_force":
        reason = f"begun {dates.words(duty.began)}"
    return replace(found, fields=tuple(own.get(n) or n for n in found.fields), reason=reason)


@lru_cache(maxsize=8_192)
def _on(life: Life, day: datetime.date) -> Standing:
    return life.on(day)


def _limit(spans: list[Party], day: datetime.date, name: str) -> Standing | None:
    """What an actor's own dates as a party take away on the day; None where nothing."""
    found = []
    for row in spans:
        life = Life(row.signed, row.bound_from, row.bound_until, row.end_reason, EVER)
        standing = _on(life, day)
        if standing.status in (IN_FORCE, SIGNED_ONLY):
            return None
        column = OWN[standing.fields[0]]
        reason = f"{name} {SAID[column]} {dates.words(getattr(row, column))}"
        path = f"parties/{row.key}/{column}"
        found.append(Standing(standing.status, (path,), reason))
    return max(found, key=lambda each: FIRST.index(each.status), default=None)


def _together(base: tuple[Standing, ...], *limits: Limits) -> tuple[Standing, ...]:
    """For each day the first that holds of the obligation's standing and both sides' limits."""
    found = []
    for place, own in enumerate(base):
        others = [each[place] for each in limits if each[place]]
        if own.status != ABSENT:
            own = min([own, *others], key=lambda each: FIRST.index(each.status))
        found.append(own)
    return tuple(found)


def _joined(one: Standing | None, other: Standing | None) -> Standing | None:
    """Two limits of one status as one, with both reasons."""
    if one is None or other is None or other.reason in one.reason:
        return one
    if one.reason.count(";") >= 2:
        said = one.reason.removesuffix("; and others")
        return replace(one, reason=f"{said}; and others")
    return replace(one, fields=one.fields + other.fields, reason=f"{one.reason}; {other.reason}")


def by_actor(lines: list[Line]) -> dict[int, list[Line]]:
    """The lines in which each actor has a part."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        for actor in {*line.owing, *line.owed}:
            found[actor].append(line)
    return found
