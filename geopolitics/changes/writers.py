"""Whose words a record holds, now or at some time, as far as nobody else has approved them.

What was public was approved by somebody who had not written it; what was written since, or before
it ever was, counts. A change of a side row raises its record's version, so the record's own
history names all.
"""

from __future__ import annotations

from typing import Any

from geopolitics.models import REGISTER, ChangeSet, Sourced

from .current import owner_of


def of_record(model: type[Sourced], pk: Any, upto: int | None = None) -> set[int]:
    """Primary keys of the users whose words the record held, not approved by others.

    `upto` is the number of the row of its history at which it is asked; without it, now.
    """
    rows = model.history.filter(id=pk)
    if upto is not None:
        rows = rows.filter(history_id__lte=upto)
    public = rows.filter(status="published").order_by("-history_id")
    last = public.values_list("history_id", flat=True).first()
    if last is not None:
        rows = rows.filter(history_id__gt=last)
    sets = ChangeSet.objects.filter(pk__in=rows.order_by().values("changeset"))
    found: set[int] = set()
    for changeset in sets.exclude(way="review").prefetch_related("also_by"):
        found |= changeset.writers()
    return found


def before(changeset: ChangeSet) -> set[int]:
    """Those whose words taking an applied change set back would put back."""
    found: set[int] = set()
    for model, pk in _owners(changeset):
        own = model.history.filter(id=pk, changeset=changeset).order_by("history_id")
        first = own.values_list("history_id", flat=True).first()
        found |= of_record(model, pk, None if first is None else first - 1)
    return found


def _owners(changeset: ChangeSet) -> set[tuple[type[Sourced], Any]]:
    owners = (
        owner_of(model, row)
        for model in REGISTER
        for row in model.history.filter(changeset=changeset)
    )
    return {owner for owner in owners if owner is not None}
