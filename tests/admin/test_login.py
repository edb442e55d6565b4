"""Signing in: guessing is braked, a colleague is not locked out, staff pages are not kept."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

LOGIN = "/admin/login/"


def sign_in(name, password, **headers):
    client = Client(**headers)
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"})


@pytest.fixture
def two(db):
    for name in ("anne", "bob"):
        User.objects.create_user(name, password="a pass phrase", is_staff=True)


def test_guessing_is_braked_for_one_name_from_one_address(two):
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in("anne", "guess").status_code == 200
    told = sign_in("anne", "guess")
    assert told.status_code == 429
    assert "Try again in 15 minutes" in told.content.decode()
    assert sign_in("anne", "a pass phrase").status_code == 429
    assert sign_in("bob", "a pass phrase").status_code == 302
    assert sign_in("anne", "a pass phrase", REMOTE_ADDR="10.0.0.7").status_code == 302


def test_a_success_forgets_the_failures_before(two):
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in("anne", "guess")
        assert sign_in("anne", "a pass phrase").status_code == 302


def test_behind_a_web_server_the_address_is_the_one_it_saw(two, settings):
    settings.HTTPS = True
    forged = {"HTTP_X_FORWARDED_FOR": "10.9.9.9, 10.0.0.1"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("anne", "guess", **forged)
    assert sign_in("anne", "a pass phrase", **forged).status_code == 429
    seen = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 10.0.0.2"}
    assert sign_in("anne", "a pass phrase", **seen).status_code == 302


@pytest.mark.parametrize("address", ["/admin/", LOGIN, "/desk/", "/admin/geopolitics/treaty/"])
def test_staff_pages_are_kept_by_no_cache(register, curator_client, address):
    assert "no-store" in curator_client.get(address)["Cache-Control"]


@pytest.mark.parametrize("password", ["short", "password1234", "12345678901234"])
def test_weak_passwords_are_refused(register, administrator_client, password):
    page = administrator_client.post(
        "/admin/auth/user/add/",
        {"username": "new", "password1": password, "password2": password, "usable_password": True},
    )
    assert page.status_code == 200
    assert not User.objects.filter(username="new").exists()
