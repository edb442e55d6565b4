"""Pages of the lists: totals are capped, and nobody pages deep by OFFSET."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Paginator


class CappedPaginator(Paginator):
    """Counts and pages to a thousand rows; search and filters find what lies beyond."""

    cap = 1000

    @cached_property
    def count(self) -> int:
        """The number of rows, or the cap where there are more."""
        return min(self._counted, self.cap)

    @property
    def more(self) -> bool:
        """Whether there are more rows than the cap."""
        return self._counted > self.cap

    @cached_property
    def _counted(self) -> int:
        return len(self.object_list.order_by().values_list("pk")[: self.cap + 1])
