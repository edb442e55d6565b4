"""A form whose record moved on while it was open: both values of each field, and which is taken.

What a colleague changed and the user did not is taken as it is now; where both changed a field or
side row, what the user typed is kept unless the user chooses the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from geopolitics.changes import diff, versions
from geopolitics.changes.snapshot import Snapshot
from geopolitics.models import ChangeSet, Sourced

CHOICE, THEIRS, MINE = "choose", "theirs", "mine"
REMOVED = "(removed)"


@dataclass(frozen=True)
class Choice:
    """Two values of one field or side row; `taken` is the one that a save would keep."""

    name: str
    label: str
    theirs: str
    mine: str
    taken: str


@dataclass(frozen=True)
class Moved:
    """Who changed the record meanwhile, and what there is to choose."""

    changesets: list[ChangeSet]
    choices: list[Choice]


def chosen(data: QueryDict, path: str) -> str:
    """theirs, mine or "", as the form says for a field (`place`) or a row (`parties-p1`)."""
    return data.get(f"{CHOICE}-{path}", "")


def take_theirs(data: QueryDict, live: forms.ModelForm, name: str) -> None:
    """Put the live value of a field, which the unbound form `live` shows, into the data."""
    value, place = live[name].value(), live.add_prefix(name)
    if isinstance(value, list | tuple):
        data.setlist(place, [str(getattr(each, "pk", each)) for each in value])
    elif value in (None, False):
        data.pop(place, None)
    else:
        data[place] = "on" if value is True else str(value)


def moved(form: forms.ModelForm, formsets: Iterable[Any], opened: int) -> Moved:
    """What became of the record since version `opened`, held against what was typed."""
    record: Sourced = type(form.instance).objects.get(pk=form.instance.pk)
    known = versions.versions_of(record)
    newer = [version.changeset for version in known if version.number > opened]
    base = next((version for version in known if version.number <= opened), known[-1])
    then, live = versions.state_at(record, base), versions.live_state(record)
    choices = _of_fields(form, then[type(record), ""], live[type(record), ""])
    for formset in formsets:
        choices += _of_rows(formset, then, live)
    return Moved(newer, choices)


def _of_fields(form: forms.ModelForm, then: Snapshot, live: Snapshot) -> list[Choice]:
    found = []
    for name in form.fields:
        if name not in live or then.get(name) == live[name]:
            continue
        mine = _typed(form, name)
        if mine != live[name]:
            taken = THEIRS if mine == then.get(name) else MINE
            column = form.instance._meta.get_field(name)
            theirs, own = diff.words(column, live[name]), diff.words(column, mine)
            label = str(column.verbose_name)
            found.append(Choice(f"{CHOICE}-{name}", label, theirs, own, taken))
    return found


def _of_rows(formset: Any, then: versions.State, live: versions.State) -> list[Choice]:
    found = []
    for row in formset.forms:
        place = (formset.model, row["key"].value() or "")
        before, now = then.get(place), live.get(place)
        if before is None or before == now:
            continue
        names = [name for name in row.fields if name in before]
        mine = {name: _typed(row, name) for name in names}
        if now is not None and all(mine[name] == now[name] for name in names):
            continue
        untouched = all(mine[name] == before[name] for name in names)
        found.append(
            Choice(
                f"{CHOICE}-{formset.prefix}-{place[1]}",
                f"{formset.model._meta.verbose_name} {place[1]}",
                _row_in_words(formset.model, now, mine),
                _row_in_words(formset.model, mine, now),
                THEIRS if untouched else MINE,
            )
        )
    return found


def _typed(form: forms.ModelForm, name: str) -> Any:
    """A field's value as typed, in the shape of a snapshot; as raw text where it is refused."""
    if name not in getattr(form, "cleaned_data", {}):
        return form[name].value()
    value = form.cleaned_data[name]
    if isinstance(value, Model):
        return list(value.natural_key())
    if hasattr(value, "model"):
        return sorted(list(each.natural_key()) for each in value)
    return value


def _row_in_words(model: type[Model], row: Snapshot | None, other: Snapshot | None) -> str:
    """The row's values that the other side does not have, or all where that side has none."""
    if row is None:
        return REMOVED
    told = []
    for name, value in row.items():
        if name in (other or {}) and other[name] == value:
            continue
        if name in (other or row) and name != "key":
            column = model._meta.get_field(name)
            told.append(f"{column.verbose_name}: {diff.words(column, value) or 'empty'}")
    return "; ".join(told) or "as it was"
