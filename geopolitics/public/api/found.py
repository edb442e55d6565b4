"""Search: what its page finds, with the words found, by program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from geopolitics import search
from geopolitics.models import SearchEntry
from geopolitics.public.found import row
from geopolitics.public.views.search import KINDS, question
from geopolitics.search.marking import Piece

from .lists import unknown
from .problems import Faulty
from .shape import Date
from .view import Open, dated, site

PARAMETERS = ("q", "kind", "topic", "document", "order", "page")


class Words(serializers.Serializer):
    """Words of a source in which what was sought stands."""

    text = serializers.CharField()
    paragraph = serializers.CharField(help_text="Its number; empty: the hit's own.")
    address = serializers.CharField(help_text="Where they are marked; empty: at the hit's own.")


class Hit(serializers.Serializer):
    """What was found, and by which words."""

    type = serializers.ChoiceField([(kind, kind) for kind in KINDS])
    slug = serializers.CharField(help_text="Of a passage, its document's.")
    name = serializers.CharField()
    address = serializers.URLField()
    api = serializers.CharField(help_text="Empty where the API has nothing more of it.")
    date = Date()
    text = serializers.CharField(help_text="The register's own words, or those of the speaker.")
    quotes = Words(many=True)


class Count(serializers.Serializer):
    """How many: no further than is ranked."""

    number = serializers.IntegerField()
    more = serializers.BooleanField(help_text="There are others beyond.")


class Results(serializers.Serializer):
    """A page of hits in their order. `next` is the address of the next page."""

    query = serializers.CharField()
    total = Count()
    kinds = serializers.DictField(child=Count())
    meant = serializers.CharField(help_text="Another spelling, where this one finds nothing.")
    next = serializers.URLField(allow_null=True)
    results = Hit(many=True)


class Search(Open):
    """What `?q=` finds."""

    serialiser = Results

    def get(self, request: Request) -> HttpResponse:
        asked = question(request)
        faults = [*unknown(request.GET, PARAMETERS), *filter(None, [asked.fault])]
        if not asked.query:
            faults.append("Write what to search for in “q”.")
        if faults:
            raise Faulty(faults)
        newest = asked.order == "newest"
        found = search.find(asked.query, asked.filters, newest=newest, page=asked.page)
        if found.page != asked.page:
            raise Faulty([f"There is no page {asked.page}."])
        base = site(request)
        more = found.page < found.pages
        following = asked.address(page=found.page + 1).partition("?")[2] if more else ""
        body = {
            "query": asked.query.typed,
            "total": found.total._asdict(),
            "kinds": {kind: count._asdict() for kind, count in found.kinds.items()},
            "meant": found.meant,
            "next": f"{base}{request.path}?{following}" if following else None,
            "results": [_hit(entry, asked.query, base) for entry in found.entries],
        }
        return dated(Results(body).data, None)


def _hit(entry: SearchEntry, query: search.Query, base: str) -> dict[str, Any]:
    shown = row(entry, query)
    slug, api = entry.slug, ""
    if entry.kind == "passage":
        slug, number = entry.shown["parts"]
        api = reverse("public:api-passage", args=[slug, number])
    elif entry.kind != "topic":
        api = reverse(f"public:api-{entry.kind}", args=[slug])
    return {
        "type": entry.kind,
        "slug": slug,
        "name": _plain(shown.label),
        "address": f"{base}{shown.address}",
        "api": api and f"{base}{api}",
        "date": shown.date,
        "text": _plain(shown.said) or _plain(shown.text),
        "quotes": [
            {
                "text": _plain(quote.pieces),
                "paragraph": quote.number or shown.number,
                "address": quote.address and f"{base}{quote.address}",
            }
            for quote in shown.quotes
        ],
    }


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(" […] " if piece.gap else piece.text for piece in pieces)
