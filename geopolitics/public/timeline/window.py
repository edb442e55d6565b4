"""A stretch of time, cut into centuries, decades, years, months or days."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from geopolitics import dates

MOST = 40
FIRST_YEAR, LAST_YEAR = 1, 9999


@dataclass(frozen=True)
class Unit:
    """A length of time; `digits` is how much of an ISO day names one of them."""

    name: str
    many: str
    digits: int


CENTURY = Unit("century", "centuries", 2)
DECADE = Unit("decade", "decades", 3)
YEAR = Unit("year", "years", 4)
MONTH = Unit("month", "months", 7)
DAY = Unit("day", "days", 10)
UNITS = (DAY, MONTH, YEAR, DECADE, CENTURY)


def day_of(bound: str) -> datetime.date:
    """The day of a bound (ISO text), which may be the 31st of a shorter month."""
    year, month, day = map(int, bound.split("-"))
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Bin:
    """One century, decade, year, month or day: `name` is the beginning of the ISO days in it."""

    unit: Unit
    name: str

    @property
    def first(self) -> datetime.date:
        if self.unit in (CENTURY, DECADE):
            return datetime.date(max(int(self.name.ljust(4, "0")), FIRST_YEAR), 1, 1)
        year, month, day = [*map(int, self.name.split("-")), 1, 1][:3]
        return datetime.date(year, month, day)

    @property
    def last(self) -> datetime.date:
        first = self.first
        if self.unit is DAY:
            return first
        if self.unit is MONTH:
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return datetime.date(int(self.name.ljust(4, "9")), 12, 31)

    @property
    def words(self) -> str:
        """Its name in full: 1900 to 1999, 1990s, 1995, March 1995, 4 March 1995."""
        if self.unit is CENTURY:
            return f"{self.first.year:04} to {self.last.year:04}"
        if self.unit is DECADE:
            return f"{self.name}0s"
        return dates.words(self.name)

    def phrase(self, end: int) -> str:
        """Its name behind a preposition; of a century the year at its beginning (0) or end (-1)."""
        if self.unit is CENTURY:
            return self.words.split(" to ")[end]
        return f"the {self.words}" if self.unit is DECADE else self.words

    @property
    def short(self) -> str:
        """Its name on an axis."""
        if self.unit is CENTURY:
            return f"{self.name}00–99"
        if self.unit is MONTH:
            return calendar.month_abbr[self.first.month]
        return str(self.first.day) if self.unit is DAY else self.words

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for it: years where it is longer, else itself."""
        if self.unit in (CENTURY, DECADE):
            return {"from": f"{self.first.year:04}", "to": f"{self.last.year:04}"}
        return {"from": self.name, "to": self.name}


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def unit(self) -> Unit:
        """The shortest unit of which it holds no more than a picture can show."""
        return next((unit for unit in UNITS if self._number(unit) <= MOST), CENTURY)

    def _number(self, unit: Unit) -> int:
        if unit is DAY:
            return (self.last - self.first).days + 1
        if unit is MONTH:
            years = self.last.year - self.first.year
            return years * 12 + self.last.month - self.first.month + 1
        size = 10 ** (4 - unit.digits)
        return self.last.year // size - self.first.year // size + 1

    def bins(self) -> list[Bin]:
        """Its parts in order, the first and last of which may reach beyond it."""
        return list(self._bins(self.unit))

    def _bins(self, unit: Unit) -> Iterator[Bin]:
        day = self.first
        while day <= self.last:
            part = Bin(unit, day.isoformat()[: unit.digits])
            yield part
            if part.last == datetime.date.max:
                return
            day = part.last + datetime.timedelta(1)

    def widened(self) -> Window:
        """To whole units, where nobody asked for other days."""
        bins = self.bins()
        return Window(bins[0].first, bins[-1].last)

    @property
    def words(self) -> str:
        """In as few words as say it exactly."""
        first, last = self.first, self.last
        for unit in (DAY, MONTH, YEAR):
            name = first.isoformat()[: unit.digits]
            if (Bin(unit, name).first, Bin(unit, name).last) == (first, last):
                return dates.words(name)
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year:04} to {last.year:04}"
        return f"{dates.words(first.isoformat())} to {dates.words(last.isoformat())}"

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for it."""
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return {"from": f"{self.first.year:04}", "to": f"{self.last.year:04}"}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def beside(self, way: int) -> Window | None:
        """The one before (-1) or after (1), as long; None at the ends of the calendar."""
        length = (self.last - self.first).days + 1
        years = self.last.year - self.first.year + 1
        try:
            if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
                return Window(
                    self.first.replace(year=self.first.year + way * years),
                    self.last.replace(year=self.last.year + way * years),
                )
            step = datetime.timedelta(length * way)
            return Window(self.first + step, self.last + step)
        except (ValueError, OverflowError):
            return None

    def around(self) -> Window | None:
        """The next longer unit that holds it whole; None where it is longer than a century."""
        for unit in (MONTH, YEAR, DECADE, CENTURY):
            one = Bin(unit, self.first.isoformat()[: unit.digits])
            if one.first <= self.first and self.last <= one.last:
                found = Window(one.first, one.last)
                if found != self:
                    return found
        return None
