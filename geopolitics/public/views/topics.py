"""Topics: the tree of them, and what stands under one."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.models import RECORDS, Topic
from geopolitics.public import tables, takeaway
from geopolitics.public.pages.shared import SPOKEN
from geopolitics.public.paging import AT_ONCE


@require_safe
def listing(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """Every public topic, the narrower under the broader."""
    ordered = _ordered(Topic.objects.public())
    if suffix:
        return takeaway.taken(request, tables.of_topics(request, ordered), suffix)
    context = {"topics": ordered, **takeaway.shown(request, "Topics")}
    return render(request, "public/topics.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic, those next to it, and the records under it or one narrower."""
    topics = {topic.pk: topic for topic in Topic.objects.public()}
    topic = next((t for t in topics.values() if t.slug == slug), None)
    if topic is None:
        raise Http404
    below = _below(topic, topics)
    context = {
        "topic": topic,
        "broader": topics.get(topic.broader_id),
        "narrower": sorted((t for t in topics.values() if t.broader_id == topic.pk), key=str),
        "records": [
            (model._meta.verbose_name_plural.capitalize(), _under(model, below))
            for model in RECORDS
        ],
    }
    return render(request, "public/topic.html", context)


def _ordered(topics: QuerySet[Topic]) -> list[tuple[int, Topic]]:
    """Depth first, each level by name, with the depth."""
    children: dict[int | None, list[Topic]] = defaultdict(list)
    for topic in sorted(topics, key=str):
        children[topic.broader_id].append(topic)
    found: list[tuple[int, Topic]] = []
    waiting = [(1, topic) for topic in reversed(children[None])]
    while waiting:
        depth, topic = waiting.pop()
        found.append((depth, topic))
        waiting += [(depth + 1, child) for child in reversed(children[topic.pk])]
    return found


def _below(topic: Topic, topics: dict[int, Topic]) -> set[int]:
    """Primary keys of the topic and of every public one under it."""
    found, step = set(), {topic.pk}
    while step:
        found |= step
        step = {t.pk for t in topics.values() if t.broader_id in step} - found
    return found


def _under(model: type, topics: set[int]) -> list:
    rows = model.objects.public().filter(topics__in=topics).distinct()
    return list(rows.select_related(*SPOKEN.get(model.table(), ())).order_by("slug")[:AT_ONCE])
