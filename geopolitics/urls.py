"""Addresses: the staff's under /admin/ and /desk/, all else is the public's."""

from django.contrib import admin
from django.urls import include, path

handler404 = "geopolitics.public.views.missing.missing"
urlpatterns = [
    path("admin/password_reset/", include("geopolitics.curation.passwords")),
    path("admin/", admin.site.urls),
    path("desk/register/", include("geopolitics.exchange.urls")),
    path("desk/", include("geopolitics.curation.urls")),
    path("", include("geopolitics.public.urls")),
]
