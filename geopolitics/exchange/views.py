"""The whole register at the desk: a file of several tables, in and out."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from geopolitics.models import REGISTER
from geopolitics.publishing import NOTES

from . import formats, preflight, runs, shown, writing
from .columns import tables
from .forms import ConfirmForm, WholeExportForm, WholeImportForm
from .places import Faults, RefusedFile
from .workbook_out import TooLong


def _may(user: AbstractUser, verbs: str) -> bool:
    """Whether the user may do one of these with some table; which rows, the import tells."""
    names = (model._meta.model_name for model in REGISTER)
    return any(user.has_perm(f"geopolitics.{verb}_{n}") for n in names for verb in verbs.split())


def _sees_all(user: AbstractUser) -> bool:
    return all(user.has_perm(f"geopolitics.view_{m._meta.model_name}") for m in REGISTER)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = admin.site.each_context(request) | {
        "import_address": reverse("exchange:import"),
        "confirm_address": reverse("exchange:confirm"),
        "tables": list(tables()),
    }
    return render(request, template, frame | context)


@staff_member_required
def import_page(request: HttpRequest) -> HttpResponse:
    """The form; with a file, its preview, or what is wrong with it."""
    if not _may(request.user, "add change"):
        raise PermissionDenied
    form = WholeImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            context = _preview(form.cleaned_data["import_file"], request.user)
        except RefusedFile as refusal:
            context = shown.refused(refusal)
    return _import_page(request, form, context)


def _preview(file: Any, user: AbstractUser) -> dict[str, Any]:
    name = PurePath(file.name).name
    preflight.size(file.size, Faults(name))
    data = file.read()
    with runs.busy(name), transaction.atomic():
        made = runs.plan(data, name, "", user)
        outcome = runs.rehearse(made, name, user)
        run = runs.keep(made, data, name, "", user)
    return shown.preview(outcome, name) | {
        "confirm_form": ConfirmForm(initial={"run": run.pk, "sha256": run.sha256})
    }


@staff_member_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write what was previewed, or tell what moved meanwhile."""
    if not _may(request.user, "add change"):
        raise PermissionDenied
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was imported: choose the file again.")
        return HttpResponseRedirect(reverse("exchange:import"))
    given = form.cleaned_data
    try:
        outcome = runs.confirm(given["run"], given["sha256"], "", request.user, given["message"])
    except runs.NotThere as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("exchange:import"))
    except RefusedFile as refusal:
        context = shown.refused(refusal) | {"moved": True}
        return _import_page(request, WholeImportForm(), context)
    messages.success(request, f"Imported: {outcome}.")
    proposal = outcome.edit.proposal
    if proposal is None:
        return HttpResponseRedirect(reverse("exchange:import"))
    messages.success(request, "What touches published records is this proposal.")
    return HttpResponseRedirect(reverse("desk:proposal", args=[proposal.pk]))


def _import_page(
    request: HttpRequest, form: WholeImportForm, context: dict[str, Any]
) -> HttpResponse:
    context |= {"title": "Import into the whole register", "form": form}
    return _page(request, "exchange/import.html", context)


@staff_member_required
def export(request: HttpRequest) -> HttpResponse:
    """The form, and the file of all tables; notes of the staff only for those who read them."""
    if not _sees_all(request.user):
        raise PermissionDenied
    form = WholeExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ending, extra = form.cleaned_data["format"], form.cleaned_data["extra"]
        try:
            sheets = writing.register(extra=extra, staff=request.user.has_perm(NOTES))
            data = formats.write(sheets, ending)
        except TooLong as refusal:
            form.add_error("format", str(refusal))
        else:
            response = HttpResponse(data, content_type=formats.TYPES[ending])
            name = f"register-{timezone.localdate()}.{ending}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
    return _page(
        request, "exchange/export.html", {"title": "Export the whole register", "form": form}
    )
