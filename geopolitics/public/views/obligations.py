"""Who is bound to whom, on a day, and what changed until another."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.models.standing import SIGNS
from geopolitics.public import takeaway
from geopolitics.public.duties.changed import changes
from geopolitics.public.duties.fetched import CAP, continuators, fetch
from geopolitics.public.duties.lines import Line, Lines
from geopolitics.public.duties.matrix import beside, matrix
from geopolitics.public.duties.question import Question, asked_of, rest_of, text_of
from geopolitics.public.duties.rows import in_file, proofs, table
from geopolitics.public.pages.shared import some
from geopolitics.public.paging import AT_ONCE, SIZE
from geopolitics.public.site import absolute
from geopolitics.public.sources import Sources
from geopolitics.vocabularies import OBLIGATIONS

OF_TREATY = ("", "title", "signed", "in_force", "ended", "end_reason")


@require_safe
def obligations(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """The list, the matrix and what changed; with a suffix, the list as a file."""
    heirs = continuators()
    question = asked_of(request, reverse("public:obligations"), heirs)
    fetched = fetch(question.duties(), question.apart(), heirs)
    for actor in fetched.actors.values():
        actor.gone = actor.exists_on(question.days[-1]) is False
        actor.narrowed = question.address(actor=actor.slug)
    made = Lines(fetched, question.days, question.own, question.kin)
    lines = question.narrowed(made.all())
    behind = [line for line in lines if not question.after or line.place > question.after]
    size = in_file(behind[:AT_ONCE]) if suffix else SIZE
    shown, more = behind[:size], behind[size:]
    rest = question.address(beyond=rest_of(fetched.duties[-1])) if fetched.cut else ""
    following = question.address(after=text_of(shown[-1])) if more else rest
    status = 400 if question.faults else 200
    if suffix:
        goes_on = _next(request, following, suffix)
        rows = table(shown, made, _sources(shown, []), faults=question.faults, next=goes_on)
        response = takeaway.taken(request, rows, suffix, status)
        if goes_on:
            response["Link"] = f'<{goes_on}>; rel="next"'
        return response
    first = not question.after
    between = (
        changes(lines, question.address) if question.then and first and not question.change else []
    )
    told = [line for each in between for line in each.shown]
    context = {
        "question": question,
        "fetched": fetched,
        "lines": shown,
        "next": following if more else "",
        "rest": rest,
        "begin": question.address(["beyond"]),
        "first": first,
        "changes": between,
        "cap": CAP,
        "sources": _sources([*told, *shown], fetched.apart),
        "apart": [
            (treaty, treaty.status_on(question.on.day), some(fetched.between(treaty)))
            for treaty in fetched.apart
        ],
        "candidates": question.candidates,
        "files": takeaway.files(request),
        **_choices(),
        **(_picture(question, lines, made, {line.anchor for line in shown}) if first else {}),
    }
    return render(request, "public/obligations.html", context, status=status)


def _picture(
    question: Question, lines: list[Line], made: Lines, anchors: set[str]
) -> dict[str, Any]:
    """The matrix; of an actor only its row and column, those of its predecessors apart."""
    fetched = made.fetched
    if not question.own:
        return {"matrix": matrix(lines, fetched, anchors)}
    actors = [
        fetched.actors[pk] for pk in (*question.own, *sorted(question.kin)) if pk in fetched.actors
    ]
    besides = [beside(actor, lines, fetched, anchors) for actor in actors]
    return {"besides": [each for each in besides if each.rows]}


def _choices() -> dict[str, Any]:
    return {
        "kinds": [(term.value, term.label) for term in OBLIGATIONS],
        "statuses": [(status, status.capitalize()) for status in SIGNS],
    }


def _sources(lines: list[Line], apart: list) -> Sources:
    """The words that these lines rest on, and those of the treaties listed apart."""
    paths = {path for line in lines for path in proofs(line)}
    treaties = {line.treaty.pk: line.treaty for line in lines}
    return Sources([], [*treaties.values(), *apart], Q(field__in=[*sorted(paths), *OF_TREATY]))


def _next(request: HttpRequest, following: str, suffix: str) -> str:
    if not following:
        return ""
    page, _, asked = following.partition("?")
    return absolute(request, f"{quote(page.rstrip('/'))}.{suffix}?{asked}")
