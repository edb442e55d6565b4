"""Who may do what: the groups as they are, and what holds for everyone."""

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from geopolitics.curation import deeds

from .page import page


@staff_member_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """For all staff, those without a role too: they learn whom to ask for one."""
    known = deeds.roles()
    context = {
        "title": "Who may do what",
        "roles": known,
        "deeds": deeds.deeds(known),
        "tables": deeds.tables(known),
        "second_factor": settings.SECOND_FACTOR,
        "own": sorted(request.user.groups.values_list("name", flat=True)),
    }
    return page(request, "curation/roles.html", context)
