"""Treaties and other instruments; their names, parties, relations and obligations."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce, Least

from geopolitics import vocabularies

from .fields import EDTFField, Line, Text, earliest, latest
from .record import (
    RECORD_FIELDS,
    RECORD_STAFF_FIELDS,
    Record,
    RecordQuerySet,
    SideRow,
    dated,
    in_order,
    one_key,
    record_constraints,
    record_indexes,
)
from .standing import (
    ABSENT,
    ENDED,
    ENDED_FROM_FORCE,
    IN_FORCE,
    NOT_YET_IN_FORCE,
    NOT_YET_SIGNED,
    SIGNED_ONLY,
    UNCERTAIN,
    Life,
    Standing,
)

NO_END = "9999-12-31"


class TreatyQuerySet(RecordQuerySet):
    """What one asks of treaties, in a lawyer's words."""

    def signed_by_day(self, day: datetime.date) -> Self:
        """Instruments surely signed by the day."""
        return self.filter(signed_latest__lte=day.isoformat())

    def standing_on(self, day: datetime.date, cited: models.QuerySet | None = None) -> Self:
        """Each with `standing`: its status on the day, by the rule of `Treaty.status_on`.

        `cited` are the citations whose documents attest a treaty without a date; all, where
        none are given.
        """
        iso = day.isoformat()
        day_of = "passage__document__published_latest"
        if cited is None:
            cited = self.model._meta.get_field("citations").related_model.objects.all()
        cited = cited.filter(treaty=models.OuterRef("pk"), **{f"{day_of}__isnull": False})
        attested = models.Subquery(cited.order_by(f"-{day_of}").values(day_of)[:1])
        known = (_or_never(day) for day in (attested, "ended_latest", "in_force_latest"))
        signed_by = models.Case(
            models.When(signed="", then=Least(*known, output_field=models.CharField())),
            default=_or_never("signed_latest"),
            output_field=models.CharField(),
        )
        over, begun = ~models.Q(ended=""), ~models.Q(in_force="")
        rule = (
            (models.Q(signed_earliest__gt=iso), NOT_YET_SIGNED),
            (models.Q(ended_latest__lte=iso), ENDED),
            (models.Q(signed_by__gt=iso), UNCERTAIN),
            (over & _open_or(ended_earliest__lte=iso), UNCERTAIN),
            (models.Q(in_force_earliest__gt=iso), NOT_YET_IN_FORCE),
            (begun & _open_or(in_force_latest__gt=iso), UNCERTAIN),
            (begun | (over & models.Q(end_reason__in=ENDED_FROM_FORCE)), IN_FORCE),
        )
        standing = models.Case(
            *(models.When(condition, then=models.Value(status)) for condition, status in rule),
            default=models.Value(SIGNED_ONLY),
            output_field=models.CharField(),
        )
        return self.annotate(signed_by=signed_by, standing=standing)

    def in_force_on(self, day: datetime.date) -> Self:
        """Instruments in force on the day."""
        return self.standing_on(day).filter(standing=IN_FORCE)

    def of(self, actor: models.Model) -> Self:
        """Instruments to which the actor stands in any role."""
        return self.filter(parties__actor=actor).distinct()

    def between(self, one: models.Model, other: models.Model) -> Self:
        """Instruments to which both actors stand."""
        parties = Party.objects.filter(treaty=models.OuterRef("pk"))
        return self.filter(
            models.Exists(parties.filter(actor=one)), models.Exists(parties.filter(actor=other))
        )


def _or_never(day: str | models.Subquery) -> Coalesce:
    return Coalesce(day, models.Value(NO_END), output_field=models.CharField())


def _open_or(**bound: str) -> models.Q:
    """A bound of a date that is so, or that the date leaves open."""
    name = next(iter(bound)).rsplit("__", 1)[0]
    return models.Q(**bound) | models.Q(**{f"{name}__isnull": True})


class Treaty(Record):
    """An instrument: a treaty, or a resolution or declaration that is none."""

    named_by = ("title", "title_supplied")
    public_fields = (
        *RECORD_FIELDS,
        "title",
        "title_supplied",
        "nature",
        "form",
        "binding",
        "collective",
        "signed",
        "in_force",
        "ended",
        "end_reason",
        "place",
        "registration",
        "url",
    )
    staff_fields = RECORD_STAFF_FIELDS

    title = Line(max_length=500)
    title_supplied = models.BooleanField(
        default=False, help_text="The title is ours, where the source gives none; shown in [ ]."
    )
    nature = models.CharField(max_length=40, choices=vocabularies.treaty_natures, default="treaty")
    form = models.CharField(max_length=40, choices=vocabularies.treaty_forms, default="treaty")
    binding = models.CharField(max_length=20, choices=vocabularies.binding, default="not stated")
    collective = models.BooleanField(
        default=False, help_text="Several instruments named together, such as “UNSC resolutions”."
    )
    signed = EDTFField(help_text="For a resolution, its adoption.")
    signed_earliest = earliest("signed")
    signed_latest = latest("signed")
    in_force = EDTFField(verbose_name="entry into force")
    in_force_earliest = earliest("in_force")
    in_force_latest = latest("in_force")
    ended = EDTFField()
    ended_earliest = earliest("ended")
    ended_latest = latest("ended")
    end_reason = models.CharField(
        max_length=40, choices=vocabularies.treaty_end_reasons, default="not stated"
    )
    place = Line(max_length=200, blank=True)
    registration = Line(max_length=200, blank=True, help_text="With the UN Secretariat, say.")
    url = models.URLField(max_length=500, blank=True)

    objects = TreatyQuerySet.as_manager()

    # What `attested` answers, where a page has reckoned it for many treaties at once.
    attested_on: str | None = None

    class Meta(Record.Meta):
        verbose_name_plural = "treaties"
        constraints = [
            *record_constraints("treaty"),
            in_order("treaty", "signed", "ended"),
            in_order("treaty", "in_force", "ended"),
            models.CheckConstraint(
                condition=models.Q(end_reason="not stated") | ~models.Q(ended=""),
                name="treaty_end_reason",
                violation_error_message="An end reason needs a date, if only “by 19 July 2024”.",
            ),
        ]
        indexes = record_indexes("treaty", dated("signed"), "signed")

    def __str__(self) -> str:
        return f"[{self.title}]" if self.title_supplied else self.title

    def attested(self) -> str:
        """The latest day (ISO) of the newest document cited for the treaty, or ""."""
        if self.attested_on is not None:
            return self.attested_on
        days = [c.passage.document.published_latest for c in self.citations.all()]
        return max((day for day in days if day), default="")

    def life(self) -> Life:
        return Life(self.signed, self.in_force, self.ended, self.end_reason, self.attested())

    def status_on(self, day: datetime.date) -> Standing:
        """Where the instrument stands on a day, with the fields and the reason."""
        return self.life().on(day)

    def saved(self, before: Self | None) -> None:
        super().saved(before)
        if before is not None and before.slug != self.slug:
            for article in self.articles.all():
                article.save()


class TreatyName(SideRow):
    """A further name of an instrument, such as “the pact”."""

    owner_field = "treaty"
    public_fields = ("key", "treaty", "name", "kind", "language")

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="names")
    name = Line(max_length=300, db_index=True)
    kind = models.CharField(max_length=40, choices=vocabularies.name_kinds, default="alias")
    language = models.CharField(max_length=20, blank=True)

    class Meta(SideRow.Meta):
        ordering = ("treaty", "key")
        constraints = [
            one_key("treaty_name", "treaty"),
            models.UniqueConstraint(
                fields=["treaty", "name", "kind", "language"], name="treaty_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Party(SideRow):
    """An actor's role in an instrument, one row for each span."""

    owner_field = "treaty"
    public_fields = (
        "key",
        "treaty",
        "actor",
        "role",
        "signed",
        "consented",
        "consent",
        "bound_from",
        "bound_until",
        "end_reason",
        "reservation",
    )

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="parties")
    actor = models.ForeignKey("Actor", on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(
        max_length=40,
        choices=vocabularies.party_roles,
        help_text="Signing alone makes a signatory.",
    )
    signed = EDTFField()
    signed_earliest = earliest("signed")
    signed_latest = latest("signed")
    consented = EDTFField()
    consented_earliest = earliest("consented")
    consented_latest = latest("consented")
    consent = models.CharField(
        max_length=40, choices=vocabularies.consents, blank=True, verbose_name="consented by"
    )
    bound_from = EDTFField()
    bound_from_earliest = earliest("bound_from")
    bound_from_latest = latest("bound_from")
    bound_until = EDTFField()
    bound_until_earliest = earliest("bound_until")
    bound_until_latest = latest("bound_until")
    end_reason = models.CharField(
        max_length=40, choices=vocabularies.party_end_reasons, default="not stated"
    )
    reservation = Text(blank=True)

    class Meta(SideRow.Meta):
        verbose_name_plural = "parties"
        ordering = ("treaty", "key")
        constraints = [
            one_key("party", "treaty"),
            models.UniqueConstraint(
                fields=["treaty", "actor", "role", "bound_from"], name="party_span_once"
            ),
            in_order("party", "bound_from", "bound_until"),
            in_order("party", "signed", "bound_until"),
            in_order("party", "signed", "consented"),
            models.CheckConstraint(
                condition=~models.Q(role="signatory") | models.Q(consented="", consent=""),
                name="party_signatory",
                violation_error_message="Who consented is a contracting state or a party.",
            ),
            models.CheckConstraint(
                condition=models.Q(end_reason="not stated") | ~models.Q(bound_until=""),
                name="party_end_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.get_role_display()}"

    def status_on(self, day: datetime.date) -> Standing:
        """Whether the party was bound on a day; what its row leaves open, the treaty answers."""
        treaty = self.treaty
        until = self.bound_until or treaty.ended
        return Life(
            self.signed or treaty.signed,
            self.bound_from or treaty.in_force,
            until,
            self.end_reason if self.bound_until else treaty.end_reason,
            treaty.attested(),
        ).on(day)


class TreatyRelation(SideRow):
    """What a later instrument does to an earlier one, kept with the later."""

    owner_field = "treaty"
    public_fields = ("key", "treaty", "kind", "earlier")

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=40, choices=vocabularies.treaty_relations)
    earlier = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="later_relations")

    class Meta(SideRow.Meta):
        ordering = ("treaty", "key")
        constraints = [
            one_key("treaty_relation", "treaty"),
            models.UniqueConstraint(
                fields=["treaty", "kind", "earlier"], name="treaty_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(treaty=models.F("earlier")), name="treaty_relation_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.earlier}"


class Obligation(SideRow):
    """What binds whom to what; both actors empty: each party toward each other."""

    owner_field = "treaty"
    public_fields = (
        "key",
        "treaty",
        "article",
        "kind",
        "obligor",
        "beneficiary",
        "trigger",
        "limits",
        "began",
        "ended",
        "present",
        "note",
    )

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="obligations")
    article = models.ForeignKey(
        "Article", null=True, blank=True, on_delete=models.PROTECT, related_name="obligations"
    )
    kind = models.CharField(max_length=40, choices=vocabularies.obligations)
    obligor = models.ForeignKey(
        "Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="owes"
    )
    beneficiary = models.ForeignKey(
        "Actor", null=True, blank=True, on_delete=models.PROTECT, related_name="is_owed"
    )
    trigger = Text(blank=True, help_text="The casus foederis, in the words that the source quotes.")
    limits = models.CharField(max_length=40, choices=vocabularies.obligation_limits, blank=True)
    began = EDTFField()
    began_earliest = earliest("began")
    began_latest = latest("began")
    ended = EDTFField()
    ended_earliest = earliest("ended")
    ended_latest = latest("ended")
    present = models.CharField(
        max_length=3,
        choices=vocabularies.obligation_presence,
        default="yes",
        help_text="“No” where a source says expressly that the treaty lacks it.",
    )
    note = Text(blank=True, help_text="What the duty covers, where the kind does not say. Public.")

    class Meta(SideRow.Meta):
        ordering = ("treaty", "key")
        constraints = [
            one_key("obligation", "treaty"),
            in_order("obligation", "began", "ended"),
            models.CheckConstraint(
                condition=models.Q(obligor__isnull=True)
                | models.Q(beneficiary__isnull=True)
                | ~models.Q(obligor=models.F("beneficiary")),
                name="obligation_two_sides",
            ),
        ]

    def __str__(self) -> str:
        absent = "no " if self.present == "no" else ""
        return f"{absent}{self.get_kind_display()}, {self.sides()}"

    def sides(self) -> str:
        """Who is bound toward whom, in words."""
        if not self.obligor_id and not self.beneficiary_id:
            return "each party toward the other"
        obligor = str(self.obligor) if self.obligor_id else "the other parties"
        beneficiary = str(self.beneficiary) if self.beneficiary_id else "the other parties"
        return f"{obligor} toward {beneficiary}"

    def status_on(self, day: datetime.date) -> Standing:
        """Whether the obligation held on a day; its own dates first, then the treaty's."""
        if self.present == "no":
            return Standing(ABSENT, ("present",), "a source says that the treaty lacks it")
        return self.life().on(day)

    def life(self) -> Life:
        """The dates by which it holds."""
        treaty = self.treaty
        return Life(
            treaty.signed,
            self.began or treaty.in_force,
            self.ended or treaty.ended,
            treaty.end_reason if not self.ended else "not stated",
            treaty.attested(),
        )
