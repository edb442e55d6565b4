"""Two pages of the second factor: the code that signing in asks for, and the device itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from geopolitics.curation import second_factor

from .page import page


def where_asked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For staff, where SECOND_FACTOR is on; elsewhere there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            raise Http404
        return view(request)

    return require_http_methods(["GET", "HEAD", "POST"])(staff_member_required(answer))


@where_asked
def code(request: HttpRequest) -> HttpResponse:
    """Asks who gave their password for a code."""
    if second_factor.signed_in(request):
        return _onward(request)
    if not second_factor.has_device(request.user):
        return redirect("desk:second_factor")
    refusal = ""
    if request.method == "POST":
        typed = request.POST.get("code", "")[:40]
        device, refusal = second_factor.verify(request.user, typed)
        if device is not None:
            second_factor.enter(request, device)
            left = second_factor.codes_left(request.user)
            if device.name == second_factor.RECOVERY:
                messages.warning(request, f"A recovery code is used up: {left} are left.")
            return _onward(request)
    context = {"title": "Second factor", "refusal": refusal, "next": _next(request)}
    return page(request, "curation/code.html", context)


@where_asked
def device(request: HttpRequest) -> HttpResponse:
    """Makes the device of who has none; of who has, tells of it, and makes another or new codes."""
    user = request.user
    has = second_factor.has_device(user)
    if has and not second_factor.signed_in(request):
        return redirect("desk:code")
    act = request.POST.get("act", "")
    if act == "codes" and has:
        return _codes(request)
    if has and "replace" not in request.GET:
        context = {"title": "Second factor", "left": second_factor.codes_left(user)}
        return page(request, "curation/second_factor.html", context)
    refusal = ""
    if act == "confirm":
        if second_factor.confirm(request, request.POST.get("code", "")[:40]):
            return _codes(request)
        refusal = "This is not the code of the key shown here, or it is an older one: try the next."
    made = second_factor.begin(request)
    context = {
        "title": "Make a second factor",
        "replaces": has,
        "refusal": refusal,
        "qr": _qr(made.config_url),
        "key": second_factor.typed_key(made),
    }
    return page(request, "curation/make_second_factor.html", context)


def _codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.new_recovery_codes(request.user)
    context = {"title": "Recovery codes", "codes": codes, "next": _next(request)}
    return page(request, "curation/recovery_codes.html", context)


def _qr(address: str) -> str:
    drawing = segno.make(address, error="m")
    # Only squares, drawn by attributes: nothing in it is anybody's text, and no style is inline.
    return mark_safe(drawing.svg_inline(scale=5, dark="#000", light="#fff", svgclass=None))


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    return asked if safe else reverse("admin:index")


def _onward(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_next(request))
