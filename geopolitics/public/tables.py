"""Lists and search as tables to take away: a row for each record of a page, with the quote on
which it rests.

A citation's columns are named as imports name them. Null, in CSV an empty cell, says that no
source held states it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from geopolitics import dates
from geopolitics.models import Actor, Article, Document, Event, Sourced, Statement, Topic, Treaty
from geopolitics.public.counting import CAP
from geopolitics.public.facets import SHOWN, Named
from geopolitics.public.found import Row as Found
from geopolitics.public.narrowing import Narrowed
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources
from geopolitics.public.takeaway import Table
from geopolitics.search import Results
from geopolitics.search.marking import Piece

Cells = dict[str, Any]
Columns = dict[str, Callable[[Any, Any, Cells], Any]]
PROOF = (
    "citation_quote",
    "document",
    "document_title",
    "passage",
    "citation_address",
    "further_quotes",
)
FOUND = (
    "kind",
    "name",
    "record_address",
    "passage",
    "of",
    "by",
    "capacity",
    "code",
    "date",
    "date_words",
    "factuality",
    "occurrence",
    "also_named",
    "said",
    "text",
    "citation_quotes",
    "citation_addresses",
)
TOPIC = ("slug", "record_address", "name", "broader", "depth")


def of_list(request: HttpRequest, model: type[Sourced], shown: Cells) -> Table:
    """A page of a list; `shown` is what its template is given."""
    asked: Narrowed = shown["list"]
    columns = LISTED[model]
    proven = "sources" in shown
    rows = []
    for row in shown["rows"]:
        record = _record(row, model)
        cells = {name: read(record, row, shown) for name, read in columns.items()}
        proof = _proof(request, shown["sources"], record) if proven else {}
        rows.append(_row(request, record) | cells | proof)
    following = shown["page"].next
    more = {
        "total": asked.total,
        "next": absolute(request, asked.address(after=following)) if following else None,
        "facets": _facets(asked),
    }
    names = ("slug", "record_address", *columns, *(PROOF if proven else ()))
    return Table(names, [_told(row) for row in rows], more)


def of_topics(request: HttpRequest, ordered: Iterable[tuple[int, Topic]]) -> Table:
    """The tree of topics, in its order; `depth` is 1 at its top."""
    ordered = list(ordered)
    slugs = {topic.pk: topic.slug for _, topic in ordered}
    rows = [
        _row(request, topic)
        | {"name": topic.name, "broader": slugs.get(topic.broader_id), "depth": depth}
        for depth, topic in ordered
    ]
    return Table(TOPIC, rows, {"total": f"{len(rows):,}", "next": None})


def of_search(
    request: HttpRequest, results: Results, found: Iterable[Found], following: str
) -> Table:
    """A page of what was found; of quotes, the words that hold what was sought."""
    more = {
        "total": f"over {CAP:,}" if results.total.more else f"{results.total.number:,}",
        "next": absolute(request, following) if following else None,
        "meant": results.meant or None,
        "facets": {
            "kind": [
                {"value": kind, "rows": count.number, "capped": count.more}
                for kind, count in results.kinds.items()
                if count.number
            ],
            **{
                name: [
                    {
                        "value": each.slug,
                        "label": each.label,
                        "rows": each.count.number,
                        "capped": each.count.more,
                    }
                    for each in facets
                ]
                for name, facets in (("topic", results.topics), ("document", results.documents))
            },
        },
    }
    return Table(FOUND, [_told(_hit(request, row)) for row in found], more)


def _hit(request: HttpRequest, row: Found) -> Cells:
    return {
        "kind": row.kind,
        "name": _plain(row.label),
        "record_address": absolute(request, row.address),
        "passage": row.number,
        "of": row.of,
        "by": row.by,
        "capacity": row.beside,
        "code": row.code,
        "date": row.date,
        "date_words": _words(row.date),
        "factuality": row.factuality,
        "occurrence": row.occurrence,
        "also_named": [_plain(name) for name in row.names],
        "said": _plain(row.said),
        "text": _plain(row.text),
        "citation_quotes": [_plain(quote.pieces) for quote in row.quotes],
        "citation_addresses": [
            absolute(request, quote.address or row.address) for quote in row.quotes
        ],
    }


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(" […] " if piece.gap else piece.text for piece in pieces).strip()


def _record(row: Any, model: type[Sourced]) -> Sourced:
    """The record of a row as the page of its kind has it: alone, first, or under its name."""
    if isinstance(row, model):
        return row
    return row[model.table()] if isinstance(row, dict) else row[0]


def _row(request: HttpRequest, record: Sourced | Topic) -> Cells:
    return {"slug": record.slug, "record_address": absolute(request, record.get_absolute_url())}


def _told(row: Cells) -> Cells:
    return {name: None if value == "" else value for name, value in row.items()}


def _proof(request: HttpRequest, sources: Sources, record: Sourced) -> Cells:
    """The quote that the list shows first for the record, where it stands, and the others."""
    found = [mark.source for mark in sources.lede(record)]
    if not found:
        return {}
    first = found[0].citation
    return {
        "citation_quote": first.quote,
        "document": first.passage.document.slug,
        "document_title": first.passage.document.title,
        "passage": first.passage.number,
        "citation_address": absolute(request, found[0].address),
        "further_quotes": [source.citation.quote for source in found[1:]],
    }


def _facets(asked: Narrowed) -> Cells:
    """The values that the page offers; `more` where it offers the commonest only, `capped` where
    only the first rows of the list were counted."""
    found = {}
    for facet in asked.kind.facets:
        tallies = asked.counted.values.get(facet.name, [])
        if facet.name in asked.given or (len(tallies) > 1 and not facet.quiet):
            found[facet.name] = {
                "label": facet.label,
                "capped": asked.counted.capped,
                "more": len(tallies) > SHOWN,
                "values": [
                    {
                        "value": each.value,
                        "label": facet.said(each.value) if facet.all() else each.label,
                        "rows": each.rows,
                    }
                    for each in tallies[:SHOWN]
                ],
            }
    return found


def _own(*names: str) -> Columns:
    """Fields of the record as they are held."""
    return {name: lambda record, row, shown, n=name: getattr(record, n) for name in names}


def _dates(*names: str) -> Columns:
    """Dates as they are held (EDTF), each followed by the same in words."""
    found: Columns = {}
    for name in names:
        found |= _own(name)
        found[f"{name}_words"] = lambda record, row, shown, n=name: _words(getattr(record, n))
    return found


def _words(value: str) -> str:
    return dates.words(value) if value else ""


def _linked(name: str) -> Columns:
    """The record that a foreign key leads to."""
    return {
        name: lambda record, row, shown: str(getattr(record, name) or ""),
        f"{name}_slug": lambda record, row, shown: getattr(getattr(record, name), "slug", ""),
    }


def _several(name: str, of: Callable[[Any], list[Named]]) -> Columns:
    return {
        name: lambda record, row, shown: [each.label for each in of(row)],
        f"{name}_slugs": lambda record, row, shown: [each.value for each in of(row)],
    }


def _standing(name: str) -> Columns:
    return {name: lambda record, row, shown: getattr(row["standing"], name)}


LISTED: dict[type[Sourced], Columns] = {
    Treaty: {
        **_own("title", "title_supplied", "nature", "form"),
        **_dates("signed", "in_force", "ended"),
        **_standing("status"),
        "status_on": lambda record, row, shown: shown["asked"].day.isoformat(),
        **_standing("reason"),
        **_standing("last_attested"),
        **_several("parties", lambda row: row["every"]),
    },
    Article: {
        "name": lambda record, row, shown: str(record),
        **_linked("treaty"),
        **_own("eid", "number", "label", "summary"),
    },
    Actor: {
        **_own("name", "kind", "unnamed", "collective"),
        **_linked("part_of"),
        **_dates("began", "ended"),
    },
    Statement: {
        **_linked("speaker"),
        "capacity": lambda record, row, shown: str(record.capacity or record.capacity_text),
        **_dates("made"),
        **_own("act"),
        "stances": lambda record, row, shown: row[1],
        **_own("quote", "summary", "factuality"),
    },
    Event: {
        **_own("title", "kind"),
        **_dates("began", "ended"),
        **_own("place", "occurrence", "factuality"),
        **_several("participants", lambda row: row["every"]),
    },
    Document: {
        **_own("title", "kind"),
        **_several("authors", lambda row: [Named(each.slug, each.name) for each in row[1]]),
        **_linked("publisher"),
        **_dates("published"),
        **_own("rights"),
    },
}
