"""Atom feeds of what is new and changed: in the register, of an actor, of a treaty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.syndication.views import Feed
from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from geopolitics.models import (
    RECORDS,
    Actor,
    Article,
    Document,
    Event,
    Participant,
    Party,
    Sourced,
    Statement,
    Target,
    Treaty,
)

from .pages.shared import SPOKEN
from .site import absolute, record_tag, tag
from .views.records import elsewhere

AT_ONCE = 50
AS_NEW = timedelta(minutes=1)
KINDS = (*RECORDS, Document)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """A record as a feed tells of it: since when it is public, and its identifier for ever."""

    record: Sourced
    published: datetime
    tag: str
    link: str

    @property
    def is_new(self) -> bool:
        """Whether nothing public of it changed since it was published."""
        return self.record.modified - self.published < AS_NEW


class Atom(Atom1Feed):
    """Atom whose date is that of its newest entry, and without one no moment's."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


class Changes(Feed):
    """The newest of these sets of public records, for one request."""

    feed_type = Atom
    language = "en-GB"
    author_name = "Geopolitics"

    def __init__(
        self,
        request: HttpRequest,
        title: str,
        link: str,
        guid: str,
        sets: Iterable[QuerySet[Sourced]],
    ) -> None:
        self.request, self.title, self.feed_guid = request, title, guid
        self.link = absolute(request, link)
        self.feed_url = absolute(request, request.path)
        self._sets = sets

    def items(self) -> list[Entry]:
        rows = [
            row
            for found in self._sets
            for row in found.select_related(*SPOKEN.get(found.model.table(), ())).order_by(
                "-modified", "slug"
            )[:AT_ONCE]
        ]
        rows.sort(key=lambda row: (row.table(), row.slug))
        rows.sort(key=lambda row: row.modified, reverse=True)
        return _entries(self.request, rows[:AT_ONCE])

    def item_title(self, item: Entry) -> str:
        record = item.record
        return f"{record}, {record.treaty}" if isinstance(record, Article) else str(record)

    def item_description(self, item: Entry) -> str:
        """HTML, so that what looks like markup in a summary is none."""
        return escape(getattr(item.record, "summary", ""))

    def item_link(self, item: Entry) -> str:
        return item.link

    def item_guid(self, item: Entry) -> str:
        return item.tag

    def item_pubdate(self, item: Entry) -> datetime:
        return item.published

    def item_updateddate(self, item: Entry) -> datetime:
        return item.record.modified

    def item_categories(self, item: Entry) -> tuple[str, str]:
        return item.record.table(), "new" if item.is_new else "changed"


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """What is new and changed in the whole register."""
    sets = [model.objects.public() for model in KINDS]
    title = "Geopolitics: new and changed"
    return Changes(request, title, reverse("public:home"), tag(request, "feed"), sets)(request)


@require_safe
def of_actor(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new and changed of an actor: its treaties, words, deeds and documents."""
    return _of(request, Actor, slug, _beside_actor)


@require_safe
def of_treaty(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new and changed of a treaty: its articles, what is said of it, its events."""
    return _of(request, Treaty, slug, _beside_treaty)


def _of(
    request: HttpRequest,
    model: type[Sourced],
    slug: str,
    beside: Callable[[Sourced], list[QuerySet[Sourced]]],
) -> HttpResponse:
    record = model.objects.public().filter(slug=slug).first()
    if record is None:
        return elsewhere(request, model, slug, "feed.atom")
    [entry] = _entries(request, [record])
    sets = [model.objects.public().filter(pk=record.pk), *beside(record)]
    title = f"Geopolitics: {record}"
    link = record.get_absolute_url()
    return Changes(request, title, link, f"{entry.tag}/feed", sets)(request)


def _beside_actor(actor: Actor) -> list[QuerySet[Sourced]]:
    about = Target.objects.filter(Q(holder=actor) | Q(about_actor=actor)).values("statement")
    addressed = Statement.addressees.through.objects.filter(actor=actor).values("statement")
    said = Q(speaker=actor) | Q(on_behalf_of=actor) | Q(pk__in=about) | Q(pk__in=addressed)
    theirs = Party.objects.filter(actor=actor).values("treaty")
    written = Document.authors.through.objects.filter(actor=actor).values("document")
    deeds = Participant.objects.filter(actor=actor).values("event")
    return [
        Treaty.objects.public().filter(pk__in=theirs),
        Statement.objects.public().filter(said),
        Event.objects.public().filter(pk__in=deeds),
        Document.objects.public().filter(Q(publisher=actor) | Q(pk__in=written)),
    ]


def _beside_treaty(treaty: Treaty) -> list[QuerySet[Sourced]]:
    articles = Article.objects.filter(treaty=treaty).values("pk")
    about = Target.objects.filter(Q(about_treaty=treaty) | Q(about_article__in=articles))
    happened = Event.treaties.through.objects.filter(treaty=treaty).values("event")
    return [
        Article.objects.public().filter(treaty=treaty),
        Statement.objects.public().filter(pk__in=about.values("statement")),
        Event.objects.public().filter(pk__in=happened),
    ]


def _entries(request: HttpRequest, rows: list[Sourced]) -> list[Entry]:
    """The records with what their history knows of their first day in public, in one query."""
    first = _first_public(rows)
    found = []
    for row in rows:
        slug, published = first.get((row.table(), row.pk), (row.slug, row.created))
        link = absolute(request, row.get_absolute_url())
        found.append(Entry(row, published, record_tag(request, row, slug), link))
    return found


def _first_public(rows: list[Sourced]) -> dict[tuple[str, int], tuple[str, datetime]]:
    """By (table, primary key): the slug under which a record was published first, and when."""
    keys: dict[type[Model], list[int]] = {}
    for row in rows:
        keys.setdefault(type(row), []).append(row.pk)
    parts = [
        model.history.filter(id__in=ids, status="published")
        .order_by()
        .annotate(record_table=Cast(Value(model.table()), CharField()))
        .values_list("history_id", "record_table", "id", "slug", "history_date")
        for model, ids in keys.items()
    ]
    found: dict[tuple[str, int], tuple[str, datetime]] = {}
    history = sorted(parts[0].union(*parts[1:], all=True)) if parts else ()
    for _, table, pk, slug, day in history:
        found.setdefault((table, pk), (slug, day))
    return found
