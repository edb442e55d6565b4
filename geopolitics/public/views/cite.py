"""How to cite a record or document, and a record's quotes, as files beside its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from geopolitics.models import Document, Sourced
from geopolitics.public.citing.annotations import annotated
from geopolitics.public.citing.references import authors_of, of_document, of_record, released
from geopolitics.public.citing.shown import beside, file_of
from geopolitics.public.pages import PAGES

from .records import elsewhere


@require_safe
def reference(
    request: HttpRequest, model: type[Sourced], suffix: str, slug: str = "", **parts: str
) -> HttpResponse:
    """The reference, in the format of the suffix."""
    slug = slug or "--".join(parts.values())
    joined = ("publisher",) if model is Document else PAGES[model].JOINED
    rows = model.objects.public().select_related(*joined).filter(slug=slug)
    found = (rows if model is Document else released(rows)).first()
    if found is None:
        return _elsewhere(request, model, slug, suffix)
    if model is Document:
        return file_of(of_document(request, found, authors_of(found)), suffix)
    return file_of(of_record(request, found), suffix)


@require_safe
def annotations(
    request: HttpRequest, model: type[Sourced], slug: str = "", **parts: str
) -> HttpResponse:
    """The record's quotes, as Web Annotations."""
    slug = slug or "--".join(parts.values())
    record = model.objects.public().select_related(*PAGES[model].JOINED).filter(slug=slug).first()
    if record is None:
        return _elsewhere(request, model, slug, "jsonld")
    return annotated(request, record)


def _elsewhere(request: HttpRequest, model: type[Sourced], slug: str, suffix: str) -> HttpResponse:
    """As the page at this slug answers; a redirect leads to the same file."""
    answer = elsewhere(request, model, slug)
    if isinstance(answer, HttpResponsePermanentRedirect):
        return HttpResponsePermanentRedirect(beside(answer.url, suffix))
    return answer
