"""dumpdata of the register: natural keys, load order, without the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands import dumpdata

from geopolitics.changes.snapshot import of_live, whole
from geopolitics.models import REGISTER, Register


class Command(dumpdata.Command):
    """Writes the register as a fixture that loads into an empty one and dumps the same again.

    Without labels, and for the label geopolitics: every table of the register, with natural
    keys; history, change sets and proposals stay out. Other labels are dumped as Django does.
    """

    help = __doc__

    def handle(self, *labels: str, **options: Any) -> None:
        tables = self._tables(labels, options["exclude"])
        if tables is None:
            super().handle(*labels, **options)
            return
        if options["format"] not in ("json", "jsonl", "yaml"):
            raise CommandError("The register is dumped as json, jsonl or yaml.")
        rows = [row for model in tables for row in self._rows(model)]
        text = self._written(rows, options["format"], options["indent"])
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")

    def _tables(self, labels: tuple[str, ...], exclude: list[str]) -> list[type] | None:
        """The register's tables that are asked for, or None where others are."""
        wanted, others = set(), False
        for label in labels or ("geopolitics",):
            if label == "geopolitics":
                wanted |= set(REGISTER)
                continue
            try:
                model = apps.get_model(label)
            except (LookupError, ValueError):
                others = True
                continue
            if issubclass(model, Register):
                wanted.add(model)
            else:
                others = True
        if others and wanted:
            raise CommandError("Dump the register and other tables one after the other.")
        left_out = {label.lower() for label in exclude}
        return (
            None
            if others
            else [
                model
                for model in REGISTER
                if model in wanted and model._meta.label_lower not in left_out
            ]
        )

    def _rows(self, model: type[Register]) -> list[dict[str, Any]]:
        rows = whole(model, model.objects.by_natural_key())
        return [{"model": model._meta.label_lower, "fields": of_live(row)} for row in rows]

    def _written(self, rows: list[dict[str, Any]], form: str, indent: int | None) -> str:
        if form == "yaml":
            return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
        if form == "jsonl":
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return json.dumps(rows, ensure_ascii=False, indent=indent or 1) + "\n"
