"""What every admin of the register shares: writes by change set, proposals instead of edits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from geopolitics import vocabularies
from geopolitics.changes import diff
from geopolitics.changes.apply import replay
from geopolitics.changes.history import changes_of
from geopolitics.changes.propose import Edit, lock, own_pending, pending, preview
from geopolitics.curation.notes import without_notes
from geopolitics.models import RECORDS, ChangeSet, Citation, Sourced
from geopolitics.models.fields import EDTFField, Text
from geopolitics.publishing import PUBLISH, edit, may_write, reads_staff_notes

from . import conflicts
from .columns import with_quotes
from .exchange import ExchangeMixin
from .forms import KeyedFormSet, RecordForm, RegisterForm, SideRowForm
from .paginator import CappedPaginator
from .widgets import CodeSelect, DateInput, One, QuoteInput, Several


class _Unsaved(Exception):
    """The form came back with faults: nothing of this edit is kept."""


LISTS = {vocabulary.key: vocabulary for vocabulary in vocabularies.ALL}


class Answering:
    """Gives an admin or inline the inputs that answer."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, EDTFField):
            kwargs["widget"] = DateInput
        elif db_field.name == "quote" and db_field.model is Citation:
            kwargs["widget"] = QuoteInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = One(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Several(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        """A field of codes takes its help from the codebook, where the model has none."""
        vocabulary = LISTS.get(getattr(getattr(db_field.choices, "func", None), "__name__", ""))
        if vocabulary is not None:
            kwargs["widget"] = CodeSelect(vocabulary)
            kwargs["help_text"] = db_field.help_text or vocabulary.note
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class RegisterAdmin(Answering, ExchangeMixin, admin.ModelAdmin):
    """An admin whose every write is a change set of the user's.

    A write that touches a published record becomes a proposal, and the user is told so.
    """

    form = RegisterForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    show_full_result_count = False
    save_on_top = True
    change_form_template = "admin/geopolitics/change_form.html"
    object_history_template = "admin/geopolitics/history.html"

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        return tuple(self.list_select_related or ()) or self.model.owner_fields()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        own = self._own_proposal(request, object_id)
        if request.method != "POST":
            return self._show(request, object_id, form_url, extra_context, own)
        try:
            return self._write(request, object_id, form_url, extra_context, own)
        except ValidationError as refusal:
            request.refusals = tuple(refusal.messages)
            return self._show(request, object_id, form_url, extra_context, own)

    def _show(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
        own: ChangeSet | None,
    ) -> HttpResponse:
        """The form, over the user's own pending proposal where there is one."""
        context = {"own_proposal": own, **(extra_context or {})}
        view = partial(super().changeform_view, request, object_id, form_url, context)
        if own is None:
            return view()
        with preview(own.operations.all()):
            return _rendered(view())

    def _write(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
        own: ChangeSet | None,
    ) -> HttpResponse:
        why = request.POST.get("why", "")[:300]
        response = None
        try:
            with edit(request.user, way="form", message=why, replacing=own) as result:
                row = self.get_object(request, object_id) if object_id else None
                if row is not None and isinstance(row.owner, Sourced):
                    lock(row.owner)
                if own:
                    replay(own.operations.all())
                context = {"own_proposal": own, **(extra_context or {})}
                response = super().changeform_view(request, object_id, form_url, context)
                if isinstance(response, TemplateResponse):
                    response = _rendered(response)
                    raise _Unsaved
        except _Unsaved:
            return response
        return self._answer(request, result, response)

    def _answer(self, request: HttpRequest, result: Edit, response: HttpResponse) -> HttpResponse:
        """Tell what became of the write; the stock message would tell of a save."""
        if result.proposal is None and result.changed:
            return response
        list(messages.get_messages(request))
        if not result.changed:
            messages.info(request, "Nothing was changed: all is as it was.")
            return response
        address = reverse("desk:proposal", args=[result.proposal.pk])
        messages.success(
            request,
            format_html(
                "Kept as <a href='{}'>a proposal</a>: the record is published, so a colleague "
                "reviews the change. The public sees the old version until then.",
                address,
            ),
        )
        return HttpResponseRedirect(address)

    def _own_proposal(self, request: HttpRequest, object_id: str | None) -> ChangeSet | None:
        """The user's pending proposal on the record, or the one that a reviewer asks to edit."""
        row = self.get_object(request, object_id) if object_id else None
        if row is None or not isinstance(row.owner, Sourced):
            return None
        asked = request.GET.get("proposal", "")
        if asked.isdigit() and request.user.has_perm(PUBLISH):
            return pending(row.owner).filter(pk=asked).first()
        return own_pending(row.owner, request.user)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        view = partial(super().changelist_view, request, extra_context)
        return self._guarded(request, view)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """An action on all of a list is on as many, from its beginning, as the list counts."""
        if request.POST.get("select_across") == "1":
            first = list(queryset.values_list("pk", flat=True)[: self.paginator.cap])
            queryset = queryset.filter(pk__in=first)
        return super().response_action(request, queryset)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        view = partial(super().delete_view, request, object_id, extra_context)
        return self._guarded(request, view)

    def _guarded(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            with edit(request.user, way="form") as result:
                response = _rendered(view())
        except ValidationError as refusal:
            for message in refusal.messages:
                messages.error(request, message)
            return HttpResponseRedirect(request.get_full_path())
        if result.changed:
            return self._answer(request, result, response)
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context: dict[str, Any] = {"changes": []}
        if row is not None and isinstance(row.owner, Sourced):
            owner = row.owner
            context["compare_url"] = reverse("desk:versions", args=[owner.table(), owner.slug])
            context["changes"] = [
                {
                    "changeset": change.changeset,
                    "rows": diff.rows(without_notes(change.operations, request.user)),
                }
                for change in changes_of(owner)
            ]
        return super().history_view(request, object_id, context | (extra_context or {}))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Nobody asks a list, letter by letter, for notes that are not theirs to read."""
        if "staff_notes" in lookup and not reads_staff_notes(request.user):
            return False
        return super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if obj is None or not isinstance(obj.owner, Sourced):
            return super().has_change_permission(request, obj)
        return not may_write(obj.owner, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if obj is None or not isinstance(obj.owner, Sourced):
            return super().has_delete_permission(request, obj)
        return not may_write(obj.owner, request.user)

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"refusals": getattr(request, "refusals", ())})

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        """`why` stands last, apart from the record's own fields."""
        left_out = {"why", "opened_version"}
        if not reads_staff_notes(request.user):
            left_out.add("staff_notes")
        fields = [f for f in self.get_fields(request, obj) if f not in left_out]
        hidden = [f for f in ("opened_version",) if f in self.form.base_fields]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": fields})]
        return [(None, {"fields": fields}), ("This change", {"fields": ["why", *hidden]})]


class SideRowAdmin(RegisterAdmin):
    """An admin of a side row's own table; the row's record cannot be changed afterwards."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple:
        fixed = (*self.model.owner_fields(), "key") if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class RecordAdmin(RegisterAdmin):
    """An admin of a record: its status is read, never typed."""

    form = RecordForm
    change_form_template = "admin/geopolitics/record_change_form.html"
    readonly_fields = ("status",)
    ordering = ("slug",)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if form.is_bound and form.moved_from is not None:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["moved"] = conflicts.moved(form, formsets, form.moved_from)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return with_quotes(rows, self.model.table()) if self.model in RECORDS else rows

    def view_on_site(self, record: Sourced) -> str | None:
        return record.get_absolute_url() if record.is_public else None

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj is not None and obj.ever_public())


class _OfItsRecord:
    """An inline is written by whoever may write its record."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_add_permission(request, obj)
        return allowed and (obj is None or not may_write(obj, request.user))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None or not may_write(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None or not may_write(obj, request.user)


SHORT = {Text: {"widget": AdminTextareaWidget(attrs={"rows": 2})}}


class RowInline(Answering, _OfItsRecord, admin.StackedInline):
    """Side rows of a record, in its form: a label for each field, at any width."""

    form = SideRowForm
    formset = KeyedFormSet
    formfield_overrides = SHORT
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The rows with all that their forms name, so that a form costs no query of its own."""
        related = []
        for column in self.model.columns():
            left_out = (self.fk_name, *(self.exclude or ()))
            if isinstance(column, models.ForeignKey) and column.name not in left_out:
                further = [p.rpartition("__")[0] for p in column.related_model.natural if "__" in p]
                further += [p[: -len("__id")] for p in column.related_model.named_by if "__id" in p]
                related += [column.name, *(f"{column.name}__{step}" for step in further)]
        return super().get_queryset(request).select_related(*related)


def _rendered(response: HttpResponse) -> HttpResponse:
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        response.render()
    return response
