"""A second factor for staff, where SECOND_FACTOR is on: codes of an app, and recovery codes.

A password alone then opens two pages only: the one that asks for the code, and, for who has no
device yet, the one that makes it.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import django_otp
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from .middleware import STAFF

CODES = 10
APP, RECOVERY = "app", "recovery codes"
KEY = "second_factor_key"
OPEN = {
    "admin:login",
    "admin:logout",
    "desk:code",
    "desk:second_factor",
    "password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
}


def signed_in(request: HttpRequest) -> bool:
    """Whether the request comes from staff, by both factors where two are asked."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    return not settings.SECOND_FACTOR or user.is_verified()


class Gate:
    """Middleware: leads staff who gave their password only to the page of the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR:
            return None
        if not request.path_info.startswith(STAFF) or request.resolver_match.view_name in OPEN:
            return None
        if not request.user.is_authenticated or signed_in(request) or not request.user.is_staff:
            return None
        page = reverse("desk:code" if has_device(request.user) else "desk:second_factor")
        return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")


def confirmed(user: User) -> QuerySet[TOTPDevice]:
    """The device that the user signs in with."""
    return TOTPDevice.objects.filter(user=user, confirmed=True)


def has_device(user: User) -> bool:
    """Whether the user has a device to take codes from."""
    return confirmed(user).exists()


def begin(request: HttpRequest) -> TOTPDevice:
    """The device that the user is about to make, not saved: its key stays with the session."""
    key = request.session.setdefault(KEY, default_key())
    return TOTPDevice(user=request.user, name=APP, key=key)


def typed_key(device: TOTPDevice) -> str:
    """The device's key as it is typed where a camera cannot read it."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@transaction.atomic
def confirm(request: HttpRequest, code: str) -> bool:
    """Take the device into use, in place of the one before, if the code is its own."""
    point = transaction.savepoint()
    remove(request.user)
    device = begin(request)
    device.save()
    if not device.verify_token("".join(code.split())):
        transaction.savepoint_rollback(point)
        return False
    del request.session[KEY]
    enter(request, device)
    return True


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Codes that each sign in once without the device; those before are void."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=RECOVERY)
    codes = sorted({StaticToken.random_token() for _ in range(CODES)})
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user: User) -> int:
    """How many recovery codes the user has not used."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def verify(user: User, typed: str) -> tuple[Device | None, str]:
    """The device whose code it is; else None, and why not, in words.

    Six digits are the app's, all else is a recovery code: one wrong guess brakes one of them.
    """
    code = "".join(typed.split()).lower()
    model = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return None, "This code is not right."
    allowed, _ = device.verify_is_allowed()
    if not allowed:
        return None, "Too many wrong codes: wait a little before the next try."
    if not device.verify_token(code):
        return None, "This code is not right. A code of the app is good once, and for a minute."
    return device, ""


def enter(request: HttpRequest, device: Device) -> None:
    """Note in the session that the second factor was given."""
    request.session.cycle_key()
    django_otp.login(request, device)


def remove(user: User) -> None:
    """Forget the user's device and recovery codes: the next sign-in makes a new one."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
