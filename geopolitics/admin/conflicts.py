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
from geopolitics.changes.names import Names, Place, names, pointed
from geopolitics.changes.snapshot import Snapshot, sets
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
    formsets = list(formsets)
    known = _names(form, formsets, live)
    choices = _of_fields(form, then[type(record), ""], live[type(record), ""], known)
    for formset in formsets:
        choices += _of_rows(formset, then, live, known)
    return Moved(newer, choices)


def _names(form: forms.ModelForm, formsets: list[Any], live: versions.State) -> Names:
    """What all the values are called that are there now or were typed, in one query."""
    found: set[Place] = set()
    for (model, _), snapshot in live.items():
        found |= _places(model, snapshot)
    for each in (form, *(row for formset in formsets for row in formset.forms)):
        model = type(each.instance)
        columns = {*(c.name for c in model.columns()), *(f.name for f in sets(model))}
        found |= _places(model, {n: _typed(each, n) for n in each.fields if n in columns})
    return names(found)


def _places(model: type[Model], values: Snapshot) -> set[Place]:
    return {
        place
        for name, value in values.items()
        for place, _ in pointed(model._meta.get_field(name), value)
    }


def _of_fields(form: forms.ModelForm, then: Snapshot, live: Snapshot, known: Names) -> list[Choice]:
    found = []
    for name in form.fields:
        if name not in live or then.get(name) == live[name]:
            continue
        mine = _typed(form, name)
        if mine != live[name]:
            taken = THEIRS if mine == then.get(name) else MINE
            column = form.instance._meta.get_field(name)
            theirs, own = (diff.words(column, value, known) for value in (live[name], mine))
            label = str(column.verbose_name)
            found.append(Choice(f"{CHOICE}-{name}", label, theirs, own, taken))
    return found


def _of_rows(
    formset: Any, then: versions.State, live: versions.State, known: Names
) -> list[Choice]:
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
                _row_in_words(formset.model, now, mine, known),
                _row_in_words(formset.model, mine, now, known),
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


def _row_in_words(
    model: type[Model], row: Snapshot | None, other: Snapshot | None, known: Names
) -> str:
    """The row's values that the other side does not have, or all where that side has none."""
    if row is None:
        return REMOVED
    told = []
    for name, value in row.items():
        if name in (other or {}) and other[name] == value:
            continue
        if name in (other or row) and name != "key":
            column = model._meta.get_field(name)
            told.append(f"{column.verbose_name}: {diff.words(column, value, known) or 'empty'}")
    return "; ".join(told) or "as it was"
