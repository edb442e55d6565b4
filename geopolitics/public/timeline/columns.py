"""The picture of many records: how many lie in each part of a stretch, by kind."""

from __future__ import annotations

from dataclasses import dataclass

from .asked import Asked, Dated
from .counts import MOST, Counts, Heap
from .picture import FORMS, GLYPHS, MANY, Form, Tick, ticks
from .shapes import FADE, Scale, Shape
from .window import Bin, Window

BAND = 110
TOP = 24
LINE = 30
MOST_HEAPS = 12
KIND_HIGH = 16


@dataclass(frozen=True)
class Number:
    """How many records of a kind a part has; `over`: no more of them were counted."""

    kind: Dated
    rows: int
    over: bool

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def words(self) -> str:
        return f"over {self.rows:,}" if self.over else f"{self.rows:,}"

    @property
    def said(self) -> str:
        return f"{self.words} {self.kind.one if self.rows == 1 else self.kind.many}"


@dataclass(frozen=True)
class Part:
    """A part of the stretch in figures: the address that shows it, or "" where nothing is in it.

    `unseen` are the kinds of which nothing was counted here.
    """

    bin: Bin
    address: str
    numbers: list[Number]
    unseen: list[str]

    @property
    def said(self) -> str:
        return ", ".join(number.said for number in self.numbers)


@dataclass(frozen=True)
class Spread:
    """Records dated no more exactly than to several parts."""

    heap: Heap
    words: str
    number: Number
    address: str


@dataclass(frozen=True)
class Column:
    """A part as it is drawn: where a pointer meets it, its bars, and its figures if they fit."""

    part: Part
    d: str
    shapes: list[tuple[str, Shape]]
    figures: list[tuple[float, float, str]]
    y: float


@dataclass(frozen=True)
class Line:
    """A spread as it is drawn."""

    spread: Spread
    y: int
    shapes: list[Shape]

    @property
    def glyph(self) -> str:
        return GLYPHS[self.spread.number.name]


@dataclass(frozen=True)
class Chart:
    """An SVG of the server's with a band of columns for each kind; narrow, a row for each part."""

    form: Form
    ticks: list[Tick]
    columns: list[Column]
    bands: list[tuple[str, str, str, int]]
    lines: list[Line]
    height: int

    @property
    def kinds(self) -> list[str]:
        return sorted({line.spread.number.name for line in self.lines})


def parts(counts: Counts, asked: Asked, window: Window) -> list[Part]:
    """The parts of the window in order, with what was counted in each."""
    found = []
    for place, part in enumerate(counts.bins):
        numbers = [
            _number(kind, counts, place) for kind in asked.kinds if counts.columns[kind.name][place]
        ]
        unseen = [kind.many for kind in asked.kinds if place > counts.seen.get(kind.name, place)]
        address = _address(part, numbers, asked, window) if numbers or unseen else ""
        found.append(Part(part, address, numbers, unseen))
    return found


def _number(kind: Dated, counts: Counts, place: int) -> Number:
    rows = counts.columns[kind.name][place]
    over = (kind.name, place) in counts.capped
    cut = counts.seen.get(kind.name) == place
    return Number(kind, min(rows, MOST) if over else rows, over or cut)


def _address(part: Bin, numbers: list[Number], asked: Asked, window: Window) -> str:
    """The timeline of the part; where it is this one already, the list of what is most."""
    if Window(part.first, part.last) != window:
        return asked.address(**part.asked)
    return asked.listed(max(numbers, key=lambda n: n.rows).name if numbers else "", window)


def spreads(counts: Counts, asked: Asked, window: Window) -> list[Spread]:
    """What is dated less exactly, the most first."""
    kinds = {kind.name: kind for kind in asked.kinds}
    found = []
    for heap in counts.heaps:
        begin = counts.bins[heap.begin] if heap.begin is not None else None
        end = counts.bins[heap.end] if heap.end is not None else None
        first, last = (begin or end).first, (end or begin).last
        if begin and end:
            words = f"somewhere in {Window(first, last).words}"
        else:
            words = f"by {end.phrase(-1)}" if end else f"not before {begin.phrase(0)}"
        stretch = Window(max(first, window.first), min(last, window.last))
        address = asked.zoom(stretch) if stretch != window else asked.listed(heap.kind, window)
        number = Number(kinds[heap.kind], heap.rows, False)
        found.append(Spread(heap, words, number, address))
    return found


def charts(found: list[Part], spread: list[Spread], asked: Asked, window: Window) -> list[Chart]:
    """Both pictures of the figures."""
    kinds = [kind.name for kind in asked.kinds if any(_rows(part, kind.name) for part in found)]
    shown = spread[:MOST_HEAPS]
    wide, narrow = FORMS
    return [_wide(wide, found, shown, kinds, window), _narrow(narrow, found, kinds)]


def _rows(part: Part, kind: str) -> int:
    return next((number.rows for number in part.numbers if number.name == kind), 0)


def _wide(
    form: Form, found: list[Part], spread: list[Spread], kinds: list[str], window: Window
) -> Chart:
    scale = Scale(window, 150, form.right)
    bottom = TOP + len(kinds) * BAND
    most = {kind: max(_rows(part, kind) for part in found) for kind in kinds}
    columns = []
    for part in found:
        left = scale.x(max(part.bin.first, window.first))
        wide = scale.after(min(part.bin.last, window.last)) - left
        bars, figures = [], []
        for place, kind in enumerate(kinds):
            number = next((n for n in part.numbers if n.name == kind), None)
            if number is None:
                continue
            floor = TOP + (place + 1) * BAND
            high = max((BAND - 34) * number.rows / most[kind], 2)
            box = f"M{left + 2:.1f} {floor:.1f}v-{high:.1f}h{max(wide - 4, 1):.1f}v{high:.1f}z"
            bars.append((kind, Shape("edge open" if number.over else "shape", box)))
            short = f"{number.rows:,}{'+' if number.over else ''}"
            if len(short) * 7 <= wide + 4:
                figures.append((round(left + wide / 2, 1), round(floor - high - 5, 1), short))
        area = f"M{left:.1f} {TOP}h{wide:.1f}V{bottom}h-{wide:.1f}z"
        columns.append(Column(part, area, bars, figures, 0))
    bands = [
        (kind, GLYPHS[kind], MANY[kind].capitalize(), TOP + (place + 1) * BAND)
        for place, kind in enumerate(kinds)
    ]
    lines = [
        Line(each, bottom + 14 + place * LINE, _spread(each, scale, found, bottom, place))
        for place, each in enumerate(spread)
    ]
    axis = Form("wide", form.width, 150, form.right, 0, 0, 0, 0)
    height = bottom + 14 + len(lines) * LINE + 8
    return Chart(axis, ticks(axis, window, {}), columns, bands, lines, height)


def _spread(each: Spread, scale: Scale, found: list[Part], bottom: int, place: int) -> list[Shape]:
    heap = each.heap
    middle = bottom + 14 + place * LINE + LINE / 2
    begin = scale.x(found[heap.begin].bin.first) if heap.begin is not None else None
    end = scale.after(found[heap.end].bin.last) if heap.end is not None else None
    left = begin if begin is not None else max(end - FADE, scale.left)
    right = end if end is not None else min(begin + FADE, scale.right)
    box = f"M{left:.1f} {middle - 6:.1f}H{right:.1f}v12H{left:.1f}z"
    if begin is None or end is None:
        edge = right if begin is None else left
        way = "in" if begin is None else "out"
        return [Shape("", box, way), Shape("edge", f"M{edge:.1f} {middle - 9:.1f}v18")]
    return [Shape("thin", box), Shape("edge", box)]


def _narrow(form: Form, found: list[Part], kinds: list[str]) -> Chart:
    most = {kind: max(_rows(part, kind) for part in found) for kind in kinds}
    columns = []
    y = 8.0
    for part in found:
        if not part.numbers:
            continue
        high = 24 + KIND_HIGH * len(part.numbers)
        bars, figures = [], []
        for place, number in enumerate(part.numbers):
            long = max((form.right - form.left - 160) * number.rows / most[number.name], 2)
            top = y + 22 + place * KIND_HIGH
            box = f"M{form.left} {top:.1f}h{long:.1f}v11h-{long:.1f}z"
            bars.append((number.name, Shape("edge open" if number.over else "shape", box)))
            figures.append((form.left + long + 6, top + 10, f"{GLYPHS[number.name]} {number.said}"))
        area = f"M0 {y:.1f}h{form.width}v{high}h-{form.width}z"
        columns.append(Column(part, area, bars, figures, y + 15))
        y += high + 4
    return Chart(form, [], columns, [], [], round(y + 4))
