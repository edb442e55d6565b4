"""Who stands where: what ties whom on a day, in a picture that says no more than its table."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Obligation, Party, Succession, Treaty

SVG = re.compile(r"<svg class=\"timeline ties (?:many )?(?:wide|narrow)\".*?</svg>", re.DOTALL)


def body(reader, address, status=200):
    answer = reader.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def pictures(page):
    """Both pictures, each well-formed XML by itself."""
    return [ElementTree.fromstring(svg) for svg in SVG.findall(page)]


def lines(page):
    return {
        (g.find("title").text, g.find("path").get("class")) for g in pictures(page)[0].iter("g")
    }


def names(picture):
    return [link.find("text").text.strip("● ") for link in picture.iter("a")]


@pytest.fixture
def made(register, written):
    """Published states, and treaties between them: `make(treaty, names, *obligations, dates)`."""
    passage = register.passages.get(number="4")

    def cited(record):
        record.status = "published"
        record.save()
        Citation(**{record.table(): record}, passage=passage, quote=passage.text[:30]).save()
        return record

    def make(slug, states, *duties, **dates):
        with written():
            actors = []
            for name in states:
                known = Actor.objects.filter(slug=name).first()
                actors.append(known or cited(Actor(slug=name, name=name.title(), kind="state")))
            treaty = cited(Treaty(slug=slug, title=slug.title(), **{"signed": "1950"} | dates))
            for actor in actors:
                Party(treaty=treaty, actor=actor, role="party").save()
            for kind, obligor, beneficiary in duties:
                sides = [Actor.objects.get(slug=s) if s else None for s in (obligor, beneficiary)]
                Obligation(treaty=treaty, kind=kind, obligor=sides[0], beneficiary=sides[1]).save()
        return treaty

    return make


def test_the_document_ties_whom_it_says(reader, register):
    page = body(reader, "/ties/")
    assert ("North Korea and Russia: Defence", "tie defense") in lines(page)
    assert ("North Korea and Russia: Cooperation", "tie cooperation") in lines(page)
    assert ("Japan and United States: Obligation not named", "tie unnamed") in lines(page)
    assert "USSR" not in page, "its treaty had ended"
    then = body(reader, "/ties/?on=1985-01-01")
    assert ("North Korea and USSR: Defence", "tie defense") in lines(then)
    assert "Russia and" not in then


def test_an_obligation_expressly_absent_ties_nobody(reader, register):
    rows = reader.get("/ties.json?treaty=russia-dprk-2000&on=2001-01-01").json()["rows"]
    assert [row["kind"] for row in rows] == ["not named"]


def test_between_fewer_than_three_the_table_stands_alone(reader, register):
    page = body(reader, "/ties/?treaty=russia-dprk-2024")
    assert not SVG.findall(page)
    assert "a picture would say no more" in page
    assert "armed invasion from an individual state or multiple states" in page
    assert 'class="cite"' in page


def test_who_alone_owes_has_an_arrow_and_who_left_is_not_tied(reader, made, written):
    treaty = made(
        "pact", ["alba", "brye", "corse"], ("defense", "alba", "brye"), ("neutrality", None, None)
    )
    page = body(reader, "/ties/?treaty=pact&on=1960-01-01")
    assert ("Alba toward Brye: Defence", "tie defense") in lines(page)
    arrows = [g for g in pictures(page)[0].iter("g") if len(g.findall("path")) == 2]
    assert len(arrows) == 1
    party = treaty.parties.get(actor__slug="corse")
    party.bound_until = "1955-01-01"
    with written():
        party.save()
    assert "Corse" not in body(reader, "/ties/?treaty=pact&on=1960-01-01")
    assert "Corse" in body(reader, "/ties/?treaty=pact&on=1952-01-01")


def test_a_continuator_is_marked_and_stands_apart(reader, made, written):
    made("pact", ["alba", "brye", "corse"], ("defense", None, None))
    made("other", ["alba", "dore"], ("consultation", None, None))
    with written():
        alba, dore = (Actor.objects.get(slug=slug) for slug in ("alba", "dore"))
        alba.ended = "1970-01-01"
        alba.save()
        Succession(predecessor=alba, successor=dore, kind="continues").save()
    page = body(reader, "/ties/?treaty=pact&on=1980-01-01")
    assert "Dore, continuing Alba" in names(pictures(page)[0])
    assert 'class="edge"' in SVG.findall(page)[0]
    assert "continuing" not in body(reader, "/ties/?treaty=pact&on=1960-01-01")
    mine = reader.get("/ties.json?actor=dore&on=1980-01-01").json()["rows"]
    assert {row["treaty"] for row in mine} == {"pact"}


def test_of_many_the_most_tied_are_drawn_and_everybody_is_reached(reader, made):
    states = [f"state{n:03}" for n in range(60)]
    made("wide", states, ("nonaggression", None, None))
    made("core", states[:5], ("defense", None, None))
    page = body(reader, "/ties/?on=1960-01-01")
    wide, narrow = pictures(page)
    assert len(names(wide)) == len(names(narrow)) == 12
    assert {"State000", "State004"} <= set(names(wide))
    assert len(list(wide.iter("g"))) <= 70
    assert all(f">{state.title()}<" in page for state in states)
    heights = [float(link.find("text").get("y")) for link in narrow.iter("a")]
    assert min(b - a for a, b in zip(heights, heights[1:], strict=False)) >= 24
    assert page == body(reader, "/ties/?on=1960-01-01")
    hub = body(reader, "/ties/?treaty=wide&on=1960-01-01")
    assert len(names(pictures(hub)[0])) == 24
    assert "36 more actors are not drawn" in hub
    one = body(reader, "/ties/?actor=state000&on=1960-01-01")
    assert len(names(pictures(one)[0])) == 25


@pytest.mark.parametrize(
    "query", ["on=Julember", "on=1990s", "kind=love", "actor=%00", "treaty=" + "x" * 5000]
)
def test_what_makes_no_sense_is_told(reader, register, query):
    assert body(reader, f"/ties/?{query}", 400).count('<p class="fault"') == 1
    assert reader.get(f"/ties.csv?{query}").status_code == 400


def test_who_is_hidden_is_as_one_who_never_was(reader, register, written):
    with written():
        Actor(slug="hidden", name="Hidden", kind="state").save()
        Treaty(slug="hidden", title="Hidden").save()
    for name in ("actor", "treaty"):
        hidden = body(reader, f"/ties/?{name}=hidden")
        assert hidden == body(reader, f"/ties/?{name}=nobody").replace("nobody", "hidden")


def test_it_costs_the_same_however_many_there_are(reader, made):
    for query in ("", "?actor=russia", "?treaty=russia-dprk-2024&actor=russia"):
        with CaptureQueriesContext(connection) as queries:
            body(reader, f"/ties/{query}")
        assert len(queries) <= 8, query
    made("wide", [f"state{n:03}" for n in range(40)], ("nonaggression", None, None))
    with CaptureQueriesContext(connection) as queries:
        page = body(reader, "/ties/")
    assert len(queries) <= 8
    assert sum(len(svg) for svg in SVG.findall(page)) < 100_000
