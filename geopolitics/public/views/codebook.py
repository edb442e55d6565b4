"""Every list of codes, with the rule by which each is chosen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics import vocabularies
from geopolitics.public.takeaway import Table, files, taken

COLUMNS = (
    "vocabulary",
    "value",
    "label",
    "definition",
    "default",
    "codes",
    "source",
    "source_address",
    "anchor",
)


@require_safe
def page(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """The codebook, each value with an anchor of its own; with a suffix, as a file."""
    if suffix:
        rows = [_row(each, term) for each in vocabularies.ALL for term in each]
        return taken(request, Table(COLUMNS, rows), suffix)
    context = {"vocabularies": vocabularies.ALL, "files": files(request)}
    return render(request, "public/vocabularies.html", context)


def _row(of: vocabularies.Vocabulary, term: vocabularies.Term) -> dict[str, Any]:
    return {
        "vocabulary": of.name,
        "value": term.value,
        "label": term.label,
        "definition": term.note,
        "default": "yes" if term.value == of.default else "no",
        "codes": term.codes,
        "source": of.source,
        "source_address": of.url or None,
        "anchor": of.anchor(term.value),
    }
