"""What the address of the page of obligations asks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from geopolitics.models import Actor, Obligation, Party, Treaty
from geopolitics.models.standing import SIGNS
from geopolitics.public.asked import Asked, day_asked
from geopolitics.public.named import Meant, actor_meant, treaty_meant
from geopolitics.public.paging import BETWEEN
from geopolitics.vocabularies import OBLIGATIONS

from .changed import CHANGES, change
from .fetched import BOUND, without_obligation
from .lines import RANK, Line

LONGEST = 400
PLACE = 6


@dataclass
class Question:
    """Which obligations, on which day, and against which other. What makes no sense is told in
    `faults` and left aside."""

    path: str
    on: Asked
    then: Asked | None
    actor: Meant
    treaty: Meant
    kind: str = ""
    status: str = ""
    change: str = ""
    after: tuple = ()
    beyond: tuple[str, str] = ("", "")
    kin: frozenset[int] = frozenset()
    faults: list[str] = field(default_factory=list)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        return (self.on.day, self.then.day) if self.then else (self.on.day,)

    @property
    def impossible(self) -> bool:
        """Whether an actor or treaty was asked for that is none: then nothing answers."""
        return bool(self.actor.fault or self.treaty.fault)

    @property
    def kind_label(self) -> str:
        return OBLIGATIONS[self.kind].label if self.kind else ""

    @cached_property
    def own(self) -> frozenset[int]:
        return frozenset({self.actor.record.pk} if self.actor.record else ())

    def duties(self) -> QuerySet[Obligation]:
        """The obligations in question, whatever their standing."""
        rows = Obligation.objects.public()
        if self.impossible:
            return rows.none()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.treaty.record:
            rows = rows.filter(treaty=self.treaty.record)
        if self.own:
            rows = rows.filter(binding(self.own | self.kin))
        slug, key = self.beyond
        if slug:
            rows = rows.filter(treaty__slug__gte=slug)
            rows = rows.filter(Q(treaty__slug__gt=slug) | Q(key__gt=key))
        return rows

    def apart(self) -> QuerySet[Treaty]:
        """The treaties in question that name no obligation; none where a standing is asked for."""
        if self.impossible or self.status or self.change or self.after or self.beyond[0]:
            return Treaty.objects.none()
        rows = without_obligation()
        if self.treaty.record:
            rows = rows.filter(pk=self.treaty.record.pk)
        if self.own:
            theirs = Party.objects.public().filter(actor__in=self.own | self.kin, role__in=BOUND)
            rows = rows.filter(pk__in=theirs.values("treaty"))
        return rows

    def narrowed(self, lines: list[Line]) -> list[Line]:
        """The lines of the standing, and of the change, asked for."""
        if self.status:
            lines = [line for line in lines if line.standing[0].status == self.status]
        if self.change:
            lines = [line for line in lines if change(line) == self.change]
        return lines

    @property
    def candidates(self) -> list[list[tuple[Actor | Treaty, str]]]:
        """Those who may be meant where a name is not one's alone, each with the address that
        says so."""
        return [
            [(row, self.address(**{name: row.slug})) for row in meant.candidates]
            for name, meant in (("actor", self.actor), ("treaty", self.treaty))
        ]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What the page is narrowed to: label, value, the address without it."""
        asked = (
            ("kind", "Obligation", self.kind_label),
            ("actor", "Actor", str(self.actor.record or "")),
            ("treaty", "Treaty", str(self.treaty.record or "")),
            ("status", "Standing", self.status.capitalize()),
            ("change", "Change", CHANGES.get(self.change, "")),
            ("and", "And on", self.then.words if self.then else ""),
        )
        return [(label, value, self.address([name])) for name, label, value in asked if value]

    def address(self, without: Iterable[str] = (), **other: str) -> str:
        """The address of this page with some of what was asked for changed or left out."""
        asked = {
            "kind": self.kind,
            "on": self.on.day.isoformat() if self.on.given else "",
            "and": self.then.day.isoformat() if self.then else "",
            "actor": self.actor.slug,
            "treaty": self.treaty.slug,
            "status": self.status,
            "change": self.change,
            "beyond": BETWEEN.join(self.beyond) if self.beyond[0] else "",
        }
        left = {k: v for k, v in (asked | other).items() if v and k not in without}
        return f"{self.path}?{urlencode(left)}" if left else self.path


def binding(actors: Iterable[int]) -> Q:
    """Obligations with one of the actors on a side: named, or a party where nobody is named."""
    actors = list(actors)
    theirs = Party.objects.public().filter(actor__in=actors, role__in=BOUND).values("treaty")
    open_side = Q(obligor=None) | Q(beneficiary=None)
    return Q(obligor__in=actors) | Q(beneficiary__in=actors) | (Q(treaty__in=theirs) & open_side)


def asked_of(request: HttpRequest, path: str, heirs: dict[int, Actor]) -> Question:
    """Read the address; `heirs` are continuators by their predecessor's key."""
    on = day_asked(request)
    then = day_asked(request, name="and") if request.GET.get("and", "").strip() else None
    actor = actor_meant(request.GET.get("actor", ""), on.day)
    treaty = treaty_meant(request.GET.get("treaty", ""))
    question = Question(path, on, then if then and then.given else None, actor, treaty)
    faults = [on.fault, then.fault if then else "", actor.fault, question.treaty.fault]
    question.faults = [fault for fault in faults if fault]
    question.kin = frozenset(pk for pk, heir in heirs.items() if heir.pk in question.own)
    _choose(question, request, "kind", "Obligation", OBLIGATIONS.values)
    _choose(question, request, "status", "Standing", SIGNS)
    if question.then:
        _choose(question, request, "change", "Change", CHANGES)
    try:
        if place := request.GET.get("after", ""):
            question.after = place_of(place)
        if place := request.GET.get("beyond", ""):
            question.beyond = _beyond(place)
    except ValueError:
        question.faults.append("There is no such place; the list begins anew here.")
    return question


def _choose(
    question: Question, request: HttpRequest, name: str, label: str, values: Iterable[str]
) -> None:
    """Take the value of a closed list, or tell what it may be."""
    typed = " ".join(request.GET.get(name, "").split())
    if not typed:
        return
    if typed in values:
        setattr(question, name, typed)
        return
    shown = f"“{typed}”" if len(typed) <= LONGEST and typed.isprintable() else "This"
    question.faults.append(f"{shown} is no value of “{label}”. Choose one of: {'; '.join(values)}.")


def place_of(text: str) -> tuple:
    """A line's place from the text of it in an address. Raises ValueError where it is none."""
    parts = text.split(BETWEEN)
    if len(parts) != PLACE or len(text) > LONGEST or not text.isprintable():
        raise ValueError(text)
    kin, rank, signed, slug, key, part = parts
    if not all(each.isascii() and each.isdigit() and len(each) < 4 for each in (kin, rank, part)):
        raise ValueError(text)
    if int(rank) >= len(RANK):
        raise ValueError(text)
    return (int(kin), int(rank), signed, slug, key, int(part))


def _beyond(text: str) -> tuple[str, str]:
    slug, between, key = text.partition(BETWEEN)
    if not (slug and between) or len(text) > LONGEST or not text.isprintable():
        raise ValueError(text)
    return slug, key


def rest_of(duty: Obligation) -> str:
    """The place behind an obligation, where the next ones to be looked through begin."""
    return f"{duty.treaty.slug}{BETWEEN}{duty.key}"


def text_of(line: Line) -> str:
    """The place of a line as an address holds it."""
    return BETWEEN.join(str(each) for each in line.place)
