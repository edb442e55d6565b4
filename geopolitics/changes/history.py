"""The history of a record: the change sets that touched it, and what each did to it."""

from __future__ import annotations

from dataclasses import dataclass

from geopolitics.models import ChangeSet, Operation, Sourced

from .operations import read_all


@dataclass(frozen=True)
class Change:
    """One change set and its operations on one record."""

    changeset: ChangeSet
    operations: list[Operation]


def changes_of(record: Sourced, limit: int = 50) -> list[Change]:
    """The newest change sets that touched the record or its side rows, newest first.

    A side row's change raises its record's version, so the record's own history names them all.
    """
    found: dict[int, ChangeSet] = {}
    rows = record.history.select_related("changeset").order_by("-history_id")
    for row in rows[: limit * 3]:
        found.setdefault(row.changeset_id, row.changeset)
    newest = list(found.values())[:limit]
    operations = read_all(newest, of=record)
    return [Change(each, operations[each.pk]) for each in newest]
