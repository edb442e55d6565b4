"""What an actor said, apart from what others attribute to it, say of it and say to it."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Event, Position, Statement, Target
from geopolitics.public.pages import voices

TURN = re.compile(r'<a class="record statement" href="/statements/([^/]+)/">')


def body(reader, address, status=200):
    answer = reader.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def section(page, name):
    found = page.split(f'id="{name}"')
    return found[1].split("</section>")[0] if len(found) > 1 else ""


def statements(page, name):
    return set(TURN.findall(section(page, name)))


def slugs(rows):
    return set(rows.values_list("slug", flat=True))


@pytest.mark.parametrize("slug", ["china", "russia", "japan", "sandip-mishra", "vladimir-putin"])
def test_each_statement_stands_in_the_section_where_it_belongs(reader, register, slug):
    actor = Actor.objects.get(slug=slug)
    page = body(reader, f"/actors/{slug}/said/")
    shown = Statement.objects.public()
    assert len(shown.by(actor)) > voices.SHOWN or statements(page, "said") == slugs(shown.by(actor))
    assert statements(page, "attributed") == slugs(shown.attributed_to(actor))
    assert statements(page, "of") == slugs(shown.about(actor))
    assert statements(page, "to") == slugs(shown.filter(addressees=actor))
    for citation in Citation.objects.public().filter(
        statement__in=shown.attributed_to(actor), field=""
    ):
        assert f"<blockquote>{html.escape(citation.quote)}" in page


def test_an_office_and_a_body_speak_for_it_and_are_not_its_own_words(reader, register):
    page = body(reader, "/actors/russia/said/")
    assert "putin-will-not-succumb" in statements(page, "spoken")
    assert "putin-will-not-succumb" not in statements(page, "said")
    china = body(reader, "/actors/china/said/")
    assert "chinese-spokesperson-declines-comment" in statements(china, "spoken")
    assert not statements(china, "said")


def test_side_by_side_its_silence_is_not_the_stance_that_others_give_it(reader, register):
    rows = section(body(reader, "/actors/china/said/"), "contrast").split("<tr>")
    row = next(row for row in rows if 'href="/treaties/russia-dprk-2024/"' in row.split("<td")[0])
    own, spoken, attributed = row.split("<td")[1:]
    assert "not stated" in own
    assert "Declined to comment" in spoken
    assert re.findall(r'class="stance ([\w-]+)"', attributed) == [
        "neutral",
        "supports",
        "none-taken",
    ]
    assert attributed.count("according to") == 3
    assert "Declined" not in attributed


def test_the_file_holds_what_the_page_shows(reader, register):
    page = body(reader, "/actors/china/said/")
    told = reader.get("/actors/china/said.json").json()
    for name in ("said", "spoken", "attributed", "of", "to"):
        rows = [row for row in told["rows"] if row["section"] == name]
        assert {row["statement"].split("/")[-2] for row in rows} == statements(page, name)
    assert {row["voice"] for row in told["rows"] if row["section"] == "attributed"} == {
        "attributed"
    }
    assert reader.get("/actors/china/said.csv").content.count(b"\r\n") == len(told["rows"]) + 1


@pytest.fixture
def talkative(register, written):
    """An actor with more statements than a page shows, some of them drafts, and a reply."""
    words = register.passages.get(number="1")
    with written():
        actor = Actor(slug="talker", name="Talker", kind="state", status="published")
        actor.save()
        post = Position(person=Actor.objects.get(slug="vladimir-putin"), title="Envoy", body=actor)
        post.save()
        Citation(actor=actor, passage=words, quote=words.text[:40]).save()
        event = Event.objects.public().first()
        for number in range(40):
            row = Statement(
                slug=f"talk-{number:02}",
                speaker=actor if number < 36 else post.person,
                capacity=None if number < 36 else post,
                act="COMMENT",
                made=str(1950 + number),
                status="draft" if number == 35 else "published",
            )
            row.save()
            if number in (1, 2, 35):
                row.addressees.set([Actor.objects.get(slug="japan")])
            Target(statement=row, about_event=event, stance="supports").save()
            Citation(statement=row, passage=words, quote=words.text[:40]).save()
    return actor


def test_the_newest_stand_there_and_the_others_in_the_list(reader, talkative):
    page = body(reader, "/actors/talker/said/")
    assert statements(page, "said") == {f"talk-{n:02}" for n in range(10, 35)}
    assert statements(page, "spoken") == {f"talk-{n:02}" for n in range(36, 40)}
    assert 'href="/statements/?speaker=talker"' in page
    assert "Only the newest 25" in page
    rows = reader.get("/actors/talker/said.json").json()["rows"]
    assert len(rows) == 39


def test_it_costs_ten_queries(reader, talkative):
    for actor in Actor.objects.public():
        with CaptureQueriesContext(connection) as queries:
            page = body(reader, f"{actor.get_absolute_url()}said/")
        assert len(queries) <= 10, actor
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_the_actor_leads_to_it_and_its_lists_are_narrowed(reader, register):
    assert 'href="/actors/china/said/"' in body(reader, "/actors/china/")
    page = body(reader, "/actors/russia/said/")
    for link in re.findall(r'href="(/statements/\?[^"]+)">As a list', page):
        assert TURN.search(body(reader, link))


def test_what_was_said_to_it(reader, talkative):
    """A draft that was spoken to it as well stands nowhere."""
    spoken = {"talk-01", "talk-02"}
    assert statements(body(reader, "/actors/japan/said/"), "to") == spoken
    assert set(TURN.findall(body(reader, "/statements/?addressee=japan"))) == spoken


def test_nothing_held_is_said_and_nobody_is_nowhere(reader, register, written):
    words = register.passages.get(number="1")
    with written():
        actor = Actor(slug="silent", name="Silent", kind="state", status="published")
        actor.save()
        Citation(actor=actor, passage=words, quote=words.text[:40]).save()
    assert "Nothing is held" in body(reader, "/actors/silent/said/")
    assert reader.get("/actors/nobody/said/").status_code == 404
    assert reader.get("/actors/nobody/said.csv").status_code == 404
