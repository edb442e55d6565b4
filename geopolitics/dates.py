"""Dates of the world as sources give them: a subset of EDTF, its bounds and its words.

The subset of ISO 8601-2 (Library of Congress, Extended Date/Time Format):

    2024-07-11   2024-07   2024   199X   19XX      each may end in one ~ (about) or ? (uncertain)
    [1996-01..1996-09-10]   [..2024-07-19]   [2024-06-18..]      one day out of a range of days

Years run from 0001 to 9999, so 000X and 00XX, which would begin in a year 0, are refused.
Neither ~ nor ? widens the bounds.
"""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class NotADate(ValueError):
    """The text lies outside the subset; the message tells a curator what to write."""


class _Shape(NamedTuple):
    precision: str
    pattern: str
    first: str  # completes the text to its earliest day
    last: str  # and to its latest, were every month to have 31 days


_SHAPES = (
    _Shape("day", r"\d{4}-\d\d-\d\d", "", ""),
    _Shape("month", r"\d{4}-\d\d", "-01", "-31"),
    _Shape("year", r"\d{4}", "-01-01", "-12-31"),
    _Shape("decade", r"\d{3}X", "-01-01", "-12-31"),
    _Shape("century", r"\d\dXX", "-01-01", "-12-31"),
)
_PLAIN = "|".join(shape.pattern for shape in _SHAPES)
_VALUE = re.compile(rf"({_PLAIN})[~?]?", re.ASCII)
_RANGE = re.compile(rf"\[({_PLAIN})?\.\.({_PLAIN})?\]", re.ASCII)


@dataclass(frozen=True)
class EDTF:
    """A value of the subset. A bound is ISO text, as in the generated columns: the upper bound of
    a month is its 31st, which need not exist; None is unbounded."""

    text: str
    earliest: str | None
    latest: str | None

    @property
    def first_day(self) -> date | None:
        return _real_day(self.earliest)

    @property
    def last_day(self) -> date | None:
        return _real_day(self.latest)

    @property
    def precision(self) -> str:
        """day, month, year, decade, century or range."""
        return "range" if self.text.startswith("[") else _shape(_unmarked(self.text)).precision

    @property
    def mark(self) -> str:
        """~, ? or nothing."""
        return self.text[-1:] if self.text.endswith(("~", "?")) else ""

    @property
    def approximate(self) -> bool:
        return self.mark == "~"

    @property
    def uncertain(self) -> bool:
        return self.mark == "?"

    @property
    def exact(self) -> bool:
        """Known to the day, without reservation."""
        return self.precision == "day" and not self.mark


def parse(text: str) -> EDTF:
    """Takes EDTF only, to the letter: no blanks, ASCII digits, capital X. Raises NotADate."""
    try:
        return _parse(text)
    except NotADate as refusal:
        raise _explained(
            text, refusal, "2024-07-11, 2024-07, 2024, 199X or [..2024-07-19]"
        ) from None


def bounds(text: str) -> EDTF:
    """As `parse`, with an empty field unbounded either way (and without precision)."""
    return parse(text) if text else EDTF("", None, None)


def read(text: str) -> EDTF:
    """Takes EDTF or plain English for the same shapes, as in forms. Raises NotADate.

    Nothing is read as less than it says: "early 2024", "Tuesday" and "06/07/2024" are refused;
    so are "since", "from" and "until" (a span), "before" and "after" (with the day, or without?)
    and "1900s" (ten years, or a hundred?). "20th century" is 19XX, the years 1900 to 1999.
    """
    said = " ".join(text.split())
    try:
        return _parse(said if _VALUE.fullmatch(said) or said.startswith("[") else _translate(said))
    except NotADate as refusal:
        raise _explained(
            said, refusal, "2024-07-11, 2024-07, 2024, 1990s or “by 19 July 2024”"
        ) from None


def words(text: str) -> str:
    """A value of the subset in English that `read` takes back unchanged. Raises NotADate.

    19XX is "1900s (century)", since the 20th century ends with 2000 and "1900s" alone may be ten
    years; 190X is "1900s (decade)". Years keep their four digits.
    """
    value = parse(text)
    if value.precision == "range":
        first, last = text[1:-1].split("..")
        if not first:
            return f"by {_phrase(last)}"
        if not last:
            return f"not before {_phrase(first)}"
        return f"between {_phrase(first)} and {_phrase(last)}"
    plain = _unmarked(text)
    if value.approximate:
        return f"about {_phrase(plain)}"
    return f"{_noun(plain)} (uncertain)" if value.uncertain else _noun(plain)


def relation(value: str, to: str) -> str:
    """How one source's date stands to another: agrees, narrower, wider or conflicts.

    Bounds decide, as real days: [1990..1999] agrees with 199X. Between equal bounds one with ~ or
    ? is wider than one without; ~ against ? conflicts. So do dates that overlap without one lying
    inside the other. Raises NotADate.
    """
    one, other = parse(value), parse(to)
    (a, b), (c, d) = _days(one), _days(other)
    if (a, b) == (c, d):
        if one.mark == other.mark:
            return "agrees"
        if one.mark and other.mark:
            return "conflicts"
        return "wider" if one.mark else "narrower"
    if c <= a and b <= d:
        return "narrower"
    if a <= c and d <= b:
        return "wider"
    return "conflicts"


def _parse(text: str) -> EDTF:
    """As `parse`; the message of its NotADate is the reason alone."""
    if one := _VALUE.fullmatch(text):
        return EDTF(text, *_bounds(one[1]))
    ends = _RANGE.fullmatch(text)
    if not ends or not any(ends.groups()):
        raise NotADate
    first, last = ends.groups()
    earliest = _bounds(first)[0] if first else None
    latest = _bounds(last)[1] if last else None
    if first == last:
        raise NotADate("its two ends are the same")
    if earliest and latest and latest < earliest:
        raise NotADate("it ends before it begins")
    return EDTF(text, earliest, latest)


def _bounds(plain: str) -> tuple[str, str]:
    shape = _shape(plain)
    earliest = plain.replace("X", "0") + shape.first
    try:
        date.fromisoformat(earliest)
    except ValueError:
        lacking = "year 0" if earliest.startswith("0000") else f"such {shape.precision}"
        raise NotADate(f"there is no {lacking}") from None
    return earliest, plain.replace("X", "9") + shape.last


def _shape(plain: str) -> _Shape:
    return next(shape for shape in _SHAPES if re.fullmatch(shape.pattern, plain))


def _unmarked(text: str) -> str:
    return text.rstrip("~?")


def _real_day(bound: str | None) -> date | None:
    if bound is None:
        return None
    year, month, day = map(int, bound.split("-"))
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _days(value: EDTF) -> tuple[float, float]:
    first, last = value.first_day, value.last_day
    return (
        first.toordinal() if first else -math.inf,
        last.toordinal() if last else math.inf,
    )


def _explained(text: str, refusal: NotADate, write: str) -> NotADate:
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    shown = shown if shown.isprintable() else ascii(shown)[1:-1]
    reason = f": {refusal}" if str(refusal) else ""
    return NotADate(f"“{shown}” is not a date{reason}. Write {write}.")


# English

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH_NUMBERS = {
    spelling: number
    for number, name in enumerate(_MONTHS, 1)
    for spelling in (name.lower(), name[:3].lower())
} | {"sept": 9}


def _noun(plain: str) -> str:
    precision = _shape(plain).precision
    if precision == "day":
        year, month, day = plain.split("-")
        return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"
    if precision == "month":
        year, month = plain.split("-")
        return f"{_MONTHS[int(month) - 1]} {year}"
    if precision == "year":
        return plain
    which = f" ({precision})" if plain[2] in "0X" else ""
    return plain.replace("X", "0") + "s" + which


def _phrase(plain: str) -> str:
    """The noun as it stands behind a preposition: by the 1990s."""
    return f"the {_noun(plain)}" if "X" in plain else _noun(plain)


def _english(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


_ORDINAL = r"(?P<number>\d{1,3})(?P<suffix>st|nd|rd|th)"
_DAY = r"(?P<number>\d{1,2})(?P<suffix>st|nd|rd|th)?"
_MONTH_YEAR = r"(?P<month>[a-z]+)\.?,? (?P<year>\d{4})"
_NOUNS = (
    (
        _english(rf"(?:the )?{_DAY}(?: of)? {_MONTH_YEAR}"),
        lambda said: f"{said['year']}-{_month(said)}-{_number(said):02}",
    ),
    (
        _english(rf"(?P<month>[a-z]+)\.? {_DAY},? (?P<year>\d{{4}})"),
        lambda said: f"{said['year']}-{_month(said)}-{_number(said):02}",
    ),
    (_english(_MONTH_YEAR), lambda said: f"{said['year']}-{_month(said)}"),
    (_english(r"(?:the )?(\d\d[1-9])0s(?: \(decade\))?"), lambda said: f"{said[1]}X"),
    (_english(r"(?:the )?(\d\d0)0s \(decade\)"), lambda said: f"{said[1]}X"),
    (_english(r"(?:the )?(\d\d)00s \(century\)"), lambda said: f"{said[1]}XX"),
    (_english(rf"(?:the )?{_ORDINAL} century"), lambda said: f"{_number(said) - 1:02}XX"),
)
_EITHER = _english(r"(?:the )?\d\d00s")
_BETWEEN = _english(r"between (.+) and (.+)")
_BY = _english(r"(?:by|(?:on|in) or before|before or (?:on|in)|(?:no|not) later than) (.+)")
_NOT_BEFORE = _english(r"(?:not before|(?:on|in) or after|(?:no|not) earlier than) (.+)")
_PLACED = _english(r"(?:in|on) (.+)")
_ABOUT = _english(r"(?:(?:about|around|approximately|circa|ca|c) |ca?\. ?)(.+)")
_UNCERTAIN = (
    _english(r"(?:probably|possibly|perhaps) (.+)"),
    _english(r"(.+) \(uncertain\)"),
    _english(r"(.+?) ?\?"),
)
_REFUSED = (
    (_english(r"(?:since|from|until|till) .+"), "it tells how long, not when"),
    (
        _english(r"(?:before|after) .+"),
        "it leaves open whether that day counts; say “by” or “not before”",
    ),
    (_english(r"\d\d?([/.-])\d\d?\1\d{2,4}"), "either number may be the month"),
)


def _translate(said: str) -> str:
    """English as EDTF text, which may still name a day that never was."""
    if ends := _BETWEEN.fullmatch(said):
        return f"[{_translate_noun(ends[1])}..{_translate_noun(ends[2])}]"
    if end := _BY.fullmatch(said):
        return f"[..{_translate_noun(end[1])}]"
    if end := _NOT_BEFORE.fullmatch(said):
        return f"[{_translate_noun(end[1])}..]"
    for pattern, reason in _REFUSED:
        if pattern.fullmatch(said):
            raise NotADate(reason)
    if placed := _PLACED.fullmatch(said):
        said = placed[1]
    if about := _ABOUT.fullmatch(said):
        return f"{_translate_noun(about[1])}~"
    for pattern in _UNCERTAIN:
        if doubted := pattern.fullmatch(said):
            return f"{_translate_noun(doubted[1])}?"
    return _translate_noun(said)


def _translate_noun(said: str) -> str:
    if re.fullmatch(_PLAIN, said, re.ASCII):
        return said
    if _EITHER.fullmatch(said):
        years = said[-5:].lower()
        raise NotADate(f"it may be “{years} (decade)” or “{years} (century)”")
    for pattern, translation in _NOUNS:
        if match := pattern.fullmatch(said):
            return translation(match)
    raise NotADate


def _month(said: re.Match) -> str:
    if number := _MONTH_NUMBERS.get(said["month"].lower()):
        return f"{number:02}"
    raise NotADate


def _number(said: re.Match) -> int:
    number = int(said["number"])
    if said["suffix"] and said["suffix"].lower() != _suffix(number):
        raise NotADate
    return number


def _suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
