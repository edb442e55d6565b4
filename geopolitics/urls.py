"""Addresses: the staff's under /admin/ and /desk/, all else is the public's."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/password_reset/", include("geopolitics.curation.passwords")),
    path("admin/", admin.site.urls),
    path("desk/", include("geopolitics.curation.urls")),
    path("", include("geopolitics.public.urls")),
]
