"""A record or document by itself: below /api/, and in place of its page's last slash."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponsePermanentRedirect
from rest_framework.request import Request

from geopolitics.models import Actor, Article, Sourced, Treaty
from geopolitics.public.asked import day_asked
from geopolitics.public.views.records import once_there

from . import addresses, problems, records
from .fetching import fetched
from .view import Open, context, dated, site

SERIALISERS = {
    each.model: each
    for each in (
        records.Treaty,
        records.Article,
        records.Actor,
        records.Statement,
        records.Event,
        records.Document,
    )
}
DATED = (Treaty, Article, Actor)


class Detail(Open):
    """A record of one kind: `as_view(model=Treaty)`. `beside`: at its page's address."""

    model: ClassVar[type[Sourced] | None] = None
    beside: ClassVar[bool] = False

    def get(self, request: Request, slug: str = "", **parts: str) -> HttpResponse:
        slug = slug or "--".join(parts.values())
        record = fetched(self.model.objects.public()).filter(slug=slug).first()
        if record is None:
            return elsewhere(request, self.model, slug, self.beside)
        return dated(told(record, site(request), request), record.modified)


def told(record: Sourced, base: str, request: Any) -> dict[str, Any]:
    """The record as JSON; where a day makes a difference, as it stands on the one asked for,
    which is that of the newest document unless one is given. Raises Faulty."""
    asked = day_asked(request, _attested(record))
    if asked.fault and type(record) in DATED:
        raise problems.Faulty([asked.fault])
    return SERIALISERS[type(record)](record, context=context(base, asked.day)).data


def elsewhere(
    request: Request, model: type[Sourced], slug: str, beside: bool = False, rest: str = ""
) -> HttpResponse:
    """A redirect where the record's slug was changed, with what was asked; 410 where it was
    withdrawn. Raises Http404."""
    found = once_there(model, slug)
    if not isinstance(found, Sourced):
        return problems.gone(found)
    path = addresses.beside(found) if beside else f"{addresses.of_record(found)}{rest}"
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def _attested(record: Sourced) -> str:
    """The latest day of the newest document that attests what the day is asked of, or ""."""
    if type(record) not in DATED:
        return ""
    attests = record.treaty if isinstance(record, Article) else record
    days = [c.passage.document.published_latest for c in attests.citations.all()]
    return max((day for day in days if day), default="")
