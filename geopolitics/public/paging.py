"""Lists a page at a time by keyset: no OFFSET and no COUNT, so that a deep page costs no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

SIZE = 50
AT_ONCE = 200
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")


@dataclass
class Page:
    """Rows of a list; `next` is the slug after which the next page begins, `fault` says why the
    place asked for is none."""

    rows: list
    next: str = ""
    fault: str = ""
    first: bool = True


def page(rows: QuerySet, order: Combinable | str, after: str = "") -> Page:
    """The rows behind the one of slug `after`, in order and then by slug."""
    rows = rows.annotate(rank=F(order) if isinstance(order, str) else order)
    rows = rows.order_by("rank", "slug")
    found, fault = None, ""
    if after:
        if SLUG.fullmatch(after):
            found = rows.filter(slug=after).values_list("rank", flat=True).first()
        if found is None:
            fault = "No record of this list has the address asked for; the list begins anew here."
        else:
            rows = rows.filter(Q(rank__gt=found) | Q(rank=found, slug__gt=after))
    taken = list(rows[: SIZE + 1])
    more = taken[SIZE - 1].slug if len(taken) > SIZE else ""
    return Page(taken[:SIZE], more, fault, found is None)
