"""The few queries in which records are fetched with all that is told of them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    Article,
    Citation,
    Document,
    Event,
    Obligation,
    Participant,
    Party,
    Position,
    Sourced,
    Statement,
    Succession,
    Target,
    Topic,
    Treaty,
    TreatyName,
    TreatyRelation,
)

RELATED = 200
ABOUT = (
    "about_treaty",
    "about_article__treaty",
    "about_event",
    "about_actor",
    "about_statement__speaker",
)
JOINED = {
    Article: ("treaty",),
    Actor: ("part_of",),
    Statement: (
        "speaker",
        "capacity__body",
        "capacity__person",
        "on_behalf_of",
        "responds_to__speaker",
    ),
    Event: ("part_of",),
    Document: ("publisher",),
}


def fetched(rows: QuerySet[Sourced]) -> QuerySet[Sourced]:
    """Public rows of one kind with what is told of them, in a number of queries that depends on
    the kind alone. Side rows are whole; of sets that other records make, the first 200."""
    model = rows.model
    return rows.select_related(*JOINED.get(model, ())).prefetch_related(*_sets(model))


def standing(rows: QuerySet[Treaty]) -> QuerySet[Treaty]:
    """Public treaties with what tells where they, their parties and obligations stand."""
    bound = ("parties", "obligations")
    own = [each for each in _of_treaty() if each.prefetch_to in bound]
    return rows.prefetch_related(*own, Prefetch("citations", quotes()))


def quotes() -> QuerySet[Citation]:
    """The citations that the public may see, in the order of their documents, each with what is
    told of it; the text of its passage stays behind."""
    rows = Citation.objects.public().filter(passage__document__status="published")
    rows = rows.select_related("passage__document").defer(
        "passage__text", "passage__document__staff_notes"
    )
    return rows.order_by("passage__document__slug", "passage__position", "start", "end", "key")


def _sets(model: type[Sourced]) -> list[Prefetch]:
    if model is Document:
        return [_related("authors", Actor)]
    own = _SETS[model]()
    return [
        *own,
        Prefetch("topics", Topic.objects.order_by("slug")),
        Prefetch("citations", quotes()),
    ]


def _side(name: str, model: type, *joined: str) -> Prefetch:
    return Prefetch(name, model.objects.public().select_related(*joined).order_by("key"))


def _related(name: str, model: type[Sourced], *joined: str) -> Prefetch:
    return Prefetch(name, model.objects.public().select_related(*joined).order_by("slug"))


def _from(name: str, rows: QuerySet, *order: str) -> Prefetch:
    """What other records make of it: the first of them, as `first_<name>`."""
    return Prefetch(name, rows.order_by(*order)[:RELATED], to_attr=f"first_{name}")


def _of_treaty() -> list[Prefetch]:
    later = TreatyRelation.objects.public().select_related("treaty")
    return [
        _side("names", TreatyName),
        _side("parties", Party, "actor"),
        _side("relations", TreatyRelation, "earlier"),
        _from("later_relations", later, "treaty__slug", "key"),
        _side("obligations", Obligation, "article__treaty", "obligor", "beneficiary"),
    ]


def _of_article() -> list[Prefetch]:
    return [
        _related("takes_up", Article, "treaty"),
        _from("taken_up_by", Article.objects.public().select_related("treaty"), "slug"),
        _side("obligations", Obligation, "obligor", "beneficiary"),
        _from("events", Event.objects.public(), "slug"),
        Prefetch("treaty__citations", quotes()),
    ]


def _of_actor() -> list[Prefetch]:
    earlier = Succession.objects.public().select_related("predecessor")
    return [
        _side("names", ActorName),
        _side("codes", ActorCode),
        _side("positions", Position, "body"),
        _side("successions", Succession, "successor"),
        _from("predecessions", earlier, "predecessor__slug", "key"),
    ]


def _of_statement() -> list[Prefetch]:
    return [
        _related("addressees", Actor),
        _side("targets", Target, *ABOUT, "holder"),
        _from("replies", Statement.objects.public().select_related("speaker"), "slug"),
    ]


def _of_event() -> list[Prefetch]:
    return [
        _side("participants", Participant, "actor"),
        _related("treaties", Treaty),
        _related("articles", Article, "treaty"),
        _from("parts", Event.objects.public(), "slug"),
    ]


_SETS = {
    Treaty: _of_treaty,
    Article: _of_article,
    Actor: _of_actor,
    Statement: _of_statement,
    Event: _of_event,
}
