"""The obligations that a question is about, with all that tells who they bind and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from geopolitics.models import Actor, ActorCode, Obligation, Party, Succession, Treaty
from geopolitics.models.record import dated
from geopolitics.public.facets import shown_citations
from geopolitics.public.held import hold

CAP = 2_000
APART = 24
# A guarantor vouches for others, and is none of those bound.
BOUND = ("signatory", "contracting state", "party")
TREATY = (
    "slug",
    "title",
    "title_supplied",
    "signed",
    "signed_earliest",
    "signed_latest",
    "in_force",
    "ended",
    "end_reason",
)
ARTICLE = ("slug", "eid", "number", "label")
DUTY = (
    "key",
    "kind",
    "trigger",
    "limits",
    "began",
    "ended",
    "present",
    "note",
    "obligor_id",
    "beneficiary_id",
    "treaty_id",
    "article_id",
)
SPAN = ("key", "treaty_id", "actor_id", "signed", "bound_from", "bound_until", "end_reason")
NAMES = ("slug", "name", "short_name", "began", "ended")


@dataclass
class Fetched:
    """Rows by primary key. `apart` are treaties asked for whatever they oblige to; `cut` and
    `cut_apart`: there are more than were looked at."""

    duties: list[Obligation]
    apart: list[Treaty]
    cut: bool
    cut_apart: bool
    parties: dict[int, list[Party]] = field(default_factory=lambda: defaultdict(list))
    obligations: dict[int, list[Obligation]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[int, Actor] = field(default_factory=dict)
    heirs: dict[int, Actor] = field(default_factory=dict)

    @property
    def treaties(self) -> list[Treaty]:
        """Each once."""
        rows = [*(duty.treaty for duty in self.duties), *self.apart]
        return list({row.pk: row for row in rows}.values())

    def bound(self, treaty: int) -> list[int]:
        """The actors that a treaty binds, each once, by slug."""
        found = {party.actor_id for party in self.parties[treaty]}
        return sorted(found, key=lambda actor: self.actors[actor].slug)

    def between(self, treaty: Treaty) -> list[Actor]:
        """The same as actors, by name."""
        actors = [self.actors[pk] for pk in self.bound(treaty.pk)]
        return sorted(actors, key=lambda actor: (actor.name, actor.slug))


def continuators() -> dict[int, Actor]:
    """Who continues whom, by the predecessor's key; of several the first."""
    rows = Succession.objects.public().filter(kind="continues").select_related("successor")
    rows = rows.order_by("-predecessor__slug", "-key")[:CAP]
    return {row.predecessor_id: row.successor for row in rows}


def fetch(
    duties: QuerySet[Obligation],
    apart: QuerySet[Treaty],
    heirs: dict[int, Actor],
    most: int = APART,
) -> Fetched:
    """The rows of the two querysets and what belongs to them, in five queries.

    `heirs` are the continuators by their predecessor's key; `most` treaties are taken `apart`.
    """
    duties = duties.order_by("treaty__slug", "key")
    wanted = (*DUTY, *(f"treaty__{n}" for n in TREATY), *(f"article__{n}" for n in ARTICLE))
    rows = list(duties.select_related("treaty", "article").only(*wanted)[: CAP + 1])
    beside = list(apart.only(*TREATY).order_by(dated("signed"), "slug")[: most + 1])
    found = Fetched(rows[:CAP], beside[:most], len(rows) > CAP, len(beside) > most)
    first: dict[int, Treaty] = {treaty.pk: treaty for treaty in found.apart}
    for duty in found.duties:
        duty.treaty = first.setdefault(duty.treaty_id, duty.treaty)
        if duty.article:
            duty.article.treaty = duty.treaty
    those = Q(treaty__in=duties.values("treaty")[:CAP]) | Q(treaty__in=[t.pk for t in found.apart])
    for party in Party.objects.public().filter(those, role__in=BOUND).only(*SPAN).order_by("key"):
        found.parties[party.treaty_id].append(party)
    _attest(found.treaties, those)
    for duty in found.duties:
        found.obligations[duty.treaty_id].append(duty)
    for treaty in found.treaties:
        hold(treaty, "parties", found.parties[treaty.pk])
        hold(treaty, "obligations", found.obligations[treaty.pk])
    found.heirs = heirs
    found.actors = _actors(found)
    for pk, actor in found.actors.items():
        actor.heir = heirs.get(pk)
        actor.abbreviation = actor.code or actor.name[:3].upper()
    return found


def without_obligation() -> QuerySet[Treaty]:
    """Treaties that bind two actors or more, and of which no source held names an obligation."""
    parties = Party.objects.public().filter(treaty=OuterRef("pk"), role__in=BOUND)
    several = parties.order_by().values("treaty").annotate(actors=Count("actor", distinct=True))
    return Treaty.objects.public().filter(
        Exists(several.filter(actors__gte=2)),
        ~Exists(Obligation.objects.public().filter(treaty=OuterRef("pk"))),
    )


def _attest(treaties: Iterable[Treaty], those: Q) -> None:
    """Tell each treaty the day of the newest document that attests it."""
    cited = shown_citations().filter(those).order_by().values("treaty")
    newest = dict(
        cited.annotate(day=Max("passage__document__published_latest")).values_list("treaty", "day")
    )
    for treaty in treaties:
        treaty.attested_on = newest.get(treaty.pk) or ""


def _actors(found: Fetched) -> dict[int, Actor]:
    wanted = {party.actor_id for rows in found.parties.values() for party in rows}
    for duty in found.duties:
        wanted |= {duty.obligor_id, duty.beneficiary_id}
    codes = ActorCode.objects.public().filter(actor=OuterRef("pk"), scheme="iso3")
    codes = codes.order_by("key").values("value")
    rows = Actor.objects.public().only(*NAMES).annotate(code=Subquery(codes[:1]))
    return rows.in_bulk(sorted(wanted - {None}))
