"""Fields where sources differ: what the record holds, and what each source gives."""

from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from geopolitics.changes.names import names
from geopolitics.curation.home import SETTLE
from geopolitics.models import Citation, model_of
from geopolitics.provenance import differing

from .page import page

LIMIT = 100


@staff_member_required
@permission_required(SETTLE, raise_exception=True)
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """The newest of these fields, each with the words of its sources."""
    there = differing.differences()
    shown = there.found[:LIMIT]
    quoted = Citation.objects.select_related("passage__document").in_bulk(
        {given.citation for each in shown for given in each.given}
    )
    slugs = _slugs(shown)
    known = names(slugs.values())
    rows = [
        {
            "difference": each,
            "place": slugs[each.table, each.record],
            "name": known[slugs[each.table, each.record]],
            "given": [(given, quoted[given.citation]) for given in each.given],
        }
        for each in shown
        if (each.table, each.record) in slugs
    ]
    context = {
        "title": "Conflicts between sources",
        "rows": rows,
        "more": len(there.found) - len(shown),
        "looked": None if there.all_read else differing.LOOKED,
    }
    return page(request, "curation/conflicts.html", context)


def _slugs(shown: list[differing.Difference]) -> dict[tuple[str, int], tuple[str, str]]:
    """Each record's table and slug, in a query for each table."""
    found = {}
    for table in {each.table for each in shown}:
        own = {each.record for each in shown if each.table == table}
        rows = model_of(table).objects.filter(pk__in=own).values_list("pk", "slug")
        found |= {(table, pk): (table, slug) for pk, slug in rows}
    return found
