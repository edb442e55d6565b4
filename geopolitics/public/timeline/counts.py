"""How many records lie where in a stretch of time: enough of them to draw it, and no more.

Of a list of a hundred thousand each part is counted up to a cap, by the index of its order; so it
costs the same however many there are. A list narrowed by way of other tables is not found by that
index: of it the first rows are counted, as many as are found in good time.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from geopolitics.models.record import UNDATED, UNDATED_DOWN, dated, dated_down
from geopolitics.public.counting import CAP

from .asked import Asked, Dated
from .window import Bin, Window, day_of

# Stand for the ends of a stretch in the SQL that all of them share; nobody can type these.
BEGIN, END = "\x01begin", "\x01end"
# How many are counted: of one part, before the stretch, and where other tables are asked.
MOST = 5_000
NEAR = 2_000
FIRST = 10_000


@dataclass(frozen=True)
class Heap:
    """Records of one kind that lie in one part, or somewhere in several: `begin` to `end` are
    places among the parts. An end is None where the dates leave it open."""

    kind: str
    begin: int | None
    end: int | None
    rows: int


@dataclass
class Counts:
    """What a stretch holds.

    `heaps` are the records dated no more exactly than to several parts; `capped` the parts of a
    kind of which only the first were counted; `reaching` those that begin before the stretch;
    `undated` those without a date. `seen` is the first part of a kind that was not counted, its
    first rows being too many.
    """

    bins: list[Bin]
    columns: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    heaps: list[Heap] = field(default_factory=list)
    capped: set[tuple[str, int]] = field(default_factory=set)
    reaching: Counter = field(default_factory=Counter)
    undated: Counter = field(default_factory=Counter)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        columns = sum(sum(column.values()) for column in self.columns.values())
        heaps = sum(heap.rows for heap in self.heaps)
        return columns + heaps + sum(self.reaching.values()) + sum(self.undated.values())


def count(asked: Asked, window: Window, undated: bool) -> Counts:
    """Count the window in one query; `undated`: those without a date as well."""
    bins = window.bins()
    found = Counts(bins)
    places = {part.name: place for place, part in enumerate(bins)}
    parts, params = [], []
    for kind in asked.kinds:
        for sql, given in _parts(kind, asked, window, bins, undated):
            parts.append(sql)
            params += given
    if not parts:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    sums: Counter = Counter()
    heaps: Counter = Counter()
    digits = window.unit.digits
    for name, part, rank, earliest, latest, number in rows:
        if part == "reaching":
            found.reaching[name] += number
            continue
        if part == "undated":
            found.undated[name] += number
            continue
        sums[name, part] += number
        begin = places.get(rank[:digits]) if earliest else None
        end = _end(places, latest, digits, len(bins)) if latest else None
        if begin is not None and begin == end:
            found.columns[name][begin] += number
        else:
            heaps[name, begin, end] += number
    found.heaps = [Heap(*key, number) for key, number in heaps.items()]
    found.heaps.sort(key=lambda heap: (-heap.rows, heap.kind, heap.begin or 0, heap.end or 0))
    most = FIRST if asked.roundabout else MOST
    for (name, part), number in sums.items():
        if number > most and part:
            found.capped.add((name, int(part)))
        elif number > most:
            found.seen[name] = max(found.columns[name], default=0)
    return found


def _end(places: dict[str, int], latest: str, digits: int, number: int) -> int:
    return places.get(latest[:digits], number - 1)


def _parts(
    kind: Dated, asked: Asked, window: Window, bins: list[Bin], undated: bool
) -> list[tuple[str, list]]:
    """SQL and parameters for a kind: rows of kind, part, rank, earliest, latest, number."""
    rows = asked.rows(kind).annotate(rank=kind.rank)
    first, last = window.first.isoformat(), window.last.isoformat()
    within = rows.filter(rank__gte=BEGIN, rank__lte=END).order_by("rank", "slug")
    columns = ("rank", f"{kind.began}_earliest", f"{kind.began}_latest")
    most = FIRST if asked.roundabout else MOST
    sql, params = _sql(within.values_list(*columns)[: most + 1])
    if asked.roundabout:
        stretches = [("", first, last)]
    else:
        stretches = [
            (str(place), max(part.first.isoformat(), first), min(part.last.isoformat(), last))
            for place, part in enumerate(bins)
        ]
    digits = window.unit.digits
    group = ", ".join(f"SUBSTR({column}, 1, {digits})" for column in columns)
    found = [
        (
            f"SELECT '{kind.name}', '{place}', {group}, COUNT(*) FROM ({sql}) AS part{place}"
            f" GROUP BY {group}",
            [{BEGIN: begin, END: end}.get(value, value) for value in params],
        )
        for place, begin, end in stretches
    ]
    found.append(_number(kind, "reaching", reaching(rows, kind, window)))
    if undated:
        found.append(_number(kind, "undated", rows.filter(rank=UNDATED)))
    return found


def reaching(rows: QuerySet, kind: Dated, window: Window) -> QuerySet:
    """Rows (with `rank`) that begin before the window and reach into it, as far as they are
    among those nearest before it."""
    first, last = window.first.isoformat(), window.last.isoformat()
    near = rows.filter(rank__lt=first).order_by("-rank", "-slug").values("pk")[:NEAR]
    return kind.model.objects.filter(kind.reaching(first, last), pk__in=near)


def extent(asked: Asked) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that the records asked for are dated to; None without any."""
    found = []
    for kind in asked.kinds:
        rows = asked.rows(kind)
        up, down = dated(kind.began), dated_down(kind.began)
        first = rows.annotate(day=up).filter(day__lt=UNDATED).order_by(up.asc(), "slug")
        last = rows.annotate(day=down).filter(day__gt=UNDATED_DOWN).order_by(down.desc(), "-slug")
        found += [_sql(first.values_list("day")[:1]), _sql(last.values_list("day")[:1])]
        if kind.ended:
            end = f"{kind.ended}_latest"
            ended = rows.filter(**{f"{end}__isnull": False}).order_by(f"-{end}", "slug")
            found.append(_sql(ended.values_list(end)[:1]))
    if not found:
        return None
    text = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part" for sql, _ in found)
    with connection.cursor() as cursor:
        cursor.execute(text, [value for _, params in found for value in params])
        days = [day for (day,) in cursor.fetchall()]
    if not days:
        return None
    return day_of(min(days)), day_of(max(days))


def _number(kind: Dated, part: str, rows: QuerySet) -> tuple[str, list]:
    sql, params = _sql(rows.order_by().values_list("pk")[: CAP + 1])
    return (
        f"SELECT '{kind.name}', '{part}', '', '', '', COUNT(*) FROM ({sql}) AS part",
        list(params),
    )


def _sql(rows: QuerySet) -> tuple[str, tuple]:
    return rows.query.get_compiler(rows.db).as_sql()
