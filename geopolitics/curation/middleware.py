"""What staff pages have in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STAFF = ("/admin/", "/desk/")


def no_store(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: no cache keeps a page of the staff's."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(STAFF):
            response["Cache-Control"] = "no-store, private"
        return response

    return answer
