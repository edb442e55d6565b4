"""What the database refuses, said in a curator's words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import UniqueConstraint

from geopolitics.models import REGISTER


def in_words(error: IntegrityError) -> ValidationError:
    """The refusal as a ValidationError, by the constraint or the columns that it names."""
    said = str(error)
    for model in REGISTER:
        name = model._meta.verbose_name
        for constraint in model._meta.constraints:
            unique = isinstance(constraint, UniqueConstraint)
            fields = constraint.fields if unique else ()
            if _names(said, constraint.name) or (unique and _columns(model, fields) in said):
                if unique:
                    same = ", ".join(model._meta.get_field(f).verbose_name for f in fields)
                    return ValidationError(f"Another {name} already has the same {same}.")
                return ValidationError(f"This {name} breaks a rule: {constraint.name}.")
        for field in model._meta.concrete_fields:
            if field.unique and _columns(model, [field.name]) in said:
                return ValidationError(f"Another {name} already has this {field.verbose_name}.")
    return ValidationError(f"The database refuses the change: {said}")


def _names(said: str, constraint: str) -> bool:
    return f'"{constraint}"' in said or said.endswith(f": {constraint}")


def _columns(model: type, fields: list[str] | tuple[str, ...]) -> str:
    """As SQLite names the columns of a unique index."""
    columns = (model._meta.get_field(name).column for name in fields)
    return "UNIQUE constraint failed: " + ", ".join(
        f"{model._meta.db_table}.{column}" for column in columns
    )
