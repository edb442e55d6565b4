"""Where sources differ: what is held first, then what another source gives, each in its words."""

import csv
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Document, Event, Obligation, Passage, Treaty
from geopolitics.public.pages import differing

FACT = re.compile(r'<section class="section fact">(.*?)</section>', re.S)
WORDS = "Other words of another source, number {}."


def body(reader, address, status=200):
    answer = reader.get(html.unescape(address))
    assert answer.status_code == status, address
    return answer.content.decode()


def shown(page):
    """Slug of the record and how sources differ, fact by fact."""
    return [
        (re.search(r'<a class="record \w+" href="/[a-z]+/([^"]+)/">', fact)[1],
         re.search(r"<small>(.*?)</small>", fact)[1])
        for fact in FACT.findall(page)
    ]  # fmt: skip


@pytest.fixture
def other(register, written):
    """Cites a second document for a value of a field; a draft one where asked."""
    documents = {}

    def cite(record, field, value="", status="published"):
        with written():
            if status not in documents:
                made = Document(
                    slug=f"other-{status.replace(' ', '-')}",
                    title=f"Another source, {status}",
                    kind="book",
                    status=status,
                )
                made.save()
                documents[status] = made
            document = documents[status]
            number = document.passages.count() + 1
            words = WORDS.format(number)
            passage = Passage(document=document, number=str(number), position=number, text=words)
            passage.save()
            given = {record.table(): record, "field": field, "value": value}
            Citation(passage=passage, quote=words, **given).save()
            return words

    return cite


@pytest.fixture
def differ(register, other):
    """A conflict, a narrower and a wider date, a side row, and one reported that is stated."""
    old = Treaty.objects.get(slug="ussr-dprk-1961")
    china = Treaty.objects.get(slug="china-dprk-1961")
    happened = Event.objects.public().filter(factuality="stated").order_by("slug").first()
    return {
        "ended": other(old, "ended", "1996-09-10"),
        "signed": other(old, "signed", "1962-07"),
        "role": other(old, "parties/ussr/role", "signatory"),
        "china": other(china, "signed", "1961"),
        "event": other(happened, "factuality", "reported"),
        "agrees": other(old, "end_reason", "expired"),
    }


def test_where_all_agree_nothing_is_shown(reader, register):
    page = body(reader, "/differences/")
    assert not shown(page)
    assert "No source differs from another" in page


def test_each_is_shown_once_with_what_is_held_first_and_both_quotes(reader, differ):
    page = body(reader, "/differences/")
    told = [(slug.split("/")[0], how) for slug, how in shown(page)]
    assert told[:4] == [
        ("china-dprk-1961", "Another source is less exact"),
        ("ussr-dprk-1961", "Another source is more exact"),
        ("ussr-dprk-1961", "Sources contradict one another"),
        ("ussr-dprk-1961", "Sources contradict one another"),
    ]
    assert told[4][1] == "Sources vouch for it otherwise"
    ended, role, signed = FACT.findall(page)[1:4]
    assert re.findall(r"<b>(.*?)</b>", ended) == ["1990s", "10 September 1996"]
    assert ended.index("expired in the 1990s") < ended.index(differ["ended"])
    assert re.findall(r"<b>(.*?)</b>", role) == ["Party", "Signatory"]
    assert f"<h2>Party {Actor.objects.get(slug='ussr')}: role<small>" in page
    assert re.findall(r"<b>(.*?)</b>", signed) == ["1961", "July 1962"]
    assert differ["agrees"] not in page
    for words in (differ[name] for name in ("ended", "signed", "role", "china", "event")):
        assert page.count(f"<blockquote>{words}") >= 1


def test_two_sources_that_are_more_exact_and_contradict_one_another(reader, register, other):
    old = Treaty.objects.get(slug="ussr-dprk-1961")
    other(old, "ended", "1996")
    assert [how for _, how in shown(body(reader, "/differences/"))] == [
        "Another source is more exact"
    ]
    other(old, "ended", "1998")
    page = body(reader, "/differences/?how=conflicts")
    assert shown(page) == [("ussr-dprk-1961", "Sources contradict one another")]
    assert page.count('<li class="chosen">') == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("how=conflicts", 2),
        ("how=narrower", 1),
        ("how=wider", 1),
        ("how=vouched", 1),
        ("how=twice", 0),
        ("kind=treaty", 4),
        ("kind=event", 1),
        ("kind=actor", 0),
        ("treaty=ussr-dprk-1961", 3),
        ("treaty=nothing", 0),
        ("document=other-published", 5),
        ("document=mishra-2024-russia-dprk-pact", 3),
        ("document=other-published&kind=treaty&how=wider", 1),
    ],
)
def test_it_is_narrowed(reader, differ, query, number):
    assert len(shown(body(reader, f"/differences/?{query}"))) == number


@pytest.mark.parametrize(
    "query", ["how=x", "kind=x", "after=x", "after=treaty~a", "after=nothing~a~b",
              "after=treaty~%00~b", f"treaty={'x' * 300}", "document=a%00b"],
)  # fmt: skip
def test_what_makes_no_sense_is_told(reader, differ, query):
    assert 'class="fault"' in body(reader, f"/differences/?{query}", 400)
    assert reader.get(f"/differences.json?{query}").status_code == 400


def test_the_pages_hold_every_difference_once(reader, differ, monkeypatch):
    whole = shown(body(reader, "/differences/"))
    for size, looked in ((1, 1_000), (2, 1_000), (25, 1), (25, 2), (1, 3)):
        monkeypatch.setattr(differing, "SIZE", size)
        monkeypatch.setattr(differing, "LOOKED", looked)
        found, address = [], "/differences/"
        while address:
            page = body(reader, address)
            found += shown(page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            address = following and following[1]
        assert found == whole, (size, looked)


def test_nothing_that_is_not_public_differs(reader, register, other, written):
    """Neither a draft, by whatever document, nor a field of the staff's."""
    with written():
        draft = Treaty(slug="unseen", title="Unseen", signed="1950")
        draft.save()
    addresses = ("/differences/", "/differences.csv", "/differences/?treaty=unseen")
    before = [body(reader, address) for address in addresses]
    other(draft, "signed", "1951", "draft")
    other(draft, "signed", "1952")
    other(Treaty.objects.get(slug="ussr-dprk-1961"), "staff_notes", "Seen by staff.")
    assert [body(reader, address) for address in addresses] == before


def test_the_file_holds_what_the_page_shows(reader, differ):
    told = reader.get("/differences.json?treaty=ussr-dprk-1961").json()["rows"]
    assert [(row["field"], row["relation"], row["value"]) for row in told] == [
        ("ended", "held", "1990s"),
        ("ended", "narrower", "10 September 1996"),
        ("parties/ussr/role", "held", "Party"),
        ("parties/ussr/role", "conflicts", "Signatory"),
        ("signed", "held", "1961"),
        ("signed", "conflicts", "July 1962"),
    ]
    assert all(row["quotes"] and row["documents"] and row["places"] for row in told)
    listed = csv.DictReader(
        io.StringIO(reader.get("/differences.csv?treaty=ussr-dprk-1961").content.decode())
    )
    assert [row["value"] for row in listed] == [row["value"] for row in told]


def test_an_obligation_that_two_documents_tell_otherwise(reader, register, other, written):
    treaty = Treaty.objects.get(slug="china-dprk-1961")
    with written():
        china = Actor.objects.get(slug="china")
        Obligation(treaty=treaty, key="one-sided", kind="defense", obligor=china).save()
        Obligation(treaty=treaty, key="again", kind="consultation", obligor=china).save()
    page = body(reader, "/differences/?how=twice")
    assert not shown(page)
    words = other(treaty, "obligations/one-sided")
    other(treaty, "obligations/again")
    page = body(reader, "/differences/?how=twice")
    assert shown(page) == [("china-dprk-1961", "Sources tell the same obligation otherwise")]
    assert "Defence, each party toward the other" in page
    assert "Defence, China toward the other parties" in page
    assert words in page
    assert len(shown(body(reader, "/differences/?how=twice&document=other-published"))) == 1
    assert not shown(body(reader, "/differences/?how=twice&treaty=ussr-dprk-1961"))


def test_it_costs_six_queries(reader, differ):
    for address in ("/differences/", "/differences/?how=twice", "/differences/?document=x"):
        with CaptureQueriesContext(connection) as queries:
            body(reader, address)
        assert len(queries) <= 6, address


def test_a_record_on_which_a_source_differs_leads_there(reader, differ):
    page = body(reader, "/treaties/ussr-dprk-1961/")
    links = re.findall(r'<a class="bounds differs" href="([^"]+)" rel="nofollow">', page)
    assert set(links) == {"/differences/?treaty=ussr-dprk-1961"}
    assert len(shown(body(reader, links[0]))) == 3
