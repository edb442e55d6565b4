"""The public page as it would look: of a record under a proposal, of one not yet published."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, resolve
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from geopolitics import publishing
from geopolitics.changes.propose import preview
from geopolitics.models import Sourced

from .page import change_set_or_404, for_colleagues, record_or_404


@for_colleagues
@require_safe
def proposal(request: HttpRequest, pk: int, table: str, slug: str) -> HttpResponse:
    """The record's page if the proposal were approved; 404 if it touches no such record."""
    changeset = change_set_or_404(pk)
    found = record_or_404(request, table, slug)
    operations = list(changeset.operations.all())
    if (table, slug) not in {(o.owner_table, o.owner_slug) for o in operations}:
        raise Http404
    try:
        with preview(operations):
            found.refresh_from_db()
            return _public_page(request, found)
    except ValidationError as refusal:
        messages.error(request, f"It cannot be shown: {' '.join(refusal.messages)}")
        return redirect("desk:proposal", pk=pk)


@for_colleagues
@require_safe
def record(request: HttpRequest, table: str, slug: str) -> HttpResponse:
    """The record's page if it were published, with what belongs to it."""
    found = record_or_404(request, table, slug)
    if found.is_public:
        return _public_page(request, found)
    with publishing.as_published(publishing.belongs_together(found)):
        found.refresh_from_db()
        return _public_page(request, found)


def _public_page(request: HttpRequest, found: Sourced) -> HttpResponse:
    """What the record's public address answers, marked as a preview. Raises Http404."""
    path = found.get_absolute_url().removeprefix(get_script_prefix())
    match = resolve(f"/{path}")
    request.preview = True
    response = match.func(request, *match.args, **match.kwargs)
    add_never_cache_headers(response)
    return response
