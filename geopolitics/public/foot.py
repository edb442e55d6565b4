"""What the foot of every page says: how many quotes were found word for word, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connections, router
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from geopolitics.models import Edition, Verification

SQL = """
    SELECT (SELECT SUM(mark) FROM {edition}), run.at, run.version, run.quotes, run.failed
    FROM (SELECT 1 AS one) AS always LEFT JOIN
        (SELECT at, version, quotes, failed FROM {run} ORDER BY at DESC, id DESC LIMIT 1) AS run
        ON always.one = 1
"""


@dataclass(frozen=True)
class Checked:
    """The newest run of `verify`: when, by which version, over how many quotes."""

    at: datetime
    version: str
    quotes: int
    failed: int


@dataclass(frozen=True)
class Foot:
    """The register's edition (`Edition.current`) and the newest run of `verify`; each None where
    there was none yet."""

    edition: int | None
    checked: Checked | None


def foot() -> Foot:
    """Both in one query, since every page is asked for both."""
    sql = SQL.format(edition=Edition._meta.db_table, run=Verification._meta.db_table)
    with connections[router.db_for_read(Edition)].cursor() as cursor:
        cursor.execute(sql)
        edition, at, *rest = cursor.fetchone()
    if at is None:
        return Foot(edition, None)
    if isinstance(at, str):  # as SQLite keeps it
        at = parse_datetime(at).replace(tzinfo=UTC)
    return Foot(edition, Checked(at, *rest))


def foot_of(request: HttpRequest) -> Foot:
    """As the request has read it already, else read now."""
    if not hasattr(request, "foot"):
        request.foot = foot()
    return request.foot


def checked(run: Verification) -> Checked:
    """A run as the pages tell of it."""
    return Checked(run.at, run.version, run.quotes, run.failed)
