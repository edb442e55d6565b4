"""Treaties: the list, and the page of one with its parties, obligations and lineage."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest

from geopolitics import vocabularies
from geopolitics.models import (
    Actor,
    Article,
    Event,
    Obligation,
    Party,
    Succession,
    Treaty,
    TreatyName,
    TreatyRelation,
)
from geopolitics.models.record import dated, dated_down
from geopolitics.public.asked import day_asked
from geopolitics.public.facets import Coded, Side, StandingOn, Through, document_of, topic_of
from geopolitics.public.held import hold
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import AT_ONCE, CHANGED, Order
from geopolitics.public.sources import Sources
from geopolitics.public.together import together

from .shared import board, distinct, in_time, some, topics_of

LIST_TEMPLATE = "public/treaties.html"
TEMPLATE = "public/treaty.html"
JOINED = ()
LIST_JOINED = ()
OLD = {
    "eid": "eid",
    "number": "number",
    "label": "label",
    "treaty": "treaty__slug",
    "title": "treaty__title",
    "title_supplied": "treaty__title_supplied",
}
BOUND = ("signatory", "contracting state", "party", "guarantor")
# The ways to narrow it, but for the standing, which is that of a day.
FACETS = (
    Coded("kind", "Kind", "nature", vocabularies.TREATY_NATURES),
    Coded("form", "Form", "form", vocabularies.TREATY_FORMS),
    Through("party", "Party", Party.objects.public, "treaty", "actor", Actor),
    Side(
        "obligation",
        "Obligation",
        lambda: Obligation.objects.public().filter(present="yes"),
        "treaty",
        "kind",
        vocabularies.OBLIGATIONS,
    ),
    topic_of(Treaty),
    document_of(Treaty),
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed; the standing is that on the day asked for."""
    return _kind(day_asked(request).day)


@lru_cache(maxsize=64)
def _kind(day: datetime.date) -> Kind:
    return Kind(
        facets=(StandingOn("status", "Standing", day), *FACETS),
        whole="form",
        orders={
            "oldest": Order("oldest", dated("signed")),
            "newest": Order("newest", dated_down("signed"), True),
            "title": Order("title", Lower("title")),
            "changed": CHANGED,
        },
        dated="signed",
        kept=("on",),
        named=("party",),
    )


def beside(treaties: list[Treaty], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: who stands to each, and where each stands on the day."""
    day = day_asked(request)
    sources = Sources([], treaties)
    rows = []
    for treaty in treaties:
        every = asked.named("party", treaty)
        named, more = some(every)
        standing = treaty.status_on(day.day)
        row = {"treaty": treaty, "parties": named, "more": more, "standing": standing}
        rows.append(row | {"every": every})
    return {"rows": rows, "sources": sources, "asked": day}


def context(treaty: Treaty, request: HttpRequest) -> dict[str, Any]:
    """All that the page of a treaty shows, in nine queries."""
    parties = _parties(treaty)
    lineage = Lineage(treaty)
    duties = _obligations(lineage.treaties)
    articles = _articles(treaty)
    said = board(Q(about_treaty=treaty) | Q(about_article__in=articles), treaty)
    events = in_time(Event.objects.public().filter(Q(treaties=treaty) | Q(articles__in=articles)))
    sources = Sources([treaty], [*lineage.treaties, *articles, *said.statements, *events])
    asked = day_asked(request, treaty.attested())
    for row in [*duties[treaty.pk], *parties]:
        row.treaty = treaty
    words = together(
        names=(treaty.names.public(), ("key", "name", "kind", "language")),
        topics=topics_of(treaty),
    )
    names = [
        TreatyName(treaty=treaty, key=key, name=name, kind=kind, language=language)
        for key, name, kind, language, *_ in words["names"]
    ]
    hold(treaty, "names", names)
    hold(treaty, "parties", parties)
    hold(treaty, "relations", lineage.of(treaty))
    hold(treaty, "obligations", duties[treaty.pk])
    return {
        "sources": sources,
        "asked": asked,
        "standing": treaty.status_on(asked.day),
        "attested": treaty.attested(),
        "parties": [_bond(party, asked) for party in parties],
        "articles": articles,
        "obligations": [(duty, duty.status_on(asked.day)) for duty in duties[treaty.pk]],
        "lineage": lineage.told(duties) if len(lineage.treaties) > 1 else [],
        "board": said,
        "events": events,
        "names": sorted(names, key=str),
        "topics": words["topics"],
    }


def _parties(treaty: Treaty) -> list[Party]:
    """The parties, each with whoever continues its actor."""
    heirs = Succession.objects.public().filter(predecessor=OuterRef("actor"), kind="continues")
    heirs = heirs.order_by("key")
    rows = Party.objects.public().filter(treaty=treaty).select_related("actor")
    rows = rows.annotate(
        heir_slug=Subquery(heirs.values("successor__slug")[:1]),
        heir_name=Subquery(heirs.values("successor__name")[:1]),
    )
    return sorted(rows, key=lambda party: (party.actor.name, party.key))


def _bond(party: Party, asked: Any) -> dict[str, Any]:
    """A row of the table: a role that does not bind has no standing."""
    bound = party.role in BOUND
    return {
        "party": party,
        "path": f"parties/{party.key}",
        "standing": party.status_on(asked.day) if bound else None,
        "gone": bool(party.heir_slug) and party.actor.exists_on(asked.day) is False,
    }


def _obligations(treaties: list[Treaty]) -> dict[int, list[Obligation]]:
    """Obligations of these treaties, by treaty: those that it has, then those that it lacks."""
    rows = Obligation.objects.public().filter(treaty__in=treaties)
    rows = rows.select_related("article__treaty", "obligor", "beneficiary")
    found = defaultdict(list)
    for duty in rows.order_by("-present", "key"):
        found[duty.treaty_id].append(duty)
    return found


def _articles(treaty: Treaty) -> list[Article]:
    """The articles, each with `earlier`, the public articles that it takes up."""
    rows = Article.objects.public().filter(treaty=treaty)
    rows = rows.annotate(
        old=FilteredRelation("takes_up", condition=Q(takes_up__status="published"))
    ).annotate(**{f"old_{name}": F(f"old__{path}") for name, path in OLD.items()})
    found: dict[int, Article] = {}
    for row in rows.order_by("slug", "old__slug"):
        article = found.setdefault(row.pk, row)
        article.treaty = treaty
        article.earlier = getattr(article, "earlier", [])
        if row.old_eid:
            article.earlier.append(_old(row))
    return sorted(found.values(), key=_number)


def _old(row: Article) -> Article:
    """An earlier article, as far as a link to it needs."""
    treaty = Treaty(slug=row.old_treaty, title=row.old_title, title_supplied=row.old_title_supplied)
    return Article(treaty=treaty, eid=row.old_eid, number=row.old_number, label=row.old_label)


def _number(article: Article) -> tuple:
    digits = "".join(filter(str.isdigit, article.number))
    return (not article.number, int(digits) if digits else 0, article.number, article.slug)


@dataclass
class Step:
    """A treaty of a lineage: what it does to those before it, and what it holds or lacks; each
    row with the path by which citations name it."""

    treaty: Treaty
    does: list[tuple[TreatyRelation, str]]
    holds: list[tuple[Obligation, str]]
    lacks: list[tuple[Obligation, str]]


class Lineage:
    """The instruments related to a treaty, up to two steps off, in time."""

    def __init__(self, treaty: Treaty) -> None:
        near = Q(treaty=treaty) | Q(earlier=treaty)
        far = (
            Q(treaty__later_relations__treaty=treaty)
            | Q(earlier__relations__earlier=treaty)
            | Q(earlier__later_relations__treaty=treaty)
        )
        rows = TreatyRelation.objects.public().filter(near | far)
        self.relations = list(
            rows.select_related("treaty", "earlier")
            .distinct()
            .order_by("treaty__slug", "key")[:AT_ONCE]
        )
        ends = [end for row in self.relations for end in (row.earlier, row.treaty)]
        self.treaties = sorted(distinct([*ends, treaty]), key=_when)

    def of(self, treaty: Treaty) -> list[TreatyRelation]:
        """What this treaty does to earlier ones."""
        return [row for row in self.relations if row.treaty_id == treaty.pk]

    def told(self, duties: dict[int, list[Obligation]]) -> list[Step]:
        steps = []
        for treaty in self.treaties:
            rows = [(duty, f"obligations/{duty.key}") for duty in duties[treaty.pk]]
            steps.append(
                Step(
                    treaty,
                    [(row, f"relations/{row.key}") for row in self.of(treaty)],
                    [row for row in rows if row[0].present == "yes"],
                    [row for row in rows if row[0].present == "no"],
                )
            )
        return steps


def _when(treaty: Treaty) -> tuple[str, str]:
    return (treaty.signed_earliest or treaty.signed_latest or "9999", treaty.slug)
