"""Topics: what records are about, each with at most one broader topic."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse

from .fields import Line, Text
from .record import Register, RegisterQuerySet, not_itself


class TopicQuerySet(RegisterQuerySet):
    """What one asks of topics."""

    def public(self) -> Self:
        """Topics that hold a published record, themselves or by one narrower."""
        shown = set()
        step = set(
            self.model.objects.filter(self.model.holds_public()).values_list("pk", flat=True)
        )
        while step:
            shown |= step
            broader = self.model.objects.filter(narrower__in=step).values_list("pk", flat=True)
            step = set(broader) - shown
        return self.filter(pk__in=shown)


class Topic(Register):
    """A subject that records are filed under."""

    named_by = ("name",)
    public_fields = ("slug", "name", "broader", "note")

    slug = models.CharField(max_length=200, unique=True)
    name = Line(max_length=200)
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower"
    )
    note = Text(blank=True, help_text="What belongs here, and what does not.")

    objects = TopicQuerySet.as_manager()

    class Meta(Register.Meta):
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="topic_slug"),
            not_itself("topic", "broader"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def holds_public() -> models.Q:
        """The condition that a published record carries the topic."""
        found = models.Q()
        for record in ("treaty", "article", "actor", "statement", "event"):
            model = Topic._meta.get_field(record).related_model
            carries = model.objects.public().filter(topics=models.OuterRef("pk"))
            found |= models.Q(models.Exists(carries))
        return found

    def with_narrower(self) -> set[int]:
        """Primary keys of this topic and of all below it."""
        found: set[int] = set()
        step = {self.pk}
        while step:
            found |= step
            step = set(Topic.objects.filter(broader__in=step).values_list("pk", flat=True)) - found
        return found

    def get_absolute_url(self) -> str:
        return reverse("public:topic", args=[self.slug])
