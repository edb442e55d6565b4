"""What a public page shows to staff who are signed in: the way to its form, the whole text.

A request without a session is not asked, so the public's answer has neither link nor `Vary`.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from geopolitics.models import Sourced


def edit_address(request: HttpRequest, record: Sourced) -> str:
    """Where the user edits the record; "" for whoever may not."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    name = record._meta.model_name
    user = request.user
    if not (user.is_staff and user.has_perm(f"geopolitics.change_{name}")):
        return ""
    return reverse(f"admin:geopolitics_{name}_change", args=[record.pk])


def reads_all(request: HttpRequest) -> bool:
    """Whether the user may read the whole of every document, whatever the public may."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.is_staff and request.user.has_perm("geopolitics.view_passage")


def for_staff(response: HttpResponse, shown: str | bool) -> HttpResponse:
    """The response; one in which something is `shown` to staff alone is kept by no cache."""
    if shown:
        add_never_cache_headers(response)
    return response
