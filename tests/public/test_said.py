"""Who said what about a record: actor by actor, said apart from attributed, then in time."""

import csv
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics import publishing
from geopolitics.models import Actor, Article, Citation, Event, Statement, Target, Treaty
from geopolitics.public import stances

PACT = "/treaties/russia-dprk-2024/"
CELL = re.compile(r'<a class="stance ([\w-]+)" href="([^"]+)#statements" rel="nofollow">(\d+)<')
TURN = re.compile(r'<a class="record statement" href="(/statements/[^"]+)">')


def body(reader, address, status=200):
    answer = reader.get(html.unescape(address))
    assert answer.status_code == status, address
    return answer.content.decode()


def turns(page):
    return TURN.findall(page.split('<section id="statements">')[1].split('id="sources"')[0])


def line(page, section, name):
    rows = page.split(f'id="{section}"')[1].split("</section>")[0].split("<tr>")
    return next(row for row in rows if f">{name}</a></th>" in row or f">{name}</a><br>" in row)


def signs(row):
    return {sign: int(number) for sign, _, number in CELL.findall(row)}


def about(treaty):
    return Target.objects.public().filter(about_treaty=treaty) | Target.objects.public().filter(
        about_article__treaty=treaty
    )


def test_every_statement_about_a_treaty_stands_there_once_with_its_words(reader, register):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    page = body(reader, f"{PACT}said/")
    wanted = Statement.objects.public().filter(targets__in=about(treaty)).distinct()
    assert sorted(turns(page)) == sorted(s.get_absolute_url() for s in wanted)
    for citation in Citation.objects.public().filter(statement__in=wanted, field=""):
        assert html.escape(citation.quote) in page


def test_declining_to_comment_is_an_answer_and_attributed_stances_stand_apart(reader, register):
    page = body(reader, f"{PACT}said/")
    declines = line(page, "said", "Spokesperson of the Chinese Foreign Ministry")
    assert signs(declines) == {"declined": 1}
    assert "Decline" in declines
    assert signs(line(page, "attributed", "China")) == {
        "supports": 1,
        "opposes": 1,
        "neutral": 1,
        "none-taken": 1,
    }
    assert "according to" in line(page, "attributed", "China")
    assert ">China</a></th>" not in page.split('id="said"')[1].split("</section>")[0]


@pytest.mark.parametrize("address", [PACT, f"{PACT}art_4/", "/events/russia-dprk-pact-announced/"])
def test_each_number_leads_to_as_many_statements(reader, register, address):
    cells = CELL.findall(body(reader, f"{address}said/"))
    assert cells
    for sign, link, number in cells:
        page = body(reader, link)
        assert len(turns(page)) == int(number), link
        assert [(s, n) for s, _, n in CELL.findall(page)] == [(sign, number)]


def test_the_file_holds_what_the_page_shows(reader, register):
    asked = "?stance=opposes"
    page = body(reader, f"{PACT}said/{asked}")
    assert f'href="{PACT}said.csv{asked}"' in page
    told = reader.get(f"{PACT}said.json{asked}").json()
    listed = csv.DictReader(io.StringIO(reader.get(f"{PACT}said.csv{asked}").content.decode()))
    links = {f"http://testserver{link}" for link in turns(page)}
    assert {row["statement"] for row in told["rows"]} == links
    assert {row["statement"] for row in listed} == links
    japan = [row for row in told["rows"] if row["stance_of"] == "Japan"]
    assert {(row["voice"], row["speaker"]) for row in japan} == {("attributed", "Sandip Mishra")}
    assert all(row["quotes"] and row["places"] for row in told["rows"])


@pytest.fixture
def talk(register, written):
    """A statement about the pact, a reply about it, a reply to that about nothing, and a draft."""
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    russia = Actor.objects.get(slug="russia")
    words = register.passages.get(number="1")
    rows, before = [], None
    with written():
        for slug in ("talk-1", "talk-2", "talk-3", "talk-draft"):
            row = Statement(
                slug=slug,
                speaker=russia,
                act="COMMENT",
                made="1999",
                responds_to=before,
                summary=f"Summary of {slug}.",
                status="draft" if slug == "talk-draft" else "published",
            )
            row.save()
            if slug in ("talk-1", "talk-2"):
                Target(statement=row, about_treaty=treaty, stance="supports").save()
            Citation(statement=row, passage=words, quote=words.text[:40]).save()
            rows.append(row)
            before = row
    return rows


def test_replies_are_threaded_under_what_they_answer(reader, talk):
    page = body(reader, f"{PACT}said/?from=1999&to=1999")
    assert turns(page) == [f"/statements/talk-{n}/" for n in (1, 2, 3)]
    assert page.count('<ol class="rows replies"') == 2
    assert "talk-draft" not in page
    assert "<b>2</b> statements" in page
    rows = reader.get(f"{PACT}said.json?from=1999&to=1999").json()["rows"]
    assert [row["responds_to"] and row["responds_to"][-8:] for row in rows] == [
        None,
        "/talk-1/",
        "/talk-2/",
    ]


def test_the_pages_of_a_long_talk_hold_every_statement_once(reader, register, written, monkeypatch):
    treaty = Treaty.objects.get(slug="china-dprk-1961")
    russia = Actor.objects.get(slug="russia")
    words = register.passages.get(number="1")
    with written():
        for number in range(60):
            row = Statement(
                slug=f"said-{number}",
                speaker=russia,
                act="COMMENT",
                made=str(1960 + number % 7),
                status="published",
            )
            row.save()
            Target(statement=row, about_treaty=treaty, stance="mixed").save()
            Citation(statement=row, passage=words, quote=words.text[:40]).save()
    monkeypatch.setattr(stances, "MOST", 10)
    for order in ("oldest", "newest"):
        found, address = [], f"/treaties/china-dprk-1961/said/?sort={order}"
        while address:
            page = body(reader, address)
            found += turns(page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            address = following and following[1]
        assert len(found) == len(set(found)) == 61
    assert "Counted are the first" in page


@pytest.mark.parametrize(
    "query",
    ["act=x", "stance=x", "voice=x", "from=Julember", "sort=x", "after=x", "speaker=a%00b",
     f"holder={'x' * 300}", "from=%F0%9F%98%80", "to=2024-13-45"],
)  # fmt: skip
def test_what_makes_no_sense_is_told(reader, register, query):
    assert 'class="fault"' in body(reader, f"{PACT}said/?{query}", 400)
    told = reader.get(f"{PACT}said.json?{query}")
    assert (told.status_code, told["Content-Type"]) == (400, "application/problem+json")
    assert told.json()["detail"]
    assert reader.get(f"{PACT}said.csv?{query}").status_code == 400


def test_a_name_that_is_not_public_is_as_one_that_never_was(reader, register, written):
    with written():
        Actor(slug="hidden-actor", name="Hidden", kind="state").save()
    for name in ("hidden-actor", "Hidden"):
        told = body(reader, f"{PACT}said/?speaker={name}").replace(name, "x")
        assert told == body(reader, f"{PACT}said/?speaker=never").replace("never", "x")


def test_moved_withdrawn_and_never_held(reader, register, written, reviewer):
    with written():
        treaty = Treaty.objects.get(slug="china-dprk-1961")
        treaty.slug = "sino-dprk"
        treaty.save()
    moved = reader.get("/treaties/china-dprk-1961/said.csv")
    assert (moved.status_code, moved["Location"]) == (301, "/treaties/sino-dprk/said.csv")
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    publishing.withdraw([event], by=reviewer, reason="Told twice by mistake.")
    assert "Told twice by mistake." in body(reader, f"{event.get_absolute_url()}said/", 410)
    for address in ("/treaties/nothing/said/", "/treaties/nothing/art_1/said.csv"):
        assert reader.get(address).status_code == 404


def test_it_costs_few_queries(reader, talk):
    addresses = [f"{r.get_absolute_url()}said/" for m in (Treaty, Article, Event) for r in
                 m.objects.public()]  # fmt: skip
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            body(reader, address)
        assert len(queries) <= 10, address


def test_the_record_leads_to_it(reader, register):
    for address in (PACT, f"{PACT}art_4/", "/events/russia-dprk-agreement-signed/"):
        assert f'href="{address}said/"' in body(reader, address)
