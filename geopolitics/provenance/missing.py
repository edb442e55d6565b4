"""Which records lack evidence: no quote at all, or none that names a date or a party."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from geopolitics import rules
from geopolitics.models import Article, Citation, Party, Sourced
from geopolitics.models.fields import EDTFField


def unquoted(model: type[Sourced]) -> Q:
    """The condition that no citation supports the record; an article may rest on its treaty's."""
    found = ~Q(Exists(Citation.objects.filter(**{model.table(): OuterRef("pk")})))
    if model is Article:
        found &= ~Q(Exists(Citation.objects.filter(treaty=OuterRef("treaty"))))
    return found


def unproved(model: type[Sourced]) -> Q:
    """The condition that a date, or a party, has no citation that names it."""
    own = Citation.objects.filter(**{model.table(): OuterRef("pk")})
    found = Q(pk__in=[])
    for column in model.columns():
        if isinstance(column, EDTFField):
            named = Exists(own.filter(field=column.name))
            found |= ~Q(**{column.name: ""}) & ~Q(named)
    if "parties" in rules.SIDE_SETS[model.table()]:
        cited = Citation.objects.filter(
            treaty=OuterRef("treaty"), field__startswith=OuterRef("path")
        )
        rows = Party.objects.annotate(path=Concat(Value("parties/"), F("key")))
        found |= Q(Exists(rows.filter(~Exists(cited), treaty=OuterRef("pk"))))
    return found


def without_evidence(model: type[Sourced]) -> Q:
    """The condition that either holds."""
    return unquoted(model) | unproved(model)
