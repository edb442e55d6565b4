"""Bad addresses and parameters: a plain message, never a fault of ours."""

import pytest

from geopolitics.models import Treaty

ODD = ["Julember", "2001", "1990s", "\x00", "x" * 5000, "2023-02-29", "[..2024]", "0000-01-01", "’"]


@pytest.mark.parametrize("typed", ODD)
def test_a_bad_day_is_answered_with_a_message(reader, register, typed):
    for address in ("/treaties/russia-dprk-2024/", "/treaties/", "/actors/russia/"):
        response = reader.get(address, {"on": typed})
        assert response.status_code == 400
        assert "Write 2024-07-11 or 11 July 2024." in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["1 January 1985", "1985-01-01", " 1985-01-01 ", "9999-12-31", ""]
)
def test_a_good_day_is_taken(reader, register, typed):
    for treaty in Treaty.objects.public():
        assert reader.get(treaty.get_absolute_url(), {"on": typed}).status_code == 200


@pytest.mark.parametrize("after", ["nothing", "\x00", "x" * 5000, "a b", "’", "-1"])
@pytest.mark.parametrize(
    "address", ["/treaties/", "/articles/", "/actors/", "/statements/", "/events/", "/documents/"]
)
def test_a_bad_place_begins_the_list_anew(reader, register, address, after):
    response = reader.get(address, {"after": after})
    assert response.status_code == 400
    assert "the list begins anew here" in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/treaties/nothing/",
        "/treaties/russia-dprk-2024/art_99/",
        "/actors/nothing/",
        "/statements/nothing/",
        "/events/nothing/",
        "/documents/nothing/",
        "/topics/nothing/",
        f"/actors/{'x' * 3000}/",
        "/nothing/",
    ],
)
def test_an_unknown_address_is_not_found(reader, register, address):
    response = reader.get(address)
    assert response.status_code == 404
    assert "No record has this address" in response.content.decode()


def test_nothing_is_posted(reader, register):
    for address in ("/", "/treaties/", "/treaties/russia-dprk-2024/", "/documents/"):
        assert reader.post(address).status_code == 405
        assert reader.head(address).status_code == 200


def test_an_unexpected_fault_is_told_plainly(reader, register, monkeypatch):
    monkeypatch.setattr("geopolitics.public.views.home.Sources", None)
    reader.raise_request_exception = False
    response = reader.get("/")
    assert response.status_code == 500
    assert "Something failed here" in response.content.decode()
