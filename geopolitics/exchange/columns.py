"""The columns of each table's sheet: which there are, what each holds, and the short ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.db.models import Model

from geopolitics import rules, vocabularies
from geopolitics.models import (
    REGISTER,
    Actor,
    Article,
    Citation,
    Document,
    Passage,
    Sourced,
    Statement,
    Target,
)
from geopolitics.models.fields import EDTFField

SEPARATOR = "|"
ON_REQUEST = ("created", "modified", "version")
CITATION = {
    "document": "passage",
    "passage": "passage",
    "citation_quote": "quote",
    "prefix": "prefix",
    "suffix": "suffix",
    "field": "field",
}
ABOUT = {
    "treaties": "about_treaty",
    "articles": "about_article",
    "events": "about_event",
    "actors": "about_actor",
}
CODES = vocabularies.CODE_SCHEMES.values
# The columns that tell on which day a row's names and codes are to be read, the first filled one.
DAYS = {
    "actor": ("began", "ended"),
    "document": ("published",),
    "treaty": ("signed", "in_force", "ended"),
    "party": ("bound_from", "signed", "consented", "bound_until"),
    "obligation": ("began", "ended"),
    "event": ("began", "ended"),
    "statement": ("made",),
    "position": ("began", "ended"),
    "succession": ("day",),
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    `kind` is text, date, choice, flag, number, reference, passage (whose document stands in a
    column of its own) or set; `field` the model's, None for the short ways (`aliases`) and for
    what only some exports have (`version`).
    """

    header: str
    kind: str
    field: models.Field | None = None
    related: type[Model] | None = None
    note: str = ""

    @property
    def name(self) -> str:
        return self.field.name if self.field is not None else self.header

    @cached_property
    def choices(self) -> list[str]:
        """The values of its vocabulary, in order."""
        return [value for value, _ in self.field.choices] if self.kind == "choice" else []

    @property
    def required(self) -> bool:
        """Whether a new row must fill it."""
        f = self.field
        return (
            f is not None
            and self.kind not in ("set", "number")
            and not f.null
            and not f.blank
            and not f.has_default()
        )

    def empty_value(self) -> Any:
        """What an empty cell stands for. Raises LookupError where the column cannot be empty."""
        if self.kind == "set":
            return []
        if self.field.null:
            return None
        if self.field.has_default():
            return self.field.get_default()
        if self.field.blank:
            return ""
        raise LookupError(self.header)


@dataclass(frozen=True)
class Sheet:
    """The columns of one table: its own in the order of an export, and the short ways."""

    model: type[Model]
    own: tuple[Column, ...]
    short: tuple[Column, ...]

    @property
    def table(self) -> str:
        return self.model.table()

    @property
    def by_header(self) -> dict[str, Column]:
        return {column.header: column for column in (*self.short, *self.own)}

    @property
    def key_headers(self) -> tuple[str, ...]:
        """The columns that name a row."""
        if self.model is Article:
            return ("slug",)
        if self.model is Citation:
            return (*rules.TARGETS, "key")
        return tuple(path.partition("__")[0] for path in self.model.natural)

    def exported(self, extra: Iterable[str] = (), staff: bool = True) -> list[Column]:
        """The columns of an export; `extra` of ON_REQUEST, `staff` those for colleagues."""
        hidden = () if staff else ("staff_notes",)
        columns = [column for column in self.own if column.header not in hidden]
        if issubclass(self.model, Sourced):
            columns += [Column(name, "text", note=HOUSEKEEPING_NOTES[name]) for name in extra]
        return columns


HOUSEKEEPING_NOTES = {
    "created": "When the record was first written. The register's own: it is not imported.",
    "modified": "When what the public sees last changed. The register's own: it is not imported.",
    "version": "Raised by each change. On import it is held against the live one, so that no file "
    "overwrites a change that it does not know.",
}


@cache
def sheet_of(model: type[Model]) -> Sheet:
    """The columns of a table's sheet."""
    names = [*_leading(model), *model.public_fields, *model.staff_fields]
    if "staff_notes" in names:  # what only colleagues read stands last
        names = [name for name in names if name != "staff_notes"] + ["staff_notes"]
    fields = {f.name: f for f in (*model.columns(), *model._meta.local_many_to_many)}
    own: list[Column] = []
    for name in dict.fromkeys(names):
        if name in fields:
            if fields[name].related_model is Passage:
                own.append(
                    Column("document", "reference", related=Document, note="Of the passage.")
                )
            own.append(_column(fields[name]))
    return Sheet(model, tuple(own), _short(model))


def tables() -> dict[str, type[Model]]:
    """The tables by name, in an order that loads."""
    return {model.table(): model for model in REGISTER}


def _leading(model: type[Model]) -> tuple[str, ...]:
    """What names the row stands first, then its status."""
    if model is Citation:
        return (*rules.TARGETS, "key")
    own = tuple(path.partition("__")[0] for path in model.natural)
    return (*own, "status") if issubclass(model, Sourced) else own


def _column(field: models.Field) -> Column:
    kind = "text"
    if isinstance(field, models.ManyToManyField):
        kind = "set"
    elif isinstance(field, models.ForeignKey):
        kind = "passage" if field.related_model is Passage else "reference"
    elif isinstance(field, models.BooleanField):
        kind = "flag"
    elif isinstance(field, models.IntegerField):
        kind = "number"
    elif isinstance(field, EDTFField):
        kind = "date"
    elif field.choices:
        kind = "choice"
    related = field.related_model if kind in ("set", "reference") else None
    return Column(field.name, kind, field, related, str(field.help_text))


def _short(model: type[Model]) -> tuple[Column, ...]:
    found: list[Column] = []
    if model.table() in rules.TARGETS:
        found += [
            Column(
                header,
                "reference" if header == "document" else "text",
                related=Document if header == "document" else None,
                note=f"Short for one citation: {_said(name)}",
            )
            for header, name in CITATION.items()
        ]
    if model is Statement:
        for header, name in ABOUT.items():
            related = Target._meta.get_field(name).related_model
            found.append(
                Column(header, "set", related=related, note="Short for targets, by their slugs.")
            )
        stance = Target._meta.get_field("stance")
        found.append(Column("stance", "choice", stance, note="On each target named in the row."))
    if model is Actor:
        found.append(Column("aliases", "set", note="Short for further names of the kind alias."))
        found += [
            Column(scheme, "set", note=f"Short for {scheme} codes without limits of validity.")
            for scheme in CODES
        ]
    return tuple(found)


def _said(name: str) -> str:
    """What a column of a citation holds, as the end of a sentence."""
    if name == "passage":
        return "document by slug and number of the paragraph, in two columns."
    help_text = str(Citation._meta.get_field(name).help_text)
    return help_text[0].lower() + help_text[1:]


def vocabulary_of(column: Column) -> vocabularies.Vocabulary | None:
    """The list that a choice column's values are from."""
    made_by = getattr(getattr(column.field, "choices", None), "func", None)
    return _vocabularies().get(made_by.__name__) if made_by else None


@cache
def _vocabularies() -> dict[str, vocabularies.Vocabulary]:
    return {each.key: each for each in vocabularies.ALL}


def day_columns(model: type[Model]) -> tuple[str, ...]:
    """The columns that date a row, in the order in which they are asked."""
    return DAYS.get(model.table(), ())
