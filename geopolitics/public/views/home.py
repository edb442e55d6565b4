"""The first page, and what machines ask for first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from geopolitics.models import (
    RECORDS,
    Citation,
    Document,
    Obligation,
    Record,
    Statement,
    Target,
    Treaty,
)
from geopolitics.public import meta
from geopolitics.public.counting import CAP, capped
from geopolitics.public.pages.shared import SPOKEN
from geopolitics.public.site import absolute
from geopolitics.public.sources import Source, Sources

NEWEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the register is, how much it holds, what is new."""
    newest = sorted(
        (record for model in RECORDS for record in _newest(model)),
        key=lambda record: record.modified,
        reverse=True,
    )[:NEWEST]
    proof = _proof()
    counts = {model.table(): capped(model.objects.public()) for model in (*RECORDS, Document)}
    context = {
        "counts": counts,
        "quotes": capped(Citation.objects.public()),
        "newest": [(row, row._meta.verbose_name) for row in newest],
        "proof": proof,
        "much": _much_discussed(),
        "sources": Sources([], newest),
        "meta": meta.of_home(request),
    }
    return render(request, "public/home.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch, and where they find all of it."""
    sitemap = absolute(request, reverse("public:sitemap-index"))
    content_type = "text/plain; charset=utf-8"
    return render(request, "public/robots.txt", {"sitemap": sitemap}, content_type)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask at the root, whatever the page says."""
    return redirect(static("geopolitics/favicon.svg"))


def _newest(model: type[Record]) -> list[Record]:
    joined = SPOKEN.get(model.table(), ())
    rows = model.objects.public().select_related(*joined)
    return list(rows.order_by("-modified", "-slug")[:NEWEST])


@dataclass(frozen=True)
class Proof:
    """A question that the register answers, with the words that prove the answer."""

    duty: Obligation
    source: Source


def _proof() -> Proof | None:
    """An obligation that a source says a treaty lacks: what no list of treaties tells."""
    duty = Obligation.objects.public().filter(present="no").select_related("treaty")
    duty = duty.order_by("treaty__slug", "key").first()
    if duty is None:
        return None
    path = f"obligations/{duty.key}"
    marks = Sources([], [duty.treaty]).marks(duty.treaty, path, f"{path}/present", f"{path}/kind")
    return Proof(duty, marks[0].source) if marks else None


def _much_discussed() -> Treaty | None:
    """The treaty that most of the newest statements are about."""
    newest = Statement.objects.public().order_by("-modified", "-slug").values("pk")[:CAP]
    targets = Target.objects.public().filter(statement__in=newest, about_treaty__isnull=False)
    counted = targets.order_by().values("about_treaty").annotate(said=Count("statement"))
    found = counted.order_by("-said", "about_treaty__slug").values("about_treaty")[:1]
    return Treaty.objects.public().filter(pk__in=found).first()
