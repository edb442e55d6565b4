"""The records for machines: JSON-LD in the words of schema.org.

Only what `public_fields` names is read, and only what the page has fetched anyway. A date is
given where schema.org can hold it: a day, a month or a year, and no "1990s". What did not happen,
or is only possible, is no Event for a machine that would take it for one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

from geopolitics.models import Actor, Article, Document, Event, Sourced, Statement, Treaty

from .site import absolute

DATE = re.compile(r"\d{4}(-\d\d){0,2}")
ESCAPED = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}
ACTORS = {
    "state": "Country",
    "government body": "GovernmentOrganization",
    "non-governmental organisation": "NGO",
    "university": "CollegeOrUniversity",
    "media": "NewsMediaOrganization",
    "person": "Person",
}
EVENT_STATUS = {"happened": "", "planned": "https://schema.org/EventScheduled"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Thing = dict[str, Any]


def of_record(request: HttpRequest, record: Sourced) -> SafeString:
    """The record as a block of JSON-LD; "" where schema.org has no true word for it."""
    return _block(_THINGS[type(record)](_Reader(request, record)))


def of_list(request: HttpRequest, name: str, rows: Iterable[Sourced]) -> SafeString:
    """The records of a page of a list, in its order."""
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": str(row),
            "url": absolute(request, row.get_absolute_url()),
        }
        for place, row in enumerate(rows, 1)
    ]
    return _block({"@type": "ItemList", "name": name, "itemListElement": items} if items else {})


def of_register(request: HttpRequest) -> SafeString:
    """The register itself: a data set, on a site that can be searched."""
    home = absolute(request, reverse("public:home"))
    site = {"@type": "WebSite", "name": "Geopolitics", "url": home}
    try:
        search = absolute(request, reverse("public:search"))
    except NoReverseMatch:
        search = ""
    if search:
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{query}}"},
            "query-input": "required name=query",
        }
    data = {
        "@type": "Dataset",
        "name": "Geopolitics",
        "description": "A register of treaties, of those who sign them, and of what is said and "
        "done about them; every record rests on the words of a source.",
        "url": home,
        "license": LICENCE,
        "isAccessibleForFree": True,
    }
    return _block({"@graph": [data, site]})


class _Reader:
    """A record's public fields, and nothing else of it."""

    def __init__(self, request: HttpRequest, record: Sourced) -> None:
        self.request, self.record = request, record

    def __getitem__(self, name: str) -> Any:
        if name not in self.record.public_fields:
            raise KeyError(f"{name} is no public field of {self.record.table()}")
        return getattr(self.record, name)

    def date(self, name: str) -> str:
        """The date, where schema.org can hold it."""
        return self[name] if DATE.fullmatch(self[name]) else ""

    def place(self) -> Thing:
        return {"@type": "Place", "name": self["place"]} if self["place"] else {}

    def end(self, name: str) -> Thing:
        """The record that a foreign key reaches, by name and address."""
        record = self[name]
        return _named(self.request, record) if record else {}

    def thing(self, kind: str, **properties: Any) -> Thing:
        address = absolute(self.request, self.record.get_absolute_url())
        modified = f"{self['modified']:%Y-%m-%d}"
        return {"@type": kind, "@id": address, "url": address, **properties} | (
            {} if kind in _UNDATED else {"dateModified": modified}
        )


_UNDATED = {*ACTORS.values(), "Organization", "Event"}


def _named(request: HttpRequest, record: Sourced) -> Thing:
    address = absolute(request, record.get_absolute_url())
    return {"@type": _kind(record), "@id": address, "name": str(record)}


def _kind(record: Sourced) -> str:
    if isinstance(record, Actor):
        return ACTORS.get(record.kind, "Organization")
    if isinstance(record, Statement):
        return "Quotation" if record.quote else "Claim"
    return {Treaty: "Legislation", Article: "Legislation", Event: "Event"}.get(
        type(record), "DigitalDocument"
    )


def _treaty(given: _Reader) -> Thing:
    return given.thing(
        "Legislation",
        name=given["title"],
        abstract=given["summary"],
        legislationType=given["form"],
        legislationDate=given.date("signed"),
        legislationDateOfApplicability=given.date("in_force"),
        expires=given.date("ended"),
        locationCreated=given.place(),
        sameAs=given["url"],
    )


def _article(given: _Reader) -> Thing:
    return given.thing(
        "Legislation",
        name=str(given.record),
        abstract=given["summary"],
        legislationIdentifier=given["number"],
        text=given["text"],
        isPartOf=given.end("treaty"),
    )


def _actor(given: _Reader) -> Thing:
    kind = _kind(given.record)
    made = given.thing(
        kind,
        name=given["name"],
        alternateName=given["short_name"],
        description=given["description"] or given["summary"],
    )
    if kind not in ("Person", "Country"):
        made |= {
            "foundingDate": given.date("began"),
            "dissolutionDate": given.date("ended"),
            "parentOrganization": given.end("part_of"),
        }
    return made


def _statement(given: _Reader) -> Thing:
    translation = {"@type": "Quotation", "text": given["translation"], "inLanguage": "en"}
    return given.thing(
        _kind(given.record),
        text=given["quote"] or given["summary"],
        abstract=given["summary"] if given["quote"] else "",
        creator=given.end("speaker"),
        dateCreated=given.date("made"),
        locationCreated=given.place(),
        inLanguage=given["language"] if given["quote"] else "",
        workTranslation=translation if given["translation"] else {},
    )


def _event(given: _Reader) -> Thing:
    status = EVENT_STATUS.get(given["occurrence"])
    if status is None:
        return {}
    return given.thing(
        "Event",
        name=given["title"],
        description=given["summary"],
        startDate=given.date("began"),
        endDate=given.date("ended"),
        eventStatus=status,
        location=given.place(),
        superEvent=given.end("part_of"),
    )


def _document(given: _Reader) -> Thing:
    return given.thing(
        "DigitalDocument",
        name=given["title"],
        genre=given["kind"],
        datePublished=given.date("published"),
        publisher=given.end("publisher"),
        inLanguage=given["language"],
        sameAs=given["url"],
    )


_THINGS: dict[type[Sourced], Callable[[_Reader], Thing]] = {
    Treaty: _treaty,
    Article: _article,
    Actor: _actor,
    Statement: _statement,
    Event: _event,
    Document: _document,
}


def _block(thing: Thing) -> SafeString:
    """The thing without what is empty, as text that no markup inside it can end."""
    if not thing:
        return mark_safe("")
    filled = {name: value for name, value in thing.items() if value not in ("", {}, None)}
    text = json.dumps({"@context": "https://schema.org", **filled}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPED))  # each of < > & is escaped, so it is no markup
