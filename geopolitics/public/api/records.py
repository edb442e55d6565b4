"""Each kind of record and document in full: its public fields, its side rows, its quotes, and
where to ask for what belongs to it."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from geopolitics import models

from . import addresses
from .quoted import Evidence, Quote
from .shape import Public, Reference, Standing

SHOWN = 200
LINKS = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class Sourced(Public):
    """What records and documents tell alike."""

    # The lists that hold what belongs to it: by name, the list and the parameter that narrows it.
    lists: ClassVar[dict[str, tuple[str, str]]] = {}

    type = serializers.SerializerMethodField(help_text="The kind of record: treaty and so on.")
    address = serializers.SerializerMethodField(help_text="Its page.")
    api = serializers.SerializerMethodField(help_text="This answer.")
    links = serializers.SerializerMethodField(help_text="Where to ask for what belongs to it.")

    def get_address(self, record: models.Sourced) -> str:
        return f"{self.context['base']}{record.get_absolute_url()}"

    def get_api(self, record: models.Sourced) -> str:
        return f"{self.context['base']}{addresses.of_record(record)}"

    @extend_schema_field(LINKS)
    def get_links(self, record: models.Sourced) -> dict[str, str]:
        base = self.context["base"]
        return {
            name: f"{base}{addresses.of_list(kind, **{parameter: record.slug})}"
            for name, (kind, parameter) in self.lists.items()
        }

    def get_fields(self) -> dict[str, serializers.Field]:
        found = super().get_fields()
        return {"type": found.pop("type"), **found}

    def get_type(self, record: models.Sourced) -> str:
        return record.table()


class Record(Sourced):
    """What the five kinds of records tell alike."""

    citations = serializers.SerializerMethodField(
        help_text="The quotes on which it rests, the first 200; `links` lead to all of them."
    )

    @extend_schema_field(Evidence(many=True))
    def get_citations(self, record: models.Record) -> list[dict[str, Any]]:
        rows = record.citations.all()[:SHOWN]
        return Evidence(rows, many=True, context=self.context).data


class TreatyName(Public):
    """A further name of an instrument."""

    model = models.TreatyName


class Bond(Public):
    """An actor's role in an instrument, and whether that bound it on the day."""

    model = models.Party

    standing = Standing(source="*", allow_null=True)


class Relation(Public):
    """What the instrument does to an earlier one."""

    model = models.TreatyRelation


class LaterRelation(Relation):
    """What a later instrument does to this one."""

    replaced = ("earlier",)

    treaty = Reference()


class Obligation(Public):
    """What binds whom to what; both actors empty: each party toward each other."""

    model = models.Obligation

    standing = Standing(source="*")


class Treaty(Record):
    """An instrument: a treaty, or a resolution or declaration that is none."""

    model = models.Treaty
    lists: ClassVar = {
        "articles": ("articles", "treaty"),
        "statements": ("statements", "about"),
        "events": ("events", "treaty"),
        "citations": ("citations", "treaty"),
    }

    standing = Standing(source="*")
    names = TreatyName(many=True)
    parties = Bond(many=True)
    relations = Relation(many=True)
    later_relations = LaterRelation(many=True, source="first_later_relations")
    obligations = Obligation(many=True)


class ArticleObligation(Obligation):
    """An obligation that a source finds in the article."""

    replaced = ("article",)

    def to_representation(self, instance: models.Obligation) -> dict[str, Any]:
        """By the dates of the article's treaty, whose citations are at hand."""
        instance.treaty = instance.article.treaty
        return super().to_representation(instance)


class Article(Record):
    """A provision of one treaty."""

    model = models.Article
    lists: ClassVar = {
        "statements": ("statements", "article"),
        "citations": ("citations", "article"),
    }

    taken_up_by = Reference(many=True, source="first_taken_up_by")
    obligations = ArticleObligation(many=True)
    events = Reference(many=True, source="first_events")


class ActorName(Public):
    """A further name of an actor."""

    model = models.ActorName


class ActorCode(Public):
    """An identifier of an actor and its validity."""

    model = models.ActorCode


class Position(Public):
    """An office that a person holds."""

    model = models.Position


class Succession(Public):
    """How another actor follows this one."""

    model = models.Succession


class Predecession(Succession):
    """How the actor follows another."""

    replaced = ("successor",)

    predecessor = Reference()


class Existence(serializers.Serializer):
    """Whether an actor existed on a day; null where the dates leave it open."""

    on = serializers.DateField()
    exists = serializers.BooleanField(allow_null=True)

    def to_representation(self, instance: models.Actor) -> dict[str, Any]:
        day = self.context["day"]
        return {"on": day.isoformat(), "exists": instance.exists_on(day)}


class Actor(Record):
    """A state, body, organisation, person or group that signs, speaks or acts."""

    model = models.Actor
    lists: ClassVar = {
        "treaties": ("treaties", "party"),
        "statements": ("statements", "speaker"),
        "statements_about": ("statements", "actor"),
        "stances_attributed": ("statements", "holder"),
        "events": ("events", "actor"),
        "parts": ("actors", "part_of"),
        "documents_written": ("documents", "author"),
        "documents_published": ("documents", "publisher"),
        "citations": ("citations", "actor"),
    }

    existence = Existence(source="*")
    names = ActorName(many=True)
    codes = ActorCode(many=True)
    positions = Position(many=True)
    successions = Succession(many=True)
    predecessions = Predecession(many=True, source="first_predecessions")


class Capacity(Position):
    """The position in which something was said."""


class Target(Public):
    """What a statement is about, and the stance taken on it."""

    model = models.Target
    replaced = ("about_treaty", "about_article", "about_event", "about_actor", "about_statement")

    about = Reference()


class Statement(Record):
    """One act of saying by one speaker."""

    model = models.Statement
    lists: ClassVar = {
        "statements_about": ("statements", "statement"),
        "citations": ("citations", "statement"),
    }

    capacity = Capacity(allow_null=True)
    targets = Target(many=True)
    replies = Reference(many=True, source="first_replies")


class Participant(Public):
    """An actor's part in an event."""

    model = models.Participant


class Event(Record):
    """Something that happened, or is said to be planned, proposed, forecast or possible."""

    model = models.Event
    lists: ClassVar = {
        "statements": ("statements", "event"),
        "citations": ("citations", "event"),
    }

    participants = Participant(many=True)
    parts = Reference(many=True, source="first_parts")


class Document(Sourced):
    """A source: a commentary, an official text, a data set."""

    model = models.Document
    lists: ClassVar = {
        "treaties": ("treaties", "document"),
        "articles": ("articles", "document"),
        "actors": ("actors", "document"),
        "statements": ("statements", "document"),
        "events": ("events", "document"),
        "citations": ("citations", "document"),
    }

    passages = serializers.SerializerMethodField(help_text="Where to ask for its paragraphs.")

    def get_passages(self, document: models.Document) -> str:
        return f"{self.context['base']}{addresses.of_passages(document)}"


class AsOf(serializers.Serializer):
    """A treaty, its parties and its obligations as they stand on a day, with the words on which
    the answer rests."""

    treaty = Reference(source="*")
    standing = Standing(source="*")
    parties = Bond(many=True)
    obligations = Obligation(many=True)
    citations = serializers.SerializerMethodField()

    @extend_schema_field(Quote(many=True))
    def get_citations(self, treaty: models.Treaty) -> list[dict[str, Any]]:
        """Those of the dates, the parties and the obligations; failing these, the first."""
        fields = treaty.status_on(self.context["day"]).fields
        rows = [
            citation
            for citation in treaty.citations.all()
            if citation.field in fields or citation.field.startswith(("parties/", "obligations/"))
        ]
        rows = rows or treaty.citations.all()[:1]
        return Quote(rows[:SHOWN], many=True, context=self.context).data
