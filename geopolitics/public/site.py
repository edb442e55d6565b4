"""The register's own name in the world: absolute addresses, and identifiers that outlive them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from geopolitics.models import Sourced

BEGAN = "2026"


def absolute(request: HttpRequest, path: str) -> str:
    """The one address of a path: behind HTTPS at the first of ALLOWED_HOSTS, else where asked."""
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else ""
    if settings.HTTPS and host and not host.startswith((".", "*")):
        return f"https://{host}{path}"
    return request.build_absolute_uri(path)


def tag(request: HttpRequest, name: str, day: str = BEGAN) -> str:
    """A tag URI (RFC 4151) of the register's: `tag:register.example.org,2026:feed`."""
    host = urlsplit(absolute(request, "/")).hostname or ""
    return f"tag:{'localhost' if ':' in host else host},{day}:{name}"


def record_tag(request: HttpRequest, record: Sourced, first_slug: str) -> str:
    """The record's identifier for ever: its kind, its first public slug, the day it was begun."""
    return tag(request, f"{record.table()}/{first_slug}", f"{record.created:%Y-%m-%d}")
