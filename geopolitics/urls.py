"""Addresses: the staff's under /admin/ and /desk/, all else is the public's."""

from django.contrib import admin
from django.urls import include, path

from geopolitics.exchange.downloads import urls as downloads
from geopolitics.public import urls as public

handler400 = "geopolitics.public.views.missing.not_understood"
handler404 = "geopolitics.public.views.missing.missing"
handler500 = "geopolitics.public.views.missing.failed"
urlpatterns = [
    path("admin/password_reset/", include("geopolitics.curation.passwords")),
    path("admin/", admin.site.urls),
    path("desk/register/", include("geopolitics.exchange.urls")),
    path("desk/", include("geopolitics.curation.urls")),
    path("", include(([*public.urlpatterns, *downloads.urlpatterns], public.app_name))),
]
