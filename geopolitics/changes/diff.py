"""Operations as a reader sees them: rows, fields, words before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from geopolitics import dates, rules
from geopolitics.models import ChangeSet, Citation, Operation, Sourced, Topic, model_of
from geopolitics.models.fields import EDTFField

from .apply import WHOLE, Conflict
from .evidence import Proof, Proofs
from .names import Names, among, called, names, pointed
from .words import Stretch, compare

OURS = {"key", "slug", "status", "summary", "coding_note", "staff_notes", "topics"}  # no source's


@dataclass(frozen=True)
class FieldChange:
    """One column or set: its name, the words, and the conflict that it meets, if any.

    `proofs` are the citations that name the field; None where none are asked for.
    """

    name: str
    label: str
    before: str
    after: str
    stretches: list[Stretch]
    conflict: Conflict | None
    live: str
    proofs: list[Proof] | None = None


@dataclass(frozen=True)
class RowChange:
    """One operation, in words; `proofs` are the citations that name the row as a whole."""

    operation: Operation
    title: str
    fields: list[FieldChange]
    conflict: Conflict | None
    proofs: list[Proof] = field(default_factory=list)


@dataclass(frozen=True)
class RecordChange:
    """The changed rows of one record; `record` is None where it is not there yet, or any more."""

    table: str
    slug: str
    record: Sourced | None
    rows: list[RowChange]


def by_record(rows: Iterable[RowChange]) -> list[RecordChange]:
    """The rows, each under the record that it belongs to, in the order of the operations.

    The records are read in a query for each table.
    """
    found: dict[tuple[str, str], list[RowChange]] = {}
    for row in rows:
        found.setdefault((row.operation.owner_table, row.operation.owner_slug), []).append(row)
    records: dict[tuple[str, str], Sourced] = {}
    for table in {table for table, _ in found}:
        model = model_of(table)
        if issubclass(model, Sourced):
            related = [p.rpartition("__")[0] for p in model.named_by if p.endswith("__id")]
            some = model.objects.filter(slug__in=[slug for own, slug in found if own == table])
            records |= {(table, r.slug): r for r in some.select_related(*related)}
    return [RecordChange(*owner, records.get(owner), own) for owner, own in found.items()]


FIRST = 4  # operations that a brief tells of


@dataclass(frozen=True)
class Brief:
    """A change set in one line: the first record that it is on, how many more, what it does."""

    changeset: ChangeSet
    table: str
    record: str
    others: int
    words: str


def with_first(changesets: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
    """Change sets with what `briefs` tells of them, in two queries however long each is."""
    own = Operation.objects.filter(changeset=OuterRef("pk")).order_by().values("changeset")
    owner = Concat("owner_table", Value(" "), "owner_slug")
    return changesets.annotate(
        how_many=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0),
        on_records=Coalesce(Subquery(own.annotate(n=Count(owner, distinct=True)).values("n")), 0),
    ).prefetch_related(
        Prefetch("operations", Operation.objects.filter(position__lt=FIRST), to_attr="first")
    )


def briefs(changesets: Iterable[ChangeSet]) -> list[Brief]:
    """Each change set that `with_first` gives in one line; the names cost one query."""
    changesets = list(changesets)
    known = among(operation for each in changesets for operation in each.first)
    found = []
    for each in changesets:
        table, slug = ("", "")
        if each.first:
            table, slug = each.first[0].owner_table, each.first[0].owner_slug
        name = known.get((table, slug), slug)
        told = _told(each.first, each.how_many - len(each.first), known)
        found.append(Brief(each, table, name, max(each.on_records - 1, 0), told))
    return found


def _told(operations: list[Operation], rest: int, known: Names) -> str:
    told = []
    for operation in operations:
        row = _row(operation, {}, None, known)
        if operation.action == "update":
            told += [f"{f.label}: {_short(f.before)} → {_short(f.after)}" for f in row.fields]
        else:
            told.append(f"{operation.get_action_display()} {row.title}")
    return "; ".join(told[:FIRST] + ([f"{rest} more rows"] if rest > 0 else []))


def _short(words: str) -> str:
    if not words:
        return "empty"
    return words if len(words) <= 40 else f"{words[:39]}…"


def rows(
    operations: Iterable[Operation],
    conflicts: Iterable[Conflict] = (),
    proofs: Proofs | None = None,
    known: Names | None = None,
) -> list[RowChange]:
    """The operations as a diff. `conflicts` and `proofs` are shown at what they concern.

    `known` are the names of what values point to; without, they are asked for in one query.
    """
    operations, conflicts = list(operations), list(conflicts)
    met = {(c.operation.position, c.column): c for c in conflicts}
    if known is None:
        known = among(operations) | names(_live_places(conflicts))
    return [_row(operation, met, proofs, known) for operation in operations]


def _live_places(conflicts: Iterable[Conflict]) -> Iterable[tuple[str, str]]:
    for conflict in conflicts:
        if conflict.column != WHOLE:
            column = model_of(conflict.operation.table)._meta.get_field(conflict.column)
            yield from (place for place, _ in pointed(column, conflict.live))


def _row(
    operation: Operation,
    met: dict[tuple[int, str], Conflict],
    proofs: Proofs | None,
    known: Names,
) -> RowChange:
    model = model_of(operation.table)
    path, proven = _path(operation), None
    if proofs is not None and path is not None:
        proven = proofs.get((operation.owner_table, operation.owner_slug), {})
    whole = (proven or {}).get((path or "").rstrip("/"), [])
    # A side row's quote covers its fields, and a new record's the whole of it.
    told = (*model.owner_fields(), "key")  # by the row's title and the record it stands under
    covered = (bool(path) and bool(whole)) or operation.action == "insert"
    fields = []
    for name in operation.after or operation.before:
        before, after = operation.before.get(name), operation.after.get(name)
        if operation.action != "update" and (name in told or (_blank(before) and _blank(after))):
            continue
        conflict = met.get((operation.position, name))
        own = None if proven is None or name in OURS else proven.get(f"{path}{name}", [])
        own = None if covered and not own else own
        column = model._meta.get_field(name)
        fields.append(_field(column, before, after, conflict, own, known))
    key = operation.key[-1] if operation.table != operation.owner_table else ""
    title = f"{model._meta.verbose_name} {key}".strip()
    return RowChange(operation, title, fields, met.get((operation.position, WHOLE)), whole)


def _path(operation: Operation) -> str | None:
    """What citations write before a field of the row: "", "parties/p1/"; None: not citable."""
    if operation.table == operation.owner_table:
        return "" if operation.table in rules.TARGETS else None
    if operation.table == Citation.table():
        return None
    sides = rules.SIDE_SETS.get(operation.owner_table, {})
    side = next((name for name, table in sides.items() if table == operation.table), None)
    return None if side is None else f"{side}/{operation.key[-1]}/"


def _field(
    column: Any,
    before: Any,
    after: Any,
    conflict: Conflict | None,
    proofs: list[Proof] | None,
    known: Names,
) -> FieldChange:
    old, new = words(column, before, known), words(column, after, known)
    live = words(column, conflict.live, known) if conflict else ""
    label = str(column.verbose_name)
    parts = _references(column, before, after, known) or compare(old, new)
    return FieldChange(column.name, label, old, new, parts, conflict, live, proofs)


def _references(column: Any, before: Any, after: Any, known: Names) -> list[Stretch]:
    """The names of what a reference or a set points to and pointed to, each with its fate."""
    old, new = pointed(column, before), pointed(column, after)
    fates = [("gone" if each not in new else "same", each) for each in old]
    fates += [("new", each) for each in new if each not in old]
    found = []
    for fate, (place, key) in fates:
        # A topic has no page of its own at the desk, nor has what is not there.
        there = place if place in known and place[0] != Topic.table() else ("", "")
        if found:
            found.append(Stretch("same", ", "))
        found.append(Stretch(fate, called(column, place, key, known), *there))
    return found


def _blank(value: Any) -> bool:
    return value in (None, "", [], False)


def words(column: Any, value: Any, known: Names) -> str:
    """A plain value of a column or set, as a snapshot holds it, in words."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, EDTFField):
        return f"{value} ({dates.words(value)})"
    if there := pointed(column, value):
        return ", ".join(called(column, place, key, known) for place, key in there)
    return str(value)
