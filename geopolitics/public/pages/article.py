"""Articles: the list, and the page of one with what it takes up and what takes it up."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest

from geopolitics.models import Article, Event, Obligation, Treaty
from geopolitics.public.asked import day_asked
from geopolitics.public.facets import Linked, Side, document_of, topic_of
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import AT_ONCE, CHANGED, Order
from geopolitics.public.sources import Sources
from geopolitics.public.together import together
from geopolitics.vocabularies import OBLIGATIONS

from .shared import board, distinct, in_time, topics_of

LIST_TEMPLATE = "public/articles.html"
TEMPLATE = "public/article.html"
JOINED = ("treaty",)
LIST_JOINED = ("treaty",)


KIND = Kind(
    facets=(
        Linked("treaty", "Treaty", "treaty", Treaty, "title"),
        Side(
            "obligation",
            "Obligation",
            lambda: Obligation.objects.public().filter(present="yes"),
            "article",
            "kind",
            OBLIGATIONS,
        ),
        topic_of(Article),
        document_of(Article),
    ),
    whole="treaty",
    orders={"treaty": Order("treaty", F("slug")), "changed": CHANGED},
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed, treaty by treaty."""
    return KIND


def beside(articles: list[Article], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: the words on which each rests."""
    return {"rows": articles, "sources": Sources([], articles)}


def context(article: Article, request: HttpRequest) -> dict[str, Any]:
    """All that the page of an article shows."""
    treaty = article.treaty
    duties = _obligations(article)
    said = board(Q(about_article=article), article)
    events = in_time(Event.objects.public().filter(articles=article))
    earlier, later = _taken_up(article)
    sources = Sources([article], [treaty, *said.statements, *events, *earlier, *later])
    asked = day_asked(request, treaty.attested())
    return {
        "sources": sources,
        "asked": asked,
        "obligations": [(duty, duty.status_on(asked.day)) for duty in duties],
        "earlier": earlier,
        "later": later,
        "board": said,
        "events": events,
        **together(topics=topics_of(article)),
    }


def _obligations(article: Article) -> list[Obligation]:
    rows = Obligation.objects.public().filter(article=article)
    duties = list(rows.select_related("obligor", "beneficiary").order_by("-present", "key"))
    for duty in duties:
        duty.treaty, duty.article = article.treaty, article
    return duties


def _taken_up(article: Article) -> tuple[list[Article], list[Article]]:
    """The earlier articles that it takes up, and the later ones that take it up."""
    shown = Article.objects.public()
    rows = Article.takes_up.through.objects.filter(
        Q(from_article=article, to_article__in=shown)
        | Q(to_article=article, from_article__in=shown)
    ).select_related("from_article__treaty", "to_article__treaty")
    rows = list(rows.order_by("from_article__slug", "to_article__slug")[:AT_ONCE])
    earlier = distinct(row.to_article for row in rows if row.from_article_id == article.pk)
    later = distinct(row.from_article for row in rows if row.to_article_id == article.pk)
    return earlier, later
