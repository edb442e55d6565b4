"""Pages of the lists: totals are capped, and nobody pages deep by OFFSET."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Paginator

CAP = 1000


class CappedPaginator(Paginator):
    """Counts and pages to a thousand rows; search and filters find what lies beyond."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or CAP where there are more."""
        return min(len(self.object_list.order_by().values_list("pk")[: CAP + 1]), CAP)
