"""django-import-export's resources over our own reading and writing.

Kept of the library: `Resource` with its Meta and fields, `import_data()` that returns a `Result`
(the counts, and the first rows), `export()` that returns a Dataset, and the hooks `before_import`,
`before_import_row`, `after_import_row` and `after_import`. The rows themselves are planned
together, so there are no hooks into the saving of one; a resource that overrides one is refused.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import tablib
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Error, Result, RowResult

from geopolitics.models import Register

from . import planning, runs, writing
from .columns import Sheet, sheet_of
from .grids import Grid, Line
from .places import Faults, RefusedFile

FIRST = 50  # rows that a Result holds one by one
UNCALLED = (
    "init_instance",
    "get_instance",
    "validate_instance",
    "save_instance",
    "do_instance_save",
    "before_save_instance",
    "after_save_instance",
    "delete_instance",
    "import_field",
    "import_instance",
    "import_row",
    "save_m2m",
    "for_delete",
    "skip_row",
    "after_import_instance",
    "after_init_instance",
)
TYPES = {
    "new": RowResult.IMPORT_TYPE_NEW,
    "changed": RowResult.IMPORT_TYPE_UPDATE,
    "unchanged": RowResult.IMPORT_TYPE_SKIP,
}


class FileResult(Result):
    """A Result that also knows the plan that it is of, or why the file was refused."""

    outcome: runs.Outcome | None = None
    refusal: RefusedFile | None = None


class RegisterResource(ModelResource):
    """The sheet of one table."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in UNCALLED:
            if getattr(cls, name) is not getattr(RegisterResource, name):
                raise ImproperlyConfigured(
                    f"{cls.__name__}.{name} would not be called: rows are planned together. "
                    "Change them in before_import or before_import_row."
                )

    @property
    def sheet(self) -> Sheet:
        return sheet_of(self._meta.model)

    def export(self, queryset: QuerySet | None = None, **kwargs: Any) -> tablib.Dataset:
        """The rows of the query, or all, in the order of their keys, in the table's columns."""
        queryset = self.filter_export(self.get_queryset() if queryset is None else queryset)
        self.before_export(queryset, **kwargs)
        columns, rows = writing.sheet(self._meta.model, queryset)
        dataset = tablib.Dataset(*rows, headers=[column.header for column in columns])
        self.after_export(queryset, dataset, **kwargs)
        return dataset

    def import_data(
        self,
        dataset: tablib.Dataset | None,
        dry_run: bool = False,
        raise_errors: bool = False,
        *,
        user: Any = None,
        file_name: str = "",
        grid: Grid | None = None,
        faults: Faults | None = None,
        **kwargs: Any,
    ) -> FileResult:
        """Import a dataset, or the sheet of a file, all or nothing.

        `user` None is the operator; `faults` are what was found wrong already. Refusals stand
        in the Result, or, with `raise_errors`, are raised as RefusedFile.
        """
        kwargs |= {"dry_run": dry_run, "user": user, "file_name": file_name}
        if grid is None:
            lines = [Line(number, list(cells)) for number, cells in enumerate(dataset, 2)]
            table = self._meta.model.table()
            grid = Grid("", table, list(dataset.headers or ()), lines)
        result = FileResult()
        result.diff_headers = list(grid.header)
        try:
            with transaction.atomic():
                self._before(grid, kwargs)
                faults = faults or Faults(file_name or grid.table)
                made = planning.plan([grid], faults, user)
                act = runs.rehearse if dry_run else runs.write
                result.outcome = act(made, faults.file, user)
                self._after(grid, result, kwargs)
        except RefusedFile as refusal:
            if raise_errors:
                raise
            result.refusal = refusal
            for fault in refusal.faults:
                result.append_base_error(Error(fault, number=fault.row))
        return result

    def _before(self, grid: Grid, kwargs: dict[str, Any]) -> None:
        """Call the hooks that a subclass has, over the sheet's cells."""
        if _overrides(self, "before_import"):
            width = len(grid.header)
            lines = ([*line.cells, *[""] * width][:width] for line in grid.lines)
            dataset = tablib.Dataset(*lines, headers=grid.header)
            self.before_import(dataset, **kwargs)
            grid.header = list(dataset.headers or ())
            numbers = [line.number for line in grid.lines]
            last = numbers[-1] if numbers else 1
            numbers += range(last + 1, last + 1 + len(dataset) - len(numbers))
            grid.lines = [Line(n, list(c)) for n, c in zip(numbers, dataset, strict=False)]
        if _overrides(self, "before_import_row"):
            for line in grid.lines:
                row = dict(zip(grid.header, line.cells, strict=False))
                self.before_import_row(row, row_number=line.number, **kwargs)
                line.cells = [row.get(name) for name in grid.header]

    def _after(self, grid: Grid, result: FileResult, kwargs: dict[str, Any]) -> None:
        """Fill the Result, and call the hooks that come after."""
        fates = result.outcome.plan.fates()
        called = _overrides(self, "after_import_row")
        for place, line in enumerate(grid.lines):
            row = RowResult()
            row.import_type = TYPES[fates[place]]
            row.row_values = dict(zip(grid.header, line.cells, strict=False))
            result.increment_row_result_total(row)
            if called:
                self.after_import_row(row.row_values, row, row_number=line.number, **kwargs)
            if place < FIRST:
                result.append_row_result(row)
        result.total_rows = len(grid.lines)
        if _overrides(self, "after_import"):
            self.after_import(None, result, **kwargs)


def _overrides(resource: RegisterResource, name: str) -> bool:
    return getattr(type(resource), name) is not getattr(RegisterResource, name)


@cache
def resource_of(model: type[Register]) -> type[RegisterResource]:
    """The resource of a table: a Field for each column of its sheet, found by its natural key."""
    sheet = sheet_of(model)
    fields = {c.header: Field(attribute=c.name, column_name=c.header) for c in sheet.own}
    names = list(fields)
    options = {"model": model, "fields": names, "import_id_fields": list(sheet.key_headers)}
    meta = type("Meta", (), options | {"export_order": names, "import_order": names})
    return type(f"{model.__name__}Resource", (RegisterResource,), {**fields, "Meta": meta})
