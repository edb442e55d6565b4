"""A record's past as steps from one public version to the next: what changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Field, ForeignKey, ManyToManyField, Model

from geopolitics import dates
from geopolitics.changes.words import Stretch, compare
from geopolitics.models import Citation, Document, Obligation, Passage, Sourced, Topic, model_of
from geopolitics.models.fields import EDTFField

from .reached import Reached, reached
from .reading import Past, Values, Version, pointed, read, references, sets, shown

PUBLISHED, CHANGED, WITHDRAWN = "published", "changed", "withdrawn"
AGAIN = "published again"
COMPARED = 4_000  # characters of two values that are compared word by word
BEGINNING = 400
BESIDE = 120  # characters of two values that are read side by side
# The words of sources, by table: told of as changed, and read on the record's page.
VERBATIM = {
    "article": {"text"},
    "obligation": {"trigger"},
    "party": {"reservation"},
    "statement": {"quote", "translation"},
    "citation": {"quote", "prefix", "suffix"},
    "passage": {"text"},
}
# What a side row is called by: the columns that tell it from its like.
CALLED = {
    "actor_name": ("name", "kind"),
    "actor_code": ("scheme", "value"),
    "position": ("title", "body"),
    "succession": ("kind", "successor"),
    "treaty_name": ("name", "kind"),
    "party": ("actor", "role"),
    "treaty_relation": ("kind", "earlier"),
    "obligation": ("kind", "obligor", "beneficiary", "article"),
    "participant": ("actor", "role"),
    "target": (
        "about_treaty",
        "about_article",
        "about_event",
        "about_actor",
        "about_statement",
        "stance",
        "holder",
    ),
    "citation": ("passage", "field"),
}
Known = Mapping[tuple[str, int], Reached]
Key = tuple[str, int]  # table and primary key; the record's own is ("", 0)
OWN: Key = ("", 0)


@dataclass(frozen=True)
class Change:
    """One field of the record, or one row of it.

    `row` is what a side row is called, "" of the record's own fields; `column` the field, "" of
    a row that was added or removed. Without `told` its values are not for the public any more.
    """

    row: str = ""
    column: str = ""
    did: str = CHANGED
    before: str = ""
    after: str = ""
    told: bool = False

    @property
    def name(self) -> str:
        return ": ".join(filter(None, (self.row, self.column)))

    @property
    def long(self) -> bool:
        """Whether the two values are read in one another, word by word."""
        return bool(self.before and self.after) and len(self.before) + len(self.after) > BESIDE

    @property
    def stretches(self) -> list[Stretch]:
        """Both values in one reading order; of long ones the beginnings, one after the other."""
        if len(self.before) + len(self.after) <= COMPARED:
            return compare(self.before, self.after)
        both = (("gone", self.before), ("new", self.after))
        return [Stretch(fate, _short(text)) for fate, text in both if text]


@dataclass(frozen=True)
class Step:
    """What became of a record on a day; `reason` is that of a withdrawal, for all to read."""

    at: datetime
    what: str
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    changeset: int = 0


def steps_of(records: Mapping[type[Sourced], Iterable[int]]) -> tuple[dict[Key, list[Step]], Known]:
    """The steps of these records, given by primary key, the newest first, by table and primary
    key; and what is public of all that they point to, the records themselves included.

    Five queries at most, however many records, versions and rows there are.
    """
    pasts = read(records)
    wanted: dict[type[Model], set[int]] = {}
    for past in pasts.values():
        wanted.setdefault(past.model, set()).add(past.pk)
        for model, pk in references(past):
            wanted.setdefault(model, set()).add(pk)
    known = reached(wanted)
    paragraphs = _paragraphs(pasts.values())
    found = {
        place: list(_Reading(past, known, paragraphs).steps())[::-1]
        for place, past in pasts.items()
    }
    return found, known


class _Reading:
    """One record's history, read from its beginning."""

    def __init__(self, past: Past, known: Known, paragraphs: Mapping[tuple[int, int], int]) -> None:
        self.past, self.known, self.paragraphs = past, known, paragraphs
        self.now: dict[Key, Values] = {}
        self.before: dict[Key, Values] = {}  # as it was when it was public last
        self.touched: set[Key] = set()
        self.hidden: set[Key] = set()  # rows that point to what is not public now
        self.veiled = False  # whether the version that was public last had such rows

    def steps(self) -> Iterator[Step]:
        public, ever = False, False
        for version in self.past.versions:
            self._take(version)
            if version.status != "published":
                if public:
                    yield Step(version.at, WITHDRAWN, version.reason, [], version.changeset)
                public = False
                continue
            changes = self._changes(version) if ever else []
            if not ever or not public:
                what = AGAIN if ever else PUBLISHED
                yield Step(version.at, what, "", changes, version.changeset)
            elif changes:
                yield Step(version.at, CHANGED, "", changes, version.changeset)
            public = ever = True
            self._keep()

    def _take(self, version: Version) -> None:
        self._put(OWN, self.past.model, version.values)
        for row in self.past.sides.pop(version.changeset, ()):
            self._put((row.table, row.pk), model_of(row.table), row.values)

    def _put(self, key: Key, model: type[Model], values: Values | None) -> None:
        self.touched.add(key)
        self.hidden.discard(key)
        if values is None:
            self.now.pop(key, None)
            return
        self.now[key] = values
        ends = ((end.table(), pk) for end, pk in pointed(model, values) if end is not Topic)
        if any(end not in self.known for end in ends):
            self.hidden.add(key)

    def _keep(self) -> None:
        for key in self.touched:
            if key in self.now:
                self.before[key] = self.now[key]
            else:
                self.before.pop(key, None)
        self.touched.clear()
        self.veiled = bool(self.hidden)

    def _changes(self, version: Version) -> list[Change]:
        told = not (self.veiled or self.hidden)
        found: list[Change] = []
        for key in sorted(self.touched, key=lambda key: (key != OWN, key)):
            before, after = self.before.get(key), self.now.get(key)
            if before == after:
                continue
            if key == OWN:
                found += self._own(before or {}, after or {}, told)
            elif not (self._shut(key[0], before) or self._shut(key[0], after)):
                found += self._row(model_of(key[0]), before, after, told)
        if count := self.paragraphs.get((self.past.pk, version.changeset)):
            found.append(Change(f"{count:,} paragraph{'s'[: count > 1]}"))
        return list(dict.fromkeys(found))

    def _shut(self, table: str, values: Values | None) -> bool:
        """Whether a side row points to what is not public now."""
        ends = pointed(model_of(table), values) if values else ()
        return any((end.table(), pk) not in self.known for end, pk in ends)

    def _own(self, before: Values, after: Values, told: bool) -> Iterator[Change]:
        model = self.past.model
        for column in (*shown(model), *sets(model)):
            old, new = before.get(column.name), after.get(column.name)
            if isinstance(column, ManyToManyField):
                old, new = (self._public(column, pks or ()) for pks in (old, new))
            elif isinstance(column, ForeignKey) and self._away(column, old, new):
                continue
            if old != new:
                yield self._field(column, "", old, new, told)

    def _row(
        self, model: type[Model], before: Values | None, after: Values | None, told: bool
    ) -> Iterator[Change]:
        row = "Source" if model is Citation else _capital(model._meta.verbose_name)
        if told and (called := self._called(model, after or before or {})):
            row = f"{row} ({called})"
        if before is None or after is None:
            yield Change(row, did="added" if before is None else "removed")
            return
        for column in shown(model):
            if before[column.name] != after[column.name]:
                values = (before[column.name], after[column.name])
                yield self._field(column, row, *values, told)

    def _field(self, column: Field, row: str, old: Any, new: Any, told: bool) -> Change:
        name = "address" if column.name == "slug" else str(column.verbose_name)
        name = name if row else _capital(name)
        if not told or column.name in VERBATIM.get(column.model.table(), ()):
            return Change(row, name)
        return Change(row, name, CHANGED, self._said(column, old), self._said(column, new), True)

    def _called(self, model: type[Model], values: Values) -> str:
        columns = {column.name: column for column in shown(model)}
        said = (self._said(columns[name], values[name]) for name in CALLED[model.table()])
        return "; ".join(filter(None, said))

    def _said(self, column: Field, value: Any) -> str:
        """A value in words; "" of an empty one."""
        if value in (None, "", ()):
            return ""
        if isinstance(column, ManyToManyField):
            table = column.related_model.table()
            return ", ".join(sorted(self.known[table, pk].full for pk in value))
        if isinstance(column, ForeignKey):
            end = self.known[column.related_model.table(), value]
            return end.name if column.model is Obligation else end.full  # of its own treaty
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(column, EDTFField):
            return dates.words(value)
        return str(dict(column.flatchoices).get(value, value)) if column.choices else str(value)

    def _public(self, column: ManyToManyField, pks: Iterable[int]) -> tuple[int, ...]:
        table = column.related_model.table()
        return tuple(sorted(pk for pk in pks if (table, pk) in self.known))

    def _away(self, column: ForeignKey, *pks: int | None) -> bool:
        table = column.related_model.table()
        return any(pk is not None and (table, pk) not in self.known for pk in pks)


def _capital(words: Any) -> str:
    return str(words)[:1].upper() + str(words)[1:]


def _short(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}…"


def _paragraphs(pasts: Iterable[Past]) -> dict[tuple[int, int], int]:
    """How many paragraphs each change set wrote of a document that was public before, by the
    document's primary key and the change set's."""
    wanted: dict[int, set[int]] = {}
    for past in pasts:
        if past.model is Document:
            public = [v.changeset for v in past.versions if v.status == "published"]
            wanted[past.pk] = set(public[1:])
    if not any(wanted.values()):
        return {}
    changesets = set().union(*wanted.values())
    rows = Passage.history.filter(document__in=wanted, changeset__in=changesets).order_by()
    counted = rows.values_list("document_id", "changeset_id").annotate(n=Count("id", distinct=True))
    return {(document, at): n for document, at, n in counted if at in wanted[document]}
