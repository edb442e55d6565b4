"""What every reader gives: sheets of raw cells, each row with its number in the file."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

Raw = str | bool | int | float | datetime.date | list | None
ABOUT = "About"  # our own sheet about the workbook


class Absent:
    """Stands for a cell that a row of JSON or YAML does not have: it changes nothing."""


@dataclass(frozen=True)
class Bad:
    """A cell that no reading makes good; `what` says what is wrong with it."""

    what: str


ABSENT = Absent()


@dataclass
class Line:
    """One row of a sheet: `number` as a spreadsheet shows it (1 is the header), its cells."""

    number: int
    cells: list[Any]


@dataclass
class Grid:
    """One sheet: what errors call it ("" in a file of one sheet), its table, header and rows.

    `marked` tells whether its text carries the apostrophes of a spreadsheet; `packaged` that it
    is of a data package, which holds what was public.
    """

    label: str
    table: str
    header: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marked: bool = False
    packaged: bool = False
