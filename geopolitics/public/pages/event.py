"""Events: the list, and the page of one with who took part."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from geopolitics.models import Article, Event, Participant, Treaty
from geopolitics.models.record import dated
from geopolitics.public.held import hold
from geopolitics.public.paging import AT_ONCE
from geopolitics.public.sources import Sources
from geopolitics.public.together import together
from geopolitics.vocabularies import FACTUALITY, OCCURRENCE

from .shared import board, distinct, in_time, topics_of

LIST_TEMPLATE = "public/events.html"
TEMPLATE = "public/event.html"
ORDER = dated("began")
JOINED = ("part_of",)
LIST_JOINED = ()


def beside(events: list[Event], request: HttpRequest) -> dict[str, Any]:
    """For the list: who took part."""
    actors = defaultdict(list)
    for row in Participant.objects.public().filter(event__in=events).select_related("actor"):
        actors[row.event_id].append(row.actor)
    rows = [
        {"event": event, "actors": sorted(distinct(actors[event.pk]), key=str)} for event in events
    ]
    return {"rows": rows, "sources": Sources([], events)}


def context(event: Event, request: HttpRequest) -> dict[str, Any]:
    """All that the page of an event shows."""
    participants = Participant.objects.public().filter(event=event).select_related("actor")
    participants = list(participants.order_by("actor__name", "role", "key")[:AT_ONCE])
    hold(event, "participants", participants)
    parts = in_time(Event.objects.public().filter(part_of=event))
    treaties = list(Treaty.objects.public().filter(events=event).order_by("slug")[:AT_ONCE])
    articles = Article.objects.public().filter(events=event).select_related("treaty")
    articles = list(articles.order_by("slug")[:AT_ONCE])
    said = board(Q(about_event=event), event)
    beside = [*parts, *treaties, *articles, *said.statements, *distinct([event.part_of])]
    return {
        "sources": Sources([event], beside),
        "participants": [(row, f"participants/{row.key}") for row in participants],
        "parts": parts,
        "treaties": treaties,
        "articles": articles,
        "board": said,
        "occurrence": OCCURRENCE[event.occurrence],
        "factuality": FACTUALITY[event.factuality],
        **together(topics=topics_of(event)),
    }
