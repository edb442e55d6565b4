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
RUNS = 24  # of two and of three words, by which what is alike is found
OF_RUN = 100
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
    """The few paragraphs that share the most runs of two and of three words with the quote."""
    runs = [*_runs(quote, 2), *_runs(quote, 3)]
    if not runs:
        return []
    parts, values = [], []
    for place, run in enumerate(runs):
        sql, given = backend().of_kind([Term(run)], (), (), "passage", OF_RUN)
        parts.append(f"SELECT id FROM ({sql}) AS run_{place}")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS found "
            "GROUP BY id ORDER BY count(*) DESC, id DESC LIMIT %s",
            [*values, ALIKE],
        )
        found = [row[0] for row in cursor.fetchall()]
    return _paragraphs(SearchEntry.objects.filter(pk__in=found)) if found else []


def _runs(quote: str, length: int) -> list[tuple[str, ...]]:
    """Runs of so many words, by their stems, but for those of small words alone; not too many,
    and these from all parts of it."""
    tokens = words.tokens(quote)
    every = [tokens[at : at + length] for at in range(len(tokens) - length + 1)]
    weighty = [run for run in every if not all(token.form in SMALL for token in run)] or every
    found = list(dict.fromkeys(tuple(token.stem for token in run) for run in weighty))
    return found[:: -(-len(found) // RUNS)] if found else []


def _paragraphs(entries: QuerySet[SearchEntry]) -> list[Paragraph]:
    rows = entries.order_by("slug").values_list("record", "shown")
    return [Paragraph(record, *shown["parts"], shown["pieces"]) for record, shown in rows]
