"""The list and the page of each of the five kinds of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views import View

from geopolitics import publishing
from geopolitics.models import Record, Redirect, Sourced
from geopolitics.public import meta, paging, tables, takeaway
from geopolitics.public.citing.references import of_record, released
from geopolitics.public.citing.shown import shown
from geopolitics.public.editing import edit_address, for_staff
from geopolitics.public.narrowing import narrowed
from geopolitics.public.pages import LISTS, PAGES


class RecordList(View):
    """Records or documents of one kind, a page at a time: `as_view(model=Treaty)`."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[Sourced] | None] = None

    def get(self, request: HttpRequest, suffix: str = "") -> HttpResponse:
        shown = LISTS[self.model]
        asked = narrowed(shown.kind(request), request.path, request.GET)
        rows = asked.apply(self.model.objects.public())
        joined = rows.select_related(*shown.LIST_JOINED)
        page = paging.page(joined, asked.order, request.GET.get("after", ""))
        asked.count(rows, page.rows)
        many = str(self.model._meta.verbose_name_plural)
        context = {
            "page": page,
            "list": asked,
            "one": self.model._meta.verbose_name,
            "many": many,
            **shown.beside(page.rows, asked, request),
        }
        if suffix:
            if told := faults(context):
                return takeaway.refused(told, suffix)
            return takeaway.taken(request, tables.of_list(request, self.model, context), suffix)
        title = many.capitalize()
        context |= {"meta": meta.of_list(request, title, page), **takeaway.shown(request, title)}
        return render(request, shown.LIST_TEMPLATE, context, status=status(context))


class RecordDetail(View):
    """One record of one kind: `as_view(model=Treaty)`."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[Record] | None] = None

    def get(self, request: HttpRequest, slug: str = "", **parts: str) -> HttpResponse:
        kind = PAGES[self.model]
        slug = slug or "--".join(parts.values())
        rows = released(self.model.objects.public().select_related(*kind.JOINED))
        record = rows.filter(slug=slug).first()
        if record is None:
            return elsewhere(request, self.model, slug)
        edit = edit_address(request, record)
        context = {
            record.table(): record,
            "edit": edit,
            "meta": meta.of_record(request, record),
            "citing": shown(of_record(request, record), record.get_absolute_url()),
            **kind.context(record, request),
        }
        response = render(request, kind.TEMPLATE, context, status=status(context))
        return for_staff(response, edit)


def elsewhere(
    request: HttpRequest,
    model: type[Sourced],
    slug: str,
    rest: str = "",
    at: Callable[[Sourced], str] | None = None,
) -> HttpResponse:
    """What an address answers at which no public record stands; `rest` follows the record's,
    which is `at` its own page or where the caller says.

    A redirect where the slug was changed; 410 with its public reason where the record was
    withdrawn. Raises Http404.
    """
    found = once_there(model, slug)
    if isinstance(found, Sourced):
        address = at(found) if at else found.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}{rest}")
    return render(request, "410.html", {"withdrawn": found, "meta": None}, status=410)


def once_there(model: type[Sourced], slug: str) -> Sourced | publishing.Withdrawal:
    """The public record that had this slug, or how the record that had it was withdrawn.

    Only a slug under which a record was public once counts: one that it had as a draft, or after
    it was withdrawn, is as one that never was, at the same cost. Raises Http404.
    """
    rows = model.history.filter(slug=slug, status="published").order_by("-history_id")
    once = rows.values_list("id", flat=True).first()
    if once is None:
        raise Http404
    moved = Redirect.objects.filter(table=model.table(), old=slug).values("new")
    found = model.objects.public().filter(Q(pk=once) | Q(slug__in=moved)).first()
    return found or publishing.withdrawal(model.objects.get(pk=once))


def status(context: dict) -> int:
    """400 where the page says that something asked for makes no sense, else 200."""
    return 400 if faults(context) else 200


def faults(context: dict) -> list[str]:
    """What of that which was asked for makes no sense, in sentences."""
    asked, page, shown = (context.get(name) for name in ("asked", "page", "list"))
    found = [*(shown.faults if shown else ()), page and page.fault, asked and asked.fault]
    return [fault for fault in found if fault]
