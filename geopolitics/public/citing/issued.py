"""The date of a work, no more exact than its source: what each style and format can hold of it."""

from __future__ import annotations

from dataclasses import dataclass

from geopolitics import dates

MONTHS = (
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


@dataclass(frozen=True)
class Issued:
    """A date in EDTF, or none ("")."""

    edtf: str = ""

    def __bool__(self) -> bool:
        return bool(self.edtf)

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are known; a range within one year has that year."""
        value = dates.bounds(self.edtf)
        if value.earliest is None or value.latest is None:
            return ()
        if value.precision in ("day", "month", "year"):
            return tuple(map(int, self.edtf.rstrip("~?").split("-")))
        return (int(value.earliest[:4]),) if value.earliest[:4] == value.latest[:4] else ()

    @property
    def mark(self) -> str:
        """~ about, ? uncertain, or nothing."""
        return dates.bounds(self.edtf).mark

    def year(self, about: str = "ca.") -> str:
        """2024, ca. 2024, [2024?], 1990s, "by 19 July 2024"; "" where there is none."""
        if not self.edtf:
            return ""
        if self.parts:
            return self._marked(f"{self.parts[0]:04}", about)
        return self._marked(dates.words(self.edtf.rstrip("~?")), about)

    def american(self) -> str:
        """The day or month: July 19, 2024; July 2024; "" where neither is known."""
        if len(self.parts) < 2:
            return ""
        year, month, *day = self.parts
        words = MONTHS[month - 1] + "".join(f" {each}," for each in day)
        return self._marked(f"{words} {year:04}", "ca.")

    def after_year(self) -> str:
        """The day or month, to stand behind the year: July 19; July."""
        if len(self.parts) < 2 or self.mark == "?":
            return ""
        _, month, *day = self.parts
        return " ".join([MONTHS[month - 1], *map(str, day)])

    def british(self) -> str:
        """The date as MLA writes it, months shortened: 19 July 2024; Nov. 2024; circa 2024."""
        if len(self.parts) < 2:
            return self.year("circa")
        year, month, *day = self.parts
        return self._marked(" ".join([*map(str, day), _short(month), f"{year:04}"]), "circa")

    def _marked(self, words: str, about: str) -> str:
        if self.mark == "~":
            return f"{about} {words}"
        return f"[{words}?]" if self.mark == "?" else words


def _short(month: int) -> str:
    """May, June and July are not shortened; September is to four letters."""
    name = MONTHS[month - 1]
    if len(name) <= 4:
        return name
    return "Sept." if month == 9 else f"{name[:3]}."
