"""Every way in which the public can ask: addresses, odd questions, methods, types, conditions.

`LINES` has a line for each public address that the resolver knows; one without fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.test import Client
from django.urls import get_resolver

from geopolitics.models import RECORDS, Actor, Article, Document, Event, Statement, Topic, Treaty
from geopolitics.public.sitemaps import SECTIONS

MARK = "Zyxwvutsrqponmlk"
HIDDEN = ("twin-", "unborn-")
KINDS = (*RECORDS, Document)
OF_THE_MOMENT = {"Date", "Set-Cookie"}
ODD = (
    "?",
    "?x",
    "?x=1&x=2",
    "?after=",
    "?after=twin-russia",
    "?after=russia",
    "?after=%00",
    "?after[]=a",
    "?on=",
    "?on=1985-01-01",
    "?on=Julember",
    "?on=2001-01-01&on=1",
    "?p=2",
    "?page=last",
    f"?q={MARK}",
    f"?name__startswith={MARK[:8]}",
    "?format=json",
    "?%FF=%FE",
    "?status=draft&ordering=-staff_notes",
)
# Words of the document: cited, not cited, altered; words that only hidden rows hold.
_QUOTES = (
    "?q=renewed+in+2000+without+the+mutual+defence+clause",
    "?q=caught+even+the+experts+by+surprise",
    "?q=renewed+in+2001+without+a+mutual+defence+clause",
    f"?q={MARK}before+{MARK}quoted",
    f"?q={MARK}before+{MARK}quoted+{MARK}after+{MARK}+{MARK}",
    "?of=twin-russia&p=1&at=0-40",
    "?of=x&p=%00&at=0-40",
    "?q=%00+%00",
    "?q=one",
)
# What is asked of one address, always.
QUESTIONS = {
    "search": (
        "?q=korea",
        "?q=the&order=newest",
        f"?q={MARK}",
        f"?q={MARK[:5]}*",
        f"?q=korea+-{MARK}",
        "?q=russia&kind=treaty",
        "?q=treaty&topic=twin-topic",
        "?q=the&document=twin-russia",
        "?q=ru",
        "?q=zyxwvutsrqponml",
    ),
    "search-names": ("?q=ru", f"?q={MARK[:5]}", "?q=zyxwvutsrqponml"),
    "search-file": ("?q=korea", f"?q={MARK}", "?q=the&document=twin-russia", "?q=ru&page=99"),
    "treaties-file": ("?party=twin-russia", f"?party={MARK}", "?status=in+force&on=1985-01-01"),
    "statements-file": ("?speaker=twin-russia", "?topic=twin-topic", "?stance=opposes"),
    "events-file": ("?actor=twin-russia", "?sort=newest"),
    "treaties": ("?party=twin-russia", f"?party={MARK}", "?status=in+force&on=1985-01-01"),
    "statements": ("?speaker=twin-russia", "?topic=twin-topic", "?sort=oldest", "?stance=opposes"),
    "events": ("?actor=twin-russia", "?from=1990&possibly=1", "?sort=newest"),
    "document": (
        "?p=1&at=0-40",
        "?p=1&at=0-999999999",
        "?p=2&only=treaty&only=actor",
        "?only=twin-russia",
        "?uncited=1",
        "?p=%00&at=%00&only=%00",
    ),
    "quote": _QUOTES,
    "quote-files": _QUOTES,
    "actors": (f"?part_of={MARK}", "?sort=changed"),
    "downloads": ("?before=first", f"?before={MARK}"),
    "treaty-said": (
        "?speaker=twin-russia",
        f"?holder={MARK}",
        "?speaker=not+named",
        "?stance=declined&act=DECLINE",
        "?voice=attributed&from=1990&to=2024&possibly=1",
        "?sort=newest&speaker=%00",
    ),
    "treaty-said-file": ("?speaker=twin-russia", "?act=x"),
    "differences": (
        "?how=conflicts",
        "?how=twice",
        "?kind=treaty&treaty=ussr-dprk-1961",
        "?document=twin-russia",
        "?treaty=twin-russia",
        "?after=treaty~twin-russia~ended",
        "?how=x&kind=y&after=treaty~%00~",
    ),
    "differences-file": ("?how=twice", f"?treaty={MARK}", "?after=x"),
    "timeline": (
        "?actor=twin-russia",
        f"?treaty={MARK}",
        "?document=twin-russia",
        "?topic=twin-topic&show=event",
        "?from=1990s&to=1990s",
        "?from=2025&to=2020",
        "?show=nothing&occurrence=planned",
    ),
    "timeline-file": ("?actor=twin-russia", f"?topic={MARK}", "?from=2024&to=2024-07"),
    "ties": (
        "?actor=twin-russia",
        "?treaty=twin-russia-dprk-2024&on=2024-07-19",
        f"?actor={MARK}",
        "?kind=nothing",
        "?kind=defense&on=1985-01-01",
    ),
    "ties-file": ("?actor=twin-russia", "?treaty=russia-dprk-2024", "?on=1985-01-01"),
    "obligations": (
        "?kind=defense&on=1985-01-01&and=2024-07-19",
        "?actor=russia",
        "?actor=twin-russia",
        f"?actor={MARK}",
        f"?actor={MARK[:8]}",
        "?treaty=twin-russia-dprk-2024",
        "?treaty=russia-dprk-2024&status=uncertain",
    ),
    "obligations-file": (
        "?kind=defense&on=1985-01-01&and=2024-07-19",
        "?actor=russia&kind=defense",
        f"?actor={MARK}",
        "?after=0~0~1961~twin-russia-dprk-2024~defence~0",
        "?beyond=twin-russia-dprk-2024~defence",
    ),
    "between": (
        "?a=russia",
        "?a=russia&b=DPRK",
        "?a=twin-russia&b=russia",
        f"?a={MARK}&b=russia",
        f"?a={MARK[:8]}&b=Korea",
    ),
    "pair": ("?on=2001-01-01",),
    "pair-file": ("?on=2001-01-01",),
    "api-search": ("?q=korea", f"?q={MARK}", "?q=russia&kind=treaty", "?q=the&topic=twin-topic"),
    "api-treaties": ("?party=twin-russia", "?status=in+force&on=1985-01-01", "?after=1961~twin-x"),
    "api-statements": ("?speaker=twin-russia", "?topic=twin-topic", "?stance=opposes"),
    "api-citations": ("?actor=russia", "?document=twin-x", "?after=actor/twin-russia~c1"),
    "api-as-of": ("?on=1985-01-01", f"?party={MARK}"),
    "changes": (
        "?kind=treaty",
        "?what=withdrawn",
        "?what=changed&kind=actor",
        "?kind=draft",
        "?after=2026-01-01T00:00:00%2B00:00~actor~twin-russia",
        "?after=9999-12-31T23:59:59-23:59~event~a",
        "?after=2026-01-01~event~a",
    ),
    "changes-file": ("?what=published", "?kind=%00", f"?after={MARK}"),
    "status": ("?after=2024-07-19~twin-document",),
}
# Of these a share is asked for, unless the whole is.
FEW = ("-feed", "-history")
TYPES = (
    "application/json",
    "application/atom+xml",
    "application/ld+json",
    "text/plain;q=0.1, */*;q=0",
    "nonsense",
)
METHODS = ("HEAD", "OPTIONS", "POST", "DELETE")


def _of(model: type, rest: str = "") -> Callable[[], list[str]]:
    return lambda: [
        f"{row.get_absolute_url()}{rest}" for row in model.objects.public().order_by("slug")
    ]


def _beside(model: type, *suffixes: str) -> Callable[[], list[str]]:
    """The files of every record of a kind, each in its turn."""

    def found() -> list[str]:
        rows = _of(model)()
        return [f"{row[:-1]}.{suffix}" for suffix in suffixes for row in rows]

    return found


def _plural(model: type) -> str:
    return str(model._meta.verbose_name_plural)


def _in_api(model: type, rest: str = "") -> Callable[[], list[str]]:
    """The records where the API tells of each."""
    start = f"/api/v1/{_plural(model)}"
    return lambda: [f"{start}/{row.slug}/{rest}" for row in model.objects.public().order_by("slug")]


def _few(model: type, rest: str) -> Callable[[], list[str]]:
    return lambda: _of(model, rest)()[:2]


def _at(*addresses: str) -> Callable[[], list[str]]:
    return lambda: list(addresses)


LINES: dict[str, Callable[[], list[str]]] = {
    "home": _at("/"),
    "treaties": _at("/treaties/"),
    "treaties-file": _at("/treaties.csv", "/treaties.json"),
    "treaty": _of(Treaty),
    "treaty-feed": _of(Treaty, "feed.atom"),
    "lineage": _of(Treaty, "lineage/"),
    "lineage-file": _of(Treaty, "lineage.json"),
    "treaty-said": _of(Treaty, "said/"),
    "treaty-said-file": _of(Treaty, "said.json"),
    "article": _of(Article),
    "article-said": _of(Article, "said/"),
    "article-said-file": _of(Article, "said.csv"),
    "articles": _at("/articles/"),
    "articles-file": _at("/articles.csv", "/articles.json"),
    "actors": _at("/actors/"),
    "actors-file": _at("/actors.csv", "/actors.json"),
    "actor": _of(Actor),
    "actor-feed": _of(Actor, "feed.atom"),
    "actor-said": _of(Actor, "said/"),
    "actor-said-file": _of(Actor, "said.json"),
    "statements": _at("/statements/"),
    "statements-file": _at("/statements.csv", "/statements.json"),
    "statement": _of(Statement),
    "events": _at("/events/"),
    "events-file": _at("/events.csv", "/events.json"),
    "event": _of(Event),
    "event-said": _of(Event, "said/"),
    "event-said-file": _of(Event, "said.csv"),
    "differences": _at("/differences/"),
    "differences-file": _at("/differences.json"),
    "documents": _at("/documents/"),
    "documents-file": _at("/documents.csv", "/documents.json"),
    "document": _of(Document),
    **{
        f"{model._meta.model_name}-cited": _beside(model, "bib", "ris", "csl", "csl.json")
        for model in (*RECORDS, Document)
    },
    **{f"{model._meta.model_name}-annotations": _beside(model, "jsonld") for model in RECORDS},
    "topics": _at("/topics/"),
    "topics-file": _at("/topics.csv", "/topics.json"),
    "topic": _of(Topic),
    "timeline": _at("/timeline/"),
    "timeline-file": _at("/timeline.json", "/timeline.csv"),
    "ties": _at("/ties/"),
    "ties-file": _at("/ties.json", "/ties.csv"),
    "obligations": _at("/obligations/"),
    "obligations-file": _at("/obligations.csv", "/obligations.json"),
    "between": _at("/between/"),
    "pair": _at("/between/russia/north-korea/", "/between/ussr/north-korea/"),
    "pair-file": _at("/between/russia/north-korea.csv", "/between/russia/north-korea.json"),
    "search": _at("/search/"),
    "search-file": _at("/search.csv", "/search.json"),
    "search-names": _at("/search/names.json"),
    "quote": _at("/quote/"),
    "quote-files": _at("/quote.csv", "/quote.json"),
    "vocabularies": _at("/vocabularies/"),
    "downloads": _at("/downloads/"),
    "package": _at("/downloads/geopolitics.zip"),
    "release": _at("/downloads/first/"),
    "release-file": _at("/downloads/first.zip"),
    "vocabularies-file": _at("/vocabularies.csv", "/vocabularies.json"),
    "method": _at("/method/"),
    "status": _at("/status/"),
    "status-file": _at("/status.csv", "/status.json"),
    "changes": _at("/changes/"),
    "changes-file": _at("/changes.csv", "/changes.json"),
    **{f"{model.table()}-history": _of(model, "history/") for model in KINDS},
    **{f"{model.table()}-history-file": _few(model, "history.json") for model in KINDS},
    "feed": _at("/feed.atom"),
    "sitemap-index": _at("/sitemap.xml"),
    "sitemap": _at(*(f"/sitemap-{section}.xml" for section in SECTIONS)),
    "robots": _at("/robots.txt"),
    "favicon": _at("/favicon.ico"),
    "api-latest": _at("/api/"),
    "api": _at("/api/v1/"),
    "api-schema": _at("/api/v1/openapi.json"),
    "api-schema-yaml": _at("/api/v1/openapi.yaml"),
    "api-citations": _at("/api/v1/citations/"),
    "api-as-of": _at("/api/v1/as-of/"),
    "api-search": _at("/api/v1/search/"),
    "api-passages": _in_api(Document, "passages/"),
    "api-passage": _in_api(Document, "passages/4/"),
    **{f"api-{_plural(model)}": _at(f"/api/v1/{_plural(model)}/") for model in KINDS},
    **{f"api-{model.table()}": _in_api(model) for model in KINDS},
    **{f"{model.table()}-json": _beside(model, "json") for model in KINDS},
}


def pattern_names() -> set[str]:
    """The name of each public address that the resolver knows."""
    public = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "public")
    return {pattern.name for pattern in public.url_patterns}


def hidden_addresses() -> list[str]:
    """Where the twins will stand, and where the records never stood in public."""
    found = [
        "/topics/twin-topic/",
        "/nothing/",
        "/downloads/nothing/",
        "/downloads/nothing.zip",
        "/sitemap-nothing.xml",
        "/sitemap-actors.xml?p=9",
    ]
    found += ["/between/twin-russia/russia/", "/between/twin-russia/russia.json"]
    found += ["/between/russia/north-korea.xml", "/between/twin-russia/twin-japan/"]
    for model in KINDS:
        for row in model.objects.public().order_by("slug"):
            address = row.get_absolute_url()
            _, kind, slug, *rest = address.split("/")
            for prefix in HIDDEN:
                moved = "/".join(["", kind, f"{prefix}{slug}", *rest])
                found.append(moved)
                if slug < "c":
                    files = ("bib", "csl.json", "json", "jsonld")
                    found += [f"{moved[:-1]}.{suffix}" for suffix in files]
                    found.append(f"/api/v1/{_plural(model)}/{prefix}{row.slug}/")
                if model in (Actor, Treaty) and slug < "c":
                    found.append(f"{moved}feed.atom")
                if model is Actor and slug < "c":
                    found.append(f"{moved}said/")
                if model is Treaty:
                    found += [f"{moved}said/", f"{moved}said.json", f"{moved}lineage/"]
                if slug < "c":
                    found += [f"{moved}history/", f"{moved}history.csv"]
    return found


class Request(NamedTuple):
    """What is asked: an address by a method, with these headers."""

    address: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()


class Answer(NamedTuple):
    """Status, headers and body of an answer, without what is of the moment."""

    status: int
    headers: dict[str, str]
    body: bytes


def asked(whole: bool) -> list[Request]:
    """All requests: each address plainly, and one of each kind in every odd way.

    Unless `whole`, a share of the feeds and histories, of the hidden addresses and of the odd
    ways, another for each kind of address.
    """
    step = 1 if whole else 4
    found = [Request(address) for address in hidden_addresses()[::step]]
    for number, (name, line) in enumerate(LINES.items()):
        addresses = line()
        shown = addresses[::step] if name.endswith(FEW) else addresses
        found += [Request(address) for address in shown]
        last, begin = addresses[-1], number % step
        found += [
            Request(f"{last}{query}") for query in (*ODD[begin::step], *QUESTIONS.get(name, ()))
        ]
        found += [Request(last, "GET", (("Accept", kind),)) for kind in TYPES[begin::step]]
        found += [Request(last, method) for method in METHODS]
    found += [Request("/actors/twin-russia/", method) for method in METHODS]
    found += [Request("/", "GET", (("Host", "nowhere.example"),))]
    return found


def answer(client: Client, request: Request) -> Answer:
    """What the client is told."""
    response = client.generic(request.method, request.address, headers=dict(request.headers))
    headers = {k: v for k, v in response.items() if k not in OF_THE_MOMENT}
    return Answer(response.status_code, headers, response.getvalue())
