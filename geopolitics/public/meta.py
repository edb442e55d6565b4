"""What a page says of itself in its head: its one address, its feeds, its data; and whom to tell
of an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from geopolitics.models import Actor, Sourced, Treaty

from . import linked
from .api.addresses import beside
from .foot import foot_of
from .paging import Page
from .site import absolute

FEEDS = {Actor: "public:actor-feed", Treaty: "public:treaty-feed"}


@dataclass(frozen=True)
class Meta:
    """`feeds` are pairs of title and address; `data` is JSON-LD; `contact` a mailto address;
    `json` where a program reads the same, `changed` when the record changed last, `history` the
    address that tells how."""

    canonical: str
    feeds: list[tuple[str, str]] = field(default_factory=list)
    data: SafeString | str = ""
    contact: str = ""
    json: str = ""
    changed: datetime | None = None
    history: str = ""

    @property
    def site(self) -> str:
        """The register's own address, to stand before a path."""
        found = urlsplit(self.canonical)
        return f"{found.scheme}://{found.netloc}"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what holds for any page; a view that knows more gives its own `meta`.

    `foot` is read where a page shows it, so not for staff's.
    """
    found = {"foot": lambda: foot_of(request)}
    try:
        return found | {"meta": Meta(absolute(request, request.path), _feeds())}
    except DisallowedHost:  # the page that says so has no address
        return found | {"meta": None}


def of_list(request: HttpRequest, name: str, page: Page) -> Meta:
    """For a page of a list of records; a list narrowed or sorted has no address of its own."""
    address = absolute(request, request.path)
    if not page.first and set(request.GET) == {"after"}:
        address += "?" + urlencode({"after": request.GET["after"]})
    return Meta(address, _feeds(), linked.of_list(request, name, page.rows))


def of_home(request: HttpRequest) -> Meta:
    """For the first page."""
    return Meta(absolute(request, request.path), _feeds(), linked.of_register(request))


def of_record(request: HttpRequest, record: Sourced) -> Meta:
    """For the page of a record or document."""
    address = absolute(request, record.get_absolute_url())
    feeds = _feeds()
    if name := FEEDS.get(type(record)):
        feeds.append((f"Geopolitics: {record}", reverse(name, args=[record.slug])))
    return Meta(
        address,
        feeds,
        linked.of_record(request, record),
        contact(record, address),
        beside(record),
        record.modified,
        f"{record.get_absolute_url()}history/",
    )


def contact(record: Sourced, address: str) -> str:
    """A mailto address (RFC 6068) that names the record and its page; "" where nobody is to be
    told."""
    if not settings.CONTACT_EMAIL:
        return ""
    body = f"What is wrong at {address} ?\r\n\r\n"
    asked = urlencode({"subject": f"An error: {record}", "body": body}, quote_via=quote, safe="")
    return f"mailto:{quote(settings.CONTACT_EMAIL, safe='@+')}?{asked}"


def _feeds() -> list[tuple[str, str]]:
    return [("Geopolitics: new and changed", reverse("public:feed"))]
