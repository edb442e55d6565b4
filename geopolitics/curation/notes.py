"""Staff notes are for curators and above; whoever only adds drafts does not see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser

from geopolitics.models import Operation
from geopolitics.publishing import reads_staff_notes

NOTES = "staff_notes"


def without_notes(operations: Iterable[Operation], user: AbstractUser) -> list[Operation]:
    """The operations as this user may read them; those of staff notes alone are left out."""
    if reads_staff_notes(user):
        return list(operations)
    found = []
    for operation in operations:
        touched = set(operation.before) | set(operation.after)
        operation.before = {k: v for k, v in operation.before.items() if k != NOTES}
        operation.after = {k: v for k, v in operation.after.items() if k != NOTES}
        if touched != {NOTES}:
            found.append(operation)
    return found
