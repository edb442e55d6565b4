"""`datapackage.json`: what the package's tables are, by the models' own words.

Data Package 2.0, https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import UniqueConstraint

from geopolitics import rules
from geopolitics.exchange.columns import SEPARATOR, Column, sheet_of, vocabulary_of
from geopolitics.models import Article, Citation, Passage, Register

from .rows import columns

NAME = "geopolitics"
TITLE = "Geopolitics: a register of treaties and of what is said and done about them"
PROFILE = "https://datapackage.org/profiles/2.0"
CC_BY = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
OF_OTHERS = {
    "name": "other-closed",
    "title": "The words are their publishers', quoted here: see “rights” of each document",
}
DESCRIPTION = (
    "Treaties, their articles, parties and obligations, actors, statements and events. Each record "
    "rests on quotes (table citation) that stand word for word in the passages of documents."
)
KINDS = {
    "date": "A date in EDTF (ISO 8601-2): 2024-07-11, 2024-07, 2024, 199X, about 2024~, uncertain "
    "2024?, or one day of a range, [..2024-07-19]. Empty: not stated by any source held.",
    "flag": "yes or no.",
    "position": "A position, written person/key.",
}


@dataclass(frozen=True)
class Member:
    """A table as it stands in the archive: its bytes, their SHA-256, how many rows it has."""

    model: type[Register]
    size: int
    sha256: str
    rows: int

    @property
    def path(self) -> str:
        return f"{self.model.table()}.csv"


def descriptor(
    members: Iterable[Member], sources: Iterable[Mapping[str, str]], version: str = ""
) -> bytes:
    """The descriptor as JSON; `version` is the name of a release."""
    documents = list(sources)
    found: dict[str, Any] = {
        "$schema": f"{PROFILE}/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        **({"version": version} if version else {}),
        "licenses": [CC_BY],
        "keywords": ["treaties", "alliances", "obligations", "international relations"],
        **({"sources": documents} if documents else {}),
        "resources": [_resource(member) for member in members],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def about(model: type[Register]) -> str:
    """What a row of the table is, in one sentence."""
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def title(model: type[Register]) -> str:
    return str(model._meta.verbose_name_plural).capitalize()


def described(column: Column) -> str:
    """What a column holds, in words."""
    said = [column.note] if column.note else []
    vocabulary = vocabulary_of(column)
    if vocabulary is not None and not column.note:
        said.append(vocabulary.note)
    if column.kind == "set":
        said.append(f"Slugs of {title(column.related).lower()}, joined by “{SEPARATOR}”.")
    elif column.kind == "passage":
        said.append("The number of a passage of the document.")
    elif column.related is not None and len(column.related.natural) > 1:
        said.append(KINDS["position"])
    elif column.related is not None:
        said.append(f"The slug of {_an(column.related)}.")
    elif column.kind in KINDS:
        said.append(KINDS[column.kind])
    return " ".join(said)


def _an(model: type[Register]) -> str:
    name = str(model._meta.verbose_name)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _resource(member: Member) -> dict[str, Any]:
    model = member.model
    return {
        "name": model.table(),
        "type": "table",
        "path": member.path,
        "title": title(model),
        "description": about(model),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": member.size,
        "hash": f"sha256:{member.sha256}",
        **({"licenses": [OF_OTHERS]} if model is Passage else {}),
        "schema": _schema(model),
    }


def _schema(model: type[Register]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "$schema": f"{PROFILE}/tableschema.json",
        "fields": [_field(model, column) for column in columns(model)],
    }
    unique = _unique(model)
    if model is Citation:  # its key is unique in its record, which is one of five
        unique = [[target, "key"] for target in rules.TARGETS]
    else:
        found["primaryKey"] = list(sheet_of(model).key_headers)
    if unique:
        found["uniqueKeys"] = unique
    if links := list(_links(model)):
        found["foreignKeys"] = links
    found["missingValues"] = [""]
    return found


def _unique(model: type[Register]) -> list[list[str]]:
    """What else is unique in the table, where every column of it is always filled."""
    if model is Article:
        return [["treaty", "eid"]]
    names = {column.header: column for column in columns(model)}
    return [
        list(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
        and "key" not in constraint.fields
        and all(name in names and names[name].required for name in constraint.fields)
        and set(constraint.fields) != set(sheet_of(model).key_headers)
    ]


def _links(model: type[Register]) -> Iterable[dict[str, Any]]:
    for column in columns(model):
        if column.kind == "passage":
            own, other = ["document", column.header], ["document", "number"]
            yield _link(own, Passage, other)
        elif column.kind == "reference" and len(column.related.natural) == 1:
            yield _link([column.header], column.related, list(column.related.natural))


def _link(own: list[str], model: type[Register], other: list[str]) -> dict[str, Any]:
    return {"fields": own, "reference": {"resource": model.table(), "fields": other}}


def _field(model: type[Register], column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required or _names(model, column) else {}
    found: dict[str, Any] = {"name": column.header, "title": _titled(column), "type": "string"}
    if described(column):
        found["description"] = described(column)
    if column.kind == "flag":
        found |= {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    elif column.kind == "number":
        found["type"] = "integer"
    elif column.kind == "set":
        found |= {"type": "list", "delimiter": SEPARATOR, "itemType": "string"}
    elif column.kind == "choice":
        found["categories"] = [{"value": v, "label": label} for v, label in column.field.choices]
        limits["enum"] = column.choices
    elif (most := getattr(column.field, "max_length", None)) and column.related is None:
        limits["maxLength"] = most + 1 if column.kind == "text" else most  # a ' may stand before
    return {**found, **({"constraints": limits} if limits else {})}


def _names(model: type[Register], column: Column) -> bool:
    """Whether the column is part of what names a row."""
    return model is not Citation and column.header in sheet_of(model).key_headers


def _titled(column: Column) -> str:
    said = str(column.field.verbose_name) if column.field is not None else column.header
    return said[:1].upper() + said[1:]
