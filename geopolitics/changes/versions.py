"""A record as it stood: its columns, sets and side rows after any change set that touched it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Model

from geopolitics.models import REGISTER, ChangeSet, Citation, Operation, Register, Sourced

from . import writers
from .apply import replay
from .historic import Keys, snapshots
from .propose import Edit, May, edit
from .snapshot import Snapshot, of_live, whole

KEPT = {"slug", "status"}  # an address is for ever, and a status is review's to set
State = dict[tuple[type[Register], str], Snapshot]


@dataclass(frozen=True)
class Version:
    """What a record was after a change set: the version's number, and the newest row it left."""

    number: int
    changeset: ChangeSet
    history_id: int


def versions_of(record: Sourced) -> list[Version]:
    """The record's versions, newest first, one for each change set that touched it.

    A change of a side row raises its record's version, so the record's own history names all.
    """
    found: dict[int, Version] = {}
    rows = record.history.select_related("changeset").order_by("-history_id")
    for row in rows:
        found.setdefault(row.changeset_id, Version(row.version, row.changeset, row.history_id))
    return list(found.values())


def live_state(record: Sourced) -> State:
    """The record and its side rows as they stand, by table and the row's own key."""
    found: State = {}
    for model, owner in [(type(record), "pk"), *_sides(record)]:
        for row in whole(model, model.objects.filter(**{owner: record.pk})):
            values = of_live(row)
            found[model, _own_key(record, model, values)] = values
    return found


def state_at(record: Sourced, version: Version) -> State:
    """The record and its side rows as that version left them."""
    return states_at(record, [version])[0]


def states_at(record: Sourced, versions: Sequence[Version]) -> list[State]:
    """The record as each of these versions left it; the queries do not grow with its rows."""
    rows: list[dict[type[Register], list[Model]]] = []
    # Change sets are applied in another order than they are numbered: a proposal waits.
    applied = list(record.history.order_by("history_id").values_list("history_id", "changeset"))
    histories = {
        model: list(model.history.filter(**{owner: record.pk}).order_by("history_id"))
        for model, owner in _sides(record)
    }
    own = record.history.in_bulk([v.history_id for v in versions], field_name="history_id")
    for version in versions:
        until = {changeset for pk, changeset in applied if pk <= version.history_id}
        there = {type(record): [own[version.history_id]]}
        for model, history in histories.items():
            last = {row.id: row for row in history if row.changeset_id in until}
            there[model] = [row for row in last.values() if row.history_type != "-"]
        rows.append(there)
    together = {
        model: {row.history_id: row for there in rows for row in there[model]}.values()
        for model in (type(record), *histories)
    }
    known = snapshots(together, Keys())
    found: list[State] = []
    for there in rows:
        state: State = {}
        for model, own_rows in there.items():
            for row in own_rows:
                values = known[model, row.history_id]
                state[model, _own_key(record, model, values)] = values
        found.append(state)
    return found


def _own_key(record: Sourced, model: type[Register], values: Snapshot) -> str:
    return "" if model is type(record) else values[model.natural[-1]]


def between(record: Sourced, old: State, new: State) -> list[Operation]:
    """What makes `new` of `old`, unsaved, in load order."""
    found = []
    for model in REGISTER:
        places = [place for place in {**old, **new} if place[0] is model]
        for place in places:
            before, after = old.get(place, {}), new.get(place, {})
            if before and after:
                names = [name for name in after if before.get(name) != after[name]]
                before = {name: before.get(name) for name in names}
                after = {name: after[name] for name in names}
            if before != after:
                found.append(_operation(record, model, place[1], before, after))
    for position, operation in enumerate(found):
        operation.position = position
    return found


def restore(
    record: Sourced, version: Version, *, by: AbstractBaseUser, message: str, may: May
) -> Edit:
    """Make the record what it was: at once, or by a proposal where it is published.

    Its slug and status stay. Raises ValidationError where nothing differs, where something that
    it pointed to is gone, and what `edit` raises.
    """
    operations = between(record, live_state(record), state_at(record, version))
    for operation in operations:
        for values in (operation.before, operation.after):
            if operation.table == record.table():
                for name in KEPT:
                    values.pop(name, None)
    operations = [o for o in operations if o.before or o.after]
    if not operations:
        raise ValidationError("The record is already as it was then.")
    also_by = writers.of_record(type(record), record.pk, upto=version.history_id)
    with edit(by, way="undo", message=message, may=may, also_by=also_by) as result:
        replay(operations)
    return result


def as_inserts(record: Sourced) -> list[Operation]:
    """The whole of a record as operations, as if it were new."""
    return between(record, {}, live_state(record))


def _sides(record: Sourced) -> list[tuple[type[Register], str]]:
    """(model, name of its foreign key) of each table whose rows may belong to the record."""
    return [
        (model, name)
        for model in REGISTER
        for name in model.owner_fields()
        if model._meta.get_field(name).related_model is type(record)
    ]


def _operation(
    record: Sourced, model: type[Register], key: str, before: Snapshot, after: Snapshot
) -> Operation:
    place = [record.slug, key] if key else [record.slug]
    return Operation(
        table=model.table(),
        key=[record.table(), *place] if model is Citation else place,
        owner_table=record.table(),
        owner_slug=record.slug,
        action="update" if before and after else "insert" if after else "delete",
        before=before,
        after=after,
    )
