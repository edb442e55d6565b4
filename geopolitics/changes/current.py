"""Opening a change set: all or nothing, versions raised, the closure and search kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from geopolitics.models import Article, ChangeSet, Edition, Sourced
from geopolitics.models.changeset import OpenSet, opened
from geopolitics.search import index

from . import closure

OPERATOR = "operator"


def values(
    by: AbstractBaseUser | None,
    way: str,
    message: str = "",
    file: str = "",
    undoes: ChangeSet | None = None,
    replaces: ChangeSet | None = None,
) -> dict[str, Any]:
    """The columns of a change set's row; `by` None is the operator of the server."""
    return {
        "by": by,
        "by_name": by.get_username() if by else OPERATOR,
        "way": way,
        "message": message,
        "file": file,
        "undoes": undoes,
        "replaces": replaces,
    }


@contextmanager
def change_set(
    by: AbstractBaseUser | None = None,
    *,
    way: str,
    message: str = "",
    file: str = "",
    undoes: ChangeSet | None = None,
    replaces: ChangeSet | None = None,
    row: ChangeSet | None = None,
) -> Iterator[OpenSet]:
    """One act of writing, applied at once: in a transaction, or not at all.

    For the operator, for `publishing`, and for what `propose.edit` has decided. `row` continues
    a proposal that is being applied. Raises closure.NotClosed where a record touched, or one
    that points to it, would break the publishing rules; whatever is raised, nothing is written.
    """
    with (
        transaction.atomic(),
        opened(values(by, way, message, file, undoes, replaces), row) as ledger,
    ):
        yield ledger
        finish(ledger)
        settle(ledger)


def settle(ledger: OpenSet) -> None:
    """Hold what a finished set leaves against the publishing rules; let search follow it, and
    let no page be kept that was made before.

    Raises closure.NotClosed.
    """
    closure.require(owners(ledger))
    index(ledger.touched)
    if ledger.touched:
        Edition.renew()


def owners(ledger: OpenSet) -> set[tuple[type[Sourced], Any]]:
    """The records that an open set has touched, themselves or by a side row."""
    found = (owner_of(model, row) for (model, _), row in ledger.touched.items())
    return {owner for owner in found if owner is not None}


def owner_of(model: type, row: Any) -> tuple[type[Sourced], Any] | None:
    """The (model, primary key) of the record that a row of history belongs to."""
    if issubclass(model, Sourced):
        return model, row.id
    for name in model.owner_fields():
        pk = getattr(row, f"{name}_id")
        if pk is not None:
            return model._meta.get_field(name).related_model, pk
    return None


def finish(ledger: OpenSet) -> None:
    """Raise the version of each record of which only side rows or sets changed; check keys.

    Raises ValidationError where a record that was ever published would be deleted, and
    IntegrityError for a broken reference.
    """
    for (model, pk), row in ledger.touched.items():
        gone = issubclass(model, Sourced) and row.history_type == "-"
        once = gone and model.history.filter(id=pk, status="published").first()
        if once:
            raise ValidationError(
                f"{once.slug} was published once: it is withdrawn with a reason, never deleted."
            )
    for model, pk in owners(ledger) - ledger.versioned:
        record = model.objects.filter(pk=pk).first()
        if record is not None:
            record.touch()
    for model, pk in ledger.touched:
        if model is Article:  # its set `takes_up` was written after the row was checked
            for article in Article.objects.filter(pk=pk):
                article.clean()
    connection.check_constraints()
