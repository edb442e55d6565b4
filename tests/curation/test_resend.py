"""What was typed survives an expired login."""

import re
from html import unescape

import pytest
from django.test import Client

from geopolitics.models import Actor, Treaty

SLUG = "russia-dprk-2024"
ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def browser(register, curator):
    """A client that checks tokens as a browser's requests are checked, signed in."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def token(response):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[1]


def sign_in(client):
    values = {"username": "curator", "password": "a pass phrase", "next": "/admin/"}
    form = client.get("/admin/login/")
    answer = client.post("/admin/login/", values | {"csrfmiddlewaretoken": token(form)})
    assert answer.status_code == 302


def kept(response):
    """The values that the page would send again, as a browser reads them."""
    page = response.content.decode()
    areas = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    values = {unescape(name): unescape(value) for name, value in areas}
    return values | {"csrfmiddlewaretoken": token(response)}


ADD = "/admin/geopolitics/actor/add/"
SETS = ("names", "codes", "positions", "successions", "citations")


def typed(page):
    values = {f"{name}-{which}_FORMS": "0" for name in SETS for which in ("TOTAL", "INITIAL")}
    return values | {
        "csrfmiddlewaretoken": token(page),
        "slug": "mongolia",
        "name": "Mongolia <&\"'>",
        "kind": "state",
        "description": "\nTwo lines,\nthe first empty.",
    }


def test_an_expired_login_loses_nothing(browser):
    values = typed(browser.get(ADD))
    del browser.cookies["sessionid"]
    page = browser.post(ADD, values, **ORIGIN)
    assert page.status_code == 403
    assert "What you typed is kept" in page.content.decode()
    assert not Actor.objects.filter(slug="mongolia").exists()
    still_out = browser.post(ADD, kept(page), **ORIGIN)
    assert "Sign in, in a new tab" in still_out.content.decode()
    sign_in(browser)
    # The token changed with the sign-in: once more, then it is saved.
    again = browser.post(ADD, kept(still_out), **ORIGIN)
    assert "has to be sent once more" in again.content.decode()
    assert browser.post(ADD, kept(again), **ORIGIN).status_code == 302
    actor = Actor.objects.get(slug="mongolia")
    assert actor.name == "Mongolia <&\"'>"
    assert actor.description == "Two lines,\nthe first empty."


def test_another_sites_form_is_not_offered_again(browser):
    values = typed(browser.get(ADD)) | {"csrfmiddlewaretoken": "x" * 64}
    for origin in ("http://elsewhere.example", "null"):
        page = browser.post(ADD, values, HTTP_ORIGIN=origin)
        assert page.status_code == 403
        assert "Send it again" not in page.content.decode()
    assert "Send it again" not in browser.post(ADD, values).content.decode()


def test_users_and_logins_are_not_echoed(register):
    nobody = Client()
    assert nobody.post("/admin/auth/user/add/", {"password1": "x"}).status_code == 302
    assert nobody.post("/admin/login/", {"username": "x"}).status_code == 200


def test_a_review_that_was_typed_is_kept_too(register, reader):
    page = reader.post(f"/desk/records/treaty/{SLUG}/", {"act": "withdraw", "remark": "Why."})
    assert page.status_code == 403
    assert "Why." in page.content.decode()
    assert Treaty.objects.get(slug=SLUG).is_public
