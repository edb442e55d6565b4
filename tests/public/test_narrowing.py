"""Lists narrowed by facets and dates: the rows that answer, the counts that are told, the state
in the address."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Document, Statement, Topic, Treaty
from geopolitics.public import facets, narrowing

from .conftest import LISTS

LISTS = [address for address in LISTS if address != "/topics/"]
# The one document held leaves nothing to choose.
VARIED = [address for address in LISTS if address != "/documents/"]
FACET = re.compile(
    r'<li><a href="([^"]+)" rel="nofollow"(?: aria-current="true")?>'
    r"<span>([^<]*)</span>(?:<span>([\d,]+)\+?</span>)?</a></li>"
)
OF_THE_NORTH = {"russia-dprk-2024", "russia-dprk-2000", "ussr-dprk-1961", "china-dprk-1961"}
TOTAL = re.compile(r"<p><b>([^<]+)</b> (\w+)</p>")


def body(reader, address, status=200):
    answer = reader.get(html.unescape(address))
    assert answer.status_code == status, address
    return answer.content.decode()


def listed(page):
    """The records that the rows of a list are of, in order."""
    rows = page.split('<ol class="rows')[1].split("</ol>")[0] if '<ol class="rows' in page else ""
    return re.findall(r'<a class="(?:record \w+|link)" href="(/[a-z]+/[^"]+)">', rows)


@pytest.mark.parametrize("address", VARIED)
def test_each_value_of_each_facet_leads_to_as_many_rows_as_it_says(reader, register, address):
    found = FACET.findall(body(reader, address))
    assert found
    for link, words, rows in found:
        page = body(reader, link)
        assert TOTAL.search(page)[1] == rows, (link, words)
        assert 'aria-current="true"' in page
        assert f": {words} ×" in page


@pytest.mark.parametrize("address", VARIED)
def test_two_facets_narrow_further_and_each_is_taken_back(reader, register, address):
    first = FACET.findall(body(reader, address))[0]
    page = body(reader, first[0])
    others = [found for found in FACET.findall(page) if len(parse_qs(urlsplit(found[0]).query)) > 1]
    for link, _, rows in others[:6]:
        narrower = body(reader, link)
        assert TOTAL.search(narrower)[1] == rows
        back = re.findall(r'<a href="([^"]+)" aria-label="Remove the filter', narrower)
        assert len(back) == 2
        assert {TOTAL.search(body(reader, each))[1] for each in back} >= {first[2]}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("party=DPRK", OF_THE_NORTH),
        ("party=north-korea", OF_THE_NORTH),
        ("on=1985-01-01&status=in+force&party=ussr", {"ussr-dprk-1961"}),
        ("on=2001-01-01&status=in+force&party=ussr", set()),
        ("from=1960&to=1962", {"ussr-dprk-1961", "china-dprk-1961"}),
    ],
)
def test_treaties_are_found_by_what_lawyers_ask(reader, register, query, slugs):
    page = body(reader, f"/treaties/?{query}")
    found = {link.split("/")[2] for link in listed(page) if link.startswith("/treaties/")}
    assert found == slugs


@pytest.fixture
def dated(register, written):
    """Published statements whose dates leave more or less open."""
    passage = register.passages.get(number="4")
    russia = Actor.objects.get(slug="russia")
    with written():
        for word, made in (("sure", "1975-06"), ("may", "197X"), ("later", "1985"), ("bare", "")):
            row = Statement(slug=f"made-{word}", made=made, act="COMMENT", speaker=russia)
            row.summary, row.status = word, "published"
            row.save()
            Citation(statement=row, passage=passage, quote=passage.text[:30]).save()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=1974&to=1976", {"sure"}),
        ("from=1974&to=1976&possibly=1", {"sure", "may"}),
        ("to=1979", {"sure", "may"}),
        ("from=1980&to=1990", {"later"}),
        ("from=the+1970s&to=1990s&sort=oldest", {"sure", "may", "later"}),
    ],
)
def test_an_uncertain_date_is_found_only_where_it_is_asked_for(reader, dated, query, words):
    page = body(reader, f"/statements/?{query}")
    found = {link for link in listed(page) if "/statements/made-" in link}
    assert found == {f"/statements/made-{word}/" for word in words}


def test_a_list_that_is_empty_tells_the_way_on(reader, dated):
    page = body(reader, "/statements/?from=1971&to=1972")
    assert "Nothing matches" in page
    assert 'href="/statements/?from=1971&amp;to=1972&amp;possibly=1"' in page


@pytest.mark.parametrize(
    "query",
    [
        "act=NOTHING",
        "sort=nothing",
        "from=Julember",
        "to=2023-02-29",
        "stance=%00",
        "speaker=" + "x" * 5000,
        "factuality=stated\u202e",
    ],
)
def test_what_makes_no_sense_is_told_and_left_aside(reader, register, query):
    page = body(reader, f"/statements/?{query}", 400)
    assert page.count('<p class="fault"') == 1
    whole = body(reader, "/statements/")
    assert TOTAL.search(page)[1] == TOTAL.search(whole)[1]
    assert listed(page) == listed(whole)


@pytest.mark.parametrize("name", ["speaker", "topic", "document", "about"])
def test_who_is_hidden_is_as_one_who_never_was(reader, register, written, name):
    """A value that no public record has answers alike, whether a draft has it or nobody."""
    made = {
        "speaker": Actor(slug="hidden", name="Hidden", kind="state"),
        "topic": Topic(slug="hidden", name="Hidden"),
        "document": Document(slug="hidden", title="Hidden", kind="book"),
        "about": Treaty(slug="hidden", title="Hidden"),
    }
    with written():
        made[name].save()
    hidden = body(reader, f"/statements/?{name}=hidden")
    assert hidden == body(reader, f"/statements/?{name}=nobody").replace("nobody", "hidden")


def test_beyond_the_cap_counts_are_told_as_such(reader, register, monkeypatch):
    monkeypatch.setattr(facets, "CAP", 10)
    monkeypatch.setattr(narrowing, "CAP", 10)
    page = body(reader, "/statements/")
    assert TOTAL.search(page)[1] == "over 10"
    assert re.search(r"<span>\d+\+</span>", page)
    unseen = [words for _, words, rows in FACET.findall(page) if not rows]
    assert unseen, "values outside the first rows can still be chosen"


@pytest.mark.parametrize("address", LISTS)
def test_a_narrowed_list_costs_four_queries_at_most(reader, register, address):
    for link, _, _ in [(address + "?sort=changed", "", ""), *FACET.findall(body(reader, address))]:
        with CaptureQueriesContext(connection) as queries:
            body(reader, link)
        assert len(queries) <= 4, link
