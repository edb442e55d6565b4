"""The two sides, each an actor with those whom it continues; and who shares treaties with one."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import F, FilteredRelation, Q

from geopolitics.models import Actor, Party
from geopolitics.public.duties.fetched import NAMES
from geopolitics.public.paging import AT_ONCE


@dataclass
class Side:
    """One of the two: the actor, and those whom it continues."""

    actor: Actor
    predecessors: list[Actor] = field(default_factory=list)

    @property
    def keys(self) -> set[int]:
        return {self.actor.pk, *(actor.pk for actor in self.predecessors)}


def both(one: str, other: str) -> dict[str, Side]:
    """The public actors of these slugs with those whom they continue, in one query."""
    slugs = (one, other)
    continues = FilteredRelation("successions", condition=Q(successions__kind="continues"))
    rows = Actor.objects.public().annotate(next=continues)
    rows = rows.filter(Q(slug__in=slugs) | Q(next__successor__slug__in=slugs))
    rows = rows.annotate(heir_slug=F("next__successor__slug")).only(*NAMES)
    found = list(rows.order_by("slug", "heir_slug"))
    sides = {row.slug: Side(row) for row in found if row.slug in slugs}
    for row in found:
        if row.heir_slug in sides and row.slug not in sides:
            sides[row.heir_slug].predecessors.append(row)
    return sides


def partners(actor: Actor, most: int = AT_ONCE) -> list[Actor]:
    """Actors that stand to a treaty with this one, by name."""
    theirs = Party.objects.public().filter(actor=actor).values("treaty")
    others = Party.objects.public().filter(treaty__in=theirs).exclude(actor=actor)
    rows = Actor.objects.public().filter(pk__in=others.values("actor"))
    return list(rows.order_by("name", "slug")[:most])
