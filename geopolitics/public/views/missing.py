"""The answer where nothing stands, with a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from geopolitics.public.nearest import asked_for, nearest


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what is public and has a slug like the one asked for; on the staff's side no guess."""
    staff = request.path.startswith((reverse("admin:index"), reverse("desk:queue")))
    wanted, slug = (None, "") if staff else asked_for(request.path)
    context = {
        "nearest": nearest(wanted, slug),
        "words": slug.replace("-", " "),
        "meta": None,
    }
    return render(request, "404.html", context, status=404)
