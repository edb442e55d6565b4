"""Search: one box over all that is public. `index` keeps it, `find` asks it."""

from .backend import missing
from .entries import KINDS
from .finding import PAGE, Filters, Results, find, suggest
from .indexing import drift, index, is_current, rebuild
from .query import LONGEST, Query, parse

__all__ = [
    "KINDS",
    "LONGEST",
    "PAGE",
    "Filters",
    "Query",
    "Results",
    "drift",
    "find",
    "index",
    "is_current",
    "missing",
    "parse",
    "rebuild",
    "suggest",
]
