"""The words that prove each changed field, as a proposal would leave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geopolitics import rules
from geopolitics.models import Citation, Document, Operation

from .names import names

Owner = tuple[str, str]


@dataclass(frozen=True)
class Proof:
    """A citation: its words, where they stand, the value they give, and what becomes of it.

    `fate` is same, new, changed or gone.
    """

    quote: str
    place: str
    value: str
    fate: str


Proofs = dict[Owner, dict[str, list[Proof]]]


def beside(operations: Iterable[Operation]) -> Proofs:
    """The proofs of each record touched, by the path of what they prove (`parties/p1/signed`).

    The record is named as it is before the operations: (table, slug).
    """
    operations = list(operations)
    found: dict[tuple[Owner, str], tuple[dict[str, Any], str]] = {}
    for owner, key, columns in _live({(o.owner_table, o.owner_slug) for o in operations}):
        found[owner, key] = (columns, "same")
    for operation in operations:
        if operation.table != Citation.table():
            continue
        place = ((operation.owner_table, operation.owner_slug), operation.key[-1])
        old = found.get(place, (operation.before, ""))[0]
        fate = {"insert": "new", "update": "changed", "delete": "gone"}[operation.action]
        found[place] = ({**old, **operation.after}, fate)
    cited = [columns.get("passage") or ("", "") for columns, _ in found.values()]
    known = names((Document.table(), slug) for slug, _ in cited)
    proofs: Proofs = {}
    for (owner, _), (columns, fate) in found.items():
        slug, number = columns.get("passage") or ("", "")
        place = f"¶ {number} of {known.get((Document.table(), slug), slug)}"
        proof = Proof(columns["quote"], place, columns.get("value", ""), fate)
        proofs.setdefault(owner, {}).setdefault(columns.get("field", ""), []).append(proof)
    return proofs


def _live(owners: set[Owner]) -> Iterable[tuple[Owner, str, dict[str, Any]]]:
    for table in rules.TARGETS:
        slugs = {slug for name, slug in owners if name == table}
        if not slugs:
            continue
        rows = Citation.objects.filter(**{f"{table}__slug__in": slugs}).order_by("key")
        names = (f"{table}__slug", "key", "quote", "field", "value")
        for slug, key, quote, field, value, *passage in rows.values_list(
            *names, "passage__document__slug", "passage__number"
        ):
            columns = {"quote": quote, "field": field, "value": value, "passage": passage}
            yield (table, slug), key, columns
