"""Actors: the list, and the page of one with its treaties, offices, words and deeds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    Document,
    Obligation,
    Participant,
    Party,
    Position,
    Statement,
    Succession,
    Target,
    Treaty,
)
from geopolitics.models.record import dated
from geopolitics.public.asked import Asked, day_asked
from geopolitics.public.facets import Coded, Linked, document_of, topic_of
from geopolitics.public.held import hold
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import AT_ONCE, CHANGED, Order
from geopolitics.public.places import between
from geopolitics.public.sources import Sources
from geopolitics.public.together import Row, together
from geopolitics.vocabularies import ACTOR_KINDS

from .shared import SAID, WITHIN, Said, at_once, distinct, gathered, topics_of

PARTNERS = 24
LIST_TEMPLATE = "public/actors.html"
TEMPLATE = "public/actor.html"
JOINED = ("part_of",)
LIST_JOINED = ("part_of",)
CHANGE = (
    "key",
    "kind",
    "day",
    "predecessor__pk",
    "predecessor__slug",
    "predecessor__name",
    "successor__pk",
    "successor__slug",
    "successor__name",
)


KIND = Kind(
    facets=(
        Coded("kind", "Kind", "kind", ACTOR_KINDS),
        Linked("part_of", "Part of", "part_of", Actor),
        topic_of(Actor),
        document_of(Actor),
    ),
    whole="kind",
    orders={"name": Order("name", Lower("name")), "changed": CHANGED},
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed, by name."""
    return KIND


def beside(actors: list[Actor], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: the words on which each rests."""
    return {"rows": actors, "sources": Sources([], actors)}


def context(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """All that the page of an actor shows, in nine queries."""
    named = _named(actor)
    posts = Position.objects.public().filter(Q(person=actor) | Q(body=actor))
    posts = list(posts.select_related("person", "body").order_by("title", "key", "pk")[:AT_ONCE])
    before = [c for c in named["changes"] if c.successor == actor]
    after = [c for c in named["changes"] if c.predecessor == actor]
    kin = distinct(
        [
            *(c.predecessor for c in before if c.kind == "continues"),
            *(c.successor for c in after if c.kind == "continues"),
        ]
    )
    bonds = _bonds([actor, *kin])
    duties = _duties(actor)
    voices = Voices(actor)
    deeds = Participant.objects.public().filter(actor=actor).select_related("event")
    deeds = deeds.annotate(rank=dated("event__began")).order_by("rank", "event__slug", "role")
    deeds = list(deeds[:AT_ONCE])
    sources = Sources(
        [actor],
        [
            *(post.person for post in posts),
            *(change.predecessor for change in before),
            *(party.treaty for party in bonds),
            *(duty.treaty for duty in duties),
            *voices.statements,
            *(deed.event for deed in deeds),
        ],
    )
    hold(actor, "positions", [post for post in posts if post.person_id == actor.pk])
    hold(actor, "successions", after)
    asked = day_asked(request, max(_attested(actor), default=""))
    return {
        "sources": sources,
        "asked": asked,
        "offices": [(p, f"positions/{p.key}") for p in posts if p.person_id == actor.pk],
        "officers": [(p, f"positions/{p.key}") for p in posts if p.person_id != actor.pk],
        "before": [(c, f"successions/{c.key}") for c in before],
        "after": [(c, f"successions/{c.key}") for c in after],
        "treaties": _stand(actor, bonds, asked),
        "partners": _partners({actor.pk, *(c.predecessor.pk for c in before)}, actor, bonds),
        "kin": [(other, _stand(other, bonds, asked)) for other in kin],
        "obligations": [(duty, duty.status_on(asked.day)) for duty in duties],
        "voices": voices,
        "cut": {
            "treaties": len({party.treaty_id for party in bonds}) >= AT_ONCE,
            "said": voices.cut_said,
            "about": voices.cut_about,
            "deeds": len(deeds) >= AT_ONCE,
        },
        "deeds": [(deed, f"participants/{deed.key}") for deed in deeds],
        **named,
    }


def _named(actor: Actor) -> dict[str, list]:
    documents = Document.objects.public().filter(Q(authors=actor) | Q(publisher=actor))
    changes = Succession.objects.public().filter(Q(predecessor=actor) | Q(successor=actor))
    changes = changes.filter(pk__in=changes.order_by("key", "pk").values("pk")[:AT_ONCE])
    found: dict[str, list] = together(
        names=(actor.names.public(), ("key", "name", "kind", "language")),
        codes=(actor.codes.public(), ("key", "scheme", "value", "valid_from", "valid_until")),
        parts=(at_once(Actor.objects.public().filter(part_of=actor)), ("name", "slug", "kind")),
        documents=(at_once(documents), ("title", "slug", "published")),
        changes=(changes, CHANGE),
        topics=topics_of(actor),
    )
    found["names"] = [
        ActorName(actor=actor, key=key, name=name, kind=kind, language=language)
        for key, name, kind, language, *_ in found["names"]
    ]
    found["codes"] = [
        ActorCode(
            actor=actor, key=key, scheme=scheme, value=value, valid_from=first, valid_until=last
        )
        for key, scheme, value, first, last, *_ in found["codes"]
    ]
    found["changes"] = [_succession(row) for row in found["changes"]]
    hold(actor, "names", found["names"])
    hold(actor, "codes", found["codes"])
    return found


def _succession(row: Row) -> Succession:
    """A succession, its two actors as far as links to them need."""
    key, kind, day, *ends = row
    before, after = (
        Actor(pk=int(pk), slug=slug, name=name) for pk, slug, name in (ends[:3], ends[3:])
    )
    return Succession(key=key, kind=kind, day=day, predecessor=before, successor=after)


def _attested(actor: Actor) -> list[str]:
    days = [c.passage.document.published_latest for c in actor.citations.all()]
    return [day for day in days if day]


def _bonds(actors: list[Actor]) -> list[Party]:
    """Every party of the treaties to which one of these actors stands."""
    theirs = Party.objects.public().filter(actor__in=actors).order_by("treaty__slug")
    rows = Party.objects.public().filter(treaty__in=theirs.values("treaty")[:AT_ONCE])
    rows = list(rows.select_related("treaty", "actor").order_by("actor__name", "key", "pk"))
    first: dict[int, Treaty] = {}
    for party in rows:
        party.treaty = first.setdefault(party.treaty_id, party.treaty)
    for treaty in first.values():
        hold(treaty, "parties", [party for party in rows if party.treaty_id == treaty.pk])
    return rows


def _stand(actor: Actor, bonds: list[Party], asked: Asked) -> list[dict[str, Any]]:
    """The treaties of an actor, with the other parties and where it stands on the day."""
    others = defaultdict(list)
    for party in bonds:
        if party.actor_id != actor.pk:
            others[party.treaty_id].append(party.actor)
    own = [party for party in bonds if party.actor_id == actor.pk]
    own.sort(key=_when)
    return [
        {
            "party": party,
            "path": f"parties/{party.key}",
            "others": distinct(others[party.treaty_id]),
            "standing": party.status_on(asked.day),
        }
        for party in own
    ]


def _partners(keys: set[int], actor: Actor, bonds: list[Party]) -> list[tuple[Actor, str]]:
    """The first of those who stand to a treaty with the actor or with one before it, by name,
    each with the page of the two."""
    shared = {party.treaty_id for party in bonds if party.actor_id in keys}
    rows = (party for party in bonds if party.treaty_id in shared)
    others = distinct(party.actor for party in rows if party.actor_id not in keys)
    return [(other, between(actor.slug, other.slug)) for other in others[:PARTNERS]]


def _when(party: Party) -> tuple[str, str, str]:
    treaty = party.treaty
    return (treaty.signed_earliest or treaty.signed_latest or "9999", treaty.slug, party.key)


def _duties(actor: Actor) -> list[Obligation]:
    """Obligations that name the actor, and those of its treaties that name nobody on a side."""
    theirs = Party.objects.public().filter(actor=actor).values("treaty")
    open_side = Q(obligor=None) | Q(beneficiary=None)
    rows = Obligation.objects.public().filter(
        Q(obligor=actor) | Q(beneficiary=actor) | (Q(treaty__in=theirs) & open_side)
    )
    rows = rows.select_related("treaty", "article__treaty", "obligor", "beneficiary")
    rows = list(rows.order_by("treaty__slug", "-present", "key")[:AT_ONCE])
    first: dict[int, Treaty] = {}
    for duty in rows:
        duty.treaty = first.setdefault(duty.treaty_id, duty.treaty)
    for treaty in first.values():
        hold(treaty, "obligations", [duty for duty in rows if duty.treaty_id == treaty.pk])
    return rows


@dataclass
class Voices:
    """What the actor said, what is attributed to it, what was said to it and of it."""

    actor: Actor
    said: list[Statement] = field(default_factory=list)
    for_it: list[Statement] = field(default_factory=list)
    to_it: list[Statement] = field(default_factory=list)
    attributed: list[Said] = field(default_factory=list)
    about: list[Said] = field(default_factory=list)
    cut_said: bool = False
    cut_about: bool = False

    def __post_init__(self) -> None:
        own = self.actor.pk
        said = self._statements()
        self.cut_said = len(said) >= AT_ONCE
        for row in said:
            if row.speaker_id == own:
                self.said.append(row)
            elif row.on_behalf_of_id == own:
                self.for_it.append(row)
            else:
                self.to_it.append(row)
        targets = self._targets()
        self.cut_about = len(targets) >= AT_ONCE
        theirs = [t for t in targets if t.holder_id == own and t.statement.speaker_id != own]
        self.attributed = gathered(theirs, self.actor)
        self.about = gathered((t for t in targets if t.about_actor_id == own), self.actor)

    @property
    def statements(self) -> list[Statement]:
        by_targets = [said.statement for said in [*self.attributed, *self.about]]
        return distinct([*self.said, *self.for_it, *self.to_it, *by_targets])

    def _statements(self) -> list[Statement]:
        mine = Q(speaker=self.actor) | Q(on_behalf_of=self.actor) | Q(addressees=self.actor)
        rows = Statement.objects.public().filter(mine).select_related("speaker", "capacity__body")
        rows = rows.annotate(rank=dated("made")).order_by("rank", "slug")
        return list(rows.distinct()[:AT_ONCE])

    def _targets(self) -> list[Target]:
        rows = Target.objects.public().filter(Q(holder=self.actor) | Q(about_actor=self.actor))
        rows = rows.select_related(*SAID, *WITHIN, "about_statement__speaker", "holder")
        rows = rows.annotate(rank=dated("statement__made"))
        return list(rows.order_by("rank", "statement__slug", "key")[:AT_ONCE])
