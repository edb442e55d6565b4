"""Whatever column is changed behind the application's back, verify sees it and ends in order."""

import pytest
from django.db import IntegrityError, connection, models

from geopolitics.models import REGISTER
from geopolitics.verify import Tally, ledger, verify


def _columns(model):
    return [f for f in model._meta.concrete_fields if not f.generated and not f.primary_key]


def _other(field, value):
    """A value that the column can hold, if not by the rules."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.ForeignKey):
        ends = field.related_model.objects.exclude(pk=value).order_by("pk")
        return ends.values_list("pk", flat=True).first()
    if isinstance(field, models.IntegerField):
        return value + 1
    if isinstance(field, models.DateTimeField):
        return "2001-01-01 00:00:00+00:00"
    return f"{value[: field.max_length - 1 if field.max_length else 8]}x"


def test_the_ledger_sees_any_column(world, bent, subtests):
    for model in REGISTER:
        row = model.objects.order_by("-pk").first()
        for field in _columns(model):
            sql = f'UPDATE {model._meta.db_table} SET "{field.column}" = %s WHERE id = %s'
            value = _other(field, getattr(row, field.attname))
            with subtests.test(f"{model.table()}.{field.name}"):
                try:
                    with bent([(sql, (value, row.pk))]):
                        found = list(ledger.failures(Tally()))
                except IntegrityError:
                    continue  # by a constraint that only SQLite can lift
                assert field.name in [f.column for f in found if f.table == model.table()]


def test_bytes_and_broken_references_are_survived(world, bent, subtests):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses them")
    for model in REGISTER:
        row = model.objects.order_by("-pk").first()
        for kind, value in {"references": 999_999, "bytes": b"\xff"}.items():
            names = [
                f'"{f.column}" = %s'
                for f in _columns(model)
                if isinstance(f, models.ForeignKey) == (kind == "references")
            ]
            if names:
                sql = f"UPDATE {model._meta.db_table} SET {', '.join(names)} WHERE id = {row.pk}"
                with (
                    subtests.test(f"{kind} of {model.table()}"),
                    bent([(sql, [value] * len(names))]),
                ):
                    assert model.table() in {failure.table for failure in verify()}
