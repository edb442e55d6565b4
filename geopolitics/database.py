"""Which database: DATABASE_URL, tuned for the register."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper


def databases(env: environ.Env, var: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES from DATABASE_URL, by default SQLite in `var`.

    Raises ImproperlyConfigured for an address of another kind of database.
    """
    return {"default": _tuned(env.db_url("DATABASE_URL", f"sqlite:///{var}/db.sqlite3"))}


def measure(connection: BaseDatabaseWrapper) -> None:
    """Let SQLite look how its tables are filled: it plans queries by what it last saw.

    PostgreSQL looks by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def _tuned(config: dict[str, Any]) -> dict[str, Any]:
    engine = config["ENGINE"]
    config.setdefault("CONN_MAX_AGE", 60)  # to open one takes ten times as long as a kept page
    if engine.endswith("sqlite3"):
        # A transaction that reads and then writes fails "locked" at once unless IMMEDIATE.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    elif engine.endswith("postgresql"):
        config.setdefault("CONN_HEALTH_CHECKS", True)
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL begins with sqlite:/// or postgres://; the register runs on these two."
        )
    return config
