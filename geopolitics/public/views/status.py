"""How far the register can be trusted: what was verified, what records rest on, what was read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geopolitics.models import Document, Verification
from geopolitics.models.record import dated_down
from geopolitics.public import paging
from geopolitics.public.coverage import COUNTED, Read, coverage
from geopolitics.public.evidence import evidence
from geopolitics.public.foot import Checked, checked
from geopolitics.public.reckoned import reckoned
from geopolitics.public.takeaway import Table, files, taken

RUNS = 5
NEWEST = paging.Order("newest", dated_down("published"), True)
COLUMNS = ("document", "address", "published", "sentences", "cited", "counted", "covered_to")


@require_safe
def page(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """A page of documents with what was read of each, below what holds for the whole register;
    with a suffix, the same as a file."""
    documents = Document.objects.public().select_related("publisher")
    shown = paging.page(documents, NEWEST, request.GET.get("after", ""))
    status = 400 if shown.fault else 200
    read = coverage(shown.rows)
    rests = reckoned("evidence", evidence)
    runs = [checked(run) for run in Verification.objects.all()[:RUNS]]
    if suffix:
        rows = [_row(document, read[document.pk]) for document in shown.rows]
        more = {
            "verified": [_run(run) for run in runs],
            "evidence": [vars(each) for each in rests],
        }
        more |= {"fault": shown.fault} if shown.fault else {"next": _next(request, shown) or None}
        return taken(request, Table(COLUMNS, rows, more), suffix, status)
    context = {
        "runs": runs,
        "evidence": rests,
        "documents": [(document, read[document.pk]) for document in shown.rows],
        "page": shown,
        "newest": shown.rows[0] if shown.first and shown.rows else None,
        "files": files(request),
    }
    return render(request, "public/status.html", context, status=status)


def _next(request: HttpRequest, shown: paging.Page) -> str:
    return f"{request.path}?{urlencode({'after': shown.next})}" if shown.next else ""


def _run(run: Checked) -> dict[str, Any]:
    return vars(run) | {"at": timezone.localtime(run.at).isoformat()}


def _row(document: Document, read: Read) -> dict[str, Any]:
    return {
        "document": str(document),
        "address": document.get_absolute_url(),
        "published": document.published or None,
        "sentences": read.sentences,
        "cited": read.cited,
        "counted": f"first {COUNTED} paragraphs" if read.cut else "whole",
        "covered_to": document.published_latest,
    }
