"""The coding manual: the rules by which the register is written, with worked examples from it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geopolitics.public.examples import EXAMPLES, held

CONTENTS = (
    ("units", "What is recorded"),
    ("quotes", "Quotes"),
    ("treaties", "Treaties and parties"),
    ("obligations", "Obligations"),
    ("statements", "Statements"),
    ("attributed", "Said and attributed"),
    ("events", "Events"),
    ("factuality", "Factuality and occurrence"),
    ("actors", "Actors"),
    ("dates", "Dates"),
    ("standing", "Status on a day"),
    ("differ", "Sources that differ"),
    ("silence", "Silence"),
    ("excerpts", "Excerpts only"),
    ("publishing", "Publishing and changes"),
    ("verifying", "Verifying"),
)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The manual; examples that the register does not hold are left out."""
    context = {"contents": CONTENTS, "examples": held(EXAMPLES)}
    return render(request, "public/method.html", context)
