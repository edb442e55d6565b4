"""The short ways of a record's row: one citation, a statement's targets, an actor's names, codes.

A list in a cell is the whole of what it lists: of a statement's own targets (those without a
holder) on treaties, of an actor's aliases, of its codes of one scheme without limits of validity.
What is there and not listed is taken away, unless the side table's own sheet in the same file has
it; an absent column changes nothing. A citation is only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geopolitics import rules
from geopolitics.changes import load
from geopolitics.changes.snapshot import of_owners
from geopolitics.models import ActorCode, ActorName, Citation, Register, Target

from .cells import EMPTY
from .columns import ABOUT, CITATION, CODES
from .entries import Reader
from .plans import Entry

Extra = dict[str, Any]
Removal = tuple[Entry, str, Register]  # the entry, the column, the live row


class Short:
    """What the short ways of all rows of a file come to."""

    def __init__(self, reader: Reader, mains: list[tuple[Entry, Extra]]) -> None:
        self.reader = reader
        self.entries: list[Entry] = []
        self.removals: list[Removal] = []
        self.told = {
            (entry.model, tuple(load.natural_key(entry.model, entry.fields)))
            for entry, _ in mains
            if entry.model in (Target, ActorName, ActorCode) and entry.fields.get("key")
        }
        self.live: dict[type[Register], dict[str, list[Register]]] = {}
        for model, headers in ((Target, ABOUT), (ActorName, ("aliases",)), (ActorCode, CODES)):
            self._look_up(model, headers, mains)
        for entry, extra in mains:
            self._citation(entry, extra)
            self._targets(entry, extra)
            self._aliases(entry, extra)
            for scheme in CODES:
                self._codes(entry, extra, scheme)

    def _look_up(
        self, model: type[Register], headers: Iterable[str], mains: list[tuple[Entry, Extra]]
    ) -> None:
        """The live side rows of the records whose row uses one of these columns."""
        owners = {
            entry.fields["slug"]
            for entry, extra in mains
            if entry.model is model._meta.get_field(model.owner_field).related_model
            and any(header in extra for header in headers)
        }
        found = self.live.setdefault(model, {})
        for row in of_owners(model, [(slug,) for slug in owners]):
            found.setdefault(row.natural_key()[0], []).append(row)

    def _citation(self, entry: Entry, extra: Extra) -> None:
        given = {h: extra[h] for h in CITATION if h in extra and extra[h] not in (EMPTY, None)}
        row = entry.row
        if entry.model.table() not in rules.TARGETS:
            return
        if not any(row.given(header) for header in CITATION):
            return
        for header in ("document", "passage", "citation_quote"):
            if not row.given(header):
                self.reader.fault(row, header, "one citation in a row needs this column as well.")
                return
        if "document" not in given:
            return  # its own fault is told
        passage = self.reader.passage(row, given["document"], given["passage"])
        if passage is None:
            return
        fields = {entry.model.table(): [entry.fields["slug"]], "passage": passage}
        headers = {"passage": "passage"}
        for header, name in CITATION.items():
            if name != "passage" and header in given:
                fields[name] = given[header]
            headers.setdefault(name, header)
        self.entries.append(Entry(row, Citation, fields, headers, main=False))

    def _targets(self, entry: Entry, extra: Extra) -> None:
        if entry.model.table() != "statement":
            return
        own = [row for row in self._held(Target, entry) if row.holder_id is None]
        stance = extra.get("stance")
        named = 0
        for header, name in ABOUT.items():
            if header not in extra:
                continue
            slugs = [key[0] for key in _listed(extra[header])]
            named += len(slugs)
            held = {getattr(row, name).slug: row for row in own if getattr(row, f"{name}_id")}
            for slug in slugs:
                fields: dict[str, Any] = {"statement": [entry.fields["slug"]], name: [slug]}
                if stance not in (None, EMPTY):
                    fields["stance"] = stance
                self._put(entry, Target, fields, {name: header, "stance": "stance"}, held.get(slug))
            self._take(entry, header, held, slugs)
        if stance not in (None, EMPTY) and not named:
            self.reader.fault(entry.row, "stance", "a stance needs a target in the same row.")

    def _aliases(self, entry: Entry, extra: Extra) -> None:
        if "aliases" not in extra:
            return
        names = _listed(extra["aliases"])
        held = {row.name: row for row in self._held(ActorName, entry) if row.kind == "alias"}
        for name in names:
            fields = {"actor": [entry.fields["slug"]], "name": name, "kind": "alias"}
            self._put(entry, ActorName, fields, {"name": "aliases"}, held.get(name))
        self._take(entry, "aliases", held, names)

    def _codes(self, entry: Entry, extra: Extra, scheme: str) -> None:
        if scheme not in extra:
            return
        values = _listed(extra[scheme])
        held = {r.value: r for r in self._held(ActorCode, entry) if r.scheme == scheme}
        for value in values:
            fields = {"actor": [entry.fields["slug"]], "scheme": scheme, "value": value}
            headers = {"value": scheme, "scheme": scheme}
            self._put(entry, ActorCode, fields, headers, held.get(value))
        limitless = {v: r for v, r in held.items() if not (r.valid_from or r.valid_until)}
        self._take(entry, scheme, limitless, values)

    def _held(self, model: type[Register], entry: Entry) -> list[Register]:
        return self.live[model].get(entry.fields["slug"], [])

    def _put(
        self,
        entry: Entry,
        model: type[Register],
        fields: dict[str, Any],
        headers: dict[str, str],
        live: Register | None,
    ) -> None:
        if live is not None:
            fields["key"] = live.key
        self.entries.append(Entry(entry.row, model, fields, headers, main=False))

    def _take(
        self, entry: Entry, header: str, held: dict[str, Register], listed: Iterable[str]
    ) -> None:
        listed = set(listed)
        self.removals += [
            (entry, header, row)
            for name, row in held.items()
            if name not in listed and (type(row), row.natural_key()) not in self.told
        ]


def _listed(value: Any) -> list[Any]:
    return [] if value in (None, EMPTY) else value
