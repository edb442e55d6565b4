"""What the public downloads: the pages that list the packages, and the files."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from geopolitics.exchange.columns import tables
from geopolitics.exchange.package.descriptor import NAME
from geopolitics.models import RECORDS, Document, Release

from . import current, releases
from .current import Kept
from .files import Busy
from .lines import lines

AT_ONCE = 20
FIRST_CHANGES = 10
COUNTED = (*RECORDS, Document)
FOR_EVER = "public, max-age=31536000, immutable"
log = logging.getLogger(__name__)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register as it stands, and its releases, the newest first, from `?before=` on."""
    found, fault = Release.objects.all(), ""
    if name := request.GET.get("before", ""):
        last = found.filter(name=name if name.isprintable() else "").first()
        if last is None:
            fault = "No release has this name; the newest are shown."
        else:
            found = found.filter(made__lt=last.made)
    rows = list(found[: AT_ONCE + 1])
    shown = rows[:AT_ONCE]
    context = {
        "fault": fault,
        "too_big": current.too_big(),
        "newest": not name or fault,
        "releases": [
            (release, before, _counts(release, COUNTED), lines(release.changes[:FIRST_CHANGES]))
            for release, before in zip(shown, [*rows[1:], None], strict=False)
        ],
        "next": shown[-1].name if len(rows) > AT_ONCE else "",
    }
    return render(request, "public/downloads.html", context, status=400 if fault else 200)


@require_safe
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One release: its file, what it holds, and all that changed."""
    release = get_object_or_404(Release, name=name)
    context = {
        "release": release,
        "before": Release.objects.filter(made__lt=release.made).first(),
        "counts": _counts(release, tuple(tables().values())),
        "changes": lines(release.changes),
    }
    return render(request, "public/release.html", context)


@require_safe
def frozen(request: HttpRequest, name: str) -> HttpResponse:
    """The file of a release."""
    release = get_object_or_404(Release, name=name)
    try:
        kept = Kept(releases.opened(release), release.sha256)
    except FileNotFoundError:
        log.error("The file of the release %s is not in %s.", name, releases.folder())
        raise Http404 from None
    return _sent(request, kept, f"{NAME}-{name}.zip", FOR_EVER)


@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """The register as it stands; where it is too big to be made at once, its newest release."""
    if current.too_big():
        newest = Release.objects.first()
        if newest is None:
            raise Http404
        return HttpResponseRedirect(reverse("public:release-file", args=[newest.name]))
    try:
        kept = current.package()
    except (Busy, OSError) as error:
        if not isinstance(error, Busy):
            log.error("The package could not be made: %s", error)
        response = render(request, "public/package_busy.html", status=503)
        response["Retry-After"] = "10"
        return response
    return _sent(request, kept, f"{NAME}.zip", "no-cache")


def _counts(release: Release, models: tuple) -> list[str]:
    """How many rows it holds of each table, in words."""
    found = []
    for model in models:
        number = release.records.get(model.table(), 0)
        names = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
        found.append(f"{number:,}\u00a0{names}")
    return found


def _sent(request: HttpRequest, kept: Kept, name: str, cache: str) -> HttpResponse:
    """The file, unless the reader holds it already: its tag is its SHA-256."""
    tag = f'"{kept.sha256}"'
    response: Any = get_conditional_response(request, etag=tag)
    if response is not None:
        kept.file.close()
    else:
        response = FileResponse(kept.file, as_attachment=True, filename=name)
        response["Content-Type"] = "application/zip"
        response["Content-Encoding"] = "identity"  # compressed already: no middleware does it again
        response["Access-Control-Allow-Origin"] = "*"
    response["ETag"], response["Cache-Control"] = tag, cache
    return response
