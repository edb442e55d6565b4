"""The index in PostgreSQL: a generated tsvector under GIN, its tokens and places ours."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from .query import Term

TABLE = "geopolitics_searchentry"
LOCK = 0x66696E64  # any number, the same for all who write the index


def missing() -> str:
    """Nothing: PostgreSQL has all that search needs."""
    return ""


def condition(wanted: Iterable[Term], unwanted: Iterable[Term], marks: Iterable[str]) -> str:
    """A tsquery: all of these, none of those, and these marks."""
    stand = [_term(term) for term in wanted]
    stand += [f"'{mark}'" for mark in marks]
    stand += [f"!({_term(term)})" for term in unwanted]
    return " & ".join(stand)


def _term(term: Term) -> str:
    star = ":*" if term.prefix else ""
    found = " <-> ".join(f"'{token}'" for token in term.tokens) + star
    return f"(({found}) | '{term.form}':*)" if term.form else f"({found})"


def newest(condition: str, count: int) -> tuple[str, list]:
    """SQL and parameters that select the ids of the newest entries of which this holds."""
    return (
        f"SELECT id FROM {TABLE} WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s",
        [condition, count],
    )


def of_kind(
    wanted: Iterable[Term], unwanted: Iterable[Term], marks: Iterable[str], kind: str, count: int
) -> tuple[str, list]:
    """SQL and parameters that select the ids of entries of a kind of which all this holds.

    By the column and in its order: of common words the first rows of the index suffice.
    """
    return (
        f"SELECT id FROM {TABLE} WHERE kind = %s AND vector @@ %s::tsquery "
        "ORDER BY id DESC LIMIT %s",
        [kind, condition(wanted, unwanted, marks), count],
    )


def turn() -> None:
    """Wait until no other transaction writes the index, so that each sees what the last wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def rebuild() -> None:
    """The database generates its part itself; what it knows of the words is counted anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")


def strays() -> list[int]:
    """None: the database generates its part itself."""
    return []
