"""The rules that every row keeps, on plain values: one definition for form, row, set and verify.

`check` takes the rows of one table as mappings: its own columns under their names (a foreign
key as `speaker_id`), the id, and what `joined` lists (`article__treaty_id`). Nothing here knows
the models; what a rule must know of other rows it asks of `lookups`. The database's constraints
repeat what they can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from geopolitics import dates, quotes, vocabularies

Row = Mapping[str, Any]


class Fault(NamedTuple):
    """What is wrong with a row: its place in the rows given, the column, and why, in words."""

    row: int
    field: str
    message: str


class Lookups(Protocol):
    """What a rule may ask about other rows."""

    def above(self, table: str, child: str, parent: str, ids: set, **where: Any) -> set:
        """Ids that rows of `table` point to by `parent`, where their `child` is one of `ids`."""

    def same_code(self, scheme: str, value: str) -> Iterable[Row]:
        """The codes of this scheme and value: id, actor_id, valid_from, valid_until."""

    def columns(self, table: str) -> Mapping[str, Callable[[str], Any]]:
        """Each column's name, and what raises ValueError for a text that it cannot hold."""

    def has_side_row(self, table: str, owner_id: Any, key: str) -> bool:
        """Whether the record of this id has a side row of this key."""


SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
EID = re.compile(r"(?:art|prov)_[a-z0-9]+(?:-[a-z0-9]+)*")
KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
NUMBER = re.compile(r"[A-Za-z]{0,3}[0-9]{1,7}")
SHA256 = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")

SPANS = {
    "actor": [("began", "ended")],
    "actor_code": [("valid_from", "valid_until")],
    "position": [("began", "ended")],
    "treaty": [("signed", "ended"), ("in_force", "ended")],
    "party": [("signed", "bound_until"), ("bound_from", "bound_until"), ("signed", "consented")],
    "obligation": [("began", "ended")],
    "event": [("began", "ended")],
}
REFERENCE_TREES = {
    "actor": "part_of_id",
    "event": "part_of_id",
    "statement": "responds_to_id",
    "topic": "broader_id",
}
SIDE_SETS = {
    "actor": {
        "names": "actor_name",
        "codes": "actor_code",
        "positions": "position",
        "successions": "succession",
    },
    "treaty": {
        "names": "treaty_name",
        "parties": "party",
        "relations": "treaty_relation",
        "obligations": "obligation",
    },
    "statement": {"targets": "target"},
    "event": {"participants": "participant"},
    "article": {},
}
TARGETS = ("actor", "treaty", "article", "statement", "event")
_JOINED = {
    "position": ("person__kind",),
    "party": ("treaty__nature",),
    "obligation": ("article__treaty_id",),
    "article": ("treaty__slug",),
    "statement": ("capacity__person_id",),
    "citation": ("passage__text", "passage__number", "passage__document__slug"),
}


def joined(table: str) -> tuple[str, ...]:
    """The values of other rows that the rules of this table need beside its own columns."""
    return _JOINED.get(table, ())


def check(table: str, rows: Iterable[Row], lookups: Lookups) -> list[Fault]:
    """All faults of these rows of one table (its name in snake case, `actor_name`)."""
    own = _OWN.get(table)
    faults = []
    for number, row in enumerate(rows):
        for column, message in _shared(table, row):
            faults.append(Fault(number, column, message))
        if table in REFERENCE_TREES:
            for column, message in _tree(table, row, lookups):
                faults.append(Fault(number, column, message))
        if own:
            for column, message in own(row, lookups):
                faults.append(Fault(number, column, message))
    return faults


Faults = Iterator[tuple[str, str]]


def _shared(table: str, row: Row) -> Faults:
    slug = row.get("slug")
    if slug is not None and table != "article" and not SLUG.fullmatch(slug):
        yield "slug", f"“{slug}” is no slug: lower-case letters and digits, joined by hyphens."
    if "key" in row and not KEY.fullmatch(row["key"] or ""):
        yield "key", f"“{row['key']}” is no key: lower-case letters and digits, joined by - or _."
    for began, ended in SPANS.get(table, ()):
        if not _in_order(row.get(began), row.get(ended)):
            yield (
                ended,
                f"“{ended}” ({dates.words(row[ended])}) is before “{began}” "
                f"({dates.words(row[began])}).",
            )
    url = row.get("url")
    if url and not re.match(r"https?://[^\s/]+", url):
        yield "url", "An address begins with http:// or https://."
    language = row.get("language")
    if language and not LANGUAGE.fullmatch(language):
        yield "language", f"“{language}” is no language code: write en, ko or zh-Hant."


def _in_order(began: str | None, ended: str | None) -> bool:
    if not began or not ended:
        return True
    try:
        first, last = dates.parse(began).earliest, dates.parse(ended).latest
    except dates.NotADate:
        return True  # the column's own fault says so
    return first is None or last is None or first <= last


def _tree(table: str, row: Row, lookups: Lookups) -> Faults:
    column = REFERENCE_TREES[table]
    parent, own = row.get(column), row.get("id")
    if parent is None or own is None:
        return
    if _reaches({parent}, own, lambda ids: lookups.above(table, "id", column, ids)):
        name = column.removesuffix("_id")
        yield name, f"“{name.replace('_', ' ')}” would close a circle back to this record."


def _reaches(start: set, goal: Any, above: Callable[[set], set]) -> bool:
    seen: set = set()
    step = set(start)
    while step:
        if goal in step:
            return True
        seen |= step
        step = above(step) - seen
    return False


def _actor(row: Row, lookups: Lookups) -> Faults:
    if row["unnamed"] and row["kind"] != "person":
        yield "unnamed", "Only a person can be an office holder whom the source does not name."
    if row["collective"] and row["kind"] != "group":
        yield "collective", "A plural that the source does not enumerate is of the kind group."


def _actor_code(row: Row, lookups: Lookups) -> Faults:
    scheme, value = row["scheme"], row["value"]
    pattern = vocabularies.CODE_PATTERNS.get(scheme)
    if pattern and not re.fullmatch(pattern, value, re.ASCII):
        yield "value", f"“{value}” is no {scheme} code."
        return
    for other in lookups.same_code(scheme, value):
        if other["id"] != row.get("id") and _overlap(row, other):
            yield "value", f"{scheme} {value} is held by two rows on the same day."
            return


def _overlap(one: Row, other: Row) -> bool:
    """Whether two validities share a day for certain (adjoining or blurred ends do not)."""
    (a, b), (c, d) = _validity(one), _validity(other)
    return a < d and c < b


def _validity(row: Row) -> tuple[str, str]:
    start, end = row.get("valid_from"), row.get("valid_until")
    try:
        first = dates.parse(start).latest if start else None
        last = dates.parse(end).earliest if end else None
    except dates.NotADate:
        return "9999-12-31", "0001-01-01"
    return first or "0001-01-01", last or "9999-12-31"


def _position(row: Row, lookups: Lookups) -> Faults:
    if row.get("person__kind") not in (None, "person"):
        yield "person", "A position is held by a person."


def _succession(row: Row, lookups: Lookups) -> Faults:
    one, other = row.get("predecessor_id"), row.get("successor_id")
    if one is None or other is None:
        return
    if one == other:
        yield "successor", "An actor does not succeed itself."
        return

    def above(ids: set) -> set:
        return lookups.above("succession", "predecessor_id", "successor_id", ids)

    if _reaches({other}, one, above):
        yield "successor", "The successor comes before the predecessor elsewhere: a circle."


def _treaty(row: Row, lookups: Lookups) -> Faults:
    if row["end_reason"] != "not stated" and not row["ended"]:
        yield (
            "ended",
            "An end reason needs a date: where the source gives none, the day by which it "
            "had ended, such as “by 19 July 2024”.",
        )


def _party(row: Row, lookups: Lookups) -> Faults:
    adopting, nature = row["role"] == "adopting body", row.get("treaty__nature")
    if nature == "other instrument" and not adopting:
        yield "role", "A resolution or declaration has adopting bodies only."
    if nature == "treaty" and adopting:
        yield "role", "Only an instrument that is no treaty has an adopting body."
    if row["role"] == "signatory" and (row["consented"] or row["consent"]):
        yield "role", "Who consented to be bound is a contracting state or a party."
    if row["end_reason"] != "not stated" and not row["bound_until"]:
        yield "bound_until", "An end reason needs the date by which the party was bound no more."


def _treaty_relation(row: Row, lookups: Lookups) -> Faults:
    later, earlier = row.get("treaty_id"), row.get("earlier_id")
    if later is None or earlier is None:
        return
    if later == earlier:
        yield "earlier", "A treaty has no such relation to itself."
        return

    def above(ids: set) -> set:
        return lookups.above("treaty_relation", "treaty_id", "earlier_id", ids, kind=row["kind"])

    if _reaches({earlier}, later, above):
        yield "earlier", f"The earlier treaty already “{row['kind']}” the later one: a circle."


def _obligation(row: Row, lookups: Lookups) -> Faults:
    if row.get("article_id") is not None and row["article__treaty_id"] != row["treaty_id"]:
        yield "article", "The article is of another treaty."
    if row.get("obligor_id") is not None and row["obligor_id"] == row.get("beneficiary_id"):
        yield "beneficiary", "Obligor and beneficiary are two: nobody is bound to itself."


def _article(row: Row, lookups: Lookups) -> Faults:
    if not EID.fullmatch(row["eid"] or ""):
        yield "eid", f"“{row['eid']}” is no element id: art_4, or prov_mutual-defence without one."
    own = row.get("id")

    def above(ids: set) -> set:
        return lookups.above("article", "id", "takes_up", ids)

    if own is not None and _reaches(above({own}), own, above):
        yield "takes_up", "“takes up” closes a circle back to this article."


def _statement(row: Row, lookups: Lookups) -> Faults:
    if row.get("capacity_id") is not None:
        if row.get("capacity_text"):
            yield "capacity_text", "Give the capacity once: as a position, or in words."
        if row.get("speaker_id") != row["capacity__person_id"]:
            yield "capacity", "The position is another person's, not the speaker's."
    if row["translation"] and not row["quote"]:
        yield "translation", "A translation needs the words that it translates."
    if row["translator"] and not row["translation"]:
        yield "translator", "Whose translation? There is none."


def _target(row: Row, lookups: Lookups) -> Faults:
    yield from _one_target(row)
    if row.get("about_statement_id") is not None and (
        row["about_statement_id"] == row.get("statement_id")
    ):
        yield "about_statement", "A statement is not about itself."


def _one_target(row: Row, prefix: str = "about_") -> Faults:
    given = [name for name in TARGETS if row.get(f"{prefix}{name}_id") is not None]
    if len(given) != 1:
        names = ", ".join(TARGETS)
        yield "__all__", f"Choose exactly one of {names}; {len(given)} are given."


def _document(row: Row, lookups: Lookups) -> Faults:
    if row["sha256"] and not SHA256.fullmatch(row["sha256"]):
        yield "sha256", "A SHA-256 is 64 digits and letters a to f."


def _passage(row: Row, lookups: Lookups) -> Faults:
    if not NUMBER.fullmatch(row["number"] or ""):
        yield "number", f"“{row['number']}” is no paragraph number: 7, h1 or b2."
    if not row["text"].strip():
        yield "text", "A passage has words."


def _citation(row: Row, lookups: Lookups) -> Faults:
    yield from _one_target(row, prefix="")
    text = row.get("passage__text")
    if text is not None:
        place = f"¶ {row['passage__number']} of {row['passage__document__slug']}"
        try:
            quotes.locate(text, row["quote"], row["prefix"], row["suffix"])
        except quotes.QuoteError as error:
            yield "quote", f"{place}: {error}"
    yield from _evidence(row, lookups)


def _evidence(row: Row, lookups: Lookups) -> Faults:
    """The path of what a citation proves, `obligations/o2/began`, and the value that it gives."""
    path, value = row["field"], row["value"]
    if not path:
        if value:
            yield "value", "A value needs the field that it is for."
        return
    table = next((name for name in TARGETS if row.get(f"{name}_id") is not None), None)
    if table is None:
        return
    steps = path.split("/")
    column = steps[0] if len(steps) == 1 else None
    if len(steps) > 1 or column in SIDE_SETS[table]:
        side = SIDE_SETS[table].get(steps[0])
        if side is None or len(steps) not in (2, 3):
            yield "field", f"“{path}” names nothing of this {table}: write signed or parties/p1."
            return
        if not lookups.has_side_row(side, row[f"{table}_id"], steps[1]):
            yield "field", f"“{path}”: there is no {steps[0]} row with the key “{steps[1]}”."
            return
        table, column = side, steps[2] if len(steps) == 3 else None
    columns = lookups.columns(table)
    if column is not None and column not in columns:
        yield "field", f"“{path}”: {table.replace('_', ' ')} has no field “{column}”."
    elif value and column is None:
        yield "value", "A value needs one field, such as obligations/o2/began."
    elif value:
        try:
            columns[column](value)
        except ValueError as error:
            yield "value", f"The field cannot hold it: {error}"


_OWN: dict[str, Callable[[Row, Lookups], Faults]] = {
    "actor": _actor,
    "actor_code": _actor_code,
    "position": _position,
    "succession": _succession,
    "treaty": _treaty,
    "party": _party,
    "treaty_relation": _treaty_relation,
    "obligation": _obligation,
    "article": _article,
    "statement": _statement,
    "target": _target,
    "document": _document,
    "passage": _passage,
    "citation": _citation,
}
