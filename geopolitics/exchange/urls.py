"""Addresses of the desk that take and give the whole register; a table's own are the admin's."""

from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("import/", views.import_page, name="import"),
    path("import/confirm/", views.confirm, name="confirm"),
    path("export/", views.export, name="export"),
]
