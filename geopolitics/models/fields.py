"""Fields that keep their promise however a row is written."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Length, Replace, StrIndex, Substr
from django.db.models.lookups import In

from geopolitics import dates

# Dates


def validate_edtf(text: str) -> None:
    try:
        dates.parse(text)
    except dates.NotADate as refusal:
        raise ValidationError(str(refusal), code="invalid") from None


class EDTFFormField(forms.CharField):
    """Takes EDTF or plain English and gives EDTF."""

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        if said in self.empty_values:
            return said
        try:
            return dates.read(said).text
        except dates.NotADate as refusal:
            raise ValidationError(str(refusal), code="invalid") from None


class EDTFField(models.CharField):
    """A date of the world as `dates` defines it, stored as written; empty where not stated."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        # English is longer than the EDTF it becomes.
        return super().formfield(**{"form_class": EDTFFormField, "max_length": 100, **kwargs})


def earliest(source: str, **options: Any) -> models.GeneratedField:
    """The column of `source`'s earliest day, as in `dates.EDTF`; NULL where unbounded or empty."""
    ends = _ends(source)
    dot = StrIndex(Concat(ends, Value(".")), Value("."))
    return _bound(Substr(ends, 1, dot - Value(1)), {"X": "0"}, "0000-01-01", options)


def latest(source: str, **options: Any) -> models.GeneratedField:
    """The column of `source`'s latest day, as in `dates.EDTF`; NULL where unbounded or empty."""
    ends = _ends(source)
    dot = StrIndex(ends, Value("."))  # 0 where there is one value only
    return _bound(Substr(ends, dot + Value(1)), {"X": "9"}, "0000-12-31", options)


def _ends(source: str) -> Replace:
    return _replaced(F(source), {"..": ".", "[": "", "]": ""})


def _bound(
    end: Substr, digits: dict[str, str], pattern: str, options: dict[str, Any]
) -> models.GeneratedField:
    """The end of a range, or the one value, completed from the pattern to ten characters."""
    text = _replaced(end, {"~": "", "?": ""} | digits)
    rest = Substr(Value(pattern), Length(text) + Value(1))
    return models.GeneratedField(
        # Of any other length it is no date, and might overflow the column.
        expression=Case(When(In(Length(text), [4, 7, 10]), then=Concat(text, rest))),
        output_field=models.CharField(max_length=10),
        db_persist=True,
        **{"null": True, "editable": False, "serialize": False, **options},
    )


def _replaced(text: Any, replacements: dict[str, str]) -> Replace:
    for old, new in replacements.items():
        text = Replace(text, Value(old), Value(new))
    return text


# Text

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
_NOT_IN_TEXT = re.compile(f"[{_CONTROL}]")
_NOT_IN_LINE = re.compile(rf"[{_CONTROL}\t\n\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def normalised(text: str) -> str:
    """Unicode NFC, with every line end a line feed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def validate_text(text: str) -> None:
    _refuse(_NOT_IN_TEXT, text)


def validate_line(text: str) -> None:
    _refuse(_NOT_IN_LINE, text)


def _refuse(characters: re.Pattern, text: str) -> None:
    if found := characters.search(text):
        name = unicodedata.name(found[0], "")
        name = {"\t": "tab", "\n": "line end"}.get(found[0], name.lower() or "control character")
        raise ValidationError(
            f"Character {found.start() + 1} is U+{ord(found[0]):04X} ({name}), "
            "which may not stand here.",
            code="character",
        )


class TextFormField(forms.CharField):
    """Normalises before it compares: a browser sends every line end as CRLF."""

    def to_python(self, value: Any) -> Any:
        return _normalise(super().to_python(value))


class _NormalisedMixin:
    """`to_python` also runs in `get_prep_value`, so `update()` and exact look-ups pass it too."""

    def to_python(self, value: Any) -> Any:
        return _normalise(super().to_python(value))

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = _normalise(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": TextFormField, **kwargs})


def _normalise(value: Any) -> Any:
    return normalised(value) if isinstance(value, str) else value


class Text(_NormalisedMixin, models.TextField):
    """Text without control characters, tab and line end apart."""

    default_validators = [validate_text]


class Line(_NormalisedMixin, models.CharField):
    """One line: no control characters at all, and none that reverse or embed a direction."""

    default_validators = [validate_line]
