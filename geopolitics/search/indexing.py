"""Keeping the index: what a change set touched, the whole anew, and where it has drifted."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model, Q

from geopolitics.models import (
    RECORDS,
    Actor,
    Article,
    Citation,
    Document,
    Edition,
    Event,
    Passage,
    Position,
    SearchEntry,
    Sourced,
    Statement,
    Topic,
    Treaty,
)

from . import entries, words
from .backend import backend
from .entries import CHUNK, KINDS

MODELS = {
    **{model.table(): model for model in RECORDS},
    "document": Document,
    "passage": Passage,
    "topic": Topic,
}
COLUMNS = [f.attname for f in SearchEntry._meta.concrete_fields]


def index(touched: Mapping[tuple[type[Model], Any], Any]) -> None:
    """Bring the index up to what a change set leaves; `touched` maps rows to their history.

    To be called in its transaction, once all is written. What a name stands in beside its own
    record follows too. The number of queries rises by the few hundred rows.
    """
    work = _Work()
    work.begin(touched)
    if work.concerns_the_public():
        backend().turn()
        work.run()


def rebuild() -> int:
    """Make the whole index anew; how many entries it has."""
    with transaction.atomic():
        backend().turn()
        SearchEntry.objects.all().delete()
        count = 0
        for kind in KINDS:
            for batch in _batches(entries.of(kind)):
                SearchEntry.objects.bulk_create(batch)
                count += len(batch)
        backend().rebuild()
        Edition.renew()
    return count


def is_current() -> bool:
    """Whether the index was made by the rules of today, and made at all."""
    if SearchEntry.objects.exclude(form=words.FORM).exists():
        return False
    return SearchEntry.objects.exists() or not any(
        model.objects.public().exists() for model in (*RECORDS, Document)
    )


class Drift(NamedTuple):
    """An entry that is not as it should be: of which row, and how."""

    kind: str
    record: int
    reason: str


def drift() -> Iterator[Drift | None]:
    """For each entry None where it is as it would be made now, else what is wrong with it.

    The number of queries does not depend on the entries.
    """
    for kind in KINDS:
        held = SearchEntry.objects.filter(kind=kind).order_by("record").iterator(CHUNK)
        for record, old, new in _side_by_side(held, entries.of(kind)):
            if old is None:
                yield Drift(kind, record, "search does not find it")
            elif new is None:
                yield Drift(kind, record, "search finds it, and it is not public")
            elif not _same(old, new):
                yield Drift(kind, record, "search finds it by what it no longer says")
            else:
                yield None
    for number in backend().strays():
        yield Drift("entry", number, "its words are not in the database's own index")


def _side_by_side(
    held: Iterator[SearchEntry], made: Iterator[SearchEntry]
) -> Iterator[tuple[int, SearchEntry | None, SearchEntry | None]]:
    old, new = next(held, None), next(made, None)
    while old is not None or new is not None:
        record = min(entry.record for entry in (old, new) if entry is not None)
        here = old if old is not None and old.record == record else None
        there = new if new is not None and new.record == record else None
        yield record, here, there
        old = next(held, None) if here is not None else old
        new = next(made, None) if there is not None else new


def _same(old: SearchEntry | None, new: SearchEntry | None) -> bool:
    if old is None or new is None:
        return old is new
    return all(getattr(old, column) == getattr(new, column) for column in COLUMNS)


def _batches(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list]:
    found = iter(rows)
    while batch := list(itertools.islice(found, size)):
        yield batch


class _Work:
    """Rows whose entries are to be made again, kind by kind, each once."""

    def __init__(self) -> None:
        self.waiting: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self.done: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self.topics = False

    def begin(self, touched: Mapping[tuple[type[Model], Any], Any]) -> None:
        moved, offices, subjects = [], [], []
        for (model, pk), row in touched.items():
            if issubclass(model, Sourced) or model is Passage:
                self.waiting[model.table()].add(pk)
            elif model is Citation:
                self.waiting["passage"].add(row.passage_id)
                if row.history_type == "~":
                    moved.append(pk)
            elif model is Position and row.history_type != "+":
                offices.append(pk)
            elif model is Topic:
                self.topics = True
                if row.history_type == "~":
                    subjects.append(pk)
                elif row.history_type == "-":
                    self._add_filed_under(words.mark("topic", row.slug))
        for some in _batches(moved):  # where their quotes stood before
            earlier = Citation.history.filter(id__in=some).order_by()
            self.waiting["passage"].update(earlier.values_list("passage_id", flat=True).distinct())
        for some in _batches(offices):
            self._add(Statement, Q(capacity__in=some))
        if subjects:
            below = set().union(*(t.with_narrower() for t in Topic.objects.filter(pk__in=subjects)))
            for model in RECORDS:
                self._add(model, Q(topics__in=below))

    def _add(self, model: type[Model], condition: Q) -> None:
        rows = model.objects.public().filter(condition).order_by().values_list("pk", flat=True)
        self.waiting[model.table()].update(rows.distinct())

    def _add_filed_under(self, mark: str) -> None:
        """What stood under a topic that is gone."""
        rows = SearchEntry.objects.filter(marks__contains=mark).values_list("kind", "record")
        for kind, record in rows:
            self.waiting[kind].add(record)

    def concerns_the_public(self) -> bool:
        """Whether any of it is public, or is still found."""
        return self.topics or any(
            MODELS[kind].objects.public().filter(pk__in=some).exists()
            or SearchEntry.objects.filter(kind=kind, record__in=some).exists()
            for kind, pks in self.waiting.items()
            for some in _batches(pks)
        )

    def run(self) -> None:
        while any(self.waiting.values()):
            for kind in KINDS:
                pks = self.waiting[kind] - self.done[kind]
                self.waiting[kind] = set()
                self.done[kind] |= pks
                for some in _batches(sorted(pks)):
                    self._bring(kind, some)
            if self.topics:
                self.topics = False
                self.waiting["topic"].update(Topic.objects.values_list("pk", flat=True))
                held = SearchEntry.objects.filter(kind="topic").values_list("record", flat=True)
                self.waiting["topic"].update(held)

    def _bring(self, kind: str, pks: list[int]) -> None:
        """Make the entries of these rows again, and note what else shows their names."""
        held = SearchEntry.objects.filter(kind=kind, record__in=pks)
        old = {entry.record: entry for entry in held}
        new = {entry.record: entry for entry in entries.of(kind, pks)}
        changed = [pk for pk in pks if not _same(old.get(pk), new.get(pk))]
        if not changed:
            return
        gone = [old[pk].pk for pk in changed if pk in old]
        if gone:
            SearchEntry.objects.filter(pk__in=gone).delete()
        SearchEntry.objects.bulk_create([new[pk] for pk in changed if pk in new])
        if kind == "topic":
            return
        self.topics |= any(
            getattr(old.get(pk), "marks", "") != getattr(new.get(pk), "marks", "") for pk in changed
        )
        renamed = [pk for pk in changed if _known_by(old.get(pk)) != _known_by(new.get(pk))]
        if renamed:
            self._follow(kind, renamed)

    def _follow(self, kind: str, pks: list[int]) -> None:
        """What shows the names of these, or of which their being public decides."""
        if kind == "actor":
            spoken = Q(speaker__in=pks) | Q(on_behalf_of__in=pks) | Q(capacity__body__in=pks)
            self._add(Statement, spoken)
            self._add(Treaty, Q(parties__actor__in=pks))
            self._add(Event, Q(participants__actor__in=pks))
            self._add(Document, Q(authors__in=pks) | Q(publisher__in=pks))
            self._add(Actor, Q(part_of__in=pks) | Q(positions__body__in=pks))
        elif kind == "treaty":
            self._add(Article, Q(treaty__in=pks))
        if kind == "document":
            self.waiting["passage"].update(
                Passage.objects.filter(document__in=pks).values_list("pk", flat=True)
            )
            for model in RECORDS:
                self._add(model, Q(citations__passage__document__in=pks))
        elif kind != "passage":
            cited = Citation.objects.filter(**{f"{kind}__in": pks}).order_by()
            self.waiting["passage"].update(cited.values_list("passage_id", flat=True).distinct())


def _known_by(entry: SearchEntry | None) -> tuple | None:
    """What other entries take from this one; None where it is not public."""
    if entry is None:
        return None
    shown = entry.shown
    return entry.slug, entry.day, shown["label"], shown.get("short"), shown.get("rights")
