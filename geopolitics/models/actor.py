"""Actors: who can sign, speak or act; their names, codes, positions and successors."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Lower

from geopolitics import dates, vocabularies

from .fields import EDTFField, Line, Text, earliest, latest
from .record import (
    RECORD_FIELDS,
    RECORD_STAFF_FIELDS,
    Record,
    RecordQuerySet,
    SideRow,
    in_order,
    not_itself,
    one_key,
    record_constraints,
    record_indexes,
)


class Ambiguous(LookupError):
    """A name or code that more than one actor bears; `candidates` are they."""

    def __init__(self, words: str, candidates: list[Actor]) -> None:
        self.candidates = candidates
        slugs = ", ".join(actor.slug for actor in candidates)
        super().__init__(f"“{words}” is {slugs}: say which, by slug.")


class ActorQuerySet(RecordQuerySet):
    """What one asks of actors."""

    def named(self, name: str) -> Self:
        """Actors that bear this name: their own, a short one, or one of their further names."""
        match = models.Q(name__iexact=name) | models.Q(short_name__iexact=name)
        return self.filter(match | models.Q(names__name__iexact=name)).distinct()

    def coded(self, scheme: str, value: str, day: datetime.date) -> Self:
        """Actors that hold this code of a scheme on a day."""
        codes = ActorCode.objects.filter(scheme=scheme, value=value).filter(_valid_on(day))
        return self.filter(pk__in=codes.values("actor"))

    def known_as(self, words: str, day: datetime.date) -> Self:
        """Actors that have this slug, bear this name or, on the day, hold this code of any
        scheme."""
        names = ActorName.objects.filter(name__iexact=words).values("actor")
        codes = ActorCode.objects.filter(_valid_on(day), value__iexact=words).values("actor")
        own = models.Q(slug=words) | models.Q(name__iexact=words)
        own |= models.Q(short_name__iexact=words)
        return self.filter(own | models.Q(pk__in=names) | models.Q(pk__in=codes))

    def one(self, words: str) -> Actor:
        """The only actor here. Raises Ambiguous, with the candidates, or DoesNotExist."""
        found = list(self.order_by("slug")[:20])
        if not found:
            raise self.model.DoesNotExist(f"No actor is known as “{words}”.")
        if len(found) > 1:
            raise Ambiguous(words, found)
        return found[0]


def _valid_on(day: datetime.date) -> models.Q:
    """Codes that are valid on the day, or may be."""
    iso = day.isoformat()
    begun = models.Q(valid_from_earliest__isnull=True) | models.Q(valid_from_earliest__lte=iso)
    going = models.Q(valid_until_latest__isnull=True) | models.Q(valid_until_latest__gte=iso)
    return begun & going


class Actor(Record):
    """A state, body, organisation, person or group that signs, speaks or acts."""

    named_by = ("name",)
    public_fields = (
        *RECORD_FIELDS,
        "name",
        "short_name",
        "kind",
        "unnamed",
        "collective",
        "began",
        "ended",
        "part_of",
        "seat",
        "description",
    )
    staff_fields = RECORD_STAFF_FIELDS

    name = Line(max_length=300)
    short_name = Line(max_length=100, blank=True)
    kind = models.CharField(max_length=40, choices=vocabularies.actor_kinds)
    unnamed = models.BooleanField(
        default=False,
        help_text="An office holder whom the source does not name: the name is then the office.",
    )
    collective = models.BooleanField(
        default=False,
        help_text="A plural that the source does not enumerate, such as “the US and its allies”.",
    )
    began = EDTFField()
    began_earliest = earliest("began")
    began_latest = latest("began")
    ended = EDTFField()
    ended_earliest = earliest("ended")
    ended_latest = latest("ended")
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    seat = Line(max_length=200, blank=True)
    description = Text(blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *record_constraints("actor"),
            in_order("actor", "began", "ended"),
            not_itself("actor", "part_of"),
            models.CheckConstraint(
                condition=models.Q(unnamed=False) | models.Q(kind="person"), name="actor_unnamed"
            ),
            models.CheckConstraint(
                condition=models.Q(collective=False) | models.Q(kind="group"),
                name="actor_collective",
            ),
        ]
        indexes = record_indexes("actor", Lower("name"))

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: datetime.date) -> bool | None:
        """Whether the actor existed on a day; None where the dates leave it open."""
        iso = day.isoformat()
        began = dates.parse(self.began) if self.began else None
        ended = dates.parse(self.ended) if self.ended else None
        if began and began.earliest and iso < began.earliest:
            return False
        if ended and ended.latest and iso >= ended.latest:
            return False
        has_begun = began and began.latest and iso >= began.latest
        has_not_ended = ended is None or (ended.earliest is not None and iso < ended.earliest)
        return True if has_begun and has_not_ended else None

    def continuators_on(self, day: datetime.date) -> list[Actor]:
        """The actors that continue this one where it had ended by the day, else none."""
        if self.exists_on(day) is not False:
            return []
        return [s.successor for s in self.successions.all() if s.kind == "continues"]


class ActorName(SideRow):
    """A further name of an actor. Two actors may share one."""

    owner_field = "actor"
    public_fields = ("key", "actor", "name", "kind", "language")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    name = Line(max_length=300, db_index=True)
    kind = models.CharField(max_length=40, choices=vocabularies.name_kinds, default="alias")
    language = models.CharField(max_length=20, blank=True)

    class Meta(SideRow.Meta):
        ordering = ("actor", "key")
        constraints = [
            one_key("actor_name", "actor"),
            models.UniqueConstraint(
                fields=["actor", "name", "kind", "language"], name="actor_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActorCode(SideRow):
    """An identifier of an actor and its validity, which asserts nothing about the actor."""

    owner_field = "actor"
    public_fields = ("key", "actor", "scheme", "value", "valid_from", "valid_until")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=20, choices=vocabularies.code_schemes)
    value = models.CharField(max_length=40)
    valid_from = EDTFField()
    valid_from_earliest = earliest("valid_from")
    valid_from_latest = latest("valid_from")
    valid_until = EDTFField()
    valid_until_earliest = earliest("valid_until")
    valid_until_latest = latest("valid_until")

    class Meta(SideRow.Meta):
        ordering = ("actor", "key")
        constraints = [
            one_key("actor_code", "actor"),
            models.UniqueConstraint(
                fields=["actor", "scheme", "value", "valid_from"], name="actor_code_once"
            ),
            in_order("actor_code", "valid_from", "valid_until"),
        ]
        indexes = [models.Index(fields=["scheme", "value"])]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Position(SideRow):
    """An office that a person holds, kept with the person."""

    owner_field = "person"
    public_fields = ("key", "person", "title", "body", "began", "ended")

    person = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="positions")
    title = Line(max_length=300)
    body = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="officers",
        help_text="The body or state in which it is held.",
    )
    began = EDTFField()
    began_earliest = earliest("began")
    began_latest = latest("began")
    ended = EDTFField()
    ended_earliest = earliest("ended")
    ended_latest = latest("ended")

    class Meta(SideRow.Meta):
        ordering = ("person", "key")
        constraints = [one_key("position", "person"), in_order("position", "began", "ended")]

    def __str__(self) -> str:
        return f"{self.title}, {self.body}" if self.body_id else self.title


class Succession(SideRow):
    """How one actor follows another, kept with the predecessor."""

    owner_field = "predecessor"
    public_fields = ("key", "predecessor", "successor", "kind", "day")

    predecessor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="predecessions")
    kind = models.CharField(max_length=40, choices=vocabularies.succession_kinds)
    day = EDTFField()
    day_earliest = earliest("day")
    day_latest = latest("day")

    class Meta(SideRow.Meta):
        ordering = ("predecessor", "key")
        constraints = [
            one_key("succession", "predecessor"),
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.successor} {self.get_kind_display()} {self.predecessor}"
