"""Events: what happened, or may; and who took part."""

from __future__ import annotations

from typing import Self

from django.db import models

from geopolitics import vocabularies

from .fields import EDTFField, Line, earliest, latest
from .record import (
    RECORD_FIELDS,
    RECORD_STAFF_FIELDS,
    Record,
    RecordQuerySet,
    SideRow,
    dated,
    in_order,
    not_itself,
    one_key,
    record_constraints,
    record_indexes,
)


class EventQuerySet(RecordQuerySet):
    """What one asks of events."""

    def with_actor(self, actor: models.Model) -> Self:
        """Events in which the actor has a part."""
        return self.filter(participants__actor=actor).distinct()

    def happened(self) -> Self:
        return self.filter(occurrence="happened")


class Event(Record):
    """Something that happened, or is said to be planned, proposed, forecast or possible."""

    named_by = ("title",)
    public_fields = (
        *RECORD_FIELDS,
        "title",
        "kind",
        "began",
        "ended",
        "place",
        "occurrence",
        "factuality",
        "part_of",
        "treaties",
        "articles",
    )
    staff_fields = RECORD_STAFF_FIELDS

    title = Line(max_length=300)
    kind = models.CharField(max_length=40, choices=vocabularies.event_kinds)
    began = EDTFField(help_text="The day, where it was one day.")
    began_earliest = earliest("began")
    began_latest = latest("began")
    ended = EDTFField(help_text="Only where it lasted.")
    ended_earliest = earliest("ended")
    ended_latest = latest("ended")
    place = Line(max_length=200, blank=True)
    occurrence = models.CharField(
        max_length=20, choices=vocabularies.occurrence, default="happened"
    )
    factuality = models.CharField(max_length=20, choices=vocabularies.factuality, default="stated")
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    treaties = models.ManyToManyField("Treaty", blank=True, related_name="events")
    articles = models.ManyToManyField("Article", blank=True, related_name="events")

    objects = EventQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *record_constraints("event"),
            in_order("event", "began", "ended"),
            not_itself("event", "part_of"),
        ]
        indexes = record_indexes("event", dated("began"), "began", ("kind",))

    def __str__(self) -> str:
        return self.title


class Participant(SideRow):
    """An actor's part in an event."""

    owner_field = "event"
    public_fields = ("key", "event", "actor", "role")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participants")
    actor = models.ForeignKey("Actor", on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=40, choices=vocabularies.participant_roles)

    class Meta(SideRow.Meta):
        ordering = ("event", "key")
        constraints = [
            one_key("participant", "event"),
            models.UniqueConstraint(fields=["event", "actor", "role"], name="participant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.get_role_display()}"
