"""What rows say, beside what that would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from geopolitics.models import Operation, Register

from .rows import Row


@dataclass
class Entry:
    """What one row says of one row of the register.

    `headers` tells in which column of the file each field stands; `main` is the row's own
    entry, the others are those that its short ways make.
    """

    row: Row
    model: type[Register]
    fields: dict[str, Any]
    headers: dict[str, str]
    main: bool = True


@dataclass
class Plan:
    """Entries beside their operations (None: unchanged), and the rows that they came from."""

    entries: list[Entry] = field(default_factory=list)
    operations: list[Operation | None] = field(default_factory=list)
    removals: list[tuple[Entry, str, Operation]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def writes(self) -> list[Operation]:
        """The operations to be carried out, numbered in order."""
        found = [o for o in self.operations if o is not None]
        found += [operation for _, _, operation in self.removals]
        for position, operation in enumerate(found):
            operation.position = position
        return found

    def fates(self) -> dict[int, str]:
        """new, changed or unchanged, for each row by its place among `rows`."""
        places = {id(row): place for place, row in enumerate(self.rows)}
        found = dict.fromkeys(range(len(self.rows)), "unchanged")
        for entry, operation in zip(self.entries, self.operations, strict=True):
            place = places[id(entry.row)]
            if operation is not None and found[place] != "new":
                new = entry.main and operation.action == "insert"
                found[place] = "new" if new else "changed"
        for entry, _, _ in self.removals:
            found[places[id(entry.row)]] = "changed"
        return found

    def counts(self) -> Counter:
        """How many rows are new, changed, unchanged."""
        return Counter(self.fates().values())

    def place_of(self, operation: Operation) -> tuple[Entry, str] | None:
        """The entry that an operation came from, and its column where it takes a row away."""
        for entry, own in zip(self.entries, self.operations, strict=True):
            if own is operation:
                return entry, ""
        for entry, header, own in self.removals:
            if own is operation:
                return entry, header
        return None
