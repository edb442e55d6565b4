"""The answer where nothing stands, with a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from geopolitics.public.nearest import nearest


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what is public and has a slug like the one asked for; on the staff's side no guess."""
    staff = request.path.startswith((reverse("admin:index"), reverse("desk:queue")))
    rows = [] if staff else nearest(request.path)
    return render(request, "404.html", {"nearest": rows, "meta": None}, status=404)
