"""What happened when: the timeline, as a page and as a file."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.models import Document
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources
from geopolitics.public.takeaway import Table, files, taken
from geopolitics.public.timeline.asked import Asked, ask
from geopolitics.public.timeline.columns import Part, Spread, charts, parts, spreads
from geopolitics.public.timeline.counts import CAP, FIRST, Counts, count, extent
from geopolitics.public.timeline.entries import Entry, entries
from geopolitics.public.timeline.picture import groups, pictures
from geopolitics.public.timeline.window import Window, day_of

# As many single records as a picture shows; of more, how many there are.
DRAWN = 100
SINGLE = (
    "kind",
    "title",
    "began",
    "ended",
    "in_force",
    "occurrence",
    "factuality",
    "page",
    "quote",
    "source",
)
FIGURES = ("kind", "from", "to", "when", "rows", "over", "page")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Single records where they are few, else how many there are."""
    shown = Shown(request)
    context = {"shown": shown, "asked": shown.asked, "files": files(request)}
    status = 400 if shown.asked.faults else 200
    return render(request, "public/timeline.html", context, status=status)


@require_safe
def file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same rows as JSON or CSV."""
    shown = Shown(request)
    if shown.asked.faults:
        more = {"faults": shown.asked.faults}
        return taken(request, Table(FIGURES, [], more), suffix, status=400)
    return taken(request, shown.table(request), suffix)


class Shown:
    """What the page shows of the question that the address asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.asked = asked = ask(request, reverse("public:timeline"))
        asked.name()
        self.whole = not ({"from", "to"} & asked.given.keys())
        self.window = window = _window(asked)
        self.counts = count(asked, window, self.whole) if window else Counts([])
        self.single = self.counts.total <= DRAWN
        self.entries: list[Entry] = []
        self.parts: list[Part] = []
        self.spreads: list[Spread] = []
        if self.single:
            self.entries = entries(asked, window, self.whole)
        else:
            self.parts = parts(self.counts, asked, window)
            self.spreads = spreads(self.counts, asked, window)
        self.sources = Sources([], [entry.record for entry in self.entries])

    @property
    def most(self) -> str:
        """How many are counted under filters that other tables answer."""
        return f"{FIRST:,}"

    @property
    def empty(self) -> bool:
        return not self.counts.total and not self.entries

    @property
    def pictures(self) -> list[Any]:
        if not self.window:
            return []
        if not self.single:
            return charts(self.parts, self.spreads, self.asked, self.window)
        found = groups(self.entries)
        return pictures(found, self.window, self._zoom(), _newest()) if found else []

    def _zoom(self) -> dict[str, str]:
        bins = self.window.bins()
        if len(bins) < 2:
            return {}
        return {part.name: self.asked.address(**part.asked) for part in bins}

    @property
    def rows(self) -> list[tuple[str, Entry]]:
        """The entries, each with its anchor."""
        return [(f"t{place}", entry) for place, entry in enumerate(self.entries)]

    @property
    def undated(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.when]

    @property
    def filled(self) -> list[Part]:
        return [part for part in self.parts if part.numbers or part.unseen]

    @property
    def around(self) -> list[tuple[str, str]]:
        """Other stretches: words and address."""
        if not self.window or self.whole:
            return []
        asked = self.asked
        found = [
            (f"{way}: {other.words}", asked.zoom(other))
            for way, other in (
                ("Earlier", self.window.beside(-1)),
                ("Later", self.window.beside(1)),
                ("Wider", self.window.around()),
            )
            if other
        ]
        return [*found, ("All time", asked.address(["from", "to"]))]

    @property
    def without_date(self) -> list[tuple[str, str, str]]:
        """Where single records are not shown: how many have no date, and their list."""
        return self._figures(self.counts.undated, self.asked.listed)

    @property
    def reaching(self) -> list[tuple[str, str, str]]:
        """Likewise of those that begin before the stretch and reach into it."""
        return self._figures(self.counts.reaching, self._reaching)

    def _figures(self, counted: Counter, path: Callable[[str], str]) -> list[tuple]:
        found = []
        for kind in self.asked.kinds:
            if number := counted[kind.name]:
                words = f"over {CAP:,}" if number > CAP else f"{number:,}"
                called = kind.one if number == 1 else kind.many
                found.append((words, called, path(kind.name)))
        return found

    def table(self, request: HttpRequest) -> Table:
        """The rows of the page's table."""
        more = {"stretch": self.window.asked if self.window else {}}
        if self.single:
            return Table(SINGLE, [self._single(request, entry) for entry in self.entries], more)
        return Table(FIGURES, list(self._figured(request)), more)

    def _single(self, request: HttpRequest, entry: Entry) -> dict[str, Any]:
        marks = self.sources.marks(entry.record, entry.field) or self.sources.lede(entry.record)
        source = marks[0].source if marks else None
        return {
            "kind": entry.kind,
            "title": str(entry.record),
            "began": entry.began or None,
            "ended": entry.ended or None,
            "in_force": entry.in_force or None,
            "occurrence": entry.occurrence or None,
            "factuality": entry.factuality or None,
            "page": absolute(request, entry.record.get_absolute_url()),
            "quote": source and source.citation.quote,
            "source": source and absolute(request, source.address),
        }

    def _figured(self, request: HttpRequest) -> Iterable[dict[str, Any]]:
        for part in self.parts:
            for number in part.numbers:
                yield {
                    "kind": number.name,
                    **part.bin.asked,
                    "when": part.bin.words,
                    "rows": number.rows,
                    "over": number.over,
                    "page": absolute(request, part.address),
                }
        for each in self.spreads:
            yield {
                "kind": each.number.name,
                "when": each.words,
                "rows": each.number.rows,
                "over": each.number.over,
                "page": absolute(request, each.address),
            }
        for when, counted, path in (
            ("before it, reaching into it", self.counts.reaching, self._reaching),
            ("no date stated", self.counts.undated, self.asked.listed),
        ):
            for name, number in counted.items():
                if number:
                    yield {
                        "kind": name,
                        "when": when,
                        "rows": min(number, CAP),
                        "over": number > CAP,
                        "page": absolute(request, path(name)),
                    }

    def _reaching(self, kind: str) -> str:
        return self.asked.listed(kind, self.window, possibly="1")


def _window(asked: Asked) -> Window | None:
    """The stretch asked for; what is left open goes as far as the records do."""
    first, last = asked.day("from"), asked.day("to")
    begin = first.first_day if first else None
    end = last.last_day if last else None
    if begin and end:
        return Window(begin, end)
    found = extent(asked)
    if not found:
        return None
    first_day, last_day = begin or found[0], end or found[1]
    if first_day > last_day:
        return None
    window = Window(first_day, last_day)
    return window if begin or end else window.widened()


def _newest() -> datetime.date | None:
    """The day of the newest source."""
    rows = Document.objects.public().filter(published_latest__isnull=False)
    days = rows.order_by("-published_latest").values_list("published_latest", flat=True)
    return day_of(found) if (found := days.first()) else None
