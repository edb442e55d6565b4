"""How a row of the register becomes JSON: what its model's `public_fields` name, and nothing else.

A serialiser names its `model`, declares what it tells besides or otherwise, and lists as `replaced`
the public fields for which something declared stands. The owner of a side row is left out: the row
stands inside it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from geopolitics.models import Obligation, Party, Register, Treaty
from geopolitics.models.fields import EDTFField
from geopolitics.models.standing import SIGNS
from geopolitics.public.pages.treaty import BOUND

from . import addresses

EDTF = "A date as the source gives it, in EDTF (ISO 8601-2); empty: not stated by any source held."
NOT_STATED = "Empty: not stated by any source held."


class Reference(serializers.Serializer):
    """A record, by its slug, its name, its page, and where the API tells of it."""

    type = serializers.CharField(help_text="treaty, article, actor and so on.")
    slug = serializers.CharField()
    name = serializers.CharField()
    address = serializers.URLField(help_text="Its page.")
    api = serializers.URLField(help_text="Empty where the API has nothing more of it.")

    def to_representation(self, instance: Register) -> dict[str, str]:
        base, api = self.context["base"], addresses.of_record(instance)
        return {
            "type": instance.table(),
            "slug": instance.slug,
            "name": str(instance),
            "address": f"{base}{instance.get_absolute_url()}",
            "api": api and f"{base}{api}",
        }


@extend_schema_field({"type": "string", "format": "edtf", "description": EDTF})
class Date(serializers.CharField):
    """A date of the world."""


class Public(serializers.Serializer):
    """A row of a table; see above."""

    model: ClassVar[type[Register]]
    replaced: ClassVar[tuple[str, ...]] = ()

    def get_fields(self) -> dict[str, serializers.Field]:
        declared = super().get_fields()
        left_out = {*self.model.owner_fields(), *self.replaced}
        own = {
            name: declared.pop(name, None) or _field(self.model._meta.get_field(name))
            for name in self.model.public_fields
            if name not in left_out
        }
        return own | declared


def _field(column: models.Field) -> serializers.Field:
    """The field that tells a column, or a set, as it is stored."""
    words = str(getattr(column, "help_text", ""))
    if isinstance(column, models.ManyToManyField):
        return Reference(many=True, read_only=True, help_text=words)
    if isinstance(column, models.ForeignKey):
        return Reference(read_only=True, allow_null=column.null, help_text=words)
    if isinstance(column, EDTFField):
        return Date(read_only=True)
    if column.choices:
        empty = [("", "Not stated")] if column.blank else []
        return serializers.ChoiceField([*empty, *column.choices], read_only=True, help_text=words)
    if isinstance(column, models.BooleanField):
        return serializers.BooleanField(read_only=True, help_text=words)
    if isinstance(column, models.DateTimeField):
        return serializers.DateTimeField(read_only=True, help_text=words)
    if isinstance(column, models.IntegerField):
        return serializers.IntegerField(read_only=True, help_text=words)
    return serializers.CharField(read_only=True, help_text=words or NOT_STATED)


class Standing(serializers.Serializer):
    """Where an instrument, a party's bond or an obligation stands on a day, and why."""

    on = serializers.DateField(help_text="The day answered for.")
    status = serializers.ChoiceField([(status, status.capitalize()) for status in SIGNS])
    rests_on = serializers.ListField(
        child=serializers.CharField(), help_text="The fields on which the answer rests."
    )
    reason = serializers.CharField()
    last_attested = serializers.CharField(
        help_text="The day of the newest document that attests what has no end recorded, where the "
        "day answered for is later; else empty."
    )

    def to_representation(self, instance: Treaty | Party | Obligation) -> dict[str, Any] | None:
        """None for a party whose role does not bind it."""
        if isinstance(instance, Party) and instance.role not in BOUND:
            return None
        day = self.context["day"]
        found = instance.status_on(day)
        return {
            "on": day.isoformat(),
            "status": found.status,
            "rests_on": list(found.fields),
            "reason": found.reason,
            "last_attested": found.last_attested,
        }
