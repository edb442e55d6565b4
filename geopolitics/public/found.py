"""A hit as a row of the page of results: its name, the words found, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from geopolitics import vocabularies
from geopolitics.models import SearchEntry
from geopolitics.public.places import paragraph
from geopolitics.search import Query
from geopolitics.search.marking import Piece, excerpt, marked, places

WHOLE = 600  # a quote up to this long is shown whole
QUOTES = 2
CODES = {
    "treaty": ("form", vocabularies.TREATY_FORMS),
    "actor": ("kind", vocabularies.ACTOR_KINDS),
    "statement": ("act", vocabularies.ACTS),
    "event": ("kind", vocabularies.EVENT_KINDS),
    "document": ("kind", vocabularies.DOCUMENT_KINDS),
}


@dataclass
class Words:
    """Words of a source, marked; where they stand, if not on the record's own page."""

    pieces: list[Piece]
    address: str = ""
    number: str = ""


@dataclass
class Row:
    """What the list of results shows of one hit."""

    kind: str
    address: str
    label: list[Piece]
    number: str = ""
    beside: str = ""
    said: list[Piece] = field(default_factory=list)
    code: str = ""
    of: str = ""
    of_address: str = ""
    date: str = ""
    by: str = ""
    factuality: str = ""
    occurrence: str = ""
    names: list[list[Piece]] = field(default_factory=list)
    text: list[Piece] = field(default_factory=list)
    quotes: list[Words] = field(default_factory=list)


def row(entry: SearchEntry, query: Query) -> Row:
    """The entry as a row, what the query sought marked in it."""
    shown, kind = entry.shown, entry.kind
    found = Row(kind, address(entry), marked(shown["label"], query), date=shown.get("date", ""))
    if kind in CODES:
        name, codes = CODES[kind]
        found.code = codes[shown[name]].label
    for name, usual in (("factuality", "stated"), ("occurrence", "happened")):
        value = shown.get(name, usual)
        setattr(found, name, "" if value == usual else value)
    if kind == "article":
        found.of = shown["treaty"]
        found.of_address = reverse("public:treaty", args=[shown["parts"][0]])
    elif kind == "statement":
        office = ", ".join(shown[name] for name in ("office", "body") if shown.get(name))
        found.beside = office or shown.get("capacity", "")
        said = [shown.get("said", ""), shown.get("translation", "")]
        words = next((text for text in said if text and places(text, query)), said[0])
        found.said = marked(words, query)
        if not found.said:
            found.text = marked(shown.get("summary", "") or found.code, query)
    elif kind == "document":
        by = [*shown.get("authors", ())[:3], shown.get("publisher", "")]
        found.by = ", ".join(name for name in by if name)
    elif kind == "passage":
        found.number = shown["parts"][1]
        found.quotes = [_words(text, query) for text in _sought(shown["pieces"], query)]
    found.names = [
        marked(name, query)
        for name in [*shown.get("names", ()), *shown.get("codes", ())]
        if name != shown["label"] and places(name, query)
    ]
    if kind != "passage":
        _prove(found, shown, query)
    return found


def _prove(found: Row, shown: dict[str, Any], query: Query) -> None:
    """The quotes that hold the words sought; failing them, the register's own words that do."""
    if not any(piece.found for piece in found.said):
        said = {shown["label"], *shown.get("names", ())}
        cited = reversed(shown.get("quotes", ()))
        quotes = {text: place for text, *place in cited if text not in said}
        for text in _sought(list(reversed(quotes)), query):
            document, number = quotes[text]
            place = paragraph(document, number, text)
            found.quotes.append(_words(text, query, place, number))
    if not found.quotes and not found.text and not found.said:
        for name in ("text", "summary"):
            if pieces := excerpt(shown.get(name, ""), query):
                found.text = pieces
                return


def _sought(texts: list[str], query: Query) -> list[str]:
    """Those in which most of what was sought stands, in their order."""
    ranked = sorted(texts, key=lambda text: -len(places(text, query)))
    chosen = {text for text in ranked[:QUOTES] if places(text, query)}
    return [text for text in dict.fromkeys(texts) if text in chosen]


def _words(text: str, query: Query, place: str = "", number: str = "") -> Words:
    pieces = marked(text, query) if len(text) <= WHOLE else excerpt(text, query)
    return Words(pieces, place, number)


def address(entry: SearchEntry) -> str:
    """Where the hit is read."""
    parts = entry.shown.get("parts")
    if entry.kind == "article":
        return reverse("public:article", args=parts)
    if entry.kind == "passage":
        return paragraph(*parts)
    return reverse(f"public:{entry.kind}", args=[entry.slug])
