"""What was published, changed and withdrawn, by day, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geopolitics.models import model_of
from geopolitics.public.paging import SIZE
from geopolitics.public.past.lines import KINDS, WHATS, Line, Place, lines
from geopolitics.public.takeaway import Table, files, taken

from .history import row_of

COLUMNS = ("at", "what", "kind", "record", "address", "field", "did", "before", "after", "reason")


@dataclass
class Asked:
    """Which lines are asked for, and why what was asked for is none of them."""

    kind: str = ""
    what: str = ""
    after: Place | None = None
    fault: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """What the address asks for; what makes no sense is left out, and said."""
        found = cls()
        kind, what, after = (request.GET.get(name, "") for name in ("kind", "what", "after"))
        if kind and kind not in KINDS:
            found.fault = f"There is no such kind of record; the kinds are {_and(KINDS)}."
        elif what and what not in WHATS:
            found.fault = f"Records are {_and(WHATS)}; of anything else nothing is kept."
        else:
            found.kind, found.what = kind, what
            try:
                found.after = Place.read(after) if after else None
            except ValueError:
                found.fault = "There is no such place; the list begins anew here."
        return found

    def address(self, path: str, **other: Any) -> str:
        """The address of this list with some of what was asked for changed."""
        asked = {"kind": self.kind, "what": self.what} | other
        given = {name: str(value) for name, value in asked.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


@require_safe
def page(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """A page of lines, or, with a suffix, the same as a file."""
    asked = Asked.of(request)
    status = 400 if asked.fault else 200
    kinds = (asked.kind,) if asked.kind else KINDS
    found, last = lines(kinds, asked.what, asked.after, SIZE)
    following = asked.address(request.path, after=last) if last else ""
    if suffix:
        more = {"fault": asked.fault} if asked.fault else {"next": following or None}
        rows = [row for line in found for row in _rows(line)]
        return taken(request, Table(COLUMNS, rows, more), suffix, status)
    context = {
        "asked": asked,
        "days": [
            (day, [(what, list(run)) for what, run in groupby(own, attrgetter("what"))])
            for day, own in groupby(found, _day)
        ],
        "kinds": [
            (_plural(kind), asked.address(request.path, kind=kind), kind == asked.kind)
            for kind in ("", *KINDS)
        ],
        "whats": [
            (
                (what or "all").capitalize(),
                asked.address(request.path, what=what),
                what == asked.what,
            )
            for what in ("", *WHATS)
        ],
        "first": asked.address(request.path) if asked.after else "",
        "next": following,
        "files": files(request),
    }
    return render(request, "public/changes.html", context, status=status)


def _rows(line: Line) -> list[dict[str, Any]]:
    own = {
        "at": timezone.localtime(line.at).isoformat(),
        "what": line.what,
        "kind": line.kind,
        "record": line.record and line.record.full,
        "address": line.address,
        "reason": line.reason,
    }
    return [own | row_of(change) for change in line.changes] or [own]


def _day(line: Line) -> datetime:
    return timezone.localtime(line.at).date()


def _plural(kind: str) -> str:
    return str(model_of(kind)._meta.verbose_name_plural).capitalize() if kind else "All kinds"


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}"
