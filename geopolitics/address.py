"""From which address a request comes: for what is counted by address, and for the log."""

from django.conf import settings
from django.http import HttpRequest


def of_client(request: HttpRequest) -> str:
    """The client's address: behind our own web server, the last that it put on the list."""
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.HTTPS and passed_on:
        return passed_on.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")
