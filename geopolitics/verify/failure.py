"""What does not hold, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

# Each check, in the order told, and what its count means.
CHECKS = {
    "references": "tables point to rows that are there",
    "quotes": "quotes stand in their passages, once, where recorded",
    "dates": "dates are of the subset, with the bounds recorded",
    "codes": "codes are in their vocabularies",
    "texts": "columns hold clean text that fits them",
    "rules": "rows keep the rules of their tables",
    "circles": "references close no circle",
    "keys": "rows have a natural key of their own",
    "words": "quotes and triggers stand in what is cited for them",
    "publishing": "published records rest on words and point to what is published",
    "ledger": "rows are as their newest history says",
    "search": "entries of the search index are as they would be made now",
}


@dataclass(frozen=True)
class Failure:
    """A row that breaks a promise: which check, the row's natural key, the column, and why.

    `column` is "" where it is the row as a whole.
    """

    check: str
    table: str
    key: tuple[str, ...]
    column: str
    reason: str

    def __str__(self) -> str:
        row = " ".join([self.table, " / ".join(step or "-" for step in self.key)]).strip()
        column = f", {self.column}" if self.column else ""
        return printable(f"{row}{column}: {self.reason}")


@dataclass
class Tally:
    """By check, how many things were looked at and how many failed; `rows` of all tables, and
    of the citations those that are `public`."""

    rows: int = 0
    public: int = 0
    looked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """What was looked at, a line for each check."""
        return [
            f"{check}: {self.looked[check]:,} {means}"
            if not self.failed[check]
            else f"{check}: {failures(self.failed[check])} in {self.looked[check]:,}"
            for check, means in CHECKS.items()
        ]


def failures(count: int) -> str:
    return f"{count:,} failure{'' if count == 1 else 's'}"


def printable(text: str) -> str:
    """The text on one line, with what cannot be seen written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: object) -> str:
    """A value within a message: short, and told apart from an empty one."""
    if value is None or value == "":
        return "empty"
    text = str(value)
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”"
