"""Statements: the list, and the page of one with its words and what it is about."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest

from geopolitics.models import Actor, Article, Event, Record, Statement, Target, Treaty
from geopolitics.models.record import dated, dated_down
from geopolitics.public.facets import Coded, Linked, Named, Side, Through, document_of, topic_of
from geopolitics.public.held import hold
from geopolitics.public.narrowing import Kind, Narrowed
from geopolitics.public.paging import AT_ONCE, CHANGED, Order
from geopolitics.public.sources import Sources
from geopolitics.public.together import together
from geopolitics.vocabularies import ACTS, FACTUALITY, STANCES

from .shared import HOLDS, at_once, board, distinct, topics_of

LIST_TEMPLATE = "public/statements.html"
TEMPLATE = "public/statement.html"
JOINED = ("speaker", "capacity__body", "on_behalf_of", "responds_to__speaker")
LIST_JOINED = ("speaker", "capacity__body")
ABOUT = (
    "about_treaty",
    "about_article__treaty",
    "about_event",
    "about_actor",
    "about_statement__speaker",
)


def _on(name: str, label: str, end: str, model: type[Record], words: str) -> Through:
    rows = Target.objects.public
    return Through(name, label, rows, "statement", end, model, words, quiet=True)


KIND = Kind(
    facets=(
        Linked("speaker", "Speaker", "speaker", Actor),
        Coded("act", "Act", "act", ACTS),
        Side(
            "stance",
            "Stance",
            lambda: Target.objects.public().filter(
                Q(holder=None) | Q(holder=F("statement__speaker"))
            ),
            "statement",
            "stance",
            STANCES,
        ),
        Through(
            "about",
            "About",
            Target.objects.public,
            "statement",
            "about_treaty",
            Treaty,
            "title",
        ),
        Coded("factuality", "Factuality", "factuality", FACTUALITY),
        topic_of(Statement),
        document_of(Statement),
        _on("article", "About", "about_article", Article, "label"),
        _on("event", "About", "about_event", Event, "title"),
        _on("actor", "About", "about_actor", Actor, "name"),
        _on("statement", "About", "about_statement", Statement, "summary"),
        Through(
            "holder",
            "Attributed to",
            Target.objects.public,
            "statement",
            "holder",
            Actor,
            quiet=True,
        ),
        Through(
            "addressee",
            "Said to",
            Statement.addressees.through.objects.all,
            "statement",
            "actor",
            Actor,
            quiet=True,
        ),
    ),
    whole="act",
    orders={
        "newest": Order("newest", dated_down("made"), True),
        "oldest": Order("oldest", dated("made")),
        "changed": CHANGED,
    },
    dated="made",
    named=("stance",),
)


def kind(request: HttpRequest) -> Kind:
    """How the list is narrowed, the newest first."""
    return KIND


def beside(statements: list[Statement], asked: Narrowed, request: HttpRequest) -> dict[str, Any]:
    """For the list: the stances that each takes for its own speaker."""
    rows = [(statement, _stances(asked.named("stance", statement))) for statement in statements]
    return {"rows": rows, "sources": Sources([], statements)}


def _stances(named: list[Named]) -> list[str]:
    return sorted(STANCES[each.value].label for each in named if each.value != "none taken")


def context(statement: Statement, request: HttpRequest) -> dict[str, Any]:
    """All that the page of a statement shows."""
    targets = Target.objects.public().filter(statement=statement)
    targets = list(targets.select_related(*ABOUT, "holder").order_by("key")[:AT_ONCE])
    hold(statement, "targets", targets)
    replies = Statement.objects.public().filter(responds_to=statement)
    replies = replies.select_related("speaker", "capacity__body").order_by("slug")
    replies = list(replies[:AT_ONCE])
    said = board(Q(about_statement=statement), statement)
    about = distinct(target.about for target in targets)
    sources = Sources(
        [statement], [*about, *replies, *said.statements, *distinct([statement.responds_to])]
    )
    own = [t for t in targets if t.holder_id in (None, statement.speaker_id)]
    return {
        "sources": sources,
        "own": [(target, f"targets/{target.key}") for target in own],
        "attributed": [
            (target, f"targets/{target.key}", HOLDS[target.stance])
            for target in targets
            if target not in own
        ],
        "replies": replies,
        "board": said,
        "act": ACTS[statement.act],
        "factuality": FACTUALITY[statement.factuality],
        **together(topics=topics_of(statement), addressees=_addressees(statement)),
    }


def _addressees(statement: Statement) -> tuple:
    return at_once(Actor.objects.public().filter(statements_addressed=statement)), ("name", "slug")
