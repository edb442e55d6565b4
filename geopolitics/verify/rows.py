"""Row by row: quotes, dates, codes, text, and the rules of each table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import GeneratedField

from geopolitics import rules
from geopolitics.models import REGISTER, Article, ChangeSet, Citation, Operation, Register

from . import circles
from .columns import columns, vocabulary
from .failure import Failure, Tally, shown
from .lookups import Lookups
from .quoted import Passages
from .reading import batches, key

Batch = Sequence[Sequence[Any]]


def failures(tally: Tally) -> Iterator[Failure]:
    lookups = Lookups(tally)
    for model in REGISTER:
        yield from _Table(model, tally).failures(lookups)
    yield from _ledger_codes(tally)


class _Table:
    """The rows of one table, read once."""

    def __init__(self, model: type[Register], tally: Tally) -> None:
        self.model = model
        self.table = model.table()
        self.tally = tally
        # The place of a quote is looked up in the passage's text once for all its quotes.
        joined = () if model is Citation else rules.joined(self.table)
        generated = [f for f in model._meta.concrete_fields if isinstance(f, GeneratedField)]
        fields = [*model.columns(), *model.derived(), *generated]
        self.names = ("id", *(field.attname for field in fields), *joined)
        self.columns = columns(model, self.names)
        self.order = "passage_id" if model is Citation else "id"

    def failures(self, lookups: Lookups) -> Iterator[Failure]:
        passages = Passages() if self.model is Citation else None
        query = self.model.objects.order_by(self.order).values_list(*self.names)
        for batch in batches(query):
            self.tally.rows += len(batch)
            unreadable: set[Any] = set()
            yield from self._columns(batch, unreadable)
            rows = [
                dict(zip(self.names, row, strict=True)) for row in batch if row[0] not in unreadable
            ]
            yield from self._rules(rows, lookups)
            if passages:
                yield from self._quotes(rows, passages)
            if self.model is Article:
                yield from self._slugs(rows)

    def _columns(self, batch: Batch, unreadable: set) -> Iterator[Failure]:
        by_column = list(zip(*batch, strict=True))
        for column in self.columns:
            values = by_column[column.at]
            self.tally.looked[column.check] += len(values) - values.count("")
            if column.sound(by_column):
                continue
            for row in batch:
                if reason := column.fault(row):
                    yield self._failure(column.check, row[0], column.name, reason)
                if not column.readable(row):
                    unreadable.add(row[0])

    def _rules(self, rows: list[dict[str, Any]], lookups: Lookups) -> Iterator[Failure]:
        self.tally.looked["rules"] += len(rows)
        for fault in rules.check(self.table, rows, lookups):
            check = "circles" if (self.table, fault.field) in circles.FIELDS else "rules"
            field = "" if fault.field == "__all__" else fault.field
            yield self._failure(check, rows[fault.row]["id"], field, fault.message)

    def _quotes(self, rows: list[dict[str, Any]], passages: Passages) -> Iterator[Failure]:
        for row in rows:
            if reason := passages.fault(row):
                yield self._failure("quotes", row["id"], "quote", reason)
        self.tally.looked["quotes"] += len(rows)

    def _slugs(self, rows: list[dict[str, Any]]) -> Iterator[Failure]:
        for row in rows:
            slug = f"{row['treaty__slug']}--{row['eid']}"
            if row["slug"] != slug:
                reason = f"{shown(row['slug'])} is not made of its treaty's and its own: {slug}"
                yield self._failure("keys", row["id"], "slug", reason)

    def _failure(self, check: str, pk: Any, column: str, reason: str) -> Failure:
        return Failure(check, self.table, key(self.model, pk), column, reason)


def _ledger_codes(tally: Tally) -> Iterator[Failure]:
    """The codes of change sets and their operations."""
    for model in (ChangeSet, Operation):
        for field in model._meta.concrete_fields:
            if not field.choices:
                continue
            tally.looked["codes"] += model.objects.count()
            bad = model.objects.exclude(**{f"{field.name}__in": vocabulary(field)})
            for pk, value in bad.order_by("pk").values_list("pk", field.name):
                yield Failure(
                    "codes",
                    model.__name__.lower(),
                    (f"number {pk}",),
                    field.name,
                    f"{shown(value)} is not in its vocabulary",
                )
