"""Two actors, each with its predecessors: treaties, obligations, events and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from geopolitics.models import (
    Actor,
    Event,
    Obligation,
    Participant,
    Party,
    Statement,
    Target,
    Treaty,
    TreatyRelation,
)
from geopolitics.models.record import dated
from geopolitics.public.asked import day_asked
from geopolitics.public.duties.fetched import fetch
from geopolitics.public.duties.lines import Line, Lines
from geopolitics.public.duties.rows import proofs
from geopolitics.public.pages.shared import SAID, Said, distinct
from geopolitics.public.paging import AT_ONCE
from geopolitics.public.places import between
from geopolitics.public.sources import Sources

from .sides import Side

ENDS = ("kind", "earlier")


@dataclass
class Step:
    """A treaty of the two in their lineage; `whose` are the predecessors that stand to it."""

    treaty: Treaty
    does: list[tuple[TreatyRelation, str]]
    holds: list[tuple[Obligation, str]]
    lacks: list[tuple[Obligation, str]]
    whose: list[tuple[Actor, Actor]]


@dataclass
class Deed:
    """An event with both; `parts` are those of the two and of their predecessors."""

    event: Event
    parts: list[Participant]

    @property
    def note(self) -> str:
        return "; ".join(f"{part.actor}: {part.get_role_display().lower()}" for part in self.parts)


class Pair:
    """All that the page of two actors shows, in nine queries."""

    def __init__(self, one: Side, other: Side, request: HttpRequest) -> None:
        self.one, self.other = sorted((one, other), key=lambda side: side.actor.slug, reverse=True)
        self.heirs = {actor.pk: side.actor for side in (one, other) for actor in side.predecessors}
        treaties = self._treaties()
        duties = Obligation.objects.public().filter(treaty__in=treaties.values("pk"))
        self.fetched = fetch(duties, treaties, self.heirs, AT_ONCE)
        self.relations = self._relations()
        deeds = self._deeds()
        self.deeds, self.cut_deeds = deeds[:AT_ONCE], len(deeds) > AT_ONCE
        said = list(self._targets()[: AT_ONCE + 1])
        self.cut_said = len(said) > AT_ONCE
        self._sort(said[:AT_ONCE])
        self.asked = day_asked(request, self.attested)
        for actor in self.fetched.actors.values():
            actor.gone = actor.exists_on(self.asked.day) is False
        self.made = Lines(self.fetched, (self.asked.day,), frozenset(self.keys))
        lines = sorted(self.made.all(), key=lambda line: line.place[2:])
        self.lines = [line for line in lines if self._across(line)]
        statements = (row.statement for row in [*self.own, *self.other_own, *self.attributed])
        events = (deed.event for deed in self.deeds)
        proven = {path for line in self.lines for path in proofs(line)}
        only = Q(treaty__isnull=True) | Q(field__in=[*sorted(proven), *self._shown_paths()])
        shown = [*self.fetched.apart, *distinct(events), *distinct(statements)]
        self.sources = Sources([], shown, only)

    @property
    def empty(self) -> bool:
        said = (self.own, self.other_own, self.attributed)
        return not (self.fetched.apart or self.deeds or any(said))

    @property
    def address(self) -> str:
        return between(self.one.actor.slug, self.other.actor.slug)

    @property
    def predecessors(self) -> list[tuple[Actor, Actor]]:
        """Those whom either continues and who have a part in what is shown, each with its heir."""
        seen = {pk for treaty in self.fetched.apart for pk in self.fetched.bound(treaty.pk)}
        seen |= {part.actor_id for deed in self.deeds for part in deed.parts}
        sides = (self.one, self.other)
        rows = [(actor, side.actor) for side in sides for actor in side.predecessors]
        return [(actor, heir) for actor, heir in rows if actor.pk in seen]

    @property
    def attested(self) -> str:
        """The latest day of the newest document that attests one of the treaties."""
        return max((treaty.attested() for treaty in self.fetched.apart), default="")

    @cached_property
    def steps(self) -> list[Step]:
        """The treaties of the two in time, with what each does to those before it, and one
        obligation of each kind that it has or lacks."""
        does = defaultdict(list)
        for row in self.relations:
            does[row.treaty_id].append((row, f"relations/{row.key}"))
        duties: dict[int, dict[tuple, tuple[Obligation, str]]] = defaultdict(dict)
        for line in sorted(self.lines, key=lambda line: line.duty.key):
            alike = (line.duty.present, line.duty.kind)
            duties[line.duty.treaty_id].setdefault(alike, (line.duty, line.path))
        return [
            Step(
                treaty,
                does[treaty.pk],
                [row for row in duties[treaty.pk].values() if row[0].present == "yes"],
                [row for row in duties[treaty.pk].values() if row[0].present == "no"],
                [
                    (self.fetched.actors[pk], self.heirs[pk])
                    for pk in self.fetched.bound(treaty.pk)
                    if pk in self.heirs
                ],
            )
            for treaty in self.fetched.apart
        ]

    @property
    def keys(self) -> set[int]:
        """Of the two and of their predecessors."""
        return self.one.keys | self.other.keys

    def _treaties(self) -> QuerySet[Treaty]:
        parties = Party.objects.public().filter(treaty=OuterRef("pk"))
        return Treaty.objects.public().filter(
            *(Exists(parties.filter(actor__in=side.keys)) for side in (self.one, self.other))
        )

    def _relations(self) -> list[TreatyRelation]:
        ids = [treaty.pk for treaty in self.fetched.apart]
        rows = TreatyRelation.objects.public().filter(treaty__in=ids, earlier__in=ids)
        first = {treaty.pk: treaty for treaty in self.fetched.apart}
        found = list(rows.order_by("treaty__slug", "key"))
        for row in found:
            row.treaty, row.earlier = first[row.treaty_id], first[row.earlier_id]
        return found

    def _deeds(self) -> list[Deed]:
        parts = Participant.objects.public().filter(event=OuterRef("pk"))
        events = Event.objects.public().filter(
            *(Exists(parts.filter(actor__in=side.keys)) for side in (self.one, self.other))
        )
        events = events.annotate(rank=dated("began")).order_by("rank", "slug")
        rows = Participant.objects.public().filter(
            event__in=events.values("pk")[: AT_ONCE + 1], actor__in=self.keys
        )
        rows = rows.select_related("event", "actor").annotate(rank=dated("event__began"))
        found: dict[int, Deed] = {}
        for row in rows.order_by("rank", "event__slug", "actor__name", "key"):
            deed = found.setdefault(row.event_id, Deed(row.event, []))
            deed.parts.append(row)
        return list(found.values())

    def _targets(self) -> QuerySet[Target]:
        """What one of the two said of the other, and what others say that it holds of it."""
        wanted = Q(pk__in=[])
        for one, other in ((self.one, self.other), (self.other, self.one)):
            voice = _voice("statement__", one.keys) | _body("holder", one.keys)
            wanted |= Q(about_actor__in=other.keys) & voice
        rows = Target.objects.public().filter(wanted)
        rows = rows.select_related(*SAID, "holder", "about_actor")
        rows = rows.annotate(rank=dated("statement__made"))
        return rows.order_by("rank", "statement__slug", "key")

    def _sort(self, targets: Iterable[Target]) -> None:
        """Own words of the one and of the other, and what is attributed to either."""
        self.own: list[Said] = []
        self.other_own: list[Said] = []
        self.attributed: list[Said] = []
        for target in targets:
            said = target.statement
            about_other = target.about_actor_id in self.other.keys
            speaks = _speaks(said, (self.one if about_other else self.other).keys)
            holder = target.holder if target.holder_id not in (None, said.speaker_id) else None
            row = Said(said, target.stance, holder, [target.about_actor])
            if holder:
                self.attributed.append(row)
            elif speaks:
                (self.own if about_other else self.other_own).append(row)

    def _across(self, line: Line) -> bool:
        """Whether one of the two owes the other."""
        owing, owed = set(line.owing), set(line.owed)
        one, other = self.one.keys, self.other.keys
        return bool((owing & one and owed & other) or (owing & other and owed & one))

    def _shown_paths(self) -> list[str]:
        relations = [f"relations/{row.key}" for row in self.relations]
        fields = ["", "title", "signed", "in_force", "ended", "end_reason"]
        return fields + relations + [f"{path}/{name}" for path in relations for name in ENDS]


def _voice(prefix: str, actors: set[int]) -> Q:
    """Statements by an actor, by its bodies and officers, or on its behalf."""
    return (
        _body(f"{prefix}speaker", actors)
        | _body(f"{prefix}capacity__body", actors)
        | Q(**{f"{prefix}on_behalf_of__in": actors})
    )


def _body(path: str, actors: set[int]) -> Q:
    """An actor, or what is part of it."""
    return Q(**{f"{path}__in": actors}) | Q(**{f"{path}__part_of__in": actors})


def _speaks(said: Statement, actors: set[int]) -> bool:
    """Whether one of the actors speaks here, by the rule of `_voice`."""
    body = said.capacity.body if said.capacity else None
    speaking = {said.on_behalf_of_id}
    for actor in (said.speaker, body):
        if actor:
            speaking |= {actor.pk, actor.part_of_id}
    return bool(speaking & actors)
