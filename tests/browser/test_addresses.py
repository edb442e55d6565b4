"""What the head of a page holds for machines, and the page where nothing stands."""

import json

import pytest

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("path", ["/actors/russia/", "/treaties/", "/"])
def test_the_data_block_is_read_and_breaks_no_policy(page, register, complaints, path):
    page.goto(path)
    block = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(block)["@context"] == "https://schema.org"
    assert complaints.lines == []


def test_from_nowhere_to_the_record_that_was_meant(page, register):
    assert page.goto("/actors/rusia/").status == 404
    assert not page.evaluate(WIDER)
    page.get_by_role("link", name="Russia", exact=True).click()
    assert page.url.endswith("/actors/russia/")


def test_the_browser_asks_again_and_is_sent_nothing(page, register, live_server):
    first = page.goto("/actors/russia/")
    again = page.request.get(
        f"{live_server.url}/actors/russia/",
        headers={"If-None-Match": first.headers["etag"], "Accept-Encoding": "gzip"},
    )
    assert (again.status, again.body()) == (304, b"")
