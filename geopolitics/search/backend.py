"""Which of the two databases is asked."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from . import postgres, sqlite


def backend() -> ModuleType:
    """The module that speaks to the database in use."""
    return postgres if connection.vendor == "postgresql" else sqlite


def missing() -> str:
    """What the database in use lacks for search, in a sentence; "" where it has all."""
    return backend().missing()
