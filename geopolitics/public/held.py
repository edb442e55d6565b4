"""Rows that a page has fetched already, put where a record's own methods look for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


def hold(record: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let `record.<name>.all()` answer with these rows, as after a prefetch, at no query."""
    related = getattr(type(record), name).rel.related_model
    # As `none()`, at a tenth of its cost: a page holds the rows of hundreds of records.
    held = related.objects._queryset_class(related)
    held.query.set_empty()
    held._result_cache = list(rows)
    held._prefetch_done = True
    if not hasattr(record, "_prefetched_objects_cache"):
        record._prefetched_objects_cache = {}
    record._prefetched_objects_cache[name] = held
