"""How the desk's own pages are answered, and what an address of theirs names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from geopolitics.models import ChangeSet, Sourced, model_of

_reads_changes = permission_required("geopolitics.view_changeset", raise_exception=True)


def for_colleagues(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only staff with a role: who is let into the admin, but into no group, reads nothing here."""
    return staff_member_required(_reads_changes(view))


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page in the admin's frame, which no cache may keep."""
    frame = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    response = render(request, template, frame | context)
    add_never_cache_headers(response)
    return response


def change_set_or_404(pk: int) -> ChangeSet:
    """The change set that an address names."""
    return get_object_or_404(ChangeSet.objects.select_related("by", "undoes"), pk=pk)


def record_or_404(request: HttpRequest, table: str, slug: str) -> Sourced:
    """The record that an address names, if the user may see its kind."""
    try:
        model = model_of(table)
    except LookupError:
        raise Http404 from None
    if not issubclass(model, Sourced):
        raise Http404
    if not request.user.has_perm(f"geopolitics.view_{model._meta.model_name}"):
        raise Http404
    return get_object_or_404(model, slug=slug)


def change_address(record: Sourced) -> str:
    """Where the admin edits the record."""
    return reverse(
        f"{admin.site.name}:geopolitics_{record._meta.model_name}_change", args=[record.pk]
    )
