"""The picture of ties: names on two sides, wide; names in one column with arcs, narrow.

Names stand evenly one below the other, so that no two can overlap however many there are, and the
same ties give the same picture to the byte.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from geopolitics.models.standing import IN_FORCE, SIGNED_ONLY

from .bonds import Bond, Node
from .web import APART, Tie, Web

STEP = 32
# Fewer stand further apart.
STEPS = ((6, 64), (10, 44))
WIDE, NARROW = 900, 350
REACH = 150
COLUMN = 118
SIGN = {SIGNED_ONLY: "◔", IN_FORCE: ""}
LONGEST = {"wide": 40, "narrow": 30}


@dataclass(frozen=True)
class Name:
    """An actor in the picture: where its sign and its words stand, and what it leads to."""

    words: str
    full: str
    address: str
    continues: bool
    x: float
    y: float
    text: float
    anchor: str
    hit: str


@dataclass(frozen=True)
class Line:
    """A tie in the picture: its kind, its way, its head where only one side owes, its sign."""

    kind: str
    d: str
    head: str
    sign: str
    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Drawing:
    """An SVG of the server's."""

    form: str
    width: int
    height: int
    names: list[Name]
    lines: list[Line]
    centre: Name | None
    treaty: str = ""

    @property
    def all(self) -> list[Name]:
        return [*self.names, self.centre] if self.centre else self.names

    @property
    def many(self) -> bool:
        """Whether the lines are so many that they are drawn thin."""
        return len(self.lines) > APART

    @property
    def middle(self) -> float:
        return self.height / 2

    @property
    def plate(self) -> str:
        """What keeps the lines from the treaty's name in the middle."""
        wide = len(self.treaty) * 7 + 36
        return f"M{_n((WIDE - wide) / 2)} {_n(self.middle - 13)}h{wide}v26h-{wide}z"

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(line.kind for line in self.lines))


Point = tuple[float, float]
Address = Callable[[Node], str]


def drawings(web: Web, address: Address) -> list[Drawing]:
    """Both pictures; `address` says where a name leads."""
    return [_wide(web, address), _narrow(web, address)]


def _wide(web: Web, address: Address) -> Drawing:
    number = len(web.nodes)
    right = math.ceil(number / 2)
    step = next((high for most, high in STEPS if number <= most), STEP)
    height = max(right * step, 120) + 40
    middle = (WIDE / 2, height / 2)
    names: list[Name] = []
    places: dict[tuple, Point] = {}
    for place, node in enumerate(web.nodes):
        on_right = place < right
        # Clockwise: down on the right, up on the left.
        row = place if on_right else number - 1 - place
        rows = right if on_right else number - right
        y = height / 2 + (row - (rows - 1) / 2) * step
        bow = math.sqrt(max(1 - ((y - height / 2) / (height / 2 + 10)) ** 2, 0))
        x = middle[0] + (1 if on_right else -1) * (30 + REACH * bow)
        places[node.key] = (x, y)
        names.append(_name(node, x, y, "start" if on_right else "end", address, "wide"))
    centre = None
    if web.middle:
        places[web.middle.key] = middle
        centre = _name(web.middle, *middle, "middle", address, "wide")
    return Drawing(
        "wide", WIDE, height, names, _lines(web, places, middle, _bent), centre, _treaty(web)
    )


def _narrow(web: Web, address: Address) -> Drawing:
    nodes = [web.middle, *web.nodes] if web.middle else web.nodes
    top = 60 if web.hub else 24
    names, places = [], {}
    for place, node in enumerate(nodes):
        y = top + place * STEP
        places[node.key] = (COLUMN, y)
        names.append(_name(node, COLUMN, y, "start", address, "narrow"))
    lines = _lines(web, places, (COLUMN - 90, 24), _arc)
    height = top + len(nodes) * STEP
    return Drawing("narrow", NARROW, height, names, lines, None, _treaty(web))


def _treaty(web: Web) -> str:
    return _cut(str(web.hub[0].treaty), LONGEST["wide"]) if web.hub else ""


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip(' ,')}…"


def _name(node: Node, x: float, y: float, anchor: str, address: Address, form: str) -> Name:
    words = _cut(node.words, LONGEST[form])
    text = {"start": x + 12, "end": x - 12, "middle": x}[anchor]
    wide = len(words) * 7 + 24
    left = {"start": x - 8, "end": x + 8 - wide, "middle": x - wide / 2}[anchor]
    hit = f"M{_n(left)} {_n(y - 14)}h{_n(wide)}v28h-{_n(wide)}z"
    full = f"{node.words}: who is tied to it"
    return Name(
        words, full, address(node), bool(node.continues), _r(x), _r(y), _r(text), anchor, hit
    )


Way = Callable[[Point, Point, Point, float], tuple[str, Point, Point]]


def _lines(web: Web, places: dict[tuple, Point], middle: Point, way: Way) -> list[Line]:
    if web.hub:
        return _spokes(web, places, middle, way)
    each = sum(len(tie.kinds) for tie in web.ties)
    found = []
    for tie in web.ties:
        kinds = tie.kinds if each <= APART else tie.kinds[:1]
        for place, kind in enumerate(kinds):
            shift = (place - (len(kinds) - 1) / 2) * 24
            bonds = [bond for bond in tie.bonds if bond.kind == kind]
            found.append(_line(tie, kind, bonds, places, middle, way, shift, each <= APART))
    return found


def _line(
    tie: Tie,
    kind: str,
    bonds: list[Bond],
    places: dict[tuple, Point],
    middle: Point,
    way: Way,
    shift: float,
    signed: bool,
) -> Line:
    one, other = places[tie.one.key], places[tie.other.key]
    both = any(bond.mutual for bond in bonds)
    to_other = any(_owes(bond, tie.one, tie.other) for bond in bonds)
    to_one = any(_owes(bond, tie.other, tie.one) for bond in bonds)
    start, end = (other, one) if to_one and not to_other else (one, other)
    d, top, control = way(start, end, middle, shift)
    one_sided = not both and to_one != to_other
    status = {bond.standing.status for bond in bonds}
    sign = "" if IN_FORCE in status else "◔" if SIGNED_ONLY in status else "?"
    first, second = (tie.other, tie.one) if start == other else (tie.one, tie.other)
    joint = "toward" if one_sided else "and"
    title = f"{first.words} {joint} {second.words}: {bonds[0].label}"
    head = _head(control, end) if one_sided else ""
    return Line(kind or "unnamed", d, head, sign if signed else "", _r(top[0]), _r(top[1]), title)


def _owes(bond: Bond, one: Node, other: Node) -> bool:
    return (
        not bond.mutual
        and any(node.key == one.key for node in bond.ones)
        and any(node.key == other.key for node in bond.others)
    )


def _spokes(web: Web, places: dict[tuple, Point], middle: Point, way: Way) -> list[Line]:
    """From the treaty in the middle to each party, a line for each kind."""
    kinds = list(dict.fromkeys(bond.kind for bond in web.hub))
    found = []
    for node in web.nodes:
        for place, kind in enumerate(kinds):
            bonds = [b for b in web.hub if b.kind == kind and _has(b, node)]
            if not bonds:
                continue
            shift = (place - (len(kinds) - 1) / 2) * 14
            d, top, _ = way(middle, places[node.key], middle, shift)
            title = f"{node.words}: {bonds[0].label}"
            found.append(Line(kind or "unnamed", d, "", "", _r(top[0]), _r(top[1]), title))
    return found


def _has(bond: Bond, node: Node) -> bool:
    return any(each.key == node.key for each in (*bond.ones, *bond.others))


def _bent(one: Point, other: Point, middle: Point, shift: float) -> tuple[str, Point, Point]:
    """Bent toward the middle, several between the same two beside one another."""
    half = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    long = math.hypot(other[0] - one[0], other[1] - one[1]) or 1
    aside = (-(other[1] - one[1]) / long * shift, (other[0] - one[0]) / long * shift)
    pull = 0.0 if middle in (one, other) else 0.45
    control = (
        half[0] + (middle[0] - half[0]) * pull + aside[0],
        half[1] + (middle[1] - half[1]) * pull + aside[1],
    )
    d = f"M{_at(one)}Q{_at(control)} {_at(other)}"
    top = (half[0] + (control[0] - half[0]) / 2, half[1] + (control[1] - half[1]) / 2)
    return d, top, control


def _arc(one: Point, other: Point, middle: Point, shift: float) -> tuple[str, Point, Point]:
    """To the left of a column of names, the wider the further apart."""
    apart = abs(other[1] - one[1])
    reach = min(18 + apart * 0.22, 104) + shift * 0.7
    x = max(one[0] - reach * 4 / 3 if one[0] == other[0] else one[0] + shift, 4)
    control = (x if one[0] == other[0] else other[0] - 60, other[1] + shift)
    d = f"M{_at(one)}C{_at((x, one[1]))} {_at(control)} {_at(other)}"
    top = ((one[0] + other[0]) / 8 + x * 3 / 4, (one[1] + other[1]) / 2)
    return d, top, control


def _head(control: Point, end: Point) -> str:
    """An arrow's head before the end of a line that comes from its control point."""
    long = math.hypot(end[0] - control[0], end[1] - control[1]) or 1
    x, y = (end[0] - control[0]) / long, (end[1] - control[1]) / long
    tip = (end[0] - x * 8, end[1] - y * 8)
    foot = (tip[0] - x * 11, tip[1] - y * 11)
    return (
        f"M{_n(tip[0])} {_n(tip[1])}L{_n(foot[0] - y * 5)} {_n(foot[1] + x * 5)}"
        f"L{_n(foot[0] + y * 5)} {_n(foot[1] - x * 5)}z"
    )


def _at(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _r(number: float) -> float:
    return round(number, 1)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
