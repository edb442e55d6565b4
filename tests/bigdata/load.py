"""Fill a scratch register with all of ../shared/data, published.

    DATABASE_URL=... GEOPOLITICS_VAR=... python tests/bigdata/load.py [--statements 100000]

Each row is a passage of its data set's document, and what is made out of it is cited to it. The
database must hold no such data yet. What a row holds that the register cannot (a date that is
none, a character that no text takes) is left out: this is for size, not for reading.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geopolitics.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from geopolitics.models import REGISTER  # noqa: E402
from tests.bigdata import actors, events, statements, treaties  # noqa: E402
from tests.bigdata.rows import DATA  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--statements", type=int, default=100_000, help="how many at most")
    most = parser.parse_args().statements
    if not DATA.exists():
        sys.exit(f"{DATA} is not here.")
    began = time.monotonic()
    timed("start --no-serve", lambda: call_command("start", no_serve=True))
    timed("states and alliances", actors.field_and_alliances)
    timed("names", actors.names)
    timed("states of the past", actors.past_states)
    timed("leaders", actors.leaders)
    timed("treaties", treaties.treaties)
    timed("missile tests", events.missile_tests)
    timed("roll calls", events.roll_calls)
    coded = timed("coded sentences", statements.coded)
    timed("votes", lambda: statements.votes(most - coded))
    timed("analyse", analyse)
    for model in REGISTER:
        print(f"{model.table():20} {model.objects.count():>9,}")
    print(f"{time.monotonic() - began:.0f} s in all")


def timed(what: str, act: Callable[[], Any]) -> Any:
    began = time.monotonic()
    found = act()
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)
    return found


def analyse() -> None:
    """Let the database's planner know what it holds, as its own upkeep would in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
