"""Scripts of any site may read what is made for programs: CORS, without cookies.

What is fetched with plain headers needs the one header alone; who asks conditionally sends a
preflight first, which is answered here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

MADE_FOR_PROGRAMS = re.compile(
    r"/api/|/(?!admin/|desk/|static/).*\.(?:bib|csv|json|ris|svg|yaml|zip)\Z"
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
TOLD = "ETag, Last-Modified, Location, Retry-After"


def open_to_all(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: any origin may read the API and the files of pages, whatever they answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not MADE_FOR_PROGRAMS.match(request.path):
            return get_response(request)
        asks_first = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and asks_first:
            response = HttpResponse(status=204, headers=PREFLIGHT)
        else:
            response = get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = TOLD
        return response

    return answer
