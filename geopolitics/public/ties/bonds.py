"""Which obligations tie whom on a day, treaty by treaty: what the sources name, never guessed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from geopolitics import vocabularies
from geopolitics.models import Actor, Obligation, Party, Succession, Treaty
from geopolitics.models.standing import IN_FORCE, SIGNED_ONLY, UNCERTAIN, Life, Standing
from geopolitics.models.treaty import NO_END
from geopolitics.public.facets import known_as, shown_citations
from geopolitics.public.pages.treaty import BOUND

# Where a treaty stands so, somebody may be bound by it.
MAY_BIND = (IN_FORCE, SIGNED_ONLY, UNCERTAIN)
# The strongest first; "" is a treaty of which no source held names an obligation.
KINDS = (*vocabularies.OBLIGATIONS.values, "")
UNNAMED = "Obligation not named"
MOST = 3_000


@dataclass(frozen=True)
class Node:
    """Somebody who is tied: an actor, or whoever continues one that had ended by the day."""

    actor: Actor
    slug: str
    name: str
    continues: str = ""

    @property
    def words(self) -> str:
        return f"{self.name}, continuing {self.continues}" if self.continues else self.name

    @property
    def key(self) -> tuple[str, str]:
        """Two of the same slug are one and the same only where neither continues another."""
        return (self.slug, self.continues)


@dataclass
class Bond:
    """One obligation on the day, or a treaty without one that is named.

    `ones` owe it to `others`; where `mutual`, each of `ones` to each other of them.
    """

    treaty: Treaty
    kind: str
    ones: list[Node]
    others: list[Node]
    mutual: bool
    standing: Standing
    duty: Obligation | None = None

    @property
    def label(self) -> str:
        return vocabularies.OBLIGATIONS[self.kind].label if self.kind else UNNAMED

    @property
    def path(self) -> str:
        """By which citations name it."""
        return f"obligations/{self.duty.key}" if self.duty else ""

    def pairs(self) -> Iterable[tuple[Node, Node]]:
        """Who is tied to whom by it, each pair once."""
        if self.mutual:
            for place, one in enumerate(self.ones):
                for other in self.ones[place + 1 :]:
                    if one.slug != other.slug:
                        yield one, other
            return
        for one in self.ones:
            for other in self.others:
                if one.slug != other.slug:
                    yield one, other

    @property
    def alone(self) -> bool:
        """Whether it ties an actor only to what that actor continues, and so ties nobody."""
        return len({node.slug for node in (*self.ones, *self.others)}) == 1


@dataclass
class Bonds:
    """All that ties somebody on the day; `cut`: more treaties than are read at once."""

    rows: list[Bond] = field(default_factory=list)
    cut: bool = False

    @property
    def nodes(self) -> list[Node]:
        found = {n.key: n for bond in self.rows for n in (*bond.ones, *bond.others)}
        return sorted(found.values(), key=lambda node: (node.words, node.slug))


def bonds(day: datetime.date, treaty: str = "", actor: str = "", kind: str = "") -> Bonds:
    """What ties whom on the day: by one treaty, or of one actor (slug, name or code), or of all.

    `kind` is a value of OBLIGATIONS, or "" for every one. Four queries.
    """
    treaties = {row.pk: row for row in _treaties(day, treaty, actor)[: MOST + 1]}
    cut = len(treaties) > MOST
    parties = _parties(treaties, day)
    duties = defaultdict(list)
    rows = Obligation.objects.public().filter(treaty__in=list(treaties), present="yes")
    rows = rows.select_related("obligor", "beneficiary", "article__treaty")
    for duty in rows.order_by("treaty__slug", "key"):
        duty.treaty = treaties[duty.treaty_id]
        duties[duty.treaty_id].append(duty)
    heirs = _heirs(_ended(parties, duties, day))
    found = []
    for one in treaties.values():
        bound = [_node(party.actor, heirs) for party in parties[one.pk]]
        if not duties[one.pk] and not kind and len(bound) > 1:
            found.append(Bond(one, "", bound, [], True, _standing(one, day)))
        found += [
            bond
            for duty in duties[one.pk]
            if kind in ("", duty.kind) and (bond := _bond(duty, bound, heirs, day))
        ]
    found = [bond for bond in found if not bond.alone]
    if actor:
        own = set(known_as(Actor, actor).values_list("slug", flat=True))
        found = [bond for bond in found if _ties(bond, own)]
    return Bonds(found, cut)


def _treaties(day: datetime.date, treaty: str, actor: str) -> QuerySet[Treaty]:
    """Those that may bind somebody on the day, with `standing`."""
    rows = Treaty.objects.public().standing_on(day, shown_citations())
    rows = rows.filter(standing__in=MAY_BIND).order_by("slug")
    theirs = Party.objects.public().filter(treaty=OuterRef("pk"), role__in=BOUND)
    owed = Obligation.objects.public().filter(treaty=OuterRef("pk"), present="yes")
    if treaty:
        rows = rows.filter(pk__in=known_as(Treaty, treaty).values("pk"))
    if actor:
        own = known_as(Actor, actor).values("pk")
        kin = Succession.objects.public().filter(successor__in=own, kind="continues")
        mine = Q(actor__in=own) | Q(actor__in=kin.values("predecessor"))
        sides = [
            Q(**{f"{side}__in": who})
            for side in ("obligor", "beneficiary")
            for who in (own, kin.values("predecessor"))
        ]
        owing = sides[0] | sides[1] | sides[2] | sides[3]
        by_party = Party.objects.public().filter(mine, role__in=BOUND).values("treaty")
        by_duty = Obligation.objects.public().filter(owing, present="yes").values("treaty")
        return rows.filter(Q(pk__in=by_party) | Q(pk__in=by_duty))
    return rows.filter(Exists(theirs) | Exists(owed))


def _parties(treaties: dict[int, Treaty], day: datetime.date) -> dict[int, list[Party]]:
    """Who may be bound on the day, by treaty and by name."""
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.public().filter(treaty__in=list(treaties), role__in=BOUND)
    for party in rows.select_related("actor").order_by("actor__name", "actor__slug", "key"):
        treaty = treaties[party.treaty_id]
        own = party.signed or party.bound_from or party.bound_until
        if own and _party(party, treaty, day).status not in MAY_BIND:
            continue
        if party.actor_id not in {each.actor_id for each in found[party.treaty_id]}:
            found[party.treaty_id].append(party)
    return found


def _attested(treaty: Treaty) -> str:
    return "" if treaty.signed or treaty.signed_by == NO_END else treaty.signed_by


def _standing(treaty: Treaty, day: datetime.date) -> Standing:
    return Life(
        treaty.signed, treaty.in_force, treaty.ended, treaty.end_reason, _attested(treaty)
    ).on(day)


def _party(party: Party, treaty: Treaty, day: datetime.date) -> Standing:
    reason = party.end_reason if party.bound_until else treaty.end_reason
    return Life(
        party.signed or treaty.signed,
        party.bound_from or treaty.in_force,
        party.bound_until or treaty.ended,
        reason,
        _attested(treaty),
    ).on(day)


def _duty(duty: Obligation, day: datetime.date) -> Standing:
    treaty = duty.treaty
    return Life(
        treaty.signed,
        duty.began or treaty.in_force,
        duty.ended or treaty.ended,
        treaty.end_reason if not duty.ended else "not stated",
        _attested(treaty),
    ).on(day)


def _ended(
    parties: dict[int, list[Party]], duties: dict[int, list[Obligation]], day: datetime.date
) -> set[int]:
    """Actors of these rows that had ended by the day."""
    actors = {party.actor for rows in parties.values() for party in rows}
    for rows in duties.values():
        actors |= {side for d in rows for side in (d.obligor, d.beneficiary) if side}
    return {actor.pk for actor in actors if actor.ended and actor.exists_on(day) is False}


def _heirs(gone: set[int]) -> dict[int, Actor]:
    """Who continues each of the actors that had ended."""
    rows = Succession.objects.public().filter(predecessor__in=gone, kind="continues")
    rows = rows.select_related("successor").order_by("-key", "-successor__slug")
    return {row.predecessor_id: row.successor for row in rows}


def _node(actor: Actor, heirs: dict[int, Actor]) -> Node:
    heir = heirs.get(actor.pk)
    if heir:
        return Node(heir, heir.slug, str(heir), str(actor))
    return Node(actor, actor.slug, str(actor))


def _bond(
    duty: Obligation, bound: list[Node], heirs: dict[int, Actor], day: datetime.date
) -> Bond | None:
    standing = _duty(duty, day)
    if standing.status not in MAY_BIND:
        return None
    obligor = duty.obligor and _node(duty.obligor, heirs)
    beneficiary = duty.beneficiary and _node(duty.beneficiary, heirs)
    if not obligor and not beneficiary:
        return Bond(duty.treaty, duty.kind, bound, [], True, standing, duty)
    ones = [obligor] if obligor else [node for node in bound if node.key != beneficiary.key]
    others = [beneficiary] if beneficiary else [node for node in bound if node.key != obligor.key]
    return Bond(duty.treaty, duty.kind, ones, others, False, standing, duty)


def _ties(bond: Bond, slugs: set[str]) -> bool:
    return any(node.slug in slugs for node in (*bond.ones, *bond.others))
