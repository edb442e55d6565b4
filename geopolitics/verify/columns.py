"""Each text column against its own field: codes, dates, text. A batch at a time, then row by row.

`sound` looks at a whole batch of values at once; only where it finds something does `fault` say
of each row what it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from geopolitics import dates
from geopolitics.models import Register
from geopolitics.models.fields import (
    EDTFField,
    Text,
    normalised,
    validate_line,
    validate_text,
)

from .failure import shown


class Column:
    """A column of text, where in a row it stands, and the check that it belongs to."""

    check = "texts"

    def __init__(self, field: models.Field, names: Sequence[str]) -> None:
        self.field = field
        self.name = field.name
        self.at = names.index(field.attname)

    def sound(self, columns: Sequence[Sequence[Any]]) -> bool:
        """Whether nothing is wrong with the column in any row of a batch."""
        values = columns[self.at]
        return set(map(type, values)) == {str} and self._sound(values, columns)

    def fault(self, row: Sequence[Any]) -> str:
        """What is wrong with the column in this row; "" where nothing is."""
        value = row[self.at]
        return self._fault(value, row) if self.readable(row) else f"{value!r} is no text"

    def readable(self, row: Sequence[Any]) -> bool:
        return isinstance(row[self.at], str)

    def _sound(self, values: Sequence[str], columns: Sequence[Sequence[Any]]) -> bool:
        raise NotImplementedError

    def _fault(self, value: str, row: Sequence[Any]) -> str:
        raise NotImplementedError


class Code(Column):
    """A value out of a vocabulary."""

    check = "codes"

    def __init__(self, field: models.Field, names: Sequence[str]) -> None:
        super().__init__(field, names)
        self.allowed = vocabulary(field)

    def _sound(self, values: Sequence[str], columns: Sequence[Sequence[Any]]) -> bool:
        return set(values) <= self.allowed

    def _fault(self, value: str, row: Sequence[Any]) -> str:
        return "" if value in self.allowed else f"{shown(value)} is not in its vocabulary"


class Date(Column):
    """A date of the world, and the two columns of its bounds that the database made."""

    check = "dates"

    def __init__(self, field: models.Field, names: Sequence[str]) -> None:
        super().__init__(field, names)
        self.bounds = tuple(names.index(f"{field.name}_{day}") for day in ("earliest", "latest"))

    def _sound(self, values: Sequence[str], columns: Sequence[Sequence[Any]]) -> bool:
        earliest, latest = (columns[at] for at in self.bounds)
        return not any(
            _misdated(*dated) for dated in set(zip(values, earliest, latest, strict=True))
        )

    def _fault(self, value: str, row: Sequence[Any]) -> str:
        return _misdated(value, *(row[at] for at in self.bounds))


class Words(Column):
    """Text, or a line of it: as its field takes it."""

    def __init__(self, field: models.Field, names: Sequence[str]) -> None:
        super().__init__(field, names)
        self.lines = isinstance(field, Text)
        self.validate: Callable[[str], None] = validate_text if self.lines else validate_line
        self.limit = field.max_length
        self.strict = isinstance(field, models.URLField)

    def _sound(self, values: Sequence[str], columns: Sequence[Sequence[Any]]) -> bool:
        if not self.field.blank and not all(values):
            return False
        if self.limit and max(map(len, values)) > self.limit:
            return False
        if self.strict and any(values):
            return not any(map(self._refused, set(values)))
        return self._clean(" ".join(values))

    def _clean(self, text: str) -> bool:
        """Whether the text is in NFC, and nothing stands in it that may not."""
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            return False
        plain = text.replace("\n", " ").replace("\t", " ") if self.lines else text
        return plain.isprintable() or not _message(self.validate, text)

    def _fault(self, value: str, row: Sequence[Any]) -> str:
        return self._refused(value)

    def _refused(self, value: str) -> str:
        if not value:
            return "" if self.field.blank else "it may not be empty"
        if self.limit and len(value) > self.limit:
            return f"it has {len(value)} characters, and {self.limit} fit"
        if refused := _message(self.validate, value):
            return refused
        if value != normalised(value):
            return "it is not in Unicode NFC"
        return _message(self.field.run_validators, value) if self.strict else ""


def columns(model: type[Register], names: Sequence[str]) -> list[Column]:
    """The text columns of a table; `names` are those of a row's values, in order."""
    found: list[Column] = []
    for field in model.columns():
        if not isinstance(field, models.CharField | models.TextField):
            continue
        if field.choices:
            kind: type[Column] = Code
        elif isinstance(field, EDTFField):
            kind = Date
        else:
            kind = Words
        found.append(kind(field, names))
    return found


def vocabulary(field: models.Field) -> frozenset[str]:
    """The values that a field with choices takes."""
    values = {value for value, _ in field.flatchoices}
    return frozenset(values | {""} if field.blank else values)


@lru_cache(maxsize=50_000)
def _misdated(text: str, earliest: str | None, latest: str | None) -> str:
    try:
        value = dates.bounds(text)
    except dates.NotADate as error:
        return str(error)
    for which, day, recorded in (
        ("earliest", value.earliest, earliest),
        ("latest", value.latest, latest),
    ):
        if day != recorded:
            return (
                f"the {which} day of {shown(text)} is {day or 'open'}, "
                f"recorded is {recorded or 'none'}"
            )
    return ""


def _message(validate: Callable[[str], None], value: str) -> str:
    try:
        validate(value)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
