"""What became of one record in public, from version to version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geopolitics.models import Article, Sourced
from geopolitics.public.past.steps import Step, steps_of
from geopolitics.public.takeaway import Table, files, taken

from .records import elsewhere

MOST = 100
COLUMNS = ("at", "what", "field", "did", "before", "after", "reason")


@require_safe
def page(
    request: HttpRequest, model: type[Sourced], slug: str = "", suffix: str = "", **parts: str
) -> HttpResponse:
    """The newest steps of the record, as a page or, with a suffix, as a file."""
    slug = slug or "--".join(parts.values())
    joined = ("treaty",) if model is Article else ()
    record = model.objects.public().select_related(*joined).filter(slug=slug).first()
    if record is None:
        return elsewhere(request, model, slug, f"history.{suffix}" if suffix else "history/")
    found, _ = steps_of({model: [record.pk]})
    steps = found[record.table(), record.pk]
    if suffix:
        rows = [row for step in steps[:MOST] for row in rows_of(step)]
        about = {"record": record.get_absolute_url(), "name": str(record)}
        return taken(request, Table(COLUMNS, rows, about), suffix)
    context = {
        "record": record,
        "list": f"public:{model._meta.verbose_name_plural}",
        "lists": str(model._meta.verbose_name_plural).capitalize(),
        "steps": steps[:MOST],
        "cut": len(steps) > MOST,
        "files": files(request),
    }
    return render(request, "public/history.html", context)


def rows_of(step: Step) -> list[dict[str, Any]]:
    """A step as rows of a file: one for each change, or one where nothing else is told."""
    own = {"at": timezone.localtime(step.at).isoformat(), "what": step.what, "reason": step.reason}
    return [own | row_of(change) for change in step.changes] or [own]


def row_of(change: Any) -> dict[str, Any]:
    """A change as a part of a row: its values None where they are not told."""
    return {
        "field": change.name,
        "did": change.did,
        "before": change.before if change.told else None,
        "after": change.after if change.told else None,
    }
