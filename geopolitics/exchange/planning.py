"""What a file would change: each row as an operation, or nothing where it stands already."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AbstractUser
from django.db.models import Max, Q

from geopolitics import publishing, rules
from geopolitics.changes import load
from geopolitics.models import Citation, Operation, Passage, Register, Sourced, model_of

from . import packaged, unique
from .entries import Reader
from .grids import Grid
from .places import Faults
from .plans import Entry, Plan
from .rows import Row, rows_of
from .short import Short

Tell = Callable[[Row, str, str], None]
VERBS = {"insert": "add", "update": "change", "delete": "delete"}


def plan(grids: list[Grid], faults: Faults, by: AbstractUser | None) -> Plan:
    """What the sheets would change, for a user or, None, the operator.

    Raises RefusedFile with all that is wrong with the rows as they are written; what only the
    rules can tell, `runs` finds out by carrying it out.
    """
    rows = rows_of(grids, faults)
    faults.refuse_if_any()
    reader = Reader(rows, faults)
    mains = reader.entries()
    short = Short(reader, mains)
    faults.refuse_if_any()
    entries = [entry for entry, _ in mains] + short.entries
    _number_passages(entries)
    given = load.keyed([(entry.model, entry.fields) for entry in entries])
    for entry, (_, fields) in zip(entries, given, strict=True):
        entry.fields = fields
    made = Plan(entries, load.plan(given), [], rows)
    packaged.settle(made, by)
    made.removals = [(entry, header, load.removal(live)) for entry, header, live in short.removals]
    _check_new(made, reader)
    check_versions(made, reader.fault)
    _check_removals(made, reader)
    unique.check(made, reader)
    if by is not None:
        check_rights(made, by, reader.fault)
    faults.refuse_if_any()
    return made


def _number_passages(entries: list[Entry]) -> None:
    """A new passage without a position stands after the last of its document."""
    bare = [e for e in entries if e.model is Passage and "position" not in e.fields]
    documents = {entry.fields["document"][0] for entry in bare}
    rows = Passage.objects.filter(document__slug__in=documents).order_by()
    last = dict(rows.values_list("document__slug").annotate(Max("position")))
    there = set(rows.values_list("document__slug", "number"))
    for entry in entries:
        if entry.model is Passage:
            document = entry.fields["document"][0]
            if "position" in entry.fields:
                last[document] = max(last.get(document, 0), entry.fields["position"])
            elif (document, entry.fields["number"]) not in there:
                last[document] = entry.fields["position"] = last.get(document, 0) + 1


def _check_new(made: Plan, reader: Reader) -> None:
    """A new row fills what the table requires; a column that is not there is told once."""
    told: set[tuple[str, str, str]] = set()
    for entry, operation in zip(made.entries, made.operations, strict=True):
        if operation is None or operation.action != "insert" or not entry.main:
            continue
        row = entry.row
        for column in row.sheet.own:
            if not column.required or column.name in entry.fields:
                continue
            what = f"a new {row.sheet.table.replace('_', ' ')} needs it"
            if column.header in row.values:
                reader.fault(row, column.header, f"{what}: fill the cell.")
            elif (row.sheet.table, row.label, column.header) not in told:
                told.add((row.sheet.table, row.label, column.header))
                reader.fault(row, column.header, f"{what}, and the sheet has no such column.")


def check_versions(made: Plan, fault: Tell) -> None:
    """An optional column `version` is the live one, or the record changed since the export."""
    asked: dict[type[Register], dict[str, Row]] = {}
    for entry in made.entries:
        if entry.main and entry.row.given("version") is not None:
            asked.setdefault(entry.model, {})[entry.fields["slug"]] = entry.row
    for model, rows in asked.items():
        live = dict(model.objects.filter(slug__in=rows).order_by().values_list("slug", "version"))
        for slug, row in rows.items():
            known = row.given("version")
            if slug not in live:
                fault(row, "version", f"“{slug}” is not there (any more): leave it empty.")
            elif live[slug] != known:
                fault(
                    row,
                    "version",
                    f"“{slug}” has version {live[slug]} now, this file knows {known}: somebody "
                    "changed it since. Export it anew.",
                )


def _check_removals(made: Plan, reader: Reader) -> None:
    """A side row that a citation names as what it proves is not taken away by a short way."""
    for entry, header, operation in made.removals:
        sides = rules.SIDE_SETS[operation.owner_table]
        side = next(name for name, table in sides.items() if table == operation.table)
        path = f"{side}/{operation.key[-1]}"
        cited = Citation.objects.filter(Q(field=path) | Q(field__startswith=f"{path}/"))
        if cited.filter(**{f"{operation.owner_table}__slug": operation.owner_slug}).exists():
            reader.fault(
                entry.row,
                header,
                f"the cell leaves out {path}, which a citation proves: list it, or remove the "
                "citation first.",
            )


def check_rights(made: Plan, by: AbstractUser, fault: Tell) -> None:
    """Tell what the user may not write: a table, a column for others, a status."""
    places = [(e, "", o) for e, o in zip(made.entries, made.operations, strict=True) if o]
    for entry, header, operation in [*places, *made.removals]:
        model = model_of(operation.table)
        if why := _why_not(by, operation):
            fault(entry.row, header, why)
            continue
        if issubclass(model, Sourced) and entry.main:
            _check_status(entry, operation, fault)
    for row in made.rows:
        for header in row.values:
            if why := publishing.may_write_column(by, row.model, header):
                fault(row, header, why)


def _why_not(by: AbstractUser, operation: Operation) -> str:
    """Why the user may not write the row of an operation; "" where nothing stands against it."""
    model, owner_model = model_of(operation.table), model_of(operation.owner_table)
    verb = VERBS[operation.action]
    may = by.has_perm(f"geopolitics.{verb}_{model._meta.model_name}")
    if may and by.has_perm(f"geopolitics.change_{owner_model._meta.model_name}"):
        return ""
    name = operation.table.replace("_", " ")
    if not by.has_perm(f"geopolitics.add_{model._meta.model_name}"):
        return f"{by} may not {verb} a {name}."
    if not issubclass(owner_model, Sourced):
        return "" if may else f"{by} may not {verb} a {name}."
    owner = owner_model.objects.filter(slug=operation.owner_slug).first()
    return publishing.may_write(owner, by) if owner is not None else ""


def _check_status(entry: Entry, operation: Operation, fault: Tell) -> None:
    wanted = operation.after.get("status")
    if operation.action == "insert" and wanted not in (None, "draft"):
        fault(entry.row, "status", "a new record begins as a draft; review publishes it.")
    elif operation.action == "update" and wanted is not None:
        fault(
            entry.row,
            "status",
            f"the record is {operation.before['status']}: a status is changed by review, not by "
            "an import. Leave the cell as it was exported.",
        )
