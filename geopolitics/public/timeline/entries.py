"""Records of a stretch of time, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from geopolitics import dates
from geopolitics.models import Event, Record, Statement, Treaty
from geopolitics.models.record import UNDATED

from .asked import Asked, Dated
from .counts import reaching
from .window import Window

ORDER = {"treaty": 0, "event": 1, "statement": 2}
# What has not happened is drawn as a frame.
FRAMED = ("planned", "proposed", "forecast", "possible")


@dataclass(frozen=True)
class Entry:
    """A record in time: EDTF or "" each, the first of them its column `field`. `in_force` is a
    treaty's alone."""

    record: Record
    field: str
    began: str
    ended: str = ""
    in_force: str = ""

    @property
    def kind(self) -> str:
        return self.record.table()

    @property
    def words(self) -> str:
        """What it is called where it stands in time."""
        if isinstance(self.record, Treaty):
            return f"{self.record} signed" if self.began else str(self.record)
        return str(self.record)

    @property
    def when(self) -> str:
        """Its day in words; "" where it has none."""
        began = dates.words(self.began) if self.began else ""
        if isinstance(self.record, Treaty) or not self.ended or self.ended == self.began:
            return began
        return f"{began} to {dates.words(self.ended)}".strip()

    @property
    def occurrence(self) -> str:
        return getattr(self.record, "occurrence", "")

    @property
    def factuality(self) -> str:
        return getattr(self.record, "factuality", "")

    @property
    def framed(self) -> bool:
        return self.occurrence in FRAMED

    @property
    def without(self) -> bool:
        return self.occurrence == "did not happen"

    @property
    def marks(self) -> list[str]:
        """How it is vouched for, and whether it happened, unless plainly both."""
        plain = ("", "stated", "happened")
        return [word for word in (self.occurrence, self.factuality) if word not in plain]

    @property
    def rank(self) -> tuple:
        found = dates.bounds(self.began)
        day = found.earliest or found.latest or UNDATED
        return (day, found.latest or "", *self.drawn, self.record.slug)

    @property
    def drawn(self) -> tuple:
        """What decides how it is drawn; equal where two are drawn alike."""
        dates_of = (self.began, self.ended, self.in_force)
        return (*dates_of, ORDER[self.kind], self.framed, self.without)


def entries(asked: Asked, window: Window | None, undated: bool) -> list[Entry]:
    """The records that lie, or may lie, in the window, in time; a query for each kind."""
    found = [
        entry
        for kind in asked.kinds
        for entry in map(_entry, _rows(asked.rows(kind), kind, window, undated))
    ]
    return sorted(found, key=lambda entry: entry.rank)


def _rows(rows: QuerySet, kind: Dated, window: Window | None, undated: bool) -> QuerySet:
    rows = rows.annotate(rank=kind.rank)
    wanted = Q(rank=UNDATED) if undated else Q(pk__in=[])
    if window:
        first, last = window.first.isoformat(), window.last.isoformat()
        wanted |= Q(rank__gte=first, rank__lte=last)
        wanted |= Q(pk__in=reaching(rows, kind, window).values("pk"))
    return rows.filter(wanted).select_related(*kind.joined).order_by("rank", "slug")


def _entry(record: Any) -> Entry:
    if isinstance(record, Statement):
        return Entry(record, "made", record.made)
    if isinstance(record, Event):
        return Entry(record, "began", record.began, record.ended)
    return Entry(record, "signed", record.signed, record.ended, record.in_force)
