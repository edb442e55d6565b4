"""Lines of what changed, as a page shows them: the record that each is about as a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from geopolitics.exchange.columns import tables
from geopolitics.models import Citation

_TABLES = "|".join(sorted((table.replace("_", " ") for table in tables()), reverse=True))
_BEGIN = re.compile(rf"({_TABLES}) (?:([a-z]+) / )?([a-z0-9_-]+)(?=[ ,:])")


class Line(NamedTuple):
    """`address` is that of the record in whose `name` the line begins, "" where it has none."""

    address: str
    name: str
    rest: str


def lines(told: Iterable[str]) -> list[Line]:
    """Lines of `package.changes`; what they are about was public, so its address tells nothing."""
    found = []
    for line in told:
        begin = _BEGIN.match(line)
        address = _address(*begin.groups()) if begin else ""
        name = begin[0] if address else ""
        found.append(Line(address, name, line[len(name) :]))
    return found


def _address(name: str, target: str | None, slug: str) -> str:
    table = name.replace(" ", "_")
    model = tables()[table]
    if model is Citation:
        table = target or ""
    elif target:
        return ""
    elif model.owner_field:
        table = model._meta.get_field(model.owner_field).related_model.table()
    if table == "article":
        treaty, dashes, eid = slug.partition("--")
        return reverse("public:article", args=[treaty, eid]) if dashes else ""
    return reverse(f"public:{table}", args=[slug]) if table in tables() else ""
