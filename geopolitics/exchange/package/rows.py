"""The public rows of each table as cells of CSV, read as they come, so that memory is flat."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, ManyToManyField, Model, Q, QuerySet, TextField
from django.db.models.functions import Collate

from geopolitics.exchange import cells
from geopolitics.exchange.columns import Column, sheet_of
from geopolitics.models import Citation, Document, Passage, Register

from .excerpts import FULL, Excerpts, cited

BATCH = 1000
BY_BYTES = {"sqlite": "BINARY", "postgresql": "C"}


def columns(model: type[Register]) -> list[Column]:
    """The columns of a table's sheet that are public, and of those the ones that people write."""
    return [c for c in sheet_of(model).own if c.field is None or c.name in model.public_fields]


def rows(model: type[Register], excerpts: Excerpts) -> Iterator[list[str]]:
    """The public rows of a table in the order of their keys, by the same rule on any database."""
    chosen = columns(model)
    paths = [_paths(column) for column in chosen]
    flat = list(dict.fromkeys(itertools.chain(["pk"], *paths, _beside(model))))
    found = _ordered(_public(model)).values_list(*flat)
    coming = (dict(zip(flat, row, strict=True)) for row in found.iterator(chunk_size=BATCH))
    while batch := list(itertools.islice(coming, BATCH)):
        sets = {c.name: _sets(model, c.field, batch) for c in chosen if c.kind == "set"}
        if model in (Passage, Citation):
            batch = _excerpted(model, batch, excerpts)
        for row in batch:
            yield [
                cells.as_text(_cell(row, column, of, sets))
                for column, of in zip(chosen, paths, strict=True)
            ]


def _public(model: type[Register]) -> QuerySet:
    """The rows that are public; of a document that is excerpts only, the passages cited."""
    found = model.objects.public()
    if model is Passage:
        return found.filter(Q(document__rights=FULL) | Q(cited()))
    if model is Citation:
        return found.filter(passage__document__status="published")
    return found


def _beside(model: type[Register]) -> tuple[str, ...]:
    """What is read of a row beside its cells."""
    if model is Citation:
        return ("passage", "start", "end", "passage__document__rights")
    return ("document__rights",) if model is Passage else ()


def _paths(column: Column) -> tuple[str, ...]:
    """The look-ups whose values make a cell; none of a set."""
    if column.kind == "set":
        return ()
    if column.field is None:  # the document of a citation's passage
        return ("passage__document__slug",)
    if column.kind == "passage":
        return (f"{column.name}__number",)
    if column.kind == "reference":
        return tuple(f"{column.name}__{path}" for path in column.related.natural)
    return (column.name,)


def _ordered(found: QuerySet) -> QuerySet:
    """By natural key, texts by their bytes: a database's own order of words differs."""
    collation = BY_BYTES[connection.vendor]
    order = []
    for term in found.by_natural_key().query.order_by:
        if isinstance(term, Case) or not _is_text(found.model, term):
            order.append(term)
        else:
            order.append(Collate(F(term), collation))
    return found.order_by(*order)


def _is_text(model: type[Model], path: str) -> bool:
    first, _, rest = path.partition("__")
    field = model._meta.get_field(first)
    return _is_text(field.related_model, rest) if rest else isinstance(field, CharField | TextField)


def _sets(
    model: type[Register], field: ManyToManyField, batch: list[dict]
) -> dict[int, list[list[str]]]:
    """The public members of a set of these rows, by row."""
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = field.remote_field.through.objects.filter(**{f"{own}__in": [r["pk"] for r in batch]})
    pairs = list(links.order_by().values_list(own, other))
    slugs: dict[int, str] = {}
    members = sorted({member for _, member in pairs})
    for start in range(0, len(members), BATCH):
        public = field.related_model.objects.public()
        some = public.filter(pk__in=members[start : start + BATCH])
        slugs |= dict(some.order_by().values_list("pk", "slug"))
    found = defaultdict(list)
    for pk, member in pairs:
        if member in slugs:
            found[pk].append([slugs[member]])
    return {pk: sorted(each) for pk, each in found.items()}


def _excerpted(
    model: type[Register], batch: list[dict[str, Any]], excerpts: Excerpts
) -> list[dict[str, Any]]:
    """The rows with what is visible in place of what is not."""
    passage, rights = ("pk", "document__rights")
    if model is Citation:
        passage, rights = ("passage", "passage__document__rights")
    seen = excerpts.of(row[passage] for row in batch if row[rights] != FULL)
    for row in batch:
        excerpt = seen.get(row[passage])
        if excerpt is None:
            continue
        if model is Passage:
            row |= {"text": excerpt.text, "section": ""}
        else:
            place = (row["start"], row["end"])
            prefix, suffix = excerpt.context(row["quote"], place, row["prefix"], row["suffix"])
            row |= {"prefix": prefix, "suffix": suffix}
    return batch


def _cell(row: dict, column: Column, paths: tuple[str, ...], sets: dict[str, dict]) -> Any:
    if column.kind == "set":
        return cells.write(sets[column.name].get(row["pk"], []))
    if len(paths) == 1:
        return cells.write(row[paths[0]])
    key = [row[path] for path in paths]
    return "" if key[0] is None else cells.write(key)


def sources() -> list[dict[str, str]]:
    """The published documents, as the descriptor of a package names its sources."""
    order = Collate(F("slug"), BY_BYTES[connection.vendor])
    documents = Document.objects.public().order_by(order).values_list("title", "url")
    return [{"title": title, **({"path": url} if url else {})} for title, url in documents]
