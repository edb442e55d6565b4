"""Documents, their passages, and the citations that join a record to the very words."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from geopolitics import quotes, rules, vocabularies

from .fields import EDTFField, Line, Text, earliest, latest
from .record import (
    Record,
    RecordQuerySet,
    Register,
    RegisterQuerySet,
    SideRow,
    Sourced,
    dated,
    exactly_one,
    follow,
    record_constraints,
    record_indexes,
)


class DocumentQuerySet(RecordQuerySet):
    """What one asks of documents."""

    def citing(self, record: Record) -> Self:
        """Documents in which words stand that the record rests on."""
        return self.filter(**{f"passages__citations__{record.table()}": record}).distinct()


class Document(Sourced):
    """A source: a commentary, an official text, a data set."""

    named_by = ("title",)
    public_fields = (
        "slug",
        "created",
        "modified",
        "title",
        "kind",
        "authors",
        "publisher",
        "published",
        "language",
        "url",
        "rights",
        "sha256",
    )
    staff_fields = ("status", "staff_notes", "version")

    title = Line(max_length=500)
    kind = models.CharField(max_length=40, choices=vocabularies.document_kinds)
    authors = models.ManyToManyField("Actor", blank=True, related_name="documents")
    publisher = models.ForeignKey(
        "Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    published = EDTFField()
    published_earliest = earliest("published")
    published_latest = latest("published")
    language = models.CharField(max_length=20, blank=True)
    url = models.URLField(max_length=500, blank=True)
    rights = models.CharField(
        max_length=40,
        choices=vocabularies.document_rights,
        default="excerpts only",
        help_text="Excerpts only: the public sees, searches and finds the cited words alone.",
    )
    sha256 = models.CharField(
        max_length=64, blank=True, verbose_name="SHA-256", help_text="Of the file as received."
    )

    objects = DocumentQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ("slug",)
        constraints = record_constraints("document")
        indexes = record_indexes("document", dated("published"), "published")

    def __str__(self) -> str:
        return self.title


class PassageQuerySet(RegisterQuerySet):
    """What one asks of passages."""

    def public(self) -> Self:
        """Passages of published documents; what of them may be shown, the rights say."""
        return super().public()

    def by_natural_key(self) -> Self:
        """In the order of the document, in which they are read and reviewed."""
        return self.order_by("document__slug", "position", "number")


class Passage(Register):
    """A numbered paragraph of a document, word for word; of a data set, one row."""

    natural = ("document__slug", "number")
    owner_field = "document"
    status_path = "document__status"
    public_fields = ("document", "number", "position", "section", "text", "boilerplate")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    number = models.CharField(max_length=12, help_text="7; h1 in the masthead, b1 in boilerplate.")
    position = models.PositiveIntegerField(help_text="Its place in the document, from 1.")
    section = Line(max_length=300, blank=True, help_text="The heading that it stands under.")
    text = Text(help_text="Verbatim; link markup removed.")
    boilerplate = models.BooleanField(
        default=False, help_text="Masthead, disclaimer and the like: no statement of the document."
    )

    objects = PassageQuerySet.as_manager()

    class Meta(Register.Meta):
        ordering = ("document", "position")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="passage_number"),
            models.CheckConstraint(condition=~models.Q(text=""), name="passage_text"),
        ]
        indexes = [models.Index(fields=["document", "position"], name="passage_order")]

    def __str__(self) -> str:
        return f"¶ {self.number} of {self.document}"

    def clean(self) -> None:
        super().clean()
        broken = self.would_break()
        if broken:
            places = "; ".join(f"{c.record.slug} ({c.key}: “{c.quote}”)" for c in broken)
            raise ValidationError({"text": f"This edit would break {len(broken)}: {places}"})

    def would_break(self) -> list[Citation]:
        """The citations whose words would no longer stand, once, in the text as it is now."""
        if self.pk is None:
            return []
        text = quotes.Normalised(self.text)
        broken = []
        for citation in self.citations.all():
            try:
                text.locate(citation.quote, citation.prefix, citation.suffix)
            except quotes.QuoteError:
                broken.append(citation)
        return broken

    def saved(self, before: Self | None) -> None:
        if before is not None and before.text != self.text:
            for citation in self.citations.all():
                citation.save()


class CitationQuerySet(RegisterQuerySet):
    """What one asks of citations."""

    def public(self) -> Self:
        found = models.Q()
        for name in rules.TARGETS:
            found |= models.Q(**{f"{name}__status": "published"})
        return self.filter(found)

    def of(self, record: Record) -> Self:
        return self.filter(**{record.table(): record})

    def get_by_natural_key(self, table: str, slug: str, key: str) -> Citation:
        return self.get(Citation.natural_filter((table, slug, key)))

    def by_natural_key(self) -> Self:
        """By kind of record, then its slug, then key."""
        slugs = [f"{name}__slug" for name in rules.TARGETS]
        kind = models.Case(
            *(
                models.When(**{f"{name}__isnull": False}, then=models.Value(place))
                for place, name in enumerate(rules.TARGETS)
            ),
            output_field=models.IntegerField(),
        )
        return self.order_by(kind, *slugs, "key")


def _target(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        name.title(), null=True, blank=True, on_delete=models.CASCADE, related_name="citations"
    )


class Citation(SideRow):
    """Joins one record to one passage by the very words.

    `start` and `end` are offsets in code points of the passage's stored text, end exclusive,
    set when the quote is verified (W3C Web Annotation, TextQuoteSelector).
    """

    natural = ("key",)
    public_fields = (
        "key",
        *rules.TARGETS,
        "passage",
        "quote",
        "prefix",
        "suffix",
        "field",
        "value",
        "note",
        "start",
        "end",
    )

    actor = _target("actor")
    treaty = _target("treaty")
    article = _target("article")
    statement = _target("statement")
    event = _target("event")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="citations")
    quote = Text(help_text="The very words, which must stand once in the passage.")
    prefix = Text(blank=True, help_text="The words before, where the quote stands more than once.")
    suffix = Text(blank=True, help_text="The words after, where the quote stands more than once.")
    field = models.CharField(
        max_length=120,
        blank=True,
        help_text="What it proves: signed, obligations/o2 or obligations/o2/began.",
    )
    value = Line(
        max_length=300,
        blank=True,
        help_text="What this passage gives for that field, written as the field holds it.",
    )
    note = Text(blank=True, help_text="Public.")
    start = models.PositiveIntegerField(editable=False, serialize=False)
    end = models.PositiveIntegerField(editable=False, serialize=False)

    objects = CitationQuerySet.as_manager()

    class Meta(SideRow.Meta):
        ordering = ("key",)
        constraints = [
            *(
                models.UniqueConstraint(fields=[name, "key"], name=f"citation_{name}_key")
                for name in rules.TARGETS
            ),
            exactly_one("citation", rules.TARGETS),
            models.CheckConstraint(condition=~models.Q(quote=""), name="citation_quote"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="citation_span"
            ),
            models.CheckConstraint(
                condition=models.Q(value="") | ~models.Q(field=""),
                name="citation_value",
                violation_error_message="A value needs the field that it is for.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.quote}”"

    @property
    def target(self) -> str:
        """The table of the record that it supports."""
        return next((n for n in rules.TARGETS if getattr(self, f"{n}_id")), "")

    @property
    def record(self) -> Record:
        """The record that it supports."""
        return getattr(self, self.target)

    @property
    def owner(self) -> Record:
        return self.record

    @classmethod
    def owner_fields(cls) -> tuple[str, ...]:
        return rules.TARGETS

    @classmethod
    def natural_filter(cls, key: Any) -> models.Q:
        table, slug, own = key
        if table not in rules.TARGETS:
            return models.Q(pk__in=[])
        return models.Q(**{f"{table}__slug": slug, "key": own})

    def natural_key(self) -> tuple[str, str, str]:
        return (self.target, follow(self, f"{self.target}__slug"), self.key)

    def prepare(self) -> None:
        """Set the place of the quote; where it does not stand, the rules say so."""
        if self.passage_id is None:
            return
        try:
            place = quotes.locate(self.passage.text, self.quote, self.prefix, self.suffix)
        except quotes.QuoteError:
            return
        self.start, self.end = place.start, place.end
