"""Events: the list, and the page of one with who took part."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from geopolitics.models import Actor, Article, Event, Participant, Treaty
from geopolitics.models.record import dated, dated_down
from geopolitics.public.facets import Coded, Through, document_of, topic_of
from geopolitics.public.held import hold
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import AT_ONCE, CHANGED, Order
from geopolitics.public.sources import Sources
from geopolitics.public.together import together
from geopolitics.vocabularies import EVENT_KINDS, FACTUALITY, OCCURRENCE

from .shared import board, distinct, in_time, some, topics_of

LIST_TEMPLATE = "public/events.html"
TEMPLATE = "public/event.html"
JOINED = ("part_of",)
LIST_JOINED = ()


KIND = Kind(
    facets=(
        Coded("occurrence", "Occurrence", "occurrence", OCCURRENCE),
        Coded("factuality", "Factuality", "factuality", FACTUALITY),
        Coded("kind", "Kind", "kind", EVENT_KINDS),
        Through("actor", "Participant", Participant.objects.public, "event", "actor", Actor),
        Through(
            "treaty",
            "Treaty",
            Event.treaties.through.objects.all,
            "event",
            "treaty",
            Treaty,
            "title",
        ),
        topic_of(Event),
        document_of(Event),
    ),
    whole="kind",
    orders={
        "oldest": Order("oldest", dated("began")),
        "newest": Order("newest", dated_down("began"), True),
        "changed": CHANGED,
    },
    dated="began",
    named=("actor",),
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed, the oldest first."""
    return KIND


def beside(events: list[Event], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: who took part."""
    rows = []
    for event in events:
        every = asked.named("actor", event)
        named, more = some(every)
        rows.append({"event": event, "actors": named, "more": more, "every": every})
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
