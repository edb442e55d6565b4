"""Asking the index: the newest hits up to a cap, ranked by one formula of our own.

Nothing is counted or ranked over all hits: of a common word that would take seconds.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from geopolitics.models import SearchEntry

from . import words
from .backend import backend
from .entries import KINDS
from .query import Query, Term, parse

CAP = 1000  # hits that are ranked, and as far as anything is counted
NAMED = 200  # hits in names that are ranked besides, however old
ALIKE = 20  # hits whose whole name was typed
PAGE = 25
FACETS = 8
SUGGESTED = 8
CANDIDATES = 150

# By the best place where a word stands; a hit in none of these has it elsewhere.
WEIGHTS = (("names", 8), ("others", 4), ("quotes", 2))
ELSEWHERE = 1


@dataclass(frozen=True)
class Filters:
    """What the hits must be filed under: a kind, the slug of a topic, that of a document."""

    kind: str = ""
    topic: str = ""
    document: str = ""

    def marks(self) -> list[str]:
        found = [words.mark(self.kind)] if self.kind else []
        found += [words.mark("topic", self.topic)] if self.topic else []
        return found + ([words.mark("document", self.document)] if self.document else [])


class Count(NamedTuple):
    """How many hits, no further than the cap; `more` that there are others."""

    number: int
    more: bool = False


class Facet(NamedTuple):
    """A topic or document under which hits stand."""

    slug: str
    label: str
    count: Count


@dataclass
class Results:
    """A page of hits in their order, how many there are, and what they stand under."""

    query: Query
    filters: Filters
    entries: list[SearchEntry] = field(default_factory=list)
    total: Count = Count(0)
    ranked: int = 0
    page: int = 1
    kinds: dict[str, Count] = field(default_factory=dict)
    topics: list[Facet] = field(default_factory=list)
    documents: list[Facet] = field(default_factory=list)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    meant: str = ""

    @property
    def pages(self) -> int:
        return -(-self.ranked // PAGE)


class _Hit(NamedTuple):
    id: int
    whole: str
    names: str
    others: str
    quotes: str
    marks: str


def find(
    query: Query, filters: Filters = Filters(), *, newest: bool = False, page: int = 1
) -> Results:
    """A page of what the query finds, in four queries at most.

    By rank, or the newest first by the day of the record, the undated last. Of what there is
    none, words that are spelt much alike are offered. A page that there is not is the first.
    """
    results = Results(query, filters)
    if not query:
        return results
    hits = _hits(query, filters, newest)
    results.kinds = _kinds(query, replace(filters, kind=""))
    counts = [results.kinds[filters.kind]] if filters.kind in KINDS else results.kinds.values()
    results.total = _capped(sum(count.number for count in counts))
    results.ranked = len(hits)
    if not hits:
        results.meant = _meant(query) if not any(filters.marks()) else ""
        return results
    if page <= results.pages:
        results.page = page
    first = (results.page - 1) * PAGE
    _show(results, hits, [hit.id for hit in hits[first : first + PAGE]])
    return results


def _hits(query: Query, filters: Filters, newest: bool) -> list[_Hit]:
    """The newest hits of the whole; and unless the newest are wanted, those by name, ranked."""
    db = backend()
    marks = filters.marks()
    parts = [(db.condition(query.all, query.none, marks), CAP)]
    if not newest:
        named = (*query.all, *_named(query.all))
        parts.append((db.condition(named, query.none, marks), NAMED))
        if query.name:
            parts.append((db.condition([Term((query.name,))], query.none, marks), ALIKE))
    hits = [_Hit(*row) for row in _selected(parts, _Hit._fields)]
    if newest:
        return sorted(hits, reverse=True)
    return sorted(hits, key=lambda hit: (-_score(query, hit), -hit.id))


def _named(terms: Iterable[Term]) -> list[Term]:
    """The words of these as words of names, one by one."""
    found = []
    for term in terms:
        *first, last = (words.NAME_SIGN + token for token in term.tokens)
        found += [*(Term((token,)) for token in first), Term((last,), term.prefix)]
    return found


def _selected(parts: Iterable[tuple[str, int]], columns: Iterable[str]) -> list[tuple]:
    """Columns of the newest entries of which any of these conditions holds, each up to its cap."""
    chosen, values = [], []
    for place, (condition, cap) in enumerate(parts):
        sql, given = backend().newest(condition, cap)
        chosen.append(f"SELECT id FROM ({sql}) AS part_{place}")
        values += given
    table = SearchEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE id IN ({' UNION '.join(chosen)})",
            values,
        )
        return cursor.fetchall()


def _score(query: Query, hit: _Hit) -> int:
    """How well an entry answers: the place of each word, all together, the name as a whole."""
    columns = {name: f" {getattr(hit, name)} " for name, _ in WEIGHTS}
    total = 0
    for term in query.all:
        for name, weight in WEIGHTS:
            if _stands(term, columns[name]):
                total += weight
                break
        else:
            total += ELSEWHERE
    score = total * 100 // len(query.all)
    together = Term(tuple(token for term in query.all for token in term.tokens))
    if len(together.tokens) > 1:
        for name, weight in WEIGHTS:
            if _stands(together, columns[name]):
                score += 25 * weight
                break
    if all(_stands(term, columns["names"]) for term in query.all):
        score += max(
            100 * len(query.all) // max(1, len(part.split()))
            for part in hit.names.split(words.PART)
            if any(_stands(term, f" {part} ") for term in query.all)
        )
    if query.name and query.name in hit.whole.split():
        score += 1000
    return score


def _stands(term: Term, text: str) -> bool:
    end = "" if term.prefix else " "
    found = f" {' '.join(term.tokens)}{end}" in text
    return found or (bool(term.form) and f" {term.form}" in text)


def _kinds(query: Query, filters: Filters) -> dict[str, Count]:
    """How many hits there are of each kind."""
    db = backend()
    parts, values = [], []
    for kind in KINDS:
        sql, given = db.of_kind(query.all, query.none, filters.marks(), kind, CAP + 1)
        parts.append(f"SELECT '{kind}', count(*) FROM ({sql}) AS of_{kind}")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        found = dict(cursor.fetchall())
    return {kind: _capped(found[kind]) for kind in KINDS}


def _capped(number: int) -> Count:
    return Count(min(number, CAP), number > CAP)


def _show(results: Results, hits: list[_Hit], ids: list[int]) -> None:
    """Fetch what the page shows: its entries, and the names of topics and documents."""
    counted: Counter[str] = Counter(mark for hit in hits for mark in hit.marks.split())
    more = results.total.more
    facets: dict[str, list[tuple[str, int]]] = {}
    chosen = {"topic": results.filters.topic, "document": results.filters.document}
    asked = Q(pk__in=ids)
    for kind, slug in chosen.items():
        start = words.mark(kind) + words.JOIN
        found = [
            (words.unmarked(mark, kind), n) for mark, n in counted.items() if mark.startswith(start)
        ]
        facets[kind] = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:FACETS]
        slugs = {name for name, _ in facets[kind]} | ({slug} if slug else set())
        asked |= Q(kind=kind, slug__in=slugs)
    entries = {entry.pk: entry for entry in SearchEntry.objects.filter(asked)}
    results.entries = [entries[pk] for pk in ids if pk in entries]
    results.labels = {
        (entry.kind, entry.slug): entry.shown["label"]
        for entry in entries.values()
        if entry.kind in chosen
    }
    for kind, into in (("topic", results.topics), ("document", results.documents)):
        into += [
            Facet(slug, results.labels[kind, slug], Count(number, more))
            for slug, number in facets[kind]
            if (kind, slug) in results.labels
        ]


class Suggestion(NamedTuple):
    """A name that begins as what was typed, and the kind of what bears it."""

    name: str
    kind: str


def suggest(typed: str) -> list[Suggestion]:
    """Names that go on as typed; else names with a word that does."""
    query = parse(typed)
    start = words.whole(query.typed)
    last = words.tokens(query.typed)[-1:]
    if not start or (len(last[0].form) < 2 and last[0].form.isascii() and len(start) < 3):
        return []
    db = backend()
    first = db.condition([Term((start,), prefix=True)], (), ())
    *before, end = words.tokens(query.typed)
    terms = [Term((token.stem,)) for token in before]
    terms.append(Term((end.form,), prefix=True, form=words.FORM_SIGN + end.form))
    within = db.condition(_named(terms), (), ())
    rows = _selected([(first, CANDIDATES), (within, CANDIDATES)], ["id"])
    entries = SearchEntry.objects.filter(pk__in=[pk for (pk,) in rows])
    found: dict[Suggestion, tuple] = {}
    for kind, shown in entries.values_list("kind", "shown"):
        for name in [shown["label"], *shown.get("names", ())]:
            token = words.whole(name)
            begins = token.startswith(start)
            if begins or all(_within(term, name) for term in terms):
                rank = (not begins, token != start, len(token), name, KINDS.index(kind))
                key = Suggestion(name, kind)
                found[key] = min(found.get(key, rank), rank)
    best: dict[str, Suggestion] = {}
    for key in sorted(found, key=found.get):
        best.setdefault(words.whole(key.name), key)
    return list(best.values())[:SUGGESTED]


def _within(term: Term, name: str) -> bool:
    return _stands(term, f" {words.column([name], CANDIDATES)} ")


def _meant(query: Query) -> str:
    """Words of names, spelt much as those typed, that find something; "" where none do."""
    typed = [token.form for token in words.tokens(query.typed)][:8]
    starts = {part for form in typed if len(form) > 2 for part in (form[:2], form[1] + form[0])}
    if not starts or query.none or any(term.prefix for term in query.all):
        return ""
    db = backend()
    parts = [
        (db.condition(_named([Term((start,), True)]), (), ()), CANDIDATES)
        for start in sorted(starts)
    ]
    known: dict[str, str] = {}
    for (names,) in _selected(parts, ["names"]):
        for token in names.split():
            known.setdefault(token.removeprefix(words.FORM_SIGN), token)
    known.pop(words.PART, None)
    forms = sorted(known)
    said = [_nearest(form, forms) for form in typed]
    if said == typed:
        return ""
    meant = " ".join(said)
    again = parse(meant)
    return meant if again and _selected([(db.condition(again.all, (), ()), 1)], ["id"]) else ""


def _nearest(form: str, known: list[str]) -> str:
    if len(form) < 4 or form in known:
        return form
    return next(iter(difflib.get_close_matches(form, known, 1, 0.75)), form)
