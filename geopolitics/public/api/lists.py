"""Lists: of records and documents, narrowed and put in order as the site's own lists are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from geopolitics.models import Sourced
from geopolitics.public import paging
from geopolitics.public.asked import day_asked
from geopolitics.public.narrowing import Kind, Narrowed, narrowed
from geopolitics.public.pages import LISTS
from geopolitics.public.site import absolute

from .details import SERIALISERS
from .fetching import fetched
from .problems import Faulty
from .view import Open, context, dated, site


class Listing(Open):
    """Records of one kind, a page at a time: `as_view(model=Treaty)`.

    `serialiser` and `fetch` where each is told otherwise than by itself.
    """

    model: ClassVar[type[Sourced] | None] = None
    serialiser: ClassVar[type[BaseSerializer] | None] = None
    fetch: Callable[[QuerySet], QuerySet] = staticmethod(fetched)

    def get(self, request: Request) -> HttpResponse:
        asked = wanted(self.kind(request), request)
        day = day_asked(request)
        if day.fault and "on" in asked.kind.kept:
            raise Faulty([day.fault])
        rows = self.fetch(asked.apply(self.model.objects.public()))
        page = paging.page(rows, asked.order, request.GET.get("after", ""))
        told = self.shape()(page.rows, many=True, context=context(site(request), day.day)).data
        newest = max((row.modified for row in page.rows), default=None)
        return dated(paged(request, asked, page, told), newest)

    def kind(self, request: Any) -> Kind:
        return LISTS[self.model].kind(request)

    def shape(self) -> type[BaseSerializer]:
        return self.serialiser or SERIALISERS[self.model]


def wanted(kind: Kind, request: Request) -> Narrowed:
    """What is asked of a list. Raises Faulty, also for a parameter that it does not know: who
    mistypes a filter shall not take the whole list for the answer."""
    known = [*parameters(kind), "after"]
    asked = narrowed(kind, request.path, request.GET)
    if faults := [*unknown(request.GET, known), *asked.faults]:
        raise Faulty(faults)
    return asked


def parameters(kind: Kind) -> list[str]:
    """By what a list of the kind is narrowed and put in order."""
    dated = ["from", "to", "possibly"] if kind.dated else []
    return [*(facet.name for facet in kind.facets), *dated, *kind.kept, "sort"]


def unknown(asked: QueryDict, known: Iterable[str]) -> list[str]:
    """That a parameter is none of these, in a sentence; [] where all are."""
    known = list(known)
    if all(name in known for name in asked):
        return []
    return [f"There is a parameter that is not known here. Known are: {', '.join(known)}."]


def paged(request: Request, asked: Narrowed, page: paging.Page, told: Any) -> dict[str, Any]:
    """A page of a list, with the address of the next. Raises Faulty."""
    if page.fault:
        raise Faulty(["There is no such place; leave “after” out to begin the list."])
    following = asked.address(after=page.next) if page.next else ""
    return {"next": absolute(request, following) if following else None, "results": told}
