"""Refusals and failed logins are in the log, and nothing in it that should not be."""

import logging

import pytest
from django.test import Client

LOGIN = "/admin/login/"


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "geopolitics.refused")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "geopolitics.refused"]


def test_a_refused_page_is_told(register, curator_client, lines):
    curator_client.get("/admin/auth/user/?q=secret")
    curator_client.post("/admin/geopolitics/topic/add/", {"name": "secret"})
    assert lines() == [
        "curator GET /admin/auth/user/ 403 from 127.0.0.1",
        "curator POST /admin/geopolitics/topic/add/ 403 from 127.0.0.1",
    ]


def test_what_is_answered_is_not_told(register, curator_client, reader, lines):
    curator_client.get("/admin/")
    reader.get("/admin/")
    reader.get("/no-such-page/")
    values = {"username": "curator", "password": "a pass phrase", "next": "/admin/"}
    assert reader.post(LOGIN, values).status_code == 302
    assert lines() == []


def test_a_failed_login_names_who_is_known_and_no_password(curator, reader, lines):
    for name in ("curator", "hunter2 hunter2"):
        reader.post(LOGIN, {"username": name, "password": "a wrong secret", "next": "/admin/"})
    assert lines() == [
        "curator POST /admin/login/ sign-in failed from 127.0.0.1",
        "nobody POST /admin/login/ sign-in failed from 127.0.0.1",
    ]


def test_a_braked_login_is_told(curator, reader, lines, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        reader.post(LOGIN, {"username": "curator", "password": "wrong", "next": "/admin/"})
    assert len(lines()) == settings.AXES_FAILURE_LIMIT + 1


def test_another_sites_form_is_told(curator, lines):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert client.post("/desk/", {"record": "x"}).status_code == 403
    assert lines() == ["curator POST /desk/ 403 from 127.0.0.1"]


def test_no_line_of_the_log_is_forged(register, curator_client, lines, settings):
    settings.HTTPS = True
    curator_client.get(
        "/admin/auth/user/%0aroot%20GET%20%1b[31m/change/",
        HTTP_X_FORWARDED_FOR="1.1.1.1\n2.2.2.2",
    )
    curator_client.get("/admin/auth/group/", HTTP_X_FORWARDED_FOR="\x1b[31m 2.2.2.2")
    for line in lines():
        assert line.isprintable()
        assert "2.2.2.2" in line
    assert lines()
