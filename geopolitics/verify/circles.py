"""References that lead back to where they began."""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from geopolitics import rules
from geopolitics.models import model_of

from .failure import Tally
from .reading import BATCH

Edges = dict[Any, set]

# Table, child, parent, and the column within whose values no circle may close.
FAMILIES = (
    *((table, "id", parent, "") for table, parent in rules.REFERENCE_TREES.items()),
    ("succession", "predecessor_id", "successor_id", ""),
    ("treaty_relation", "treaty_id", "earlier_id", "kind"),
    ("article", "id", "takes_up", ""),
)
# Where `rules` puts the fault of a row that closes a circle.
FIELDS = frozenset((table, parent.removesuffix("_id")) for table, child, parent, within in FAMILIES)


def suspects(tally: Tally) -> dict[tuple[str, str, str], Edges]:
    """The references that might close a circle, by (table, parent, value of the column within).

    All others lead to an end, so `rules` need not follow them.
    """
    found = {}
    for table, child, parent, within in FAMILIES:
        columns = (within, child, parent) if within else (child, parent)
        rows = model_of(table).objects.filter(**{f"{parent}__isnull": False})
        rows = rows.order_by(*columns).values_list(*columns)
        edges = ((*("",) * (not within), *row) for row in rows.iterator(chunk_size=BATCH))
        for value, same in itertools.groupby(edges, key=lambda edge: edge[0]):
            found[table, parent, value] = endless(tally, ((a, b) for _, a, b in same))
    return found


def endless(tally: Tally, pairs: Iterable[tuple[int, int]]) -> Edges:
    """The edges that begin where a circle can be reached; `pairs` come in order.

    Depth first. Holds two numbers an edge.
    """
    starts, ends = array("q"), array("q")
    for start, end in pairs:
        starts.append(start)
        ends.append(end)
    tally.looked["circles"] += len(starts)
    state = bytearray(len(starts))  # of each start, at its first edge
    found: Edges = {}
    for root in range(len(starts)):
        if state[root] or (root and starts[root] == starts[root - 1]):
            continue
        state[root] = _OPEN
        path = [(root, root)]  # a start's first edge, and which to follow next
        while path:
            first, edge = path.pop()
            if edge < len(starts) and starts[edge] == starts[first]:
                path.append((first, edge + 1))
                onward = bisect_left(starts, ends[edge])
                if onward == len(starts) or starts[onward] != ends[edge]:
                    continue
                if state[onward] in (_OPEN, _ENDLESS):
                    found.setdefault(starts[first], set()).add(ends[edge])
                elif not state[onward]:
                    state[onward] = _OPEN
                    path.append((onward, onward))
                continue
            state[first] = _ENDLESS if starts[first] in found else _ENDS
            if path and state[first] == _ENDLESS:
                found.setdefault(starts[path[-1][0]], set()).add(starts[first])
    return found


_OPEN, _ENDS, _ENDLESS = 1, 2, 3
