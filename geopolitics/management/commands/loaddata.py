"""loaddata, through the ledger: an operator's change set, equal rows skipped, history written."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import IntegrityError, connection

from geopolitics.changes import load
from geopolitics.changes.apply import replay
from geopolitics.changes.current import change_set
from geopolitics.database import measure
from geopolitics.models import Register

READERS = {
    ".json": json.loads,
    ".jsonl": lambda text: [json.loads(line) for line in text.splitlines() if line.strip()],
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
}


class Command(loaddata.Command):
    """Loads fixtures into the register, all of them or none.

    Absent columns keep their value, references may point forward, across files too; the
    publishing rules hold. Tables that are not the register's load as Django does it.
    """

    help = __doc__

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        # Django's closes the connection at the end, and with it the lock that `start` holds.
        self.using = options["database"]
        self.app_label = options["app_label"]
        self.verbosity = options["verbosity"]
        self.format = options["format"]
        self.loaddata(fixture_labels)

    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        """Load the fixtures of these labels. Raises CommandError; then nothing is loaded."""
        # What Django's own look-up of fixtures reads.
        self.serialization_formats = [ending.removeprefix(".") for ending in READERS]
        self.compression_formats = {None: None}
        rows, others = [], []
        for label in fixture_labels:
            for place in self._places(label):
                for number, row in enumerate(self._read(place), 1):
                    model = self._model(place, number, row)
                    if issubclass(model, Register):
                        rows.append((model, row["fields"]))
                    else:
                        others.append(row)
        files = ", ".join(Path(label).name for label in fixture_labels)
        try:
            with change_set(way="fixture", message="Fixtures loaded.", file=files[:255]):
                operations = load.operations(rows)
                replay(operations)
                for row in serializers.deserialize("python", others, using=self.using):
                    row.save(using=self.using)
        except ValidationError as error:
            lines = "\n".join(error.messages)
            raise CommandError(f"Nothing was loaded.\n{lines}") from error
        except (IntegrityError, serializers.base.DeserializationError) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        measure(connection)
        if self.verbosity:
            self.stdout.write(
                f"{len(rows) + len(others)} rows read, {len(operations) + len(others)} written."
            )

    def _places(self, label: str) -> list[Path]:
        if label == "-":
            return [Path("-")]
        return [Path(found[0]) for found in self.find_fixtures(label)]

    def _read(self, place: Path) -> list[dict[str, Any]]:
        if str(place) == "-":
            text, ending = sys.stdin.read(), f".{self.format or 'json'}"
        else:
            text, ending = place.read_text(encoding="utf-8"), place.suffix
        if ending not in READERS:
            raise CommandError(f"{place}: fixtures are .json, .jsonl or .yaml.")
        try:
            rows = READERS[ending](text)
        except (ValueError, yaml.YAMLError) as error:
            raise CommandError(f"{place} cannot be read: {error}") from error
        if not isinstance(rows, list):
            raise CommandError(f"{place}: a fixture is a list of rows.")
        return rows

    def _model(self, place: Path, number: int, row: Any) -> type:
        try:
            model = apps.get_model(row["model"])
            row["fields"].items()
        except (LookupError, TypeError, AttributeError, ValueError, KeyError) as error:
            raise CommandError(f"{place}, row {number}: no model and fields: {error}") from error
        return model
