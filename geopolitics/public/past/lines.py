"""What became of the register in public, record by record, the newest first.

A record that is public now has a line for each day on which something public of it changed. One
that is not has its last withdrawal and nothing else: its address, the day and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from geopolitics.models import RECORDS, ChangeSet, Document, Sourced, model_of

from .reached import Reached
from .steps import CHANGED, PUBLISHED, WITHDRAWN, Change, steps_of

KINDS = tuple(model.table() for model in (*RECORDS, Document))
WHATS = (PUBLISHED, CHANGED, WITHDRAWN)
BETWEEN = "~"
LONGEST = 300


@dataclass(frozen=True)
class Place:
    """Where a list of lines stands: behind this line."""

    at: datetime
    kind: str
    slug: str

    def __str__(self) -> str:
        return BETWEEN.join((self.at.isoformat(), self.kind, self.slug))

    @classmethod
    def read(cls, text: str) -> Place:
        """Raises ValueError where the text is no place."""
        if len(text) > LONGEST or not text.isprintable():
            raise ValueError(text)
        at, kind, slug = text.split(BETWEEN)
        moment = datetime.fromisoformat(at)
        if kind not in KINDS or moment.tzinfo is None:
            raise ValueError(text)
        try:
            return cls(moment.astimezone(UTC), kind, slug)
        except OverflowError as error:  # the first and the last day, in the wrong zone
            raise ValueError(text) from error


@dataclass(frozen=True)
class Line:
    """One record on one day; `record` is None where it is not public now."""

    at: datetime
    kind: str
    slug: str
    what: str
    reason: str = ""
    record: Reached | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def address(self) -> str:
        return (self.record or Reached(self.kind, self.slug, "")).address


def lines(
    kinds: Iterable[str], what: str, after: Place | None, size: int
) -> tuple[list[Line], Place | None]:
    """The lines behind a place, at most `size`, of these kinds of record; and the place of the
    last one, where more follow. `what` is one of WHATS, or "" for all.

    A query for each kind, and five.
    """
    wanted = [_rows(kind, what, after)[: size + 1] for kind in KINDS if kind in kinds]
    # Each is in order already; of lines at one moment the kinds stand in theirs.
    rows = list(islice(merge(*map(list, wanted), key=_order), size + 1))
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    return list(_told(shown)), Place(last[1], last[0], last[2]) if last else None


def _order(row: tuple) -> tuple[float, int]:
    return -row[1].timestamp(), KINDS.index(row[0])


def _rows(kind: str, what: str, after: Place | None) -> QuerySet:
    """The lines of one kind as rows: kind, day, slug then, primary key, change set, whether the
    record is public now, and the reason of a withdrawal."""
    model: type[Sourced] = model_of(kind)
    history = model.history.model.objects
    own = history.filter(id=OuterRef("id"))
    before = own.filter(history_id__lt=OuterRef("history_id"))
    before = before.exclude(changeset=OuterRef("changeset")).order_by("-history_id")
    rewritten = own.filter(changeset=OuterRef("changeset"), history_id__gt=OuterRef("history_id"))
    again = own.filter(history_id__gt=OuterRef("history_id"), status="published")
    rows = history.annotate(
        public=Exists(model.objects.public().filter(pk=OuterRef("id"))),
        was=Subquery(before.values("status")[:1]),
        was_slug=Subquery(before.values("slug")[:1]),
    )
    up = Q(status="published", public=True)
    # A change of what only staff see leaves `modified` as it was.
    same = Exists(before.filter(modified=OuterRef("modified"), status="published"))
    found = {
        PUBLISHED: up & (Q(was=None) | ~Q(was="published")),
        CHANGED: up & Q(was="published") & ~same,
        WITHDRAWN: ~Q(status="published") & Q(was="published") & (Q(public=True) | ~Exists(again)),
    }
    chosen = found[what] if what else found[PUBLISHED] | found[CHANGED] | found[WITHDRAWN]
    rows = rows.filter(chosen).exclude(Exists(rewritten))
    then = Case(
        When(status="published", then=F("slug")), default=F("was_slug"), output_field=CharField()
    )
    rows = rows.annotate(then=then).order_by("-history_date", "then")
    if after:
        rows = rows.filter(_behind(kind, after))
    # Asked for row by row: joined, the database would begin with the change sets.
    reviews = ChangeSet.objects.filter(pk=OuterRef("changeset_id"), way="review")
    names = ("history_date", "then", "id", "changeset_id", "public", "why")
    return rows.annotate(why=Subquery(reviews.values("message"))).values_list(Value(kind), *names)


def _behind(kind: str, after: Place) -> Q:
    same = Q(history_date=after.at)
    if kind == after.kind:
        same &= Q(then__gt=after.slug)
    elif KINDS.index(kind) < KINDS.index(after.kind):
        return Q(history_date__lt=after.at)
    # Said twice, so that the database begins at the place and does not read up to it.
    return Q(history_date__lte=after.at) & (Q(history_date__lt=after.at) | same)


def _told(rows: list[tuple]) -> Iterable[Line]:
    """The rows with the names of their records and what changed; a change of which nothing may
    be told any more has no line."""
    public: dict[type[Sourced], set[int]] = {}
    for kind, _, _, pk, _, there, *_ in rows:
        if there:
            public.setdefault(model_of(kind), set()).add(pk)
    steps, known = steps_of(public)
    for kind, at, slug, pk, changeset, there, why in rows:
        if not there:
            yield Line(at, kind, slug, WITHDRAWN, why or "")
            continue
        step = next((s for s in steps[kind, pk] if s.changeset == changeset), None)
        if step is not None:
            yield Line(at, kind, slug, step.what, step.reason, known[kind, pk], step.changes)
