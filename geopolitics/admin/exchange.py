"""Import and export at the desk: the library's mixins, with our preview between the two steps."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.signals import post_export, post_import

from geopolitics.exchange import formats, preflight, runs, shown, writing
from geopolitics.exchange.columns import sheet_of
from geopolitics.exchange.forms import FORMATS, ConfirmForm, ExportForm, ImportForm
from geopolitics.exchange.places import Faults, RefusedFile
from geopolitics.exchange.resources import resource_of
from geopolitics.exchange.workbook_out import TooLong
from geopolitics.models import Sourced
from geopolitics.publishing import NOTES


class ExchangeMixin(ImportExportMixin):
    """Import and export of one table. What is confirmed is what was previewed."""

    formats = FORMATS
    import_form_class = ImportForm
    confirm_form_class = ConfirmForm
    export_form_class = ExportForm
    import_template_name = "exchange/import.html"
    export_template_name = "exchange/export.html"

    def get_resource_classes(self, request: HttpRequest) -> list[type]:
        return [resource_of(self.model)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) or self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; with a file, its preview, or what is wrong with it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        context: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            try:
                context = self._preview(request, form)
            except RefusedFile as refusal:
                context = shown.refused(refusal)
        return self._import_page(request, form, context)

    def _preview(self, request: HttpRequest, form: ImportForm) -> dict[str, Any]:
        """What the page shows of a file that may be confirmed. Raises RefusedFile."""
        file, table = form.cleaned_data["import_file"], self.model.table()
        name = PurePath(file.name).name
        if chosen := form.cleaned_data["format"]:
            ending = FORMATS[int(chosen)].ending
            if formats.ending_of(name) != ending:
                name = f"{name}.{ending}"
        faults = Faults(name)
        preflight.size(file.size, faults)
        data = file.read()
        resource = self.choose_import_resource_class(form, request)()
        with runs.busy(name), transaction.atomic():
            grid = formats.read(data, name, table, faults)[0]
            result = resource.import_data(
                None,
                dry_run=True,
                raise_errors=True,
                user=request.user,
                file_name=name,
                grid=grid,
                faults=faults,
            )
            run = runs.keep(result.outcome.plan, data, name, table, request.user)
        initial = {"run": run.pk, "sha256": run.sha256}
        return shown.preview(result.outcome, name) | {
            "result": result,
            "confirm_form": ConfirmForm(initial=initial),
        }

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write what was previewed, or tell what moved meanwhile."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Nothing was imported: choose the file again.")
            return HttpResponseRedirect(self._url("import"))
        given = form.cleaned_data
        try:
            outcome = runs.confirm(
                given["run"], given["sha256"], self.model.table(), request.user, given["message"]
            )
        except runs.NotThere as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self._url("import"))
        except RefusedFile as refusal:
            context = shown.refused(refusal) | {"moved": True}
            return self._import_page(request, self._empty_form(request), context)
        post_import.send(sender=None, model=self.model)
        return self._answer_import(request, outcome)

    def _answer_import(self, request: HttpRequest, outcome: runs.Outcome) -> HttpResponse:
        proposal = outcome.edit.proposal
        if proposal is None:
            messages.success(request, f"Imported: {outcome}.")
            return HttpResponseRedirect(self._url("changelist"))
        address = reverse("desk:proposal", args=[proposal.pk])
        messages.success(
            request,
            format_html(
                "Imported: {}. What touches published records is kept as <a href='{}'>a "
                "proposal</a>, which a colleague reviews.",
                outcome,
                address,
            ),
        )
        return HttpResponseRedirect(address)

    def _empty_form(self, request: HttpRequest) -> ImportForm:
        return ImportForm(self.get_import_formats(), self.get_import_resource_classes(request))

    def _import_page(
        self, request: HttpRequest, form: ImportForm, context: dict[str, Any]
    ) -> HttpResponse:
        sheet = sheet_of(self.model)
        context |= self.admin_site.each_context(request) | {
            "title": f"Import {self.opts.verbose_name_plural}",
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
            "import_address": self._url("import"),
            "confirm_address": self._url("process_import"),
            "columns": sheet.own,
            "short": sheet.short,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, [self.import_template_name], context)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The form; and the file of the rows that the list shows, by its search and filters."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        rows = self.get_export_queryset(request)
        form = ExportForm(
            self.get_export_formats(),
            self.get_export_resource_classes(request),
            sourced=issubclass(self.model, Sourced),
            data=request.POST or None,
            initial={"format": "2"},
        )
        if request.method == "POST" and form.is_valid():
            made = FORMATS[int(form.cleaned_data["format"])]()
            try:
                data = self._file(request, rows, made, form.cleaned_data.get("extra", ()))
            except TooLong as refusal:
                form.add_error("format", str(refusal))
            else:
                response = HttpResponse(data, content_type=made.get_content_type())
                name = f"{self.model.table()}-{timezone.localdate()}.{made.ending}"
                response["Content-Disposition"] = f'attachment; filename="{name}"'
                post_export.send(sender=None, model=self.model)
                return response
        context = self.admin_site.each_context(request) | {
            "title": f"Export {self.opts.verbose_name_plural}",
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, [self.export_template_name], context)

    def _file(self, request: HttpRequest, rows: Any, made: Any, extra: Any) -> bytes:
        staff = request.user.has_perm(NOTES)
        chosen = self.model.objects.filter(pk__in=rows.order_by().values("pk"))
        sheet = writing.sheet(self.model, chosen, extra=extra, staff=staff)
        return formats.write({self.model.table(): sheet}, made.ending)

    def _url(self, page: str) -> str:
        info = self.opts.app_label, self.opts.model_name
        return reverse(f"{self.admin_site.name}:{'_'.join(info)}_{page}")
