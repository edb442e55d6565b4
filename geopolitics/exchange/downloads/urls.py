"""Public addresses of the packages; `geopolitics.urls` puts them among the public's."""

from django.urls import path

from . import views

urlpatterns = [
    path("downloads/", views.listing, name="downloads"),
    path("downloads/geopolitics.zip", views.package, name="package"),
    path("downloads/<slug:name>.zip", views.frozen, name="release-file"),
    path("downloads/<slug:name>/", views.detail, name="release"),
]
