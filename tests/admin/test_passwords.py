"""Passwords at the desk: changed by oneself, reset by mail only where a server sends it."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

LOGIN, RESET = "/admin/login/", "/admin/password_reset/"
NEW = "a longer pass phrase"


@pytest.fixture
def mail(settings, curator):
    settings.EMAIL_URL = "smtp://localhost"
    return curator


def test_without_a_mail_server_the_login_says_whom_to_ask(db, client):
    page = client.get(LOGIN).content.decode()
    assert "Ask an administrator" in page
    assert RESET not in page
    for address in ("", "sent/", "a/b/", "complete/"):
        assert client.get(RESET + address).status_code == 404


def test_a_link_by_mail_sets_a_new_password(mail, client, mailoutbox):
    assert RESET in client.get(LOGIN).content.decode()
    open_elsewhere = Client()
    open_elsewhere.force_login(mail)
    assert client.post(RESET, {"email": "curator@example.org"}).url == f"{RESET}sent/"
    [letter] = mailoutbox
    assert letter.to == ["curator@example.org"]
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    page = form.request["PATH_INFO"]
    weak = client.post(page, {"new_password1": "short", "new_password2": "short"})
    assert "at least 12 characters" in weak.content.decode()
    done = client.post(page, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert done.status_code == 200
    assert LOGIN in done.content.decode()
    assert client.login(username="curator", password=NEW, request=form.wsgi_request)
    assert open_elsewhere.get("/admin/").status_code == 302


def test_an_unknown_address_is_answered_like_a_known_one(mail, mailoutbox):
    answers = []
    for address in ("curator@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post(RESET, {"email": address})
        assert client.get(answer.url).status_code == 200
        answers.append((answer.status_code, answer.url, answer.content))
    assert answers[0] == answers[1]
    assert len(mailoutbox) == 1


def test_a_disabled_user_gets_no_link(mail, client, mailoutbox):
    User.objects.update(is_active=False)
    client.post(RESET, {"email": "curator@example.org"})
    assert not mailoutbox


@pytest.mark.parametrize("path", ["", "sent/", "complete/"])
def test_its_pages_are_kept_by_no_cache_and_run_nothing_inline(mail, client, path):
    page = client.get(RESET + path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "style=" not in re.sub(r"(?s)<!-- START SVGs.*END SVGs -->", "", page.content.decode())


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("elevenchars", "at least 12 characters"),
        ("password1234", "too common"),
        ("curator@example", "too similar"),
        (NEW, ""),
    ],
)
def test_a_user_changes_the_own_password(curator, curator_client, new, told):
    other = Client()
    other.force_login(curator)
    values = {"old_password": "a pass phrase", "new_password1": new, "new_password2": new}
    answer = curator_client.post("/admin/password_change/", values)
    if told:
        assert told in answer.content.decode()
        return
    assert answer.status_code == 302
    assert curator_client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_setting_a_password_for_a_colleague_ends_their_sessions(
    curator, curator_client, administrator_client
):
    page = f"/admin/auth/user/{curator.pk}/password/"
    values = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert administrator_client.post(page, values).status_code == 302
    assert curator_client.get("/admin/").status_code == 302
