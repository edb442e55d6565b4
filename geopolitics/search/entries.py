"""What is found of each kind of record, and by which words: built from public rows only.

Each kind is read in a few queries, ordered alike and joined as they are read, so that their
number does not depend on the rows, and memory is flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce

from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    Article,
    Citation,
    Document,
    Event,
    Obligation,
    Participant,
    Party,
    Passage,
    Position,
    SearchEntry,
    Statement,
    Topic,
    Treaty,
    TreatyName,
)

from . import words
from .excerpts import visible

KINDS = ("treaty", "article", "actor", "statement", "event", "document", "passage", "topic")
CHUNK = 500
# Tokens that a column may hold; together they fit the places that a tsvector has.
LIMITS = {"names": 1500, "others": 1500, "quotes": 3500, "body": 8000}
FULL = "full text may be shown"


@dataclass
class Found:
    """A record's text, by what it is, and what a row of results shows of it."""

    kind: str
    record: int
    slug: str
    label: str
    day: str | None = None
    names: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    topics: Iterable[str] = ()
    documents: Iterable[str] = ()
    shown: dict[str, Any] = field(default_factory=dict)

    def entry(self) -> SearchEntry:
        """The row of the index."""
        columns = {name: words.column(_told(getattr(self, name)), LIMITS[name]) for name in LIMITS}
        marks = [words.mark(self.kind)]
        marks += sorted(words.mark("topic", slug) for slug in self.topics)
        marks += sorted(words.mark("document", slug) for slug in set(self.documents))
        shown = {"label": self.label} | {k: v for k, v in self.shown.items() if v}
        return SearchEntry(
            id=SearchEntry.place(self.day, KINDS.index(self.kind), self.record),
            kind=self.kind,
            record=self.record,
            slug=self.slug,
            form=words.FORM,
            whole=words.wholes(_told(self.names), LIMITS["names"]),
            marks=" ".join(marks),
            shown=shown,
            **columns,
        )


def _told(texts: Iterable[str | None]) -> list[str]:
    """Each text once, empty ones left out."""
    return list(dict.fromkeys(text for text in texts if text))


def of(kind: str, pks: Iterable[int] | None = None) -> Iterator[SearchEntry]:
    """The entries of a kind's public rows, in the order of their keys: all, or of these."""
    for found in BUILDERS[kind](pks):
        yield found.entry()


class Beside:
    """Rows of a query in the order of their owners, given out owner by owner."""

    def __init__(self, rows: QuerySet, owner: str, *columns: str, order: tuple = ()) -> None:
        self._query = rows.order_by(owner, *order, "pk").values_list(owner, *columns)
        self._rows: Iterator[tuple] | None = None
        self._next: tuple | None = None

    def of(self, owner: int) -> list[tuple]:
        """The rows of this owner, whose number is above that of the last one asked for."""
        if self._rows is None:  # nothing is read where no owner is
            self._rows = self._query.iterator(chunk_size=CHUNK)
            self._next = next(self._rows, None)
        found = []
        while self._next is not None and self._next[0] <= owner:
            if self._next[0] == owner:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _some(rows: QuerySet, path: str, pks: Iterable[int] | None) -> QuerySet:
    return rows if pks is None else rows.filter(**{f"{path}__in": pks})


def _public(model: type[Model], pks: Iterable[int] | None, **columns: Any) -> Iterator[dict]:
    """Public rows as dicts of these columns, by key; `columns` maps names to look-ups."""
    rows = _some(model.objects.public(), "pk", pks).order_by("pk")
    found = rows.values_list("pk", *columns.values()).iterator(chunk_size=CHUNK)
    for pk, *values in found:
        yield {"pk": pk} | dict(zip(columns, values, strict=True))


def _dated(name: str) -> Coalesce:
    return Coalesce(f"{name}_earliest", f"{name}_latest")


class Topics:
    """The slugs of topics under which a record stands, those above them included."""

    def __init__(self, model: type[Model], pks: Iterable[int] | None) -> None:
        self._known: dict[int, tuple[str, int | None]] | None = None
        kind = model.table()
        through = model.topics.through.objects.filter(**{f"{kind}__status": "published"})
        self._rows = Beside(_some(through, kind, pks), f"{kind}_id", "topic_id")

    def of(self, pk: int) -> set[str]:
        if self._known is None:
            rows = Topic.objects.values_list("pk", "slug", "broader")
            self._known = {topic: (slug, broader) for topic, slug, broader in rows}
        found: set[int] = set()
        step = {topic for (topic,) in self._rows.of(pk)}
        while step:
            found |= step
            step = {self._known[topic][1] for topic in step} - found - {None}
        return {self._known[topic][0] for topic in found}


class Quotes:
    """The words cited for a record from published documents, and where they stand."""

    def __init__(self, model: type[Model], pks: Iterable[int] | None) -> None:
        kind = model.table()
        rows = Citation.objects.filter(
            **{f"{kind}__status": "published"}, passage__document__status="published"
        )
        self._rows = Beside(
            _some(rows, kind, pks),
            f"{kind}_id",
            "quote",
            "passage__document__slug",
            "passage__number",
            order=("passage__document__slug", "passage__position", "start", "end"),
        )

    def of(self, pk: int) -> list[list[str]]:
        return [list(row) for row in dict.fromkeys(self._rows.of(pk))]


def _cited(found: Found, quotes: list[list[str]]) -> Found:
    """The same, with the words that it rests on."""
    found.quotes += [words for words, _, _ in quotes]
    found.documents = [slug for _, slug, _ in quotes]
    found.shown["quotes"] = quotes
    return found


RECORD = {"slug": "slug", "summary": "summary", "coding_note": "coding_note"}


def _treaties(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Treaty,
        pks,
        **RECORD,
        title="title",
        supplied="title_supplied",
        form="form",
        signed="signed",
        place="place",
        registration="registration",
        day=_dated("signed"),
    )
    of_public = {"treaty__status": "published"}
    names = Beside(
        _some(TreatyName.objects.filter(**of_public), "treaty", pks), "treaty_id", "name"
    )
    parties = Beside(
        _some(Party.objects.filter(**of_public), "treaty", pks),
        "treaty_id",
        "actor__name",
        "actor__short_name",
        "reservation",
    )
    duties = Beside(
        _some(Obligation.objects.filter(**of_public), "treaty", pks),
        "treaty_id",
        "trigger",
        "note",
    )
    topics, quotes = Topics(Treaty, pks), Quotes(Treaty, pks)
    for row in rows:
        pk, title = row["pk"], row["title"]
        further = [name for (name,) in names.of(pk)]
        party = parties.of(pk)
        yield _cited(
            Found(
                "treaty",
                pk,
                row["slug"],
                f"[{title}]" if row["supplied"] else title,
                row["day"],
                names=[title, *further],
                others=[name for *both, _ in party for name in both],
                body=[
                    row["summary"],
                    row["coding_note"],
                    row["place"],
                    row["registration"],
                    *(reservation for *_, reservation in party),
                    *(text for both in duties.of(pk) for text in both),
                ],
                topics=topics.of(pk),
                shown={
                    "form": row["form"],
                    "date": row["signed"],
                    "names": further,
                    "summary": row["summary"],
                },
            ),
            quotes.of(pk),
        )


def _articles(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Article,
        pks,
        **RECORD,
        number="number",
        about="label",
        text="text",
        eid="eid",
        treaty="treaty__slug",
        title="treaty__title",
        supplied="treaty__title_supplied",
        day=_dated("treaty__signed"),
    )
    topics, quotes = Topics(Article, pks), Quotes(Article, pks)
    for row in rows:
        pk = row["pk"]
        place = f"Article {row['number']}" if row["number"] else "Provision"
        label = f"{place}, {row['about']}" if row["about"] else place
        yield _cited(
            Found(
                "article",
                pk,
                row["slug"],
                label,
                row["day"],
                names=[row["about"], place if row["number"] else "", label],
                others=[row["title"]],
                body=[row["text"], row["summary"], row["coding_note"]],
                topics=topics.of(pk),
                shown={
                    "parts": [row["treaty"], row["eid"]],
                    "treaty": f"[{row['title']}]" if row["supplied"] else row["title"],
                    "text": row["text"],
                    "summary": row["summary"],
                },
            ),
            quotes.of(pk),
        )


def _actors(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Actor,
        pks,
        **RECORD,
        name="name",
        short="short_name",
        kind="kind",
        seat="seat",
        description="description",
        part_of="part_of__name",
    )
    of_public = {"actor__status": "published"}
    names = Beside(_some(ActorName.objects.filter(**of_public), "actor", pks), "actor_id", "name")
    codes = Beside(_some(ActorCode.objects.filter(**of_public), "actor", pks), "actor_id", "value")
    offices = Beside(
        _some(Position.objects.filter(person__status="published"), "person", pks),
        "person_id",
        "title",
        "body__name",
    )
    topics, quotes = Topics(Actor, pks), Quotes(Actor, pks)
    for row in rows:
        pk = row["pk"]
        further = [row["short"], *(name for (name,) in names.of(pk))]
        own_codes = [value for (value,) in codes.of(pk)]
        held = offices.of(pk)
        yield _cited(
            Found(
                "actor",
                pk,
                row["slug"],
                row["name"],
                names=[row["name"], *further, *own_codes],
                others=[row["part_of"], *(text for both in held for text in both)],
                body=[row["summary"], row["description"], row["coding_note"], row["seat"]],
                topics=topics.of(pk),
                shown={
                    "kind": row["kind"],
                    "short": row["short"],
                    "names": [name for name in dict.fromkeys(further) if name],
                    "codes": own_codes,
                    "summary": row["summary"],
                },
            ),
            quotes.of(pk),
        )


def _statements(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Statement,
        pks,
        **RECORD,
        speaker="speaker__name",
        short="speaker__short_name",
        office="capacity__title",
        body="capacity__body__name",
        capacity="capacity_text",
        behalf="on_behalf_of__name",
        made="made",
        place="place",
        act="act",
        quote="quote",
        translation="translation",
        factuality="factuality",
        day=_dated("made"),
    )
    topics, quotes = Topics(Statement, pks), Quotes(Statement, pks)
    for row in rows:
        pk = row["pk"]
        yield _cited(
            Found(
                "statement",
                pk,
                row["slug"],
                row["speaker"] or "Speaker not named",
                row["day"],
                others=[row["speaker"], row["short"], row["office"], row["body"], row["behalf"]],
                quotes=[row["quote"], row["translation"]],
                body=[row["summary"], row["capacity"], row["place"], row["coding_note"]],
                topics=topics.of(pk),
                shown={
                    "office": row["office"],
                    "body": row["body"],
                    "capacity": row["capacity"],
                    "said": row["quote"],
                    "translation": row["translation"],
                    "summary": row["summary"],
                    "act": row["act"],
                    "date": row["made"],
                    "factuality": row["factuality"],
                },
            ),
            quotes.of(pk),
        )


def _events(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Event,
        pks,
        **RECORD,
        title="title",
        kind="kind",
        began="began",
        place="place",
        occurrence="occurrence",
        factuality="factuality",
        day=_dated("began"),
    )
    own = Participant.objects.filter(event__status="published")
    parts = Beside(_some(own, "event", pks), "event_id", "actor__name", "actor__short_name")
    topics, quotes = Topics(Event, pks), Quotes(Event, pks)
    for row in rows:
        pk = row["pk"]
        yield _cited(
            Found(
                "event",
                pk,
                row["slug"],
                row["title"],
                row["day"],
                names=[row["title"]],
                others=[name for both in parts.of(pk) for name in both],
                body=[row["summary"], row["place"], row["coding_note"]],
                topics=topics.of(pk),
                shown={
                    "kind": row["kind"],
                    "date": row["began"],
                    "occurrence": row["occurrence"],
                    "factuality": row["factuality"],
                    "summary": row["summary"],
                },
            ),
            quotes.of(pk),
        )


def _documents(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Document,
        pks,
        slug="slug",
        title="title",
        kind="kind",
        published="published",
        rights="rights",
        publisher="publisher__name",
        short="publisher__short_name",
        day=_dated("published"),
    )
    through = Document.authors.through.objects.filter(
        document__status="published", actor__status="published"
    )
    authors = Beside(
        _some(through, "document", pks),
        "document_id",
        "actor__name",
        order=("actor__name",),
    )
    for row in rows:
        pk = row["pk"]
        written = [name for (name,) in authors.of(pk)]
        yield Found(
            "document",
            pk,
            row["slug"],
            row["title"],
            row["day"],
            names=[row["title"]],
            others=[*written, row["publisher"], row["short"]],
            documents=[row["slug"]],
            shown={
                "kind": row["kind"],
                "date": row["published"],
                "rights": row["rights"],
                "publisher": row["publisher"],
                "authors": written,
            },
        )


def _passages(pks: Iterable[int] | None) -> Iterator[Found]:
    rows = _public(
        Passage,
        pks,
        document="document__slug",
        title="document__title",
        rights="document__rights",
        number="number",
        text="text",
        day=_dated("document__published"),
    )
    cited = Beside(_some(Citation.objects.public(), "passage", pks), "passage_id", "start", "end")
    for row in rows:
        spans = cited.of(row["pk"])
        pieces = [row["text"]] if row["rights"] == FULL else visible(row["text"], spans)
        if not pieces:
            continue
        yield Found(
            "passage",
            row["pk"],
            f"{row['document']}#p-{row['number']}",
            row["title"],
            row["day"],
            body=pieces,
            documents=[row["document"]],
            shown={"parts": [row["document"], row["number"]], "pieces": pieces},
        )


def _topics(pks: Iterable[int] | None) -> Iterator[Found]:
    for row in _public(Topic, pks, slug="slug", name="name", note="note"):
        yield Found(
            "topic",
            row["pk"],
            row["slug"],
            row["name"],
            names=[row["name"]],
            body=[row["note"]],
            topics=[row["slug"]],
            shown={"summary": row["note"]},
        )


BUILDERS: dict[str, Callable[[Iterable[int] | None], Iterator[Found]]] = {
    "treaty": _treaties,
    "article": _articles,
    "actor": _actors,
    "statement": _statements,
    "event": _events,
    "document": _documents,
    "passage": _passages,
    "topic": _topics,
}
