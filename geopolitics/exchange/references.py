"""Which row a reference means: by slug, or by a name or code that is unambiguous on the row's day.

All that a file asks is looked up together: a query for each table and few hundred words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Model

from geopolitics import dates, vocabularies
from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    Article,
    Position,
    Sourced,
    Topic,
    Treaty,
    TreatyName,
)
from geopolitics.models.fields import normalised

from .cells import CellFault, Words
from .columns import CODES, day_columns
from .places import shown
from .rows import Row

FEW = 300
NAMES = {  # else the title
    "actor": ("name", "short_name"),
    "topic": ("name",),
    "article": (),
    "statement": (),
}
FURTHER = {Actor: (ActorName, "actor__slug"), Treaty: (TreatyName, "treaty__slug")}
Day = Callable[[], dates.EDTF | None]


class Bearer(NamedTuple):
    """A row that bears a name or code: its slug, and between which dates; "" is open."""

    slug: str
    began: str = ""
    ended: str = ""
    how: str = ""

    def overlaps(self, day: dates.EDTF) -> bool:
        """Whether the name or code may hold on the day."""
        first, last = dates.bounds(self.began).earliest, dates.bounds(self.ended).latest
        return (not first or not day.latest or first <= day.latest) and (
            not last or not day.earliest or day.earliest <= last
        )

    def covers(self, day: dates.EDTF) -> bool:
        """Whether it holds on each day that the day may be."""
        first, last = dates.bounds(self.began).earliest, dates.bounds(self.ended).latest
        return (not first or (day.earliest or "") >= first) and (
            not last or (day.latest or "9999-12-31") <= last
        )

    def __str__(self) -> str:
        span = [f"from {self.began}"] if self.began else []
        span += [f"until {self.ended}"] if self.ended else []
        return " ".join([self.slug, *span])


@dataclass
class Known:
    """What is known of one table: slugs that are there or come with the file; names; codes."""

    slugs: set[str] = field(default_factory=set)
    names: dict[str, set[Bearer]] = field(default_factory=dict)
    codes: dict[tuple[str, str], set[Bearer]] = field(default_factory=dict)


class References:
    """Answers what the rows of one file refer to."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.known: dict[type[Model], Known] = {}
        asked: dict[type[Model], set[str]] = {}
        for model, words in self._asked():
            if model is Position:
                asked.setdefault(Actor, set()).add(words.text.partition("/")[0])
            else:
                asked.setdefault(model, set()).add(_slug(model, words.text))
        for model, texts in asked.items():
            self.known[model] = Known()
            self._from_file(model)
            self._from_register(model, texts)

    def key(self, model: type[Model], words: Words, day: Day) -> list[str]:
        """The natural key of the row meant. Raises CellFault where none, or more than one, is."""
        if model is Position:
            return self._position(words, day)
        known, text = self.known[model], _slug(model, words.text)
        if text in known.slugs:
            return [text]
        found = self._candidates(model, text)
        if not found:
            raise CellFault(self._unknown(model, text))
        return [_only(text, found, day)]

    def _candidates(self, model: type[Model], text: str) -> set[Bearer]:
        known = self.known[model]
        scheme, colon, value = text.partition(":")
        if model is Actor and colon and scheme in CODES:
            return known.codes.get((scheme, value), set())
        found = set(known.names.get(normalised(text), ()))
        for scheme in CODES if model is Actor else ():
            found |= known.codes.get((scheme, text), set())
        return found

    def _unknown(self, model: type[Model], text: str) -> str:
        said = f"no {model.table().replace('_', ' ')} has the slug, name or code “{shown(text)}”"
        if re.fullmatch("[0-9]+", text) and any(
            slug.lstrip("0") == text for slug in self.known[model].slugs
        ):
            said += " (a spreadsheet may have taken its leading zeros)"
        return f"{said}: write the slug of one that is there or comes with the file."

    def _position(self, words: Words, day: Day) -> list[str]:
        person, slash, key = words.text.partition("/")
        if not slash or not key:
            raise CellFault("a position is written person/key, such as kim-jong-un/president.")
        found = (*self.key(Actor, Words(person.strip()), day), key.strip())
        if found not in self._positions:
            raise CellFault(f"{found[0]} has no position with the key “{shown(found[1])}”.")
        return list(found)

    @cached_property
    def _positions(self) -> set[tuple[str, str]]:
        """(person, key) of each position that the file asks for or brings."""
        own = [row for row in self.rows if row.model is Position]
        found = {(row.given("person").text, row.given("key")) for row in own if row.given("person")}
        asked = [words.text for model, words in self._asked() if model is Position]
        for some in _few(text.partition("/")[2].strip() for text in asked):
            rows = Position.objects.filter(key__in=some).order_by()
            found |= set(rows.values_list("person__slug", "key"))
        return found

    def day_of(self, row: Row) -> dates.EDTF | None:
        """The day of a row: its own, else that of its record in the file or the register."""
        found = row.day()
        if found is not None:
            return found
        model, slug = _record(row)
        text = self._days.get((model, slug), "")
        return dates.parse(text) if text else None

    @cached_property
    def _days(self) -> dict[tuple[type[Model], str], str]:
        wanted: dict[type[Model], set[str]] = {}
        for row in self.rows:
            if row.day() is None:
                model, slug = _record(row)
                wanted.setdefault(model, set()).add(slug)
        found: dict[tuple[type[Model], str], str] = {}
        for model, slugs in wanted.items():
            names = day_columns(model)
            for some in _few(slugs) if names else ():
                rows = model.objects.filter(slug__in=some).values_list("slug", *names)
                for slug, *days in rows:
                    found[model, slug] = next((day for day in days if day), "")
        for row in self.rows:
            if issubclass(row.model, Sourced) and (day := row.day()) is not None:
                found[row.model, row.given("slug") or ""] = day.text
        return found

    def _asked(self) -> Iterator[tuple[type[Model], Words]]:
        for row in self.rows:
            columns = row.sheet.by_header
            for header, value in row.values.items():
                related = columns[header].related if header in columns else None
                if isinstance(value, Words):
                    yield related, value
                elif isinstance(value, list) and related is not None:
                    yield from ((related, words) for words in value)

    def _from_file(self, model: type[Model]) -> None:
        known = self.known[model]
        for row in self.rows:
            if row.model is model:
                slug = own_slug(row)
                if not slug:
                    continue
                known.slugs.add(slug)
                texts = [row.given(name) for name in NAMES.get(model.table(), ("title",))]
                texts += [words.text for words in row.given("aliases") or ()]
                span = row.given("began") or "", row.given("ended") or ""
                for text in filter(None, texts):
                    known.names.setdefault(text, set()).add(Bearer(slug, *span))
                for scheme in CODES if model is Actor else ():
                    for words in row.given(scheme) or ():
                        bearer = Bearer(slug, how=scheme)
                        known.codes.setdefault((scheme, words.text), set()).add(bearer)
            elif row.model is ActorCode and model is Actor and row.given("actor"):
                span = row.given("valid_from") or "", row.given("valid_until") or ""
                code = row.given("scheme") or "", row.given("value") or ""
                bearer = Bearer(row.given("actor").text, *span, how=code[0])
                known.codes.setdefault(code, set()).add(bearer)
            elif model in FURTHER and row.model is FURTHER[model][0]:
                owner, name = row.given(model.table()), row.given("name")
                if owner and name:
                    known.names.setdefault(name, set()).add(Bearer(owner.text))

    def _from_register(self, model: type[Model], texts: set[str]) -> None:
        known = self.known[model]
        for some in _few(texts):
            known.slugs.update(
                model.objects.filter(slug__in=some).order_by().values_list("slug", flat=True)
            )
        others = {normalised(text) for text in texts} - known.slugs
        span = ("began", "ended") if model is Actor else ()
        for some in _few(others):
            for name in NAMES.get(model.table(), ("title",)):
                rows = model.objects.filter(**{f"{name}__in": some})
                for text, *bearer in rows.values_list(name, "slug", *span):
                    known.names.setdefault(text, set()).add(Bearer(*bearer))
            if model in FURTHER:
                further, owner = FURTHER[model]
                spans = [f"{model.table()}__{each}" for each in span]
                rows = further.objects.filter(name__in=some)
                for text, *bearer in rows.values_list("name", owner, *spans):
                    known.names.setdefault(text, set()).add(Bearer(*bearer))
        if model is Actor:
            self._codes(others)

    def _codes(self, texts: set[str]) -> None:
        codes = self.known[Actor].codes
        values = {text.partition(":")[2] if _scheme(text) else text for text in texts}
        given = {key for key in codes if key[1] in values}
        for some in _few(values):
            rows = ActorCode.objects.filter(value__in=some)
            columns = ("scheme", "value", "actor__slug", "valid_from", "valid_until")
            for scheme, value, slug, began, ended in rows.values_list(*columns):
                holders = codes.setdefault((scheme, value), set())
                told = {holder.slug for holder in holders} if (scheme, value) in given else set()
                if slug not in told:  # the file itself tells the validity anew
                    holders.add(Bearer(slug, began, ended, scheme))


def own_slug(row: Row) -> str:
    """The slug of a record's row; an article's follows from its treaty and element id."""
    slug = row.given("slug") or ""
    if not slug and row.model is Article and row.given("treaty") and row.given("eid"):
        slug = f"{row.given('treaty').text}--{row.given('eid')}"
    return slug


def _record(row: Row) -> tuple[type[Model], str]:
    """(model, slug as written) of the record that a row is, or belongs to."""
    if issubclass(row.model, Sourced | Topic):
        return row.model, row.given("slug") or ""
    for name in row.model.owner_fields():
        words = row.given(name)
        if isinstance(words, Words):
            return row.model._meta.get_field(name).related_model, words.text
    return row.model, ""


def _slug(model: type[Model], text: str) -> str:
    """What is looked up: of an article, `treaty/art_4` is `treaty--art_4`."""
    return text.replace("/", "--", 1) if model is Article else text


def _scheme(text: str) -> str:
    scheme, colon, _ = text.partition(":")
    return scheme if colon and scheme in vocabularies.CODE_SCHEMES else ""


def _only(text: str, found: set[Bearer], day: Day) -> str:
    """The slug of the only candidate on the day. Raises CellFault, with all of them."""
    slugs = {bearer.slug for bearer in found}
    limited = any(bearer.how and (bearer.began or bearer.ended) for bearer in found)
    if len(slugs) == 1 and not limited:
        return slugs.pop()
    on = day()
    if on is not None:
        fits = {bearer for bearer in found if bearer.overlaps(on)}
        sure = {bearer.slug for bearer in fits if not bearer.how or bearer.covers(on)}
        if len({bearer.slug for bearer in fits}) == 1 and sure:
            return sure.pop()
    listed = "; ".join(sorted(str(bearer) for bearer in found))
    when = f"on {on.text}" if on is not None else "without a day in the row"
    raise CellFault(f"“{shown(text)}” is not one actor or record {when}: {listed}. Write the slug.")


def _few(texts: Iterable[str]) -> Iterator[list[str]]:
    texts = sorted(texts)
    for start in range(0, len(texts), FEW):
        yield texts[start : start + FEW]
