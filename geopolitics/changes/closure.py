"""What may be public: a published record rests on words, and points to published records only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet

from geopolitics import quotes
from geopolitics.models import (
    RECORDS,
    REGISTER,
    Article,
    Citation,
    Obligation,
    Passage,
    Register,
    Sourced,
    Statement,
    Treaty,
)

Owners = Iterable[tuple[type[Sourced], Any]]


@dataclass(frozen=True)
class Fault:
    """A published row that may not be public as it stands.

    `record` is whose row it is; `blocked_by` the unpublished record it points to, if any.
    """

    table: str
    key: tuple[str, ...]
    message: str
    record: Sourced
    blocked_by: Sourced | None = None

    def __str__(self) -> str:
        return f"{self.table} {' / '.join(self.key)}: {self.message}"


class NotClosed(ValidationError):
    """What was to be public would not be closed; `faults` says where, one by one."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__([str(fault) for fault in faults])


def require(owners: Owners) -> None:
    """Check the records touched and all that point to them. Raises NotClosed."""
    faults = list(check(owners))
    if faults:
        raise NotClosed(faults)


def check(owners: Owners | None = None) -> Iterator[Fault]:
    """The faults of these records and of what points to them; of the whole register if None.

    The number of queries depends on the tables, not on the rows.
    """
    touched: dict[type[Sourced], set] | None = None
    if owners is not None:
        touched = {}
        for model, pk in owners:
            touched.setdefault(model, set()).add(pk)
    yield from _open_ends(touched)
    yield from _without_words(touched)
    if touched is not None:  # over the whole register, `verify` does it by sets
        yield from _misquoted(touched)


def pointers(model: type[Model]) -> list[ForeignKey]:
    """The foreign keys by which a row points to a record, or to a part of one."""
    return [
        f
        for f in model._meta.concrete_fields
        if isinstance(f, ForeignKey)
        and f.name not in model.owner_fields()
        and f.related_model in REGISTER
        and (issubclass(f.related_model, Sourced) or f.related_model.owner_fields())
    ]


def unpublished_ends(model: type[Sourced]) -> Q:
    """The condition that a record, or a side row of it, points to an unpublished record."""
    found = Q(pk__in=[])
    for table in REGISTER:
        for name in (name for name, owner in _owners(table) if owner is model):
            for pointer in pointers(table):
                end = _owner_path(pointer.related_model)
                target = f"{pointer.name}__{end}" if end else pointer.name
                rows = table.objects.filter(
                    **{f"{pointer.name}__isnull": False, name: OuterRef("pk")}
                )
                found |= Q(Exists(rows.exclude(**{f"{target}__status": "published"})))
    return found


def _open_ends(touched: dict[type[Sourced], set] | None) -> Iterator[Fault]:
    for model in REGISTER:
        for pointer in pointers(model):
            end = _owner_path(pointer.related_model)
            target = f"{pointer.name}__{end}" if end else pointer.name
            near = Q()
            if touched is not None:
                ends = [*_owners(model), (target, _end_model(pointer.related_model))]
                for name, record in ends:
                    if record in touched:
                        near |= Q(**{f"{name}__in": touched[record]})
                if not near:
                    continue
            rows = model.objects.public().filter(near).exclude(**{pointer.name: None})
            rows = rows.exclude(**{f"{target}__status": "published"})
            for row in rows.select_related(target, *model.owner_fields()):
                unpublished = _reach(row, target)
                yield Fault(
                    model.table(),
                    row.natural_key(),
                    f"{pointer.name.replace('_', ' ')} is “{unpublished}” ({unpublished.slug}), "
                    f"which is {unpublished.status}, not published",
                    row.owner,
                    unpublished,
                )


def _owner_path(model: type[Model]) -> str:
    return model.owner_fields()[0] if model.owner_fields() else ""


def _end_model(model: type[Model]) -> type[Sourced]:
    path = _owner_path(model)
    return model._meta.get_field(path).related_model if path else model


def _owners(model: type[Model]) -> list[tuple[str, type[Sourced]]]:
    """(look-up, model) of the record or records that a row of this table can belong to."""
    if not model.owner_fields():
        return [("pk", model)]
    return [(name, model._meta.get_field(name).related_model) for name in model.owner_fields()]


def _reach(row: Model, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _without_words(touched: dict[type[Sourced], set] | None) -> Iterator[Fault]:
    for model in RECORDS:
        rows: QuerySet = model.objects.public()
        if touched is not None:
            near = Q(pk__in=touched[model]) if model in touched else Q()
            if model is Article and Treaty in touched:
                near |= Q(treaty__in=touched[Treaty])
            if not near:
                continue
            rows = rows.filter(near)
        for row in rows.exclude(rests_on_words(model)):
            yield Fault(
                model.table(),
                row.natural_key(),
                "no quote of its own from a published document supports it",
                row,
            )


def _misquoted(touched: dict[type[Sourced], set]) -> Iterator[Fault]:
    """A speaker's own words and a trigger stand in a passage that is cited for them."""
    statements = Statement.objects.public().filter(pk__in=touched.get(Statement, ()))
    for row in statements.exclude(quote=""):
        yield from _not_cited(row, "quote", Q(citations__statement=row))
    obligations = Obligation.objects.public().filter(treaty__in=touched.get(Treaty, ()))
    for row in obligations.exclude(trigger="").select_related("treaty"):
        cited = Q(citations__treaty=row.treaty_id)
        if row.article_id:
            cited |= Q(citations__article=row.article_id)
        yield from _not_cited(row, "trigger", cited)


def _not_cited(row: Register, column: str, cited: Q) -> Iterator[Fault]:
    words = quotes.normalise(getattr(row, column))
    texts = Passage.objects.filter(cited).values_list("text", flat=True)
    if not any(words in quotes.normalise(text) for text in texts):
        message = f"the words of “{column}” stand in no passage that is cited for it"
        yield Fault(row.table(), row.natural_key(), message, row.owner)


def rests_on_words(model: type[Sourced]) -> Q | Exists:
    """The condition that a citation to a published document supports the record.

    An article may rest on the citations of its treaty.
    """
    words = Citation.objects.filter(passage__document__status="published")
    own = Exists(words.filter(**{model.table(): OuterRef("pk")}))
    if model is Article:
        return Q(own) | Q(Exists(words.filter(treaty=OuterRef("treaty"))))
    return Q(own)
