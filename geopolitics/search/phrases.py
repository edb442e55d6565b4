"""Paragraphs found by words in their order: those that hold a phrase, those that are like it.

Only what the index holds is looked at, which is what the public may see of each paragraph.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from geopolitics.models import SearchEntry

from . import words
from .backend import backend
from .query import PHRASE, SMALL, Term

CANDIDATES = 500  # paragraphs that hold the phrase, the newest
PAIRS = 24  # of neighbouring words, by which what is alike is found
OF_PAIR = 100
ALIKE = 8


class Paragraph(NamedTuple):
    """A passage by its key, the slug of its document, its number, and what may be shown of it."""

    passage: int
    document: str
    number: str
    pieces: list[str]


def holding(quote: str) -> list[Paragraph]:
    """Paragraphs in which these words, or others of the same stems, follow one another.

    So whatever holds the quote letter by letter is among them, unless more than the cap are
    newer, or it stands behind the first thousands of words of its paragraph.
    """
    stems = [token.stem for token in words.tokens(quote)]
    if len(stems) > 4:  # what is cut at an edge may be another word there
        stems = stems[1:-1]
    if not stems:
        return []
    sql, given = backend().of_kind([Term(tuple(stems[:PHRASE]))], (), (), "passage", CANDIDATES)
    return _paragraphs(SearchEntry.objects.filter(pk__in=RawSQL(sql, given)))


def like(quote: str) -> list[Paragraph]:
    """The few paragraphs that share the most pairs of neighbouring words with the quote."""
    pairs = _pairs(quote)
    if not pairs:
        return []
    parts, values = [], []
    for place, pair in enumerate(pairs):
        sql, given = backend().of_kind([Term(pair)], (), (), "passage", OF_PAIR)
        parts.append(f"SELECT id FROM ({sql}) AS pair_{place}")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS found "
            "GROUP BY id ORDER BY count(*) DESC, id DESC LIMIT %s",
            [*values, ALIKE],
        )
        found = [row[0] for row in cursor.fetchall()]
    return _paragraphs(SearchEntry.objects.filter(pk__in=found)) if found else []


def _pairs(quote: str) -> list[tuple[str, str]]:
    """Neighbouring words, by their stems, but for those that are both small; not too many, and
    these from all parts of it."""
    tokens = words.tokens(quote)
    both = list(zip(tokens, tokens[1:], strict=False))
    weighty = [two for two in both if not all(token.form in SMALL for token in two)] or both
    found = list(dict.fromkeys((a.stem, b.stem) for a, b in weighty))
    return found[:: -(-len(found) // PAIRS)] if found else []


def _paragraphs(entries: QuerySet[SearchEntry]) -> list[Paragraph]:
    rows = entries.order_by("slug").values_list("record", "shown")
    return [Paragraph(record, *shown["parts"], shown["pieces"]) for record, shown in rows]
