"""What changed between two days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from geopolitics.models.standing import ABSENT, ENDED, NOT_YET_IN_FORCE, NOT_YET_SIGNED

from .lines import Line

NEW, GONE, OTHERWISE, UNCHANGED = "new", "gone", "otherwise", "unchanged"
CHANGES = {
    GONE: "Ended",
    NEW: "New",
    OTHERWISE: "Otherwise",
    UNCHANGED: "Not known to have changed",
}
BEFORE = (NOT_YET_SIGNED, NOT_YET_IN_FORCE)
SHOWN = 5
SHOWN_UNCHANGED = 2


@dataclass
class Change:
    """The lines that changed in one way; the first of them, how many more there are, and the
    address of all."""

    name: str
    address: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        return CHANGES[self.name]

    @property
    def shown(self) -> list[Line]:
        return self.lines[: SHOWN_UNCHANGED if self.name == UNCHANGED else SHOWN]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.shown)


def change(line: Line) -> str:
    """How an obligation changed from the first day to the second: new, gone, otherwise or
    unchanged. That a treaty expressly lacks one changes as the treaty is signed or ends."""
    then, now = (standing.status for standing in line.standing)
    if then == ABSENT:
        then, now = line.of_treaty
        return UNCHANGED if then == now else OTHERWISE
    if then == now:
        return UNCHANGED
    if then in BEFORE:
        return NEW if now not in (*BEFORE, ENDED) else OTHERWISE
    return GONE if now == ENDED else OTHERWISE


def changes(lines: list[Line], address: Callable[..., str]) -> list[Change]:
    """The lines by how they changed; what did not change is last.

    `address` answers `change=` with the address of the page narrowed to it.
    """
    found = {name: Change(name, address(change=name)) for name in CHANGES}
    for line in lines:
        found[change(line)].lines.append(line)
    return [each for each in found.values() if each.lines]
