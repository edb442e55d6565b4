"""Search: one box, its answers, and the names that it offers while one types."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics import search
from geopolitics.public import tables, takeaway
from geopolitics.public.facets import SLUG
from geopolitics.public.found import row

KINDS = {
    "treaty": "Treaties",
    "article": "Articles",
    "actor": "Actors",
    "statement": "Statements",
    "event": "Events",
    "document": "Documents",
    "passage": "Paragraphs",
    "topic": "Topics",
}
SINGLE = {
    "treaty": "Treaty",
    "article": "Article",
    "actor": "Actor",
    "statement": "Statement",
    "event": "Event",
    "document": "Document",
    "passage": "Paragraph",
    "topic": "Topic",
}
ORDERS = {"": "best", "newest": "newest"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `fault` is why a part of it is passed over."""

    query: search.Query
    filters: search.Filters
    order: str = ""
    page: int = 1
    fault: str = ""

    def address(self, suffix: str = "/", **changes: str | int) -> str:
        """The address of the same with other values, the first page of it unless one is given;
        with a suffix such as ".csv", that of its file."""
        values = {
            "q": self.query.typed,
            "kind": self.filters.kind,
            "topic": self.filters.topic,
            "document": self.filters.document,
            "order": self.order,
            "page": "",
        } | changes
        said = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('public:search').rstrip('/')}{suffix}?{said}"


@require_safe
def page(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """What is found, with what it stands under; without a question, how to ask one."""
    asked = question(request)
    query, filters = asked.query, asked.filters
    results = search.find(query, filters, newest=asked.order == "newest", page=asked.page)
    fault = asked.fault
    if results.page != asked.page:
        fault = f"There is no page {asked.page}: this is the first."
    rows = [(row(entry, query), SINGLE[entry.kind]) for entry in results.entries]
    following = asked.address(page=results.page + 1) if results.page < results.pages else ""
    if suffix:
        if fault:
            return takeaway.refused([fault], suffix)
        following = asked.address(f".{suffix}", page=results.page + 1) if following else ""
        table = tables.of_search(request, results, [found for found, _ in rows], following)
        return takeaway.taken(request, table, suffix)
    context = {
        "asked": asked,
        "query": query,
        "results": results,
        "rows": rows,
        "size": search.PAGE,
        "fault": fault,
        "longest": search.LONGEST,
        "kinds": [
            (label, results.kinds[kind], kind == filters.kind, asked.address(kind=kind))
            for kind, label in KINDS.items()
            if kind in results.kinds and results.kinds[kind].number
        ],
        "facets": [
            (title, [(f, asked.address(**{name: f.slug})) for f in facets])
            for name, title, facets in (
                ("topic", "Topic", [] if filters.topic else results.topics),
                ("document", "Document", [] if filters.document else results.documents),
            )
            if facets
        ],
        "chips": _chips(asked, results),
        "orders": [
            (words, order == asked.order, asked.address(order=order))
            for order, words in ORDERS.items()
        ],
        "meant": asked.address(q=results.meant) if results.meant else "",
        "unfiltered": asked.address(kind="", topic="", document=""),
        "before": asked.address(page=results.page - 1) if results.page > 1 else "",
        "next": following,
        "first": (results.page - 1) * search.PAGE + 1,
        "last": (results.page - 1) * search.PAGE + len(results.entries),
        **takeaway.shown(request, f"Search: {query.typed}"),
    }
    return render(request, "public/search.html", context, status=400 if fault else 200)


def question(request: HttpRequest) -> Asked:
    """What is asked of search; what makes no sense is told in `fault` and passed over."""
    given = {name: request.GET.get(name, "") for name in ("kind", "topic", "document", "order")}
    faults = []
    if given["kind"] not in ("", *KINDS):
        faults.append("There is no such kind of record.")
        given["kind"] = ""
    for name in ("topic", "document"):
        if given[name] and not SLUG.fullmatch(given[name]):
            faults.append(f"There is no such {name}.")
            given[name] = ""
    if given["order"] not in ORDERS:
        faults.append("There is no such order.")
        given["order"] = ""
    number = request.GET.get("page", "") or "1"
    if not (number.isascii() and number.isdecimal() and 0 < int(number[:5]) < 10_000):
        faults.append("There is no such page.")
        number = "1"
    order = given.pop("order")
    query = search.parse(request.GET.get("q", ""))
    return Asked(query, search.Filters(**given), order, int(number[:5]), " ".join(faults))


def _chips(asked: Asked, results: search.Results) -> list[tuple[str, str]]:
    """What narrows the results, and the address without it."""
    found = []
    if asked.filters.kind:
        found.append((KINDS[asked.filters.kind], asked.address(kind="")))
    for name in ("topic", "document"):
        if slug := getattr(asked.filters, name):
            found.append((results.labels.get((name, slug), slug), asked.address(**{name: ""})))
    return found


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Up to eight names that begin as typed, as JSON."""
    names = [found.name for found in search.suggest(request.GET.get("q", ""))]
    return JsonResponse({"names": names})
