"""Answers to what is being typed, as JSON, for the scripts of the admin's forms."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from geopolitics import vocabularies
from geopolitics.curation import understood
from geopolitics.models import Passage

from .page import for_colleagues

LONGEST = 20_000


@for_colleagues
@never_cache
@require_safe
def date(request: HttpRequest) -> JsonResponse:
    """What `?said=` means as a date of the world."""
    return JsonResponse(understood.date(request.GET.get("said", "")[:200]))


@for_colleagues
@permission_required("geopolitics.view_passage", raise_exception=True)
@never_cache
@require_POST
def quote(request: HttpRequest) -> JsonResponse:
    """Whether the words stand in the passage of this primary key. A POST, since quotes are long."""
    pk = request.POST.get("passage", "")
    if not pk.isdecimal() or len(pk) > 18:
        raise Http404
    passage = get_object_or_404(Passage.objects.select_related("document"), pk=pk)
    words = (request.POST.get(name, "")[:LONGEST] for name in ("quote", "prefix", "suffix"))
    return JsonResponse(understood.quote(passage, *words))


@for_colleagues
@require_safe
def codebook(request: HttpRequest, key: str) -> JsonResponse:
    """The scope note of each value of one list."""
    found = next((each for each in vocabularies.ALL if each.key == key), None)
    if found is None:
        raise Http404
    return JsonResponse({term.value: term.note for term in found})
