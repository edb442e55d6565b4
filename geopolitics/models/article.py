"""Articles: the provisions of a treaty."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse

from .fields import Line, Text
from .record import (
    RECORD_FIELDS,
    RECORD_STAFF_FIELDS,
    Record,
    RecordQuerySet,
    follow,
    record_constraints,
)


class ArticleQuerySet(RecordQuerySet):
    """What one asks of articles."""

    def of(self, treaty: models.Model) -> Self:
        return self.filter(treaty=treaty)


class Article(Record):
    """A provision of one treaty, under its Akoma Ntoso element id."""

    named_by = ("number", "label")
    public_fields = (*RECORD_FIELDS, "treaty", "eid", "number", "label", "text", "takes_up")
    staff_fields = RECORD_STAFF_FIELDS

    treaty = models.ForeignKey("Treaty", on_delete=models.PROTECT, related_name="articles")
    eid = models.CharField(
        max_length=80,
        verbose_name="element id",
        help_text="art_4; prov_mutual-defence where the source gives no number.",
    )
    number = Line(max_length=20, blank=True, help_text="As the source writes it: 4, IV, 2bis.")
    label = Line(max_length=200, blank=True, help_text="What it is about: mutual defence.")
    text = Text(blank=True, help_text="The official words, if a source gives them.")
    takes_up = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="taken_up_by",
        help_text="Earlier articles that it carries on or restores.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *record_constraints("article"),
            models.UniqueConstraint(fields=["treaty", "eid"], name="article_eid"),
        ]
        indexes = [models.Index(fields=["status", "-modified"], name="article_newest")]

    def __str__(self) -> str:
        place = f"Article {self.number}" if self.number else "Provision"
        return f"{place}, {self.label}" if self.label else place

    def prepare(self) -> None:
        treaty_slug = follow(self, "treaty__slug")
        if treaty_slug:
            self.slug = f"{treaty_slug}--{self.eid}"

    def get_absolute_url(self) -> str:
        return reverse("public:article", args=[self.treaty.slug, self.eid])
