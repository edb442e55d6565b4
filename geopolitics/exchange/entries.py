"""Rows of values as what they say of the register: columns by name, references as natural keys."""

from __future__ import annotations

from typing import Any

from geopolitics import rules
from geopolitics.changes import load
from geopolitics.models import Article, Citation, Document, Passage

from .cells import EMPTY, CellFault, Words
from .columns import Column
from .places import Faults, shown
from .plans import Entry
from .references import References, own_slug
from .rows import Row


class Reader:
    """Turns the rows of one file into entries; what is wrong goes to `faults`."""

    def __init__(self, rows: list[Row], faults: Faults) -> None:
        self.rows, self.faults = rows, faults
        self.references = References(rows)
        self._said: dict[tuple, Row] = {}
        self.passages = self._passages()

    def fault(self, row: Row, header: str, what: str) -> None:
        self.faults.add(what, sheet=row.label, row=row.number, column=header)

    def entries(self) -> list[tuple[Entry, dict[str, Any]]]:
        """Each row's own entry, and the values of its short ways with references resolved."""
        found = []
        for row in self.rows:
            short = {column.header: column for column in row.sheet.short}
            fields, headers, extra = {}, {}, {}
            for column in row.sheet.own:
                if column.header in row.values and column.field is not None:
                    self._fill(row, column, fields, headers)
            for header, column in short.items():
                if header in row.values:
                    extra[header] = self._resolved(row, column, row.values[header])
            if self._named(row, fields) and self._once(row, fields):
                found.append((Entry(row, row.model, fields, headers), extra))
        return found

    def passage(self, row: Row, document: list[str] | None, number: str) -> list[str] | None:
        """The natural key of a passage named by its document and number, if it is there."""
        if document is None:
            self.fault(row, "document", "a passage needs its document, by slug.")
            return None
        key = (document[0], number)
        if key not in self.passages:
            same = [n for slug, n in self.passages if slug == key[0] and n.lstrip("0") == number]
            lost = f"; “{same[0]}” is there: has a spreadsheet taken its zeros?" if same else "."
            self.fault(
                row,
                "passage",
                f"{shown(document[0])} has no passage numbered “{shown(number)}”{lost}",
            )
            return None
        return list(key)

    def _fill(self, row: Row, column: Column, fields: dict, headers: dict) -> None:
        name, value = column.name, row.values[column.header]
        headers[name] = column.header
        if column.kind == "passage" and value is not EMPTY:
            document = self._resolved(row, row.sheet.by_header["document"], row.given("document"))
            fields[name] = self.passage(row, document, value)
        elif value is EMPTY:
            if name in ("status", "key", "position") or (name == "slug" and own_slug(row)):
                return  # never emptied: as it stands, or as a new row begins
            try:
                fields[name] = column.empty_value()
            except LookupError:
                self.fault(row, column.header, "the column may not be empty.")
        else:
            value = self._resolved(row, column, value)
            if value is not None:
                fields[name] = value

    def _resolved(self, row: Row, column: Column, value: Any) -> Any:
        """The value with its references as natural keys; None where one is no reference."""
        if value is EMPTY:
            return EMPTY
        related = column.related
        if related is None or value is None:
            return [words.text for words in value] if isinstance(value, list) else value
        one = isinstance(value, Words)
        keys = []
        for words in [value] if one else value:
            try:
                keys.append(
                    self.references.key(related, words, lambda: self.references.day_of(row))
                )
            except CellFault as fault:
                self.fault(row, column.header, str(fault))
        if one:
            return keys[0] if keys else None
        return self._distinct(row, column, keys)

    def _distinct(self, row: Row, column: Column, keys: list[list[str]]) -> list[list[str]]:
        for key in keys:
            if keys.count(key) > 1:
                self.fault(row, column.header, f"two of these words mean “{'/'.join(key)}”.")
                break
        return keys

    def _named(self, row: Row, fields: dict[str, Any]) -> bool:
        """Whether the row says which row of the register it is, or what a new one hangs on."""
        model = row.model
        if model is Article:
            return self._article(row, fields)
        if model is Citation:
            given = [name for name in rules.TARGETS if row.given(name)]
            if len(given) != 1:
                self.fault(
                    row,
                    given[1] if given else "",
                    f"a citation supports exactly one record; {len(given)} are given.",
                )
            return len(given) == 1 and fields.get(given[0]) is not None
        for path in model.natural:
            name = path.partition("__")[0]
            if name != "key" and fields.get(name) in (None, ""):
                if row.given(name) is None and name not in self._told(row):
                    self.fault(row, name, f"it names the row: a {row.sheet.table} needs it.")
                return False
        return True

    def _told(self, row: Row) -> set[str]:
        places = (row.label, row.number)
        return {f.column for f in self.faults.found if (f.sheet, f.row) == places}

    def _article(self, row: Row, fields: dict[str, Any]) -> bool:
        slug, treaty, eid = row.given("slug"), fields.get("treaty"), fields.get("eid")
        made = f"{treaty[0]}--{eid}" if treaty and eid else None
        if slug and made and slug != made:
            self.fault(row, "slug", f"of this treaty and element id it would be “{made}”.")
        if not slug and not made:
            if not self._told(row):
                self.fault(row, "eid", "an article is named by treaty and eid, or by its slug.")
            return False
        fields["slug"] = slug or made
        return True

    def _once(self, row: Row, fields: dict[str, Any]) -> bool:
        """Whether no earlier row of the file has the same key, or says the very same."""
        model = row.model
        if "key" in model.natural and not fields.get("key"):
            key = (model, None, repr(sorted(fields.items(), key=lambda item: item[0])))
        else:
            key = (model, tuple(load.natural_key(model, fields)))
        earlier = self._said.setdefault(key, row)
        if earlier is row:
            return True
        place = f"row {earlier.number}"
        if earlier.label != row.label:
            place += f" of sheet {earlier.label}"
        name = row.sheet.key_headers[-1] if key[1] is not None else ""
        said = f"“{'/'.join(key[1])}” stands" if key[1] is not None else "the same row stands"
        self.fault(row, name, f"{said} in {place} already: keep one of them.")
        return False

    def _passages(self) -> set[tuple[str, str]]:
        """(document, number) of each passage of the documents that the file names."""
        wanted, found = set(), set()
        for row in self.rows:
            if row.model is Passage:
                words, number = row.given("document"), row.given("number")
                if words and number:
                    found |= {(slug, number) for slug in self._document(row, words)}
            elif row.given("passage") and isinstance(row.given("document"), Words):
                wanted |= self._document(row, row.given("document"))
        live = Passage.objects.filter(document__slug__in=wanted).order_by()
        return found | set(live.values_list("document__slug", "number"))

    def _document(self, row: Row, words: Words) -> set[str]:
        try:
            return {self.references.key(Document, words, lambda: None)[0]}
        except CellFault:
            return set()
