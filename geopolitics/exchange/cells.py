"""One cell: the text that it holds of a value, and the value that it gives back."""

from __future__ import annotations

import datetime
import difflib
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from geopolitics import dates, spoilt
from geopolitics.models.fields import validate_line, validate_text

from . import preflight
from .columns import SEPARATOR, Column
from .grids import Bad
from .places import shown

FLAGS = {"yes": True, "no": False, "true": True, "false": False}
EMPTY = object()


class CellFault(ValueError):
    """What is wrong with a cell, and what would be right."""


class Words(NamedTuple):
    """A reference as it is written, before it is known which row it means."""

    text: str


def read(column: Column, raw: Any, marked: bool) -> Any:
    """The value of a cell: text, True, a number, Words, a list of Words, or EMPTY.

    `marked` tells whether the file's text carries the apostrophes of a spreadsheet. Raises
    CellFault.
    """
    if isinstance(raw, Bad):
        raise CellFault(raw.what)
    if raw is None or raw in ("", []):
        return EMPTY
    if isinstance(raw, str):
        if long := preflight.cell_fault(raw):
            raise CellFault(long)
        if marked:
            if wrong := spoilt.fault(raw):
                raise CellFault(wrong)
            raw = spoilt.unescape(raw)
    return _READERS[column.kind](column, raw)


def _text(column: Column, raw: Any) -> str:
    raw = _as_text(raw, "text belongs here")
    field = column.field
    long = isinstance(field, models.TextField) or field is None
    try:
        (validate_text if long else validate_line)(raw)
        if field is not None:
            raw = field.to_python(raw)
            field.run_validators(raw)
    except ValidationError as error:
        raise CellFault(" ".join(error.messages)) from None
    return raw


def _as_text(raw: Any, what: str) -> str:
    """A cell's text; a whole number's digits. Raises CellFault for what is no text."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        raise CellFault(f"the cell is a {'TRUE' if raw else 'FALSE'} of a spreadsheet: {what}.")
    if isinstance(raw, datetime.date):
        raise CellFault(f"the cell is a date ({raw}) where {what}: format the column as text.")
    if isinstance(raw, list):
        raise CellFault(f"the cell is a list where {what}.")
    if isinstance(raw, float) and not raw.is_integer():
        raise CellFault(f"the cell is the number {raw}, which may have lost zeros: {what}.")
    if abs(raw) >= 10**15:
        raise CellFault(f"the cell is the number {raw}, too long for a spreadsheet: {what}.")
    return str(int(raw))


def _date(column: Column, raw: Any) -> str:
    if isinstance(raw, datetime.date):
        return raw.isoformat()
    if isinstance(raw, int | float) and not isinstance(raw, bool) and not 999 < raw < 10_000:
        raise CellFault(
            f"{raw} is the bare number of a spreadsheet's date: write the date as text, 2024-07-11."
        )
    text = _as_text(raw, "a date belongs here")
    try:
        return dates.parse(text).text
    except dates.NotADate as error:
        raise CellFault(str(error)) from None


def _choice(column: Column, raw: Any) -> str:
    text = _as_text(raw, "a word of the list belongs here")
    if text in column.choices:
        return text
    close = difflib.get_close_matches(text, column.choices, 1)
    offer = f"“{close[0]}”?" if close else f"one of: {', '.join(column.choices)}."
    raise CellFault(f"“{shown(text)}” is not in the list; {offer}")


def _flag(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in FLAGS:
        return FLAGS[raw.strip().lower()]
    raise CellFault(f"“{shown(raw)}” is neither yes nor no.")


def _number(column: Column, raw: Any) -> int:
    text = _as_text(raw, "a whole number belongs here")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise CellFault(f"“{shown(text)}” is no whole number: write digits, such as 7.")
    return int(text)


def _reference(column: Column, raw: Any) -> Words:
    text = _as_text(raw, "a slug, name or code belongs here").strip()
    if not text:
        raise CellFault("the cell holds blanks only: leave it empty, or write a slug.")
    _plain(text)
    return Words(text)


def _number_of_passage(column: Column, raw: Any) -> str:
    text = _as_text(raw, "the number of a passage belongs here")
    _plain(text)
    return text


def _set(column: Column, raw: Any) -> list[Words]:
    if isinstance(raw, list):
        pieces = raw
    else:
        pieces = _as_text(raw, "slugs, names or codes belong here").split(SEPARATOR)
    pieces = [piece.strip() for piece in pieces]
    for piece in pieces:
        if not piece:
            raise CellFault(f"nothing stands between two “{SEPARATOR}”, or before or after one.")
        _plain(piece)
        if pieces.count(piece) > 1:
            raise CellFault(f"“{shown(piece)}” stands twice.")
    return [Words(piece) for piece in pieces]


def _plain(text: str) -> None:
    try:
        validate_line(text)
    except ValidationError as error:
        raise CellFault(" ".join(error.messages)) from None


_READERS = {
    "text": _text,
    "date": _date,
    "choice": _choice,
    "flag": _flag,
    "number": _number,
    "reference": _reference,
    "passage": _number_of_passage,
    "set": _set,
}


def write(value: Any) -> Any:
    """A value as a cell of JSON or YAML: text, true, a number, or a list of texts."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        if not value or isinstance(value[0], list | tuple):
            return ["/".join(key) for key in value]
        return "/".join(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return value


def as_text(cell: Any) -> str:
    """A cell of JSON as one of CSV or XLSX, with the spreadsheet's apostrophe where needed."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list):
        cell = SEPARATOR.join(cell)
    return spoilt.escape(str(cell))
