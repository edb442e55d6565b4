"""What a page shows, as a table to take away: JSON or CSV, by suffix in place of the last slash.

A page and its files are made of the same rows. In each file stand the question that it answers
and the day on which it was asked; the day alone, so that an answer is another only when it says
something else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from geopolitics import dates, spoilt

from .site import absolute

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
BETWEEN = "|"
ASKED = ("address", "retrieved")


class Suffix:
    """Path converter of the files that hold a table: `statements.<suffix:suffix>`."""

    regex = "json|csv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Table:
    """Rows as a page shows them, by column: text, numbers, true or false, None, lists of text.

    `more` is what JSON tells beside the rows, such as the address of the `next` page, which a
    header (`Link`, RFC 8288) tells as well, since CSV has no place for it.
    """

    columns: tuple[str, ...]
    rows: Iterable[Mapping[str, Any]]
    more: Mapping[str, Any] = field(default_factory=dict)


def taken(request: HttpRequest, table: Table, suffix: str, status: int = 200) -> HttpResponse:
    """The table as a file: `suffix` is "json" or "csv".

    JSON holds `address`, `query`, `retrieved` and `rows`; CSV, whose texts are safe to open in a
    spreadsheet, has the first and the third as its last two columns.
    """
    address = absolute(request, request.get_full_path())
    day = timezone.localdate().isoformat()
    if suffix == "csv":
        return _linked(_csv(table, (address, day), _name(request), status), table)
    body = {
        "address": address,
        "query": {name: request.GET[name] for name in request.GET},
        "retrieved": day,
        "licence": LICENCE,
        **table.more,
        "rows": [{name: row.get(name) for name in table.columns} for row in table.rows],
    }
    return _linked(json_of(body, status), table)


def _linked(response: HttpResponse, table: Table) -> HttpResponse:
    if following := table.more.get("next"):
        response["Link"] = f'<{following}>; rel="next"'
    return response


def json_of(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    """Readable JSON, letters of every script as they are; any site's script may read it."""
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(body, status=status, json_dumps_params=options)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def refused(faults: Iterable[str], suffix: str) -> HttpResponse:
    """400 in the format asked for: a problem (RFC 9457) as JSON, or a line of text for CSV."""
    reason = " ".join(fault for fault in faults if fault)
    if suffix == "csv":
        response = HttpResponse(f"{reason}\n", "text/plain; charset=utf-8", status=400)
        response["Access-Control-Allow-Origin"] = "*"
        return response
    body = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": reason}
    response = json_of(body, 400)
    response["Content-Type"] = "application/problem+json"
    return response


def _csv(table: Table, asked: tuple[str, str], name: str, status: int) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*table.columns, *ASKED])
    for row in table.rows:
        writer.writerow([*(_cell(row.get(column)) for column in table.columns), *asked])
    response = HttpResponse(text.getvalue(), "text/csv; charset=utf-8", status=status)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        value = BETWEEN.join(str(each) for each in value)
    return spoilt.escape(str(value))


def _name(request: HttpRequest) -> str:
    """The last part of the path, without its suffix: letters, digits and hyphens of an address."""
    return request.path.rstrip("/").rpartition("/")[2].rpartition(".")[0]


def view_cited(request: HttpRequest, title: str) -> str:
    """How to cite what the page shows, as it was asked for and on the day."""
    address = absolute(request, request.get_full_path())
    day = dates.words(timezone.localdate().isoformat())
    return f"Geopolitics. “{title}.” Retrieved {day}. {address}"


def shown(request: HttpRequest, title: str) -> dict[str, Any]:
    """What the component of a page's files is given: `files`, and how to cite what is shown."""
    return {"files": files(request), "cited": view_cited(request, title)}


def files(request: HttpRequest, path: str = "", without: Iterable[str] = ()) -> dict[str, str]:
    """The addresses of the files of a page, by format; `path` where it is not the page's own."""
    path = (path or request.path).rstrip("/")
    asked = request.GET.copy()
    for name in without:
        asked.pop(name, None)
    query = f"?{asked.urlencode()}" if asked else ""
    return {suffix.upper(): f"{path}.{suffix}{query}" for suffix in ("csv", "json")}
