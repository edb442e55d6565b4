"""The answer where nothing stands, with a way on; and where something went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import defaults

from geopolitics.public.api import problems
from geopolitics.public.nearest import asked_for, nearest


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what is public and has a slug like the one asked for; on the staff's side no guess."""
    if problems.concerns(request):
        return problems.problem(404)
    staff = request.path.startswith((reverse("admin:index"), reverse("desk:queue")))
    wanted, slug = (None, "") if staff else asked_for(request.path)
    context = {
        "nearest": nearest(wanted, slug),
        "words": slug.replace("-", " "),
        "meta": None,
    }
    return render(request, "404.html", context, status=404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is at fault, by its host's name for one."""
    if problems.concerns(request):
        return problems.problem(400)
    return defaults.bad_request(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500: the fault is ours."""
    return problems.problem(500) if problems.concerns(request) else defaults.server_error(request)
