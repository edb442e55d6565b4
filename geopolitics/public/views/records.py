"""The list and the page of each of the five kinds of record."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views import View

from geopolitics import publishing
from geopolitics.models import Record, Redirect, Sourced
from geopolitics.public import paging
from geopolitics.public.editing import edit_address, for_staff
from geopolitics.public.narrowing import narrowed
from geopolitics.public.pages import LISTS, PAGES


class RecordList(View):
    """Records or documents of one kind, a page at a time: `as_view(model=Treaty)`."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[Sourced] | None] = None

    def get(self, request: HttpRequest) -> HttpResponse:
        shown = LISTS[self.model]
        asked = narrowed(shown.kind(request), request.path, request.GET)
        rows = asked.apply(self.model.objects.public())
        joined = rows.select_related(*shown.LIST_JOINED)
        page = paging.page(joined, asked.order, request.GET.get("after", ""))
        asked.count(rows)
        context = {
            "page": page,
            "list": asked,
            "one": self.model._meta.verbose_name,
            "many": self.model._meta.verbose_name_plural,
            **shown.beside(page.rows, request),
        }
        return render(request, shown.LIST_TEMPLATE, context, status=status(context))


class RecordDetail(View):
    """One record of one kind: `as_view(model=Treaty)`."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[Record] | None] = None

    def get(self, request: HttpRequest, slug: str = "", **parts: str) -> HttpResponse:
        kind = PAGES[self.model]
        slug = slug or "--".join(parts.values())
        rows = self.model.objects.public().select_related(*kind.JOINED)
        record = rows.filter(slug=slug).first()
        if record is None:
            return elsewhere(request, self.model, slug)
        edit = edit_address(request, record)
        context = {record.table(): record, "edit": edit, **kind.context(record, request)}
        response = render(request, kind.TEMPLATE, context, status=status(context))
        return for_staff(response, edit)


def elsewhere(request: HttpRequest, model: type[Sourced], slug: str) -> HttpResponse:
    """What an address answers at which no public record stands.

    A redirect where the slug was changed; 410 with its public reason where the record was
    withdrawn; else Http404 is raised: a record that was never public is as one that never was.
    """
    old = Redirect.objects.filter(table=model.table(), old=slug).values("new")
    found = model.objects.filter(Q(slug=slug) | Q(slug__in=old)).first()
    if found is None:
        raise Http404
    if found.is_public:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    withdrawn = publishing.withdrawal(found)
    if withdrawn is None:
        raise Http404
    return render(request, "410.html", {"withdrawn": withdrawn}, status=410)


def status(context: dict) -> int:
    """400 where the page says that something asked for makes no sense, else 200."""
    asked, page, shown = (context.get(name) for name in ("asked", "page", "list"))
    faults = [asked and asked.fault, page and page.fault, shown and shown.faults]
    return 400 if any(faults) else 200
