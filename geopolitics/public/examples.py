"""The coding manual's worked examples: records of the register, with the words they rest on.

They are read from the register as it stands. One whose record is not public, or whose words are
not cited for it any more, is left out, and the rule stands without it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from geopolitics import dates
from geopolitics.models import (
    RECORDS,
    Obligation,
    Participant,
    Party,
    Record,
    SideRow,
    Target,
)
from geopolitics.models.fields import EDTFField
from geopolitics.models.standing import Standing

from .sources import Source, Sources

JOINED = {"article": ("treaty",), "statement": ("speaker", "capacity__body")}
SIDES = {
    "obligations": (Obligation, ("obligor", "beneficiary", "article")),
    "parties": (Party, ("actor",)),
    "participants": (Participant, ("actor",)),
    "targets": (
        Target,
        ("holder", "about_treaty", "about_article", "about_event", "about_actor"),
    ),
}


@dataclass(frozen=True)
class Example:
    """A record, the `path` of the words that are shown (as citations name it; of several the
    longest), and the `fields` that say how it was coded.

    `side` is the side row (`obligations/defence`) that these are of, "" for the record's own;
    `day` is one on which its standing is told.
    """

    kind: str
    slug: str
    path: str = ""
    fields: tuple[str, ...] = ()
    side: str = ""
    day: datetime.date | None = None


@dataclass
class Held:
    """An example as the register holds it."""

    record: Record
    source: Source
    facts: list[tuple[str, str]] = field(default_factory=list)
    day: str = ""
    standing: Standing | None = None


EXAMPLES = {
    "quote": Example("event", "kim-jong-un-visits-russia", "", ("kind", "began")),
    "signatory": Example(
        "treaty", "russia-dprk-2024", "parties/russia", ("role",), "parties/russia"
    ),
    "adopting": Example(
        "treaty",
        "unsc-resolutions",
        "parties/united-nations-security-council",
        ("actor", "role"),
        "parties/united-nations-security-council",
    ),
    "supplied": Example("treaty", "united-states-japan", "", ("title", "form")),
    "trigger": Example(
        "treaty",
        "russia-dprk-2024",
        "obligations/defence/trigger",
        ("kind", "obligor", "beneficiary", "article"),
        "obligations/defence",
    ),
    "absent": Example(
        "treaty",
        "russia-dprk-2000",
        "obligations/defence",
        ("kind", "present"),
        "obligations/defence",
    ),
    "cooperation": Example(
        "treaty",
        "russia-dprk-2024",
        "obligations/space-and-nuclear",
        ("kind", "note"),
        "obligations/space-and-nuclear",
    ),
    "one_verb": Example("statement", "south-korea-calls-pact-a-threat", "", ("speaker", "act")),
    "request": Example(
        "statement", "yoon-on-russian-interests", "", ("speaker", "capacity", "act")
    ),
    "attributed": Example(
        "statement", "mishra-on-japanese-alarm", "", ("about", "stance", "holder"), "targets/pact"
    ),
    "unnamed_speaker": Example(
        "statement", "report-on-kishida-meeting", "", ("speaker", "factuality", "made")
    ),
    "absence": Example(
        "event", "senior-officials-attend-banquet", "", ("occurrence", "part_of", "began")
    ),
    "possible": Example("event", "south-korea-arms-ukraine", "", ("occurrence", "factuality")),
    "forecast": Example(
        "event", "russia-dprk-defence-cooperation-grows", "", ("occurrence", "factuality")
    ),
    "reported": Example("event", "russia-dprk-mutual-assistance", "", ("occurrence", "factuality")),
    "unnamed": Example("actor", "belarus-president", "", ("name", "kind", "unnamed")),
    "decade": Example("treaty", "ussr-dprk-1961", "ended", ("ended", "end_reason")),
    "reckoned": Example("treaty", "china-dprk-1961", "signed", ("signed",)),
    "bounded": Example("event", "earlier-russian-visit-to-north-korea", "began", ("began",)),
    "this_year": Example("statement", "report-on-kishida-meeting", "made", ("made",)),
    "standing": Example(
        "treaty",
        "ussr-dprk-1961",
        "ended",
        ("signed", "in_force", "ended", "end_reason"),
        day=datetime.date(1985, 1, 1),
    ),
    "signed_only": Example(
        "treaty",
        "russia-dprk-2024",
        "signed",
        ("signed", "in_force"),
        day=datetime.date(2024, 7, 19),
    ),
}


def held(examples: dict[str, Example]) -> dict[str, Held]:
    """Those of the examples that the register holds, by name; the queries do not grow with them."""
    records = _records(examples.values())
    sources = Sources([], records.values())
    rows = _sides(examples.values(), records)
    found = {}
    for name, example in examples.items():
        record = records.get((example.kind, example.slug))
        row = rows.get((example.kind, example.slug, example.side)) if example.side else record
        marks = sources.marks(record, example.path) if record else []
        if not marks or row is None:
            continue
        facts = [_fact(row, name) for name in example.fields]
        words = max((mark.source for mark in marks), key=lambda source: len(source.citation.quote))
        found[name] = Held(record, words, facts)
        if example.day:
            found[name].day = example.day.isoformat()
            found[name].standing = record.status_on(example.day)
    return found


def _records(examples: Iterable[Example]) -> dict[tuple[str, str], Record]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        wanted[example.kind].add(example.slug)
    return {
        (model.table(), row.slug): row
        for model in RECORDS
        if model.table() in wanted
        for row in model.objects.public()
        .filter(slug__in=wanted[model.table()])
        .select_related(*JOINED.get(model.table(), ()))
    }


def _sides(
    examples: Iterable[Example], records: dict[tuple[str, str], Record]
) -> dict[tuple[str, str, str], SideRow]:
    wanted: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for example in examples:
        if example.side and (example.kind, example.slug) in records:
            side, _, key = example.side.partition("/")
            wanted[side].add((example.kind, example.slug, key))
    found = {}
    for side, places in wanted.items():
        model, joined = SIDES[side]
        owners = {records[kind, slug].pk: (kind, slug) for kind, slug, _ in places}
        rows = model.objects.public().filter(
            **{f"{model.owner_field}__in": owners, "key__in": {key for *_, key in places}}
        )
        for row in rows.select_related(*joined):
            kind, slug = owners[getattr(row, f"{model.owner_field}_id")]
            found[kind, slug, f"{side}/{row.key}"] = row
    return found


def _fact(row: Any, name: str) -> tuple[str, str]:
    """A field's label and its value in words."""
    if name == "about":
        return "Target", str(row.about)
    column = row._meta.get_field(name)
    label = str(column.verbose_name)
    value = getattr(row, name)
    if isinstance(column, EDTFField):
        said = dates.words(value) if value else ""
    elif isinstance(value, bool):
        said = "yes" if value else "no"
    elif column.choices:
        said = getattr(row, f"get_{name}_display")()
    else:
        said = str(value) if value is not None else ""
    return label[:1].upper() + label[1:], said
