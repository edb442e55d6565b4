"""Where in a file something is wrong, and the refusal that tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MOST = 1000


class Fault(NamedTuple):
    """What is wrong with a file, and where: `row` 1 is the header, 0 where it is no row's."""

    what: str
    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {one_line(self.what)}"


class RefusedFile(Exception):
    """A file that is not taken, and nothing of it is; `faults` say why, `more` how many follow."""

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = list(faults)
        self.more = more
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """The faults, one a line, and how many more there are."""
        lines = [str(fault) for fault in self.faults]
        if self.more:
            lines.append(f"{self.faults[0].file}: and {self.more} more like these.")
        return lines


@dataclass
class Faults:
    """Collects what is wrong with one file, up to MOST, in the order in which it was found."""

    file: str
    found: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, what: str, *, sheet: str = "", row: int = 0, column: str = "") -> None:
        if len(self.found) < MOST:
            self.found.append(Fault(what, self.file, sheet, row, column))
        else:
            self.more += 1

    def refuse_if_any(self) -> None:
        """Raises RefusedFile with what was collected, in the order of the file."""
        if self.found:
            raise RefusedFile(self.found, self.more)

    def refuse(self, what: str, *, sheet: str = "", row: int = 0, column: str = "") -> None:
        """Raises RefusedFile with this fault and what was collected before it."""
        self.add(what, sheet=sheet, row=row, column=column)
        self.refuse_if_any()


def one_line(text: str) -> str:
    """The text on one line of a terminal: what is not printable is written as its code."""
    return "".join(
        c if c.isprintable() else " " if c in "\n\t" else f"\\u{ord(c):04x}" for c in text
    )


def shown(text: object, most: int = 60) -> str:
    """A value as a message quotes it: not too long, on one line."""
    said = one_line(str(text))
    return said if len(said) <= most else f"{said[: most - 1]}…"
