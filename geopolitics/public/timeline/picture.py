"""The picture of single records: one wide, one narrow, a row for each record or group of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from .entries import ORDER, Entry
from .shapes import Scale, Shape, shapes
from .window import MONTH, YEAR, Window

TOP = 24
ALIKE = 4
GLYPHS = {"treaty": "■", "event": "◆", "statement": "❝"}
MANY = {"treaty": "treaties signed", "event": "events", "statement": "statements"}


@dataclass(frozen=True)
class Form:
    """The measures of a picture, in its own units."""

    name: str
    width: int
    left: int
    right: int
    high: int
    sign: int
    words: int
    most: int

    @property
    def narrow(self) -> bool:
        return self.name == "narrow"


FORMS = (
    Form("wide", 1180, 560, 1170, 30, 200, 220, 48),
    Form("narrow", 350, 10, 340, 46, 10, 28, 43),
)


@dataclass(frozen=True)
class Tick:
    """A line across the picture; `words` stand on the axis, `address` leads to that part."""

    x: float
    words: str
    name: str
    address: str
    wide: int


@dataclass(frozen=True)
class Row:
    """One line of the picture: what it leads to, what it says, how it is drawn."""

    kind: str
    address: str
    title: str
    when: str
    words: str
    y: int
    shapes: list[Shape]

    @property
    def glyph(self) -> str:
        return GLYPHS[self.kind]


@dataclass(frozen=True)
class Picture:
    """An SVG of the server's; `newest` is where the newest source was published, or None."""

    form: Form
    ticks: list[Tick]
    rows: list[Row]
    newest: float | None
    height: int

    @property
    def kinds(self) -> list[str]:
        return sorted({row.kind for row in self.rows}, key=ORDER.__getitem__)


@dataclass
class Group:
    """Entries of one kind that are drawn alike; `place` is that of the first in the table."""

    entries: list[Entry]
    place: int

    @property
    def address(self) -> str:
        first = self.entries[0]
        return f"#t{self.place}" if len(self.entries) > 1 else first.record.get_absolute_url()

    @property
    def words(self) -> str:
        first = self.entries[0]
        return first.words if len(self.entries) == 1 else f"{len(self.entries)} {MANY[first.kind]}"

    @property
    def marks(self) -> list[str]:
        """What must be said of it beside its name, and is never cut."""
        if len(self.entries) == 1:
            return self.entries[0].marks
        return sorted({entry.occurrence for entry in self.entries} - {"", "happened"})


def groups(entries: list[Entry]) -> list[Group]:
    """Entries in order, those that are drawn alike in one group where they are many."""
    found = []
    place = 0
    for _, run in groupby(entries, key=lambda entry: entry.drawn):
        run = list(run)
        if len(run) > ALIKE:
            found.append(Group(run, place))
        else:
            found += [Group([entry], place + i) for i, entry in enumerate(run)]
        place += len(run)
    return [group for group in found if group.entries[0].began or _dated(group.entries[0])]


def _dated(entry: Entry) -> bool:
    return bool(entry.ended or entry.in_force)


def pictures(
    found: list[Group], window: Window, zoom: dict[str, str], newest: object
) -> list[Picture]:
    """Both pictures of the groups; `zoom` has the address of each part of the window by name."""
    return [_picture(form, found, window, zoom, newest) for form in FORMS]


def _picture(
    form: Form, found: list[Group], window: Window, zoom: dict[str, str], newest: object
) -> Picture:
    scale = Scale(window, form.left, form.right)
    rows = []
    for place, group in enumerate(found):
        y = TOP + place * form.high
        first = group.entries[0]
        middle = y + (33 if form.narrow else 15)
        when = first.when or "signing not dated"
        marks = "".join(f", {mark}" for mark in group.marks)
        label = f"{group.words}, {when}" if form.narrow else group.words
        rows.append(
            Row(
                first.kind,
                group.address,
                f"{first.kind.capitalize()}: {group.words}{marks}, {when}",
                when,
                f"{_cut(label, max(form.most - len(marks), 12))}{marks}",
                y,
                shapes(first, scale, middle),
            )
        )
    edge = None
    if newest and window.first <= newest <= window.last:
        edge = scale.after(newest)
    return Picture(form, ticks(form, window, zoom), rows, edge, TOP + len(rows) * form.high + 8)


def ticks(form: Form, window: Window, zoom: dict[str, str]) -> list[Tick]:
    """The beginning of each part of the window; words where there is room for them."""
    scale = Scale(window, form.left, form.right)
    found = []
    free = 0.0
    for part in window.bins():
        x = scale.x(max(part.first, window.first))
        words = part.short
        if part.unit is MONTH and part.first.month == 1:
            words = str(part.first.year)
        if form.narrow and part.unit is YEAR:
            words = f"’{part.name[2:]}"
        room = len(words) * 7 + 6
        if x < free or x + room > form.right + 12:
            words = ""
        else:
            free = x + max(room, 26)
        found.append(Tick(round(x, 1), words, part.words, zoom.get(part.name, ""), max(room, 24)))
    return found


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip(' ,')}…"
