"""Two actors: one address, their lineage through time, their deeds and words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics import publishing
from geopolitics.models import RECORDS, Actor, ActorName, Document

PAIR = "/between/russia/north-korea/"


def page(reader, address, status=200):
    response = reader.get(address)
    assert response.status_code == status, response
    return response.content.decode()


def section(html, name):
    begin = html.index(f'id="{name}"')
    return html[begin : html.index("</section>", begin)]


def test_the_lineage_runs_through_time_with_the_predecessor_marked(reader, register):
    lineage = section(page(reader, PAIR), "lineage")
    treaties = re.findall(r'href="/treaties/([^"/]+)/">', lineage)
    assert list(dict.fromkeys(treaties)) == [
        "ussr-dprk-1961",
        "russia-dprk-2000",
        "russia-dprk-2024",
    ]
    first, renewal, pact = lineage.split("<li")[1:]
    for words in ("continued by", "/actors/ussr/", "With defence", "1990s", "expired"):
        assert words in first
    for words in ('class="without"', "Expressly without defence"):
        assert words in renewal
    assert "With defence, cooperation" in pact
    assert "continued by" not in pact


def test_what_each_owes_stands_with_its_day(reader, register):
    html = page(reader, f"{PAIR}?on=1985-01-01")
    owed = section(html, "obligations")
    assert "As at 1 January 1985" in owed
    assert owed.index("ussr-dprk-1961--defence") < owed.index("russia-dprk-2024--defence")
    assert '<span class="status in-force">In force</span>' in owed
    assert "armed invasion from an individual state" in owed


def test_events_with_both_and_not_with_one(reader, register):
    events = section(page(reader, PAIR), "events")
    assert "Trilateral meeting of North Korea, Russia and Belarus" in events
    assert "/events/ussr-dprk-treaty-concluded/" in events
    for event in re.findall(r'href="(/events/[^"]+)"', events):
        beside = page(reader, event)
        assert "/actors/north-korea/" in beside
        assert "/actors/russia/" in beside or "/actors/ussr/" in beside


def test_own_words_stand_apart_from_what_is_attributed(reader, register):
    html = page(reader, "/between/south-korea/russia/")
    said = section(html, "said")
    assert "/statements/yoon-on-russian-interests/" in said
    assert "/statements/south-korea-calls-pact-a-threat/" in said
    assert 'id="attributed"' not in html
    html = page(reader, "/between/russia/china/")
    attributed = section(html, "attributed")
    assert "/statements/mishra-on-chinese-view-of-motives/" in attributed
    assert "/statements/chinese-spokesperson-declines-comment/" in section(html, "said-back")


def test_there_is_one_address(reader, register, written):
    for suffix in ("/", ".json", ".csv"):
        told = reader.get(f"/between/north-korea/russia{suffix}?on=1985-01-01")
        assert told.status_code == 301
        assert told["Location"] == f"/between/russia/north-korea{suffix}?on=1985-01-01"
    for address in (
        "/between/russia/russia/",
        "/between/russia/atlantis/",
        "/between/atlantis/russia.json",
        "/between/atlantis/atlantis/",
        "/between/russia/north-korea.xml",
    ):
        assert reader.get(address).status_code == 404
    with written():
        actor = Actor.objects.get(slug="north-korea")
        actor.slug = "dprk"
        actor.save()
    told = reader.get(PAIR)
    assert (told.status_code, told["Location"]) == (301, "/between/russia/dprk/")


def test_of_a_withdrawn_actor_the_reason_is_told(reader, register, reviewer):
    everything = [r for m in (*RECORDS, Document) for r in m.objects.public()]
    publishing.withdraw(everything, by=reviewer, reason="The source was retracted.")
    assert "The source was retracted." in page(reader, PAIR, 410)


def test_a_draft_is_as_one_that_never_was(reader, register, written):
    with written():
        Actor(slug="secret-state", name="Secretland", kind="state").save()
    secret, never = (page(reader, f"/between/russia/{slug}/", 404) for slug in ("secret", "never"))
    assert secret.replace("secret", "never") == never


def test_two_actors_are_chosen_by_name(reader, register, written):
    told = reader.get("/between/", {"a": "DPRK", "b": "RUS"})
    assert (told.status_code, told["Location"]) == (302, PAIR)
    html = page(reader, "/between/?a=north-korea")
    assert f'href="{PAIR}"' in html
    assert 'href="/between/north-korea/china/"' in html
    html = page(reader, "/between/?a=korea&b=Russia", 400)
    assert "No actor is known as “korea”" in html
    assert 'href="/between/?a=south-korea&amp;b=russia"' in html
    with written():
        for slug in ("china", "japan"):
            actor = Actor.objects.get(slug=slug)
            ActorName(actor=actor, key="both", name="The neighbour", kind="alias").save()
    html = page(reader, "/between/?a=russia&b=The neighbour", 400)
    assert 'href="/between/?b=china&amp;a=russia"' in html
    assert "two" in page(reader, "/between/?a=russia&b=RUS", 400)
    for query in ("a=%00&b=russia", "a=" + "x" * 999, "b=%E2%80%AE"):
        assert "too long, or no text" in page(reader, f"/between/?{query}", 400)


def test_a_day_that_is_none_is_said(reader, register):
    for suffix in ("/", ".json", ".csv"):
        assert reader.get(f"/between/russia/north-korea{suffix}?on=Julember").status_code == 400
    assert "is not a date" in page(reader, f"{PAIR}?on=Julember", 400)


def test_the_file_holds_what_the_page_shows(reader, register):
    html, told = page(reader, PAIR), reader.get("/between/russia/north-korea.json").json()
    assert {row["what"] for row in told["rows"]} == {"treaty", "obligation", "event"}
    for row in told["rows"]:
        assert f'href="{row["address"]}"' in html
        assert row["quote"]
    owed = [row for row in told["rows"] if row["what"] == "obligation"]
    assert {("USSR", "North Korea"), ("North Korea", "USSR")} <= {
        (row["who"][0], row["toward"][0]) for row in owed if row["predecessor_of"] == ["Russia"]
    }
    said = reader.get("/between/south-korea/russia.json").json()["rows"]
    assert {row["what"] for row in said} >= {"statement"}


@pytest.mark.parametrize("pair", [PAIR, "/between/south-korea/russia/", "/between/ussr/russia/"])
def test_queries_do_not_grow(reader, register, pair):
    for address in (pair, f"{pair.rstrip('/')}.json"):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address).status_code == 200
        assert len(queries) <= 11
