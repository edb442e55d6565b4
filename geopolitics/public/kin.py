"""The instruments to which a treaty leads by what renews, supersedes or takes up what."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from django.db import connections
from django.db.models import QuerySet

from geopolitics.models import Article, Treaty, TreatyRelation

STEPS = 12
MOST = 24

# Both ways, so that an index made for the join finds either end; a pair is met once at each step.
SQL = """
WITH RECURSIVE
link(later, earlier) AS ({links}),
near(one, other) AS (
    SELECT later, earlier FROM link UNION SELECT earlier, later FROM link
),
kin(id, step) AS (
    SELECT CAST(%s AS bigint), 0
    UNION
    SELECT near.other, kin.step + 1 FROM kin JOIN near ON near.one = kin.id WHERE kin.step < %s
)
SELECT kin.id, min(kin.step) AS steps FROM kin JOIN {treaties} AS treaty ON treaty.id = kin.id
GROUP BY kin.id, treaty.slug ORDER BY steps, treaty.slug LIMIT %s
"""


def kin(treaty: Treaty) -> tuple[list[int], bool]:
    """Primary keys of the treaty and of the nearest instruments about it, through STEPS steps at
    most; and whether there are more than MOST. In one query."""
    links = _relations().union(_taken_up())
    sql, params = links.query.get_compiler(links.db).as_sql()
    sql = SQL.format(
        links=sql, treaties=connections[links.db].ops.quote_name(Treaty._meta.db_table)
    )
    with connections[links.db].cursor() as cursor:
        cursor.execute(sql, [*params, treaty.pk, STEPS, MOST + 1])
        found = [pk for pk, _ in cursor.fetchall()]
    return found[:MOST], len(found) > MOST


def _relations() -> QuerySet:
    rows = TreatyRelation.objects.public().filter(earlier__in=Treaty.objects.public())
    return rows.order_by().values_list("treaty_id", "earlier_id")


def _taken_up() -> QuerySet:
    shown = Article.objects.public()
    rows = Article.takes_up.through.objects.filter(from_article__in=shown, to_article__in=shown)
    return rows.order_by().values_list("from_article__treaty_id", "to_article__treaty_id")


def in_order(treaties: Iterable[Treaty], follows: Iterable[tuple[int, int]]) -> list[Treaty]:
    """The treaties in time; none before one that it follows, by pairs of later and earlier."""
    by_pk = {treaty.pk: treaty for treaty in treaties}
    sorter = TopologicalSorter(dict.fromkeys(by_pk, ()))
    for later, earlier in follows:
        if later in by_pk and earlier in by_pk and later != earlier:
            sorter.add(later, earlier)
    try:
        sorter.prepare()
    except CycleError:  # of relations of two kinds, each without one
        return sorted(by_pk.values(), key=_when)
    found, ready = [], list(sorter.get_ready())
    while ready:
        first = min(ready, key=lambda pk: _when(by_pk[pk]))
        ready.remove(first)
        found.append(by_pk[first])
        sorter.done(first)
        ready += sorter.get_ready()
    return found


def _when(treaty: Treaty) -> tuple[str, str]:
    return (treaty.signed_latest or treaty.signed_earliest or "9999", treaty.slug)
