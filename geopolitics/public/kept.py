"""Public pages kept as they were rendered, as long as nothing is written to the register.

The name under which a page is kept holds the register's edition (`Edition.current`), which every
change set, and every run of `verify`, renews in its own transaction. So no page outlives a change
by a moment, whichever process made it, and what was withdrawn is forgotten at once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import set_response_etag

from .foot import foot_of

STAFF = ("/admin/", "/desk/")
LARGEST = 1_000_000


def kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: answers a reader who is not signed in with the page as it was last made.

    Kept is what is 200, whole, sets no cookie and may be stored. The edition is read before the
    page is made: what is written meanwhile may stand in it, but then nobody asks for that edition
    again.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        name = _name(request)
        if not name:
            return get_response(request)
        pages = caches["pages"]
        found = pages.get(name)
        if found is not None:
            headers, content = found
            return HttpResponse(zlib.decompress(content), headers=headers)
        response = get_response(request)
        if _to_keep(response):
            set_response_etag(response)
            pages.set(name, (dict(response.items()), zlib.compress(response.content, 1)))
        return response

    return answer


def _name(request: HttpRequest) -> str:
    """Of everything on which a public page depends; "" where it is not to be kept."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    if request.method != "GET" or signed_in or request.path.startswith(STAFF):
        return ""
    try:
        address = request.build_absolute_uri()
    except DisallowedHost:
        return ""
    edition = foot_of(request).edition
    name = f"{edition} {timezone.localdate()} {address}"
    return hashlib.sha256(name.encode()).hexdigest() if edition else ""


def _to_keep(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and len(response.content) <= LARGEST
    )
