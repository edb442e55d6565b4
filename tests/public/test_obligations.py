"""Who is bound to whom: what the page and its files answer, and what they refuse to guess."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, ActorName, Citation, Obligation, Party, Treaty

DEFENCE = {"kind": "defense", "on": "1985-01-01"}


def told(reader, status=200, **asked):
    response = reader.get("/obligations.json", asked)
    assert response.status_code == status
    return response.json()


def rows(reader, **asked):
    return told(reader, **asked)["rows"]


def bonds(found):
    return {(row["obligor"], row["beneficiary"], row["treaty_slug"]): row for row in found}


def page(reader, status=200, **asked):
    response = reader.get("/obligations/", asked)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def league(register, written):
    """A treaty among forty states: one bound from 1990, another until 1980."""
    passage = register.passages.get(number="1")
    with written():
        treaty = Treaty(slug="league", title="League", signed="1950", in_force="1951-01-01")
        treaty.save()
        duty = Obligation(treaty=treaty, key="all", kind="defense")
        duty.save()
        for number in range(40):
            actor = Actor(slug=f"state-{number:02}", name=f"State {number:02}", kind="state")
            actor.save()
            Citation(actor=actor, passage=passage, quote=passage.text[:40]).save()
            span = {39: {"bound_from": "1990-05-01"}, 38: {"bound_until": "1980-02-03"}}
            span = span.get(number, {})
            Party(treaty=treaty, key=f"p{number}", actor=actor, role="party", **span).save()
            actor.status = "published"
            actor.save()
        Citation(treaty=treaty, passage=passage, quote=passage.text[:40]).save()
        treaty.status = "published"
        treaty.save()
    return treaty


def test_each_side_is_spelled_out_with_its_standing_and_words(reader, register):
    found = bonds(rows(reader, **DEFENCE))
    soviet = found["USSR", "North Korea", "ussr-dprk-1961"]
    assert soviet["status"] == "in force"
    assert soviet["reason"] == "signed 1961, expired 1990s later; entry into force not stated"
    assert soviet["rests_on"] == ["signed", "ended"]
    assert soviet["obligor_continued_by"] == "Russia"
    assert found["North Korea", "USSR", "ussr-dprk-1961"]["status"] == "in force"
    chinese = found["China", "North Korea", "china-dprk-1961"]
    assert chinese["status"] == "signed, entry into force not stated"
    assert chinese["quote"] == "North Korea had mutual defence pacts with China and the USSR"
    pact = found["Russia", "North Korea", "russia-dprk-2024"]
    assert (pact["status"], pact["kind"]) == ("not yet signed", "defense")
    assert pact["article"] == "Article 4, mutual defence"
    assert pact["trigger"] == "armed invasion from an individual state or multiple states"
    absent = found["Russia", "North Korea", "russia-dprk-2000"]
    assert absent["status"] == "expressly absent"
    assert "not yet signed (signed 2000)" in absent["reason"]
    assert not any("united-states" in treaty for _, _, treaty in found)


def test_each_status_is_that_of_the_obligation(reader, register):
    for day in ("1950-01-01", "1985-01-01", "1995-06-01", "2001-01-01", "2024-07-19"):
        found = bonds(rows(reader, on=day))
        for (_, _, slug), row in found.items():
            duty = Obligation.objects.get(treaty__slug=slug, key=row["key"])
            year, month, number = map(int, day.split("-"))
            standing = duty.status_on(type(register.created.date())(year, month, number))
            assert row["status"] == standing.status


def test_a_second_day_tells_what_changed(reader, register):
    found = bonds(rows(reader, **DEFENCE, **{"and": "2024-07-19"}))
    changed = {treaty: row["change"] for (_, _, treaty), row in found.items()}
    assert changed == {
        "ussr-dprk-1961": "gone",
        "china-dprk-1961": "unchanged",
        "russia-dprk-2000": "otherwise",
        "russia-dprk-2024": "new",
    }
    assert found["USSR", "North Korea", "ussr-dprk-1961"]["status_then"] == "ended"
    html = page(reader, **DEFENCE, **{"and": "2024-07-19"})
    section = html[html.index('id="changed"') : html.index('id="matrix"')]
    assert re.findall(r"<b>([^<]+)\.</b>", section) == [
        "Ended",
        "New",
        "Otherwise",
        "Not known to have changed",
    ]
    gone = rows(reader, **DEFENCE, **{"and": "2024-07-19", "change": "gone"})
    assert {row["treaty_slug"] for row in gone} == {"ussr-dprk-1961"}


def test_what_no_source_obliges_to_is_listed_apart(reader, register):
    html = page(reader, **DEFENCE)
    apart = html[html.index('id="apart"') :]
    for slug in ("united-states-japan", "united-states-south-korea"):
        assert f"/treaties/{slug}/" in apart
        assert f"/treaties/{slug}/" not in html[: html.index('id="apart"')]
    assert "obligation not stated" in apart
    assert 'id="apart"' not in page(reader, actor="china")
    assert "/treaties/united-states-japan/" in page(reader, treaty="united-states-japan")


def test_a_predecessor_is_told_apart_from_its_continuator(reader, register):
    html = page(reader, actor="Russia", on="1985-01-01")
    russia, ussr = (html.index(f'<section class="section"><h2>{n}') for n in ("Russia", "USSR"))
    assert "never added up" in html[ussr : html.index('id="list"')]
    assert html[russia:ussr].count("in-force") == 1  # the legend's
    assert "in force, Treaty of Friendship" in html[ussr:]
    assert "/actors/china/" not in html
    ussr_lines = {row["treaty_slug"] for row in rows(reader, actor="SUN", on="1985-01-01")}
    assert ussr_lines == {"ussr-dprk-1961"}


def test_the_matrix_tells_what_the_rows_tell(reader, register):
    html = page(reader, **DEFENCE)
    cells = re.findall(r'<span class="hidden">([^<]+ toward [^<]+): ([^<]+)</span>', html)
    told = {sides: words for sides, words in cells if "not named by its source" not in words}
    found = bonds(rows(reader, **DEFENCE))
    assert set(told) == {f"{one} toward {other}" for one, other, _ in found}
    for (one, other, _), row in found.items():
        assert f"defence {row['status']}, {row['treaty']}" in told[f"{one} toward {other}"]


def test_a_party_is_bound_only_in_its_own_span(reader, league):
    found = bonds(rows(reader, treaty="league", on="1985-06-01"))
    assert found["State 00", "State 01", "league"]["status"] == "in force"
    early, late = found["State 38", "State 00", "league"], found["State 00", "State 39", "league"]
    assert (early["status"], early["reason"]) == ("ended", "State 38 bound until 3 February 1980")
    assert late["status"] == "not yet in force"
    assert late["rests_on"] == ["parties/p39/bound_from"]
    assert found["State 38", "State 39", "league"]["status"] == "ended"
    assert len(found) == 40 * 39
    only = bonds(rows(reader, actor="state-39", kind="defense", on="1985-06-01"))
    assert len(only) == 78
    assert {row["status"] for row in only.values()} == {"not yet in force", "ended"}


def test_many_actors_stay_readable(reader, league):
    html = page(reader, on="1985-06-01")
    matrix = html[html.index('id="matrix"') : html.index('id="list"')]
    assert matrix.count('<th scope="row">') == 14
    assert "the 14 most tied of 47 actors" in matrix
    beside = page(reader, actor="state-03", on="1985-06-01")
    assert "the 24 most tied of 39" in beside


def test_the_list_goes_on_by_place_and_names_each_line_once(reader, league, written):
    passage = league.citations.get().passage
    with written():
        for number in range(30):
            Obligation(
                treaty=league,
                key=f"c{number:02}",
                kind="consultation",
                obligor=Actor.objects.get(slug="state-01"),
                beneficiary=Actor.objects.get(slug=f"state-{number + 2:02}"),
            ).save()
        assert passage
    address, seen = "/obligations/?kind=consultation&on=1985-06-01", []
    for _ in range(2):
        html = reader.get(address).content.decode()
        seen += re.findall(r'<tr id="league--(c\d\d)', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = following and following[1].replace("&amp;", "&")
    assert address is None
    assert sorted(seen) == [f"c{number:02}" for number in range(30)]


def test_more_than_is_looked_through_at_once_is_reached_all_the_same(reader, register, monkeypatch):
    monkeypatch.setattr("geopolitics.public.duties.fetched.CAP", 2)
    address, found = "/obligations.json?on=1985-01-01", set()
    while address:
        body = reader.get(address).json()
        found |= {(row["treaty_slug"], row["key"]) for row in body["rows"]}
        address = body["next"].removeprefix("http://testserver")
    public = Obligation.objects.public()
    assert found == {(duty.treaty.slug, duty.key) for duty in public}


def test_csv_and_json_tell_the_same(reader, register):
    asked = {**DEFENCE, "and": "2001-01-01"}
    text = reader.get("/obligations.csv", asked).content.decode()
    table = list(csv.DictReader(io.StringIO(text)))
    listed = rows(reader, **asked)
    assert [row["quote"] for row in table] == [row["quote"] for row in listed]
    assert [row["change"] for row in table] == [row["change"] for row in listed]
    assert "kind=defense" in table[0]["address"]


@pytest.mark.parametrize("suffix", ["/", ".json", ".csv"])
@pytest.mark.parametrize(
    "query",
    [
        "on=Julember",
        "on=1985",
        "on=%00",
        "and=9999999",
        "kind=warfare",
        "kind=%00",
        "status=sure",
        "and=2001-01-01&change=none",
        "actor=Atlantis",
        "actor=%00",
        "actor=" + "x" * 999,
        "treaty=no-such-treaty",
        "treaty=%E2%80%AE",
        "after=1",
        "after=0~9~a~b~c~0",
        "after=0~²~a~b~c~0",
        "after=0~1~%00~b~c~0",
        "beyond=%00~x",
        "beyond=x",
    ],
)
def test_what_makes_no_sense_is_said(reader, register, query, suffix):
    response = reader.get(f"/obligations{suffix}?{query}")
    assert response.status_code == 400
    if suffix == "/":
        assert '<p class="fault" role="alert">' in response.content.decode()
    if suffix == ".json":
        assert response.json()["faults"]


def test_an_ambiguous_name_is_never_guessed(reader, register, written):
    with written():
        for slug in ("china", "japan"):
            actor = Actor.objects.get(slug=slug)
            ActorName(actor=actor, key="both", name="The neighbour", kind="alias").save()
    html = page(reader, status=400, actor="The neighbour")
    assert "may be more than one actor" in html
    assert 'href="/obligations/?actor=china"' in html
    assert 'href="/obligations/?actor=japan"' in html
    assert 'id="matrix"' not in html
    assert told(reader, status=400, actor="The neighbour")["rows"] == []


def test_a_draft_is_as_one_that_never_was(reader, register, written):
    with written():
        Actor(slug="secret-state", name="Secretland", kind="state").save()
        Treaty(slug="secret-treaty", title="Secretpact").save()
    for name, secret, never in (
        ("actor", "secret-state", "absent-state"),
        ("actor", "Secretland", "Absentland"),
        ("actor", "Secretl", "Absentl"),
        ("treaty", "secret-treaty", "absent-treaty"),
    ):
        answer = page(reader, status=400, **{name: secret})
        assert answer.replace(secret, never) == page(reader, status=400, **{name: never})


@pytest.mark.parametrize("query", ["", "kind=defense&on=1985-01-01&and=2001-01-01", "actor=PRK"])
def test_queries_do_not_grow(reader, league, query):
    for suffix in ("/", ".json"):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"/obligations{suffix}?{query}").status_code == 200
        assert len(queries) <= 9


@pytest.mark.parametrize(
    "address",
    [
        "/obligations/?kind=defense&on=1985-01-01&and=2024-07-19",
        "/obligations/?actor=russia&on=2001-01-01",
        "/between/russia/north-korea/",
        "/between/russia/china/",
    ],
)
def test_each_marker_opens_the_words_and_each_anchor_stands(reader, register, address):
    html = reader.get(address).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'popovertarget="(q\d+)"', html)) == set(
        re.findall(r'popover id="(q\d+)"', html)
    )
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert " style=" not in html
    assert len(re.findall(r"<h1[ >]", html)) == 1


def test_records_lead_here(reader, register):
    html = reader.get("/treaties/russia-dprk-2024/").content.decode()
    assert 'href="/obligations/?treaty=russia-dprk-2024"' in html
    html = reader.get("/actors/russia/").content.decode()
    assert 'href="/obligations/?actor=russia"' in html
    assert 'href="/between/russia/north-korea/"' in html
