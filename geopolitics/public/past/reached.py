"""What references reach that is public now, by name and address; nothing else ever was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from geopolitics.changes.names import parts
from geopolitics.models import Article, Document, Passage, Position, Topic, Treaty, model_of

Place = tuple[str, int]


@dataclass(frozen=True)
class Reached:
    """A row that is public now; `kind` and `slug` are of the record that has a page, `of` is
    the treaty of an article."""

    kind: str
    slug: str
    name: str
    of: str = ""

    @property
    def full(self) -> str:
        """The name where nothing beside it says of which treaty it is."""
        return f"{self.name} of {self.of}" if self.of else self.name

    @property
    def address(self) -> str:
        """Where the row, or the record that it is part of, is read."""
        if self.kind == Article.table():
            return reverse("public:article", args=self.slug.split("--", 1))
        return reverse(f"public:{self.kind}", args=[self.slug])


def reached(wanted: Mapping[type[Model], Iterable[int]]) -> dict[Place, Reached]:
    """By table and primary key, those of the rows wanted that are public now, in one query."""
    arms = [
        _public(model, set(pks)).order_by().values_list(Value(model.table()), "pk", *_named(model))
        for model, pks in wanted.items()
        if pks
    ]
    if not arms:
        return {}
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return {(table, pk): _reached(table, slug, values) for table, pk, slug, values in rows}


def _public(model: type[Model], pks: set[int]) -> QuerySet:
    if model is Topic:  # one that only a narrower topic holds up is left out: no record had it
        return Topic.objects.filter(Topic.holds_public(), pk__in=pks)
    return model.objects.public().filter(pk__in=pks)


def _named(model: type[Model]) -> tuple[Any, JSONObject]:
    """The slug of the record that has a page, and what the row's name is made of."""
    if model is Passage:
        return F("document__slug"), JSONObject(number="number", title="document__title")
    if model is Position:
        return F("person__slug"), JSONObject(title="title", body="body__name")
    if model is Article:
        treaty = {"title": "treaty__title", "title_supplied": "treaty__title_supplied"}
        return F("slug"), JSONObject(number="number", label="label", **treaty)
    return F("slug"), parts(model)


def _reached(table: str, slug: str, values: dict[str, Any]) -> Reached:
    if table == Passage.table():
        return Reached(Document.table(), slug, f"¶ {values['number']} of {values['title']}")
    if table == Position.table():
        return Reached("actor", slug, ", ".join(filter(None, (values["title"], values["body"]))))
    if table == Article.table():
        article = Article(number=values.pop("number"), label=values.pop("label"))
        return Reached(table, slug, str(article), Treaty.name_from(values))
    return Reached(table, slug, model_of(table).name_from(values))
