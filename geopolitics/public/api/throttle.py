"""Fair use: how often one address may ask. Counted in each process of the server by itself."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from geopolitics.address import of_client


class FairUse(SimpleRateThrottle):
    """`API_RATE`, such as "600/min", for all that is asked from one address; "" is no limit."""

    scope = "api"

    def get_rate(self) -> str | None:
        return settings.API_RATE or None

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": of_client(request)}
