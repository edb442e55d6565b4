"""The index in PostgreSQL: a generated tsvector under GIN, its tokens and places ours."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from .query import Term

TABLE = "geopolitics_searchentry"
LOCK = 0x66696E64  # any number, the same for all who write the index


def condition(
    wanted: Iterable[Term], unwanted: Iterable[Term], marks: Iterable[str], names: bool = False
) -> str:
    """A tsquery: all of these, none of those, and these marks; in names only, if so."""
    weight = "A" if names else ""
    stand = [_term(term, weight) for term in wanted]
    stand += [f"'{mark}'" for mark in marks]
    stand += [f"!({_term(term, '')})" for term in unwanted]
    return " & ".join(stand)


def _term(term: Term, weight: str) -> str:
    *first, last = term.tokens
    star = f"*{weight}" if term.prefix else weight
    steps = [f"'{token}'{_tag(weight)}" for token in first] + [f"'{last}'{_tag(star)}"]
    found = f"({' <-> '.join(steps)})"
    return f"({found} | '{term.form}'{_tag(star)})" if term.form else found


def _tag(letters: str) -> str:
    return f":{letters}" if letters else ""


def newest(condition: str, count: int) -> tuple[str, list]:
    """SQL and parameters that select the ids of the newest entries of which this holds."""
    return (
        f"SELECT id FROM {TABLE} WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s",
        [condition, count],
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
