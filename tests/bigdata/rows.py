"""Rows of ../shared/data as what the register can hold, and the way that they are written."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils.text import slugify

from geopolitics import dates
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, ActorCode, Document, Passage

DATA = Path(__file__).parents[3] / "shared" / "data"
REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
Row = dict[str, str]


def rows_of(name: str) -> Iterator[tuple[int, Row]]:
    """The rows of a file with their line numbers, without characters that no column takes."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            yield number, {key: clean(value or "") for key, value in row.items()}


def clean(text: str) -> str:
    return REFUSED.sub(" ", unicodedata.normalize("NFC", text)).strip()


def words(row: Row, *names: str) -> str:
    """A row, or some of its columns that stand together, as its passage has them."""
    return "\n".join(f"{name}: {row[name]}" for name in (names or row))


def day(text: str) -> str:
    """The date, where the register can hold it and it is no stand-in for "open"; else ""."""
    if text in ("", "NA") or text.startswith("9999"):
        return ""
    try:
        return dates.parse(text).text
    except dates.NotADate:
        return ""


def in_order(began: str, ended: str) -> str:
    """The end, where it is not before the beginning; else ""."""
    if not (began and ended):
        return ended
    first, last = dates.parse(began).earliest, dates.parse(ended).latest
    return ended if first is None or last is None or first <= last else ""


class Slugs:
    """Slugs that nobody has yet, from words."""

    def __init__(self, taken: set[str]) -> None:
        self._taken, self._times = taken, Counter()

    def new(self, *parts: str) -> str:
        base = slugify("-".join(parts).replace("_", "-"))[:120].strip("-") or "x"
        slug = base
        while slug in self._taken:
            self._times[base] += 1
            slug = f"{base}-{self._times[base] + 1}"
        self._taken.add(slug)
        return slug


class States:
    """Actors by the codes that data sets name them by; a code may pass to another on a day."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], list[tuple[str, str, Actor]]] = {}
        for code in ActorCode.objects.select_related("actor").order_by("actor__slug", "key"):
            span = (code.valid_from_earliest or "", code.valid_until_latest or "9999", code.actor)
            self._held.setdefault((code.scheme, code.value), []).append(span)
        names = dict(rows_of("state_codes.csv"))
        self._iso3 = {row["iso_alpha2"]: row["iso_alpha3"] for row in names.values()}
        self._cow = {row["iso_alpha3"]: row["cow_code"] for row in names.values()}

    def by_cow(self, number: str, on: str = "") -> Actor | None:
        return self._on("cow", number, on or date.today().isoformat())

    def by_iso3(self, code: str, on: str = "") -> Actor | None:
        on = on or date.today().isoformat()
        return self._on("cow", self._cow.get(code, ""), on) or self._on("iso3", code, on)

    def by_iso2(self, code: str, on: str) -> Actor | None:
        return self.by_iso3(self._iso3.get(code, ""), on)

    def _on(self, scheme: str, value: str, on: str) -> Actor | None:
        found = self._held.get((scheme, value), ())
        return next((actor for since, until, actor in found if since <= on <= until), None)


def document(slug: str, title: str, published: str = "") -> Document:
    """The published document that a data set is."""
    with change_set(way="import", message=f"Big data: {title}"):
        made = Document(
            slug=slug,
            title=title,
            kind="data set",
            rights="excerpts only",
            published=published,
            status="published",
        )
        made.save()
    return made


def passage(document: Document, number: int, row: Row) -> Passage:
    """The row of that line, as a passage."""
    return Passage(document=document, number=str(number), position=number, text=words(row))


def write(rows: list) -> list:
    """Write new rows of one table in the open change set; what is written."""
    if rows:
        type(rows[0]).objects.insert_all(rows)
    return rows
