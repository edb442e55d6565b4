"""Dates as shapes: a day is a sign, a span a bar, an open end fades, what has not happened is a
frame."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from geopolitics import dates

from .entries import Entry
from .window import Window

HIGH = 12
FADE = 60
LEAST = 3
SIGNS = {
    "treaty": "M-6-6h12v12h-12z",
    "event": "M0-8l8 8l-8 8l-8-8z",
    "statement": "M-7-7h14v10h-7l-4 4v-4h-3z",
}


@dataclass(frozen=True)
class Shape:
    """A path: its classes, its `d`, and the name of the gradient that fills it or ""."""

    look: str
    d: str
    fill: str = ""


@dataclass(frozen=True)
class Scale:
    """Where the days of a window lie between two places of a picture."""

    window: Window
    left: float
    right: float

    def x(self, day: datetime.date) -> float:
        """The beginning of the day, cut at the edges."""
        return self._at(day.toordinal())

    def after(self, day: datetime.date) -> float:
        """The end of the day, cut at the edges."""
        return self._at(day.toordinal() + 1)

    def _at(self, ordinal: int) -> float:
        first = self.window.first.toordinal()
        length = self.window.last.toordinal() + 1 - first
        share = min(max((ordinal - first) / length, 0), 1)
        return self.left + share * (self.right - self.left)


def shapes(entry: Entry, scale: Scale, middle: float) -> list[Shape]:
    """An entry as it is drawn at this height; [] where it has no date."""
    began = dates.bounds(entry.began)
    if entry.kind == "treaty":
        return [*_life(entry, scale, middle), *_date(entry, began, scale, middle)]
    if entry.ended and entry.ended != entry.began:
        return _lasting(entry, scale, middle)
    return _date(entry, began, scale, middle)


def _date(entry: Entry, value: dates.EDTF, scale: Scale, y: float) -> list[Shape]:
    if not value.text:
        return []
    if value.exact:
        x = (scale.x(value.first_day) + scale.after(value.first_day)) / 2
        path = f"M{_n(x)} {_n(y)}{SIGNS[entry.kind].replace('M', 'm', 1)}"
        return [Shape(_look(entry, "shape"), path)]
    return _bar(entry, value.first_day, value.last_day, scale, y, _soft(value))


def _soft(value: dates.EDTF) -> bool:
    return value.precision == "range" or value.approximate


def _lasting(entry: Entry, scale: Scale, y: float) -> list[Shape]:
    """From one date to another; where neither is known to the day, somewhere in between."""
    began, ended = dates.bounds(entry.began), dates.bounds(entry.ended)
    found = _bar(entry, began.first_day, ended.last_day, scale, y, False)
    sure, until = began.last_day, ended.first_day
    if sure and until and sure < until and not entry.framed and not entry.without:
        found.append(Shape("core", _box(scale.x(sure), scale.after(until), y)))
    return found


def _bar(
    entry: Entry,
    first: datetime.date | None,
    last: datetime.date | None,
    scale: Scale,
    y: float,
    soft: bool,
) -> list[Shape]:
    """Somewhere between two days; None: nothing is said of that end. A `soft` one fades at its
    ends within its bounds, as a range of possible days does."""
    if first is None and last is None:
        return []
    left = scale.x(first) if first else max(scale.after(last) - FADE, scale.left)
    right = scale.after(last) if last else min(scale.x(first) + FADE, scale.right)
    if right - left < LEAST:
        left, right = _widened(left, right, scale)
    # A side that is open, or cut by the edge of the picture, has no line.
    sides = (
        first is not None and first >= scale.window.first,
        last is not None and last <= scale.window.last,
    )
    frame = _frame(left, right, y, *sides)
    if entry.framed or entry.without:
        return [Shape(_look(entry, "edge"), frame)]
    box = _box(left, right, y)
    if first is None or last is None or soft:
        way = "in" if first is None else "out" if last is None else "both"
        ends = "".join(
            f"M{_n(x)} {_n(y - 9)}v18" for x, side in zip((left, right), sides, strict=True) if side
        )
        return [Shape("", box, way), *([Shape("edge", ends)] if ends else [])]
    return [Shape("thin", box), Shape("edge", frame)]


def _life(entry: Entry, scale: Scale, y: float) -> list[Shape]:
    """A treaty in force: a line to its end. Dotted: whether it was in force is not stated."""
    began = dates.bounds(entry.in_force or entry.began)
    ended = dates.bounds(entry.ended)
    start = began.last_day or began.first_day
    if not entry.ended and not entry.in_force:
        return []
    if start is None:
        return _bar(entry, ended.first_day, ended.last_day, scale, y, _soft(ended))
    left = scale.after(start)
    if not entry.ended:
        right = min(left + FADE, scale.right)
        return [Shape("", _box(left, right, y, 4), "out")] if right > left else []
    stop = ended.first_day or ended.last_day
    right = max(scale.x(stop), left)
    look = "life" if entry.in_force else "life dotted"
    line = [Shape(look, f"M{_n(left)} {_n(y)}H{_n(right)}")] if right > left else []
    if scale.after(ended.last_day or stop) <= scale.left:
        return line
    if ended.exact:
        return [*line, Shape("edge", f"M{_n(right)} {_n(y - 6)}v12")]
    return [*line, *_bar(entry, ended.first_day, ended.last_day, scale, y, _soft(ended))]


def _widened(left: float, right: float, scale: Scale) -> tuple[float, float]:
    middle = min(max((left + right) / 2, scale.left + LEAST / 2), scale.right - LEAST / 2)
    return middle - LEAST / 2, middle + LEAST / 2


def _look(entry: Entry, plain: str) -> str:
    if entry.framed:
        return "edge dash"
    return "edge" if entry.without else plain


def _box(left: float, right: float, y: float, high: int = HIGH) -> str:
    wide = max(right - left, 1)
    return f"M{_n(left)} {_n(y - high / 2)}h{_n(wide)}v{high}h-{_n(wide)}z"


def _frame(left: float, right: float, y: float, begins: bool, ends: bool) -> str:
    """A box without a line on a side where it neither begins nor ends."""
    top, bottom = _n(y - HIGH / 2), _n(y + HIGH / 2)
    if begins and ends:
        return _box(left, right, y)
    if ends:
        return f"M{_n(left)} {top}H{_n(right)}V{bottom}H{_n(left)}"
    if begins:
        return f"M{_n(right)} {top}H{_n(left)}V{bottom}H{_n(right)}"
    return f"M{_n(left)} {top}H{_n(right)}M{_n(left)} {bottom}H{_n(right)}"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
