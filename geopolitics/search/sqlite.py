"""The index in SQLite: an FTS5 table, its tokens ours."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import OperationalError, connection

from .query import Term
from .words import mark

TABLE = "geopolitics_searchwords"


def missing() -> str:
    """What this SQLite lacks, in a sentence; "" where it has all."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE VIRTUAL TABLE temp.search_try USING fts5(word)")
            cursor.execute("DROP TABLE temp.search_try")
    except OperationalError as error:
        return f"This Python's SQLite has no full-text search ({error}): FTS5 must be compiled in."
    return ""


def condition(wanted: Iterable[Term], unwanted: Iterable[Term], marks: Iterable[str]) -> str:
    """What FTS5 is asked: all of these, none of those, and these marks."""
    stand = " AND ".join(_term(term) for term in wanted)
    stand = " AND ".join([f"({stand})", *(f'"{token}"' for token in marks)])
    not_ = " OR ".join(_term(term) for term in unwanted)
    return f"({stand}) NOT ({not_})" if not_ else stand


def _term(term: Term) -> str:
    star = " *" if term.prefix else ""
    found = f'"{" ".join(term.tokens)}"{star}'
    return f'({found} OR "{term.form}" *)' if term.form else found


def newest(condition: str, count: int) -> tuple[str, list]:
    """SQL and parameters that select the ids of the newest entries of which this holds."""
    return (
        f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rowid DESC LIMIT %s",
        [condition, count],
    )


def of_kind(
    wanted: Iterable[Term], unwanted: Iterable[Term], marks: Iterable[str], kind: str, count: int
) -> tuple[str, list]:
    """SQL and parameters that select the ids of entries of a kind of which all this holds."""
    return newest(condition(wanted, unwanted, [*marks, mark(kind)]), count)


def turn() -> None:
    """Writers come one by one: a transaction that writes holds the database already."""


def rebuild() -> None:
    """Make the table of words anew from the entries."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')")


def strays() -> list[int]:
    """Ids of entries whose words are not in the table, or of words without an entry."""
    entries = "SELECT id FROM geopolitics_searchentry"
    held = f"SELECT id FROM {TABLE}_docsize"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({entries} EXCEPT {held}) UNION SELECT * FROM ({held} EXCEPT {entries})"
        )
        return [row[0] for row in cursor.fetchall()]
