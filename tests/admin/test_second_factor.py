"""The second factor, where the setting asks for it; and nothing of it where it does not."""

import re
from base64 import b32decode

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from geopolitics.models import Actor

LOGIN, MAKE, CODE = "/admin/login/", "/desk/second-factor/", "/desk/code/"
TREATIES = "/admin/geopolitics/treaty/"


@pytest.fixture
def asked(settings, register, curator):
    settings.SECOND_FACTOR = True
    return curator


def sign_in(client, name="curator", to=TREATIES):
    values = {"username": name, "password": "a pass phrase", "next": to}
    return client.post(LOGIN, values, follow=True)


def code_of(device, later=0):
    return f"{totp(device.bin_key, t0=-later):06}"


def key_on(page):
    """The device whose key the page shows, as an app would hold it."""
    key = re.search(r'<code class="geo-key">([A-Z2-7 ]+)</code>', page.content.decode())[1]
    return TOTPDevice(key=b32decode(key.replace(" ", "")).hex())


@pytest.fixture
def enrolled(asked):
    """The curator's device and recovery codes, and a client that made them."""
    client = Client()
    page = sign_in(client)
    assert page.request["PATH_INFO"] == MAKE
    page = client.post(MAKE, {"act": "confirm", "code": code_of(key_on(page))})
    codes = re.findall(r"<li><code>([a-z2-7]{8})</code></li>", page.content.decode())
    return TOTPDevice.objects.get(user=asked), codes, client


def fresh(device):
    """As if the last code had been given a while ago."""
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return code_of(device)


def test_off_by_default_and_then_nothing_is_asked(register, curator):
    client = Client()
    assert sign_in(client).status_code == 200
    assert client.get(TREATIES).status_code == 200
    for page in (MAKE, CODE):
        assert client.get(page).status_code == 404


def test_who_has_no_device_makes_one(enrolled):
    device, codes, client = enrolled
    assert device.confirmed
    assert len(codes) == StaticToken.objects.count() == 10
    assert client.get(TREATIES).status_code == 200
    again = client.get(MAKE).content.decode()
    assert "10 are left" in again
    assert codes[0] not in again


def test_the_page_is_plain_under_the_policy(asked):
    page = sign_in(Client())
    said = page.content.decode()
    assert "<svg" in said
    assert "style=" not in said
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]
    assert not TOTPDevice.objects.exists()


def test_a_wrong_code_makes_no_device(asked):
    client = Client()
    page = sign_in(client)
    right = code_of(key_on(page))
    wrong = client.post(MAKE, {"act": "confirm", "code": f"{(int(right) + 1) % 10**6:06}"})
    assert "not the code of the key" in wrong.content.decode()
    assert not TOTPDevice.objects.exists()
    assert key_on(wrong).key == key_on(page).key
    assert client.get(TREATIES).status_code == 302


def test_signing_in_asks_for_the_code(enrolled):
    device, codes, _ = enrolled
    client = Client()
    page = sign_in(client)
    assert page.request["PATH_INFO"] == CODE
    for address in ("/admin/", "/desk/", "/desk/roles/", MAKE, "/admin/password_change/"):
        assert client.get(address).url.startswith(CODE), address
    answer = client.post(CODE, {"code": fresh(device), "next": TREATIES})
    assert answer.url == TREATIES
    assert client.get(TREATIES).status_code == 200
    other = Client()
    sign_in(other)
    replayed = other.post(CODE, {"code": code_of(device)})
    assert "not right" in replayed.content.decode()


def test_nothing_is_written_with_the_password_alone(enrolled):
    client = Client()
    sign_in(client)
    values = {"slug": "mongolia", "name": "Mongolia", "kind": "state"}
    kept = client.post("/admin/geopolitics/actor/add/", values)
    assert kept.status_code == 403
    assert "What you typed is kept" in kept.content.decode()
    assert not Actor.objects.filter(slug="mongolia").exists()


def test_a_recovery_code_is_good_once(enrolled):
    _, codes, _ = enrolled
    client = Client()
    sign_in(client)
    answer = client.post(CODE, {"code": codes[3].upper(), "next": TREATIES}, follow=True)
    assert "9 are left" in answer.content.decode()
    other = Client()
    sign_in(other)
    assert "not right" in other.post(CODE, {"code": codes[3]}).content.decode()


def test_guessing_codes_is_braked(enrolled):
    device, codes, _ = enrolled
    client = Client()
    sign_in(client)
    for _ in range(3):
        client.post(CODE, {"code": "000000"})
        TOTPDevice.objects.update(throttling_failure_timestamp="2024-01-01T00:00:00Z")
    client.post(CODE, {"code": "000000"})
    assert TOTPDevice.objects.get().throttling_failure_count == 4
    told = client.post(CODE, {"code": fresh(device)})
    assert "Too many wrong codes" in told.content.decode()
    assert client.get(TREATIES).status_code == 302
    client.post(CODE, {"code": codes[0]})  # the other way in is not braked by it
    assert client.get(TREATIES).status_code == 200


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_it_leads_nowhere_else(enrolled, to):
    device, _, _ = enrolled
    client = Client()
    sign_in(client)
    assert client.post(CODE, {"code": fresh(device), "next": to}).url == "/admin/"


def test_another_device_takes_the_place_of_the_old(enrolled):
    device, codes, client = enrolled
    page = client.get(f"{MAKE}?replace=1")
    made = key_on(page)
    assert client.get(TREATIES).status_code == 200
    client.post(f"{MAKE}?replace=1", {"act": "confirm", "code": code_of(made)})
    assert TOTPDevice.objects.get().key == made.key != device.key
    assert not StaticToken.objects.filter(token=codes[0]).exists()
    assert client.get(TREATIES).status_code == 200


def test_an_administrator_removes_a_lost_device(enrolled, administrator, administrator_client):
    device, _, client = enrolled
    chief = Client()
    page = sign_in(chief, "administrator")
    chief.post(MAKE, {"act": "confirm", "code": code_of(key_on(page))})
    root = User.objects.create_superuser("root", password="a pass phrase")
    TOTPDevice.objects.create(user=root, name="app")
    chosen = {"action": "remove_second_factor", "_selected_action": [device.user.pk, root.pk]}
    answer = chief.post(reverse("admin:auth_user_changelist"), chosen, follow=True)
    assert "curator makes a new second factor" in answer.content.decode()
    assert "that of root, who may do more" in answer.content.decode()
    assert not TOTPDevice.objects.filter(user=device.user).exists()
    assert TOTPDevice.objects.filter(user=root).exists()
    assert "second factor" in LogEntry.objects.first().get_change_message()
    assert client.get(TREATIES).url.startswith(MAKE)  # the session is no longer good


def test_the_keys_are_shown_nowhere_in_the_admin(enrolled):
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not {label for label in labels if label.startswith("otp")}
