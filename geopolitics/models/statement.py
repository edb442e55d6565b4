"""Statements: somebody said something; and what it is about."""

from __future__ import annotations

from typing import Self

from django.db import models

from geopolitics import vocabularies

from .fields import EDTFField, Line, Text, earliest, latest
from .record import (
    RECORD_FIELDS,
    RECORD_STAFF_FIELDS,
    Record,
    RecordQuerySet,
    SideRow,
    dated,
    exactly_one,
    not_itself,
    one_key,
    record_constraints,
    record_indexes,
)

ABOUT = ("about_treaty", "about_article", "about_event", "about_actor", "about_statement")


class StatementQuerySet(RecordQuerySet):
    """What one asks of statements."""

    def about(self, record: models.Model) -> Self:
        """Statements of which the record is a target."""
        return self.filter(**{f"targets__about_{record.table()}": record}).distinct()

    def by(self, actor: models.Model) -> Self:
        """Statements that the actor made."""
        return self.filter(speaker=actor)

    def attributed_to(self, actor: models.Model) -> Self:
        """Statements by others that ascribe a stance to the actor."""
        return self.filter(targets__holder=actor).exclude(speaker=actor).distinct()


class Statement(Record):
    """One act of saying by one speaker."""

    named_by = ("speaker__id", "speaker__name", "summary", "act")
    public_fields = (
        *RECORD_FIELDS,
        "speaker",
        "capacity",
        "capacity_text",
        "on_behalf_of",
        "addressees",
        "made",
        "place",
        "act",
        "quote",
        "language",
        "translation",
        "translator",
        "factuality",
        "responds_to",
    )
    staff_fields = RECORD_STAFF_FIELDS

    speaker = models.ForeignKey(
        "Actor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="Empty where the source does not name the speaker.",
    )
    capacity = models.ForeignKey(
        "Position",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="The position in which it was said, one of the speaker's.",
    )
    capacity_text = Line(max_length=200, blank=True, verbose_name="capacity, in words")
    on_behalf_of = models.ForeignKey(
        "Actor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements_on_its_behalf",
    )
    addressees = models.ManyToManyField(
        "Actor", blank=True, related_name="statements_addressed", help_text="Spoken to; no others."
    )
    made = EDTFField()
    made_earliest = earliest("made")
    made_latest = latest("made")
    place = Line(max_length=200, blank=True)
    act = models.CharField(max_length=20, choices=vocabularies.acts)
    quote = Text(blank=True, help_text="The speaker's own words, if the source gives them.")
    language = models.CharField(max_length=20, blank=True)
    translation = Text(blank=True, help_text="Of the quote.")
    translator = Line(max_length=200, blank=True, help_text="Whose translation it is.")
    factuality = models.CharField(max_length=20, choices=vocabularies.factuality, default="stated")
    responds_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )

    objects = StatementQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *record_constraints("statement"),
            not_itself("statement", "responds_to"),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity_text=""),
                name="statement_one_capacity",
                violation_error_message="Give the capacity once: as a position, or in words.",
            ),
            models.CheckConstraint(
                condition=models.Q(translation="") | ~models.Q(quote=""),
                name="statement_translation",
            ),
            models.CheckConstraint(
                condition=models.Q(translator="") | ~models.Q(translation=""),
                name="statement_translator",
            ),
        ]
        indexes = record_indexes("statement", dated("made"), "made", ("speaker", "act"))

    def __str__(self) -> str:
        speaker = str(self.speaker) if self.speaker_id else "Speaker not named"
        return f"{speaker}: {self.summary or self.get_act_display()}"


def _about(record: str) -> models.ForeignKey:
    return models.ForeignKey(
        record,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targeted_by",
        verbose_name=record.lower(),
    )


class Target(SideRow):
    """What a statement is about, and the stance taken on it."""

    owner_field = "statement"
    public_fields = ("key", "statement", *ABOUT, "stance", "holder")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="targets")
    about_treaty = _about("Treaty")
    about_article = _about("Article")
    about_event = _about("Event")
    about_actor = _about("Actor")
    about_statement = _about("Statement")
    stance = models.CharField(max_length=20, choices=vocabularies.stances, default="none taken")
    holder = models.ForeignKey(
        "Actor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stances_attributed",
        help_text="Whose stance it is; empty: the speaker's own.",
    )

    class Meta(SideRow.Meta):
        ordering = ("statement", "key")
        constraints = [
            one_key("target", "statement"),
            exactly_one("target", ABOUT),
            models.CheckConstraint(
                condition=models.Q(about_statement__isnull=True)
                | ~models.Q(about_statement=models.F("statement")),
                name="target_other_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about or 'nothing yet'}: {self.get_stance_display()}"

    @property
    def about(self) -> Record | None:
        """The record that it points to; None in a form that names none yet."""
        found = (getattr(self, name) for name in ABOUT if getattr(self, f"{name}_id"))
        return next(found, None)
