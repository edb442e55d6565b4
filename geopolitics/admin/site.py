"""The desk's site: a first page of work that waits, and the tables below it, by what they are."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from geopolitics.curation import home

GROUPS = {
    "Records": ("Treaty", "Article", "Actor", "Statement", "Event"),
    "Sources": ("Document", "Passage", "Citation"),
    "Parts of treaties": ("TreatyName", "Party", "TreatyRelation", "Obligation"),
    "Parts of actors": ("ActorName", "ActorCode", "Position", "Succession"),
    "Parts of statements and events": ("Target", "Participant"),
    "Subjects and changes": ("Topic", "ChangeSet"),
}
OTHERS = "People"


class Desk(admin.AdminSite):
    """The admin's site."""

    site_header = "Geopolitics, the desk"
    index_title = "Your desk"
    index_template = "curation/home.html"
    login_template = "curation/login.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"home": home.of(request.user), **(extra_context or {})}
        return super().index(request, context)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The tables by group; those of one app as ever."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        groups: dict[str, list[dict[str, Any]]] = {name: [] for name in (*GROUPS, OTHERS)}
        places = {
            model: (name, place)
            for name, models in GROUPS.items()
            for place, model in enumerate(models)
        }
        for app in apps:
            for model in app["models"]:
                name, _ = places.get(model["object_name"], (OTHERS, 0))
                groups[name].append(model)
        for models in groups.values():
            models.sort(key=lambda model: places.get(model["object_name"], ("", 0))[1])
        return [
            {"name": name, "app_label": "", "app_url": "", "models": models}
            for name, models in groups.items()
            if models
        ]
