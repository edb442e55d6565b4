"""What a record's history and the list of changes tell, and what they never tell."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics import publishing
from geopolitics.models import (
    Actor,
    Citation,
    Document,
    Event,
    Party,
    Passage,
    Statement,
    Target,
    Topic,
    Treaty,
)
from geopolitics.public.paging import SIZE

MARK = "Zyxwvutsrqponmlk"
TREATY = "/treaties/russia-dprk-2024/"
ALL = ("/changes/", "/changes.json", "/changes.csv", "/feed.atom")


@pytest.fixture
def treaty(register):
    return Treaty.objects.get(slug="russia-dprk-2024")


def text(reader, address):
    """What the page says, without its markup."""
    html = reader.get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(reader, address):
    return reader.get(address).json()["rows"]


def everywhere(reader, record):
    """What anybody is told of the record's past, and of the register's."""
    own = record.get_absolute_url()
    addresses = [f"{own}history/", f"{own}history.json", f"{own}history.csv", *ALL]
    return {address: reader.get(address).content.decode() for address in addresses}


def made(model, slug, passage, **values):
    """A published record that rests on the beginning of the passage."""
    row = model(slug=slug, status="published", **values)
    row.save()
    Citation(**{model.table(): row}, passage=passage, quote=passage.text[:30]).save()
    return row


def test_a_change_tells_what_was_and_what_is(reader, treaty, written):
    with written():
        treaty.place = "Pyongyang"
        treaty.save()
        party = treaty.parties.get(key="russia")
        party.signed = "2024"
        party.save()
        treaty.topics.remove(Topic.objects.get(slug="bilateral-relations"))
        treaty.names.get(key="the-pact").delete()
    *changes, first = rows(reader, f"{TREATY}history.json")
    assert (first["what"], first["field"]) == ("published", None)
    assert {(row["field"], row["did"], row["before"], row["after"]) for row in changes} == {
        ("Place", "changed", "", "Pyongyang"),
        ("Topics", "changed", "Bilateral relations, Mutual defence", "Mutual defence"),
        ("Party (Russia; Signatory): signed", "changed", "between 2000 and 19 July 2024", "2024"),
        ("Treaty name (the pact; Alias)", "removed", None, None),
    }
    told = text(reader, "/changes/")
    assert "Place empty → Pyongyang" in told
    assert changes[0]["at"] == rows(reader, "/changes.json")[0]["at"]
    assert f'href="{TREATY}history/"' in reader.get(TREATY).content.decode()


def test_what_only_staff_see_makes_no_change(reader, treaty, written, curator):
    before = everywhere(reader, treaty)
    with written():
        treaty.staff_notes = MARK
        treaty.save()
    with publishing.edit(curator, way="form", message=MARK):
        treaty.refresh_from_db()
        treaty.summary = MARK
        treaty.save()
    assert everywhere(reader, treaty) == before


def test_versions_that_were_not_public_are_skipped(reader, register, written, reviewer):
    """Between a withdrawal and the next publication, whatever was written."""
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    with written():
        event = Event.objects.get(pk=event.pk)
        event.summary = event.coding_note = MARK
        event.status = "draft"
        event.save()
    with written():
        event.summary, event.coding_note, event.status = "As it is.", "", "published"
        event.save()
    told = everywhere(reader, event)
    assert not [address for address, body in told.items() if MARK in body]
    steps = rows(reader, f"{event.get_absolute_url()}history.json")
    assert list(dict.fromkeys(step["what"] for step in steps)) == [
        "published again",
        "withdrawn",
        "published",
    ]
    assert [s["reason"] for s in steps if s["what"] == "withdrawn"] == ["Told twice."]
    assert "As it is." in [step["after"] for step in steps]


def test_a_withdrawn_record_leaves_its_address_the_day_and_the_reason(
    reader, register, written, reviewer
):
    before = {a: reader.get(a).content for a in ("/changes/", f"{TREATY}history/", "/feed.atom")}
    passage = register.passages.get(number="1")
    with written():
        event = made(Event, "brief-event", passage, title=MARK, kind="visit")
    with written():
        event.title, event.summary = f"{MARK} once", f"{MARK} more"
        event.save()
    assert MARK in reader.get("/changes/").content.decode()
    publishing.withdraw([event], by=reviewer, reason="A mistake.")
    with written():
        event = Event.objects.get(pk=event.pk)
        event.slug = "elsewhere-now"
        event.save()
    for address in (*ALL, "/events/brief-event/history/", "/changes/?what=withdrawn"):
        body = reader.get(address).content.decode()
        assert MARK not in body, address
        assert "elsewhere-now" not in body, address
        assert "reviewer" not in body, address
    [gone] = [row for row in rows(reader, "/changes.json") if row["what"] == "withdrawn"]
    assert (gone["address"], gone["reason"]) == ("/events/brief-event/", "A mistake.")
    assert (gone["record"], gone["field"]) == (None, None)
    html = reader.get("/changes/").content.decode()
    html = re.sub(r'<h3 class="did withdrawn">.*?</ol>\n', "", html, flags=re.DOTALL)
    assert len(rows(reader, "/changes.json")) == SIZE
    shown = re.findall(r'<p><a class="record.*?</p>', html)
    assert shown == re.findall(r'<p><a class="record.*?</p>', before["/changes/"].decode())[:-1]
    for address in (f"{TREATY}history/", "/feed.atom"):
        assert reader.get(address).content == before[address]


def test_what_pointed_to_a_withdrawn_record_is_left_out(reader, treaty, written, reviewer):
    """Side rows, references and sets, and the words of every version that had them."""
    passage = Passage.objects.get(number="1", document=Document.objects.get())
    said = Statement.objects.public().about(treaty).first()
    with written():
        actor = made(Actor, "brief-actor", passage, name=MARK, kind="state")
        topic = Topic(slug="brief-topic", name=f"{MARK} topic")
        topic.save()
    with written():
        party = Party(treaty=treaty, key="brief", actor=actor, role="signatory")
        party.save()
        treaty.topics.add(topic)
        target = Target(statement=said, key="brief", about_actor=actor, holder=actor)
        target.save()
        speaker, said.speaker, said.capacity = said.speaker, actor, None
        said.summary = f"{MARK} said it."
        said.save()
        treaty.summary = f"{MARK} signed it."
        treaty.save()
    assert MARK in reader.get(f"{TREATY}history/").content.decode()
    with written():
        party.delete()
        target.delete()
        treaty.topics.remove(topic)
        said.speaker, said.summary = speaker, "Somebody else said it."
        said.save()
        treaty.summary = "Two states signed it."
        treaty.save()
    publishing.withdraw([Actor.objects.get(pk=actor.pk)], by=reviewer, reason="Not a state.")
    for record in (treaty, said):
        told = everywhere(reader, record)
        assert not [address for address, body in told.items() if MARK in body]
        assert not [address for address, body in told.items() if "brief-topic" in body]
    steps = rows(reader, f"{TREATY}history.json")
    assert {(step["field"], step["after"]) for step in steps} <= {("Summary", None), (None, None)}
    assert "Party" not in text(reader, f"{TREATY}history/")


def test_the_words_of_a_source_are_not_repeated_from_earlier_versions(reader, treaty, written):
    """Of a document that is excerpts only they are public as long as they are cited."""
    duty = treaty.obligations.get(key="defence")
    article = duty.article
    once = duty.trigger
    passage = Passage.objects.get(number="2", document=Document.objects.get())
    with written():
        duty.trigger = "armed invasion"
        duty.save()
        article.text = "the new mutual defence pact"
        article.save()
        Citation(
            treaty=treaty, key="brief", passage=passage, quote=passage.text[:25], note="Of it."
        ).save()
    with written():
        treaty.citations.get(key="brief").delete()
        article.text = ""
        article.save()
    for record in (treaty, article):
        for address, body in everywhere(reader, record).items():
            assert once not in body, address
            assert "the new mutual defence pact" not in body, address
            assert passage.text[:25] not in body, address
    fields = [row["field"] for row in rows(reader, f"{TREATY}history.json")]
    assert "Obligation (Defence; Article 4, mutual defence): trigger" in fields


def test_what_rested_on_a_withdrawn_document_tells_no_value(reader, treaty, written, reviewer):
    with written():
        other = Document(slug="brief-document", title=MARK, kind="book", status="published")
        other.save()
        passage = Passage(document=other, number="1", position=1, text=f"{MARK} says so.")
        passage.save()
    with written():
        Citation(treaty=treaty, key="brief", passage=passage, quote=f"{MARK} says").save()
        treaty.place, treaty.summary = "Vladivostok", f"By {MARK}."
        treaty.save()
    with written():
        treaty.citations.get(key="brief").delete()
        treaty.place, treaty.summary = "", "By nobody."
        treaty.save()
    publishing.withdraw([Document.objects.get(pk=other.pk)], by=reviewer, reason="A forgery.")
    for address, body in everywhere(reader, treaty).items():
        assert MARK not in body, address
        assert "Vladivostok" not in body, address
    steps = rows(reader, f"{TREATY}history.json")
    assert [(s["field"], s["did"], s["before"]) for s in steps if s["field"] == "Place"] == [
        ("Place", "changed", None),
        ("Place", "changed", None),
    ]


def test_an_older_address_leads_to_the_history(reader, treaty, written):
    with written():
        treaty.slug = "pact-of-2024"
        treaty.save()
    moved = reader.get(f"{TREATY}history.json")
    assert (moved.status_code, moved["Location"]) == (301, "/treaties/pact-of-2024/history.json")
    change = rows(reader, "/treaties/pact-of-2024/history.json")[0]
    assert (change["before"], change["after"]) == ("russia-dprk-2024", "pact-of-2024")
    article = rows(reader, "/treaties/pact-of-2024/art_4/history.json")[0]
    assert article["after"] == "pact-of-2024--art_4"


def test_the_list_of_changes_comes_page_by_page_and_by_kind(reader, register):
    """Each record once, as it was published; whatever the kind, no line is lost or told twice."""
    seen, address = [], "/changes.json"
    while address:
        answer = reader.get(address).json()
        seen += [(row["kind"], row["address"]) for row in answer["rows"]]
        address = answer["next"]
    kinds = [*(model.table() for model in (Treaty, Actor, Statement, Event)), "article", "document"]
    assert len(seen) == len(set(seen))
    for kind in kinds:
        own, address = [], f"/changes.json?kind={kind}&what=published"
        while address:
            answer = reader.get(address).json()
            own += [(row["kind"], row["address"]) for row in answer["rows"]]
            address = answer["next"]
        assert own == [line for line in seen if line[0] == kind]
    assert rows(reader, "/changes.json?what=changed") == []


@pytest.mark.parametrize(
    "asked",
    [
        "kind=draft",
        "what=rejected",
        "after=nowhere",
        "after=0001-01-01T00:00:00%2B14:00~actor~a",
        "after=2026-01-01T00:00:00%2B00:00~draft~a",
        "after=%00~actor~a",
    ],
)
def test_what_makes_no_sense_is_said(reader, register, asked):
    answer = reader.get(f"/changes/?{asked}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert reader.get(f"/changes.json?{asked}").json()["fault"]


@pytest.mark.parametrize(("address", "most"), [("/changes/", 11), (f"{TREATY}history/", 6)])
def test_the_queries_do_not_grow(reader, treaty, written, address, most):
    for number in range(6):
        with written():
            treaty.refresh_from_db()
            treaty.summary = f"Version {number}."
            treaty.save()
            Party(treaty=treaty, actor=Actor.objects.all()[number], role="observer").save()
    reader.get(address)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        told = reader.get(address).content.decode()
    assert "Version 4." in told
    assert len(queries) <= most
