"""How far the register can be trusted: what was verified, what it rests on, what was read."""

import re

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from geopolitics import __version__, publishing, quotes, vocabularies
from geopolitics.models import (
    RECORDS,
    Actor,
    Citation,
    Document,
    Edition,
    Event,
    Passage,
    Verification,
)
from geopolitics.public import coverage
from geopolitics.public.foot import foot
from geopolitics.verify import recorded

MARK = "Zyxwvutsrqponmlk"


def status(reader):
    return reader.get("/status.json").json()


def test_a_run_of_verify_is_kept_in_numbers(reader, register, written):
    assert foot().checked is None
    assert "was not verified yet" in reader.get("/status/").content.decode()
    with written():
        passage = Passage.objects.get(number="1", document=register)
        draft = Actor(slug="a-draft", name="A draft", kind="state")
        draft.save()
        Citation(actor=draft, passage=passage, quote=passage.text[:40]).save()
    call_command("verify", verbosity=0)
    run = Verification.objects.get()
    public = Citation.objects.public().count()
    assert (run.quotes, run.failed, run.version) == (public, 0, __version__)
    assert Citation.objects.count() == public + 1
    assert (foot().checked.quotes, foot().checked.failed) == (public, 0)
    assert f"{public:,} quotes, each found word for word" in reader.get("/").content.decode()
    [told] = status(reader)["verified"]
    assert (told["quotes"], told["failed"], told["version"]) == (public, 0, __version__)
    assert f"{public:,} held against their passages" in reader.get("/status/").content.decode()


def test_what_failed_is_told_in_number_only(reader, register, capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geopolitics_citation SET quote = %s WHERE key = 'c1'", [MARK])
    with pytest.raises(SystemExit):
        call_command("verify", verbosity=0)
    run = Verification.objects.get()
    assert run.failed == len(capsys.readouterr().err.strip().splitlines())
    page = reader.get("/status/").content.decode()
    assert f"{run.failed:,} places did not hold" in page
    assert MARK not in page


def test_verify_tells_of_a_database_that_it_cannot_write(register, monkeypatch, capsys):
    def refused(tally):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr("geopolitics.management.commands.verify.recorded", refused)
    call_command("verify", verbosity=0)
    assert "readonly" in capsys.readouterr().err
    assert recorded is not refused


def test_a_run_shows_at_the_foot_of_every_page_at_once(reader, register):
    before = reader.get("/method/").content.decode()
    assert "last checked on" not in before
    call_command("verify", verbosity=0)
    assert "last checked on" in reader.get("/method/").content.decode()
    assert foot().edition == Edition.current()


def test_evidence_and_coverage_are_as_the_register_stands(reader, register, written):
    """By another way of counting; and another as soon as something is published."""
    told = status(reader)
    for model, each in zip(RECORDS, told["evidence"], strict=True):
        rows = list(model.objects.public())
        whole = [row for row in rows if row.citations.filter(field="")]
        own = [row for row in rows if row.citations.all()]
        assert each["published"] == len(rows)
        assert each["whole"] == len(whole)
        assert each["fields"] == len(own) - len(whole)
        assert each["treaty"] == len(rows) - len(own)
    [document] = told["rows"]
    sentences = [
        (passage, place)
        for passage in register.passages.filter(boilerplate=False)
        for place in quotes.sentences(passage.text)
    ]
    cited = [
        place
        for passage, place in sentences
        if any(c.start < place.end and place.start < c.end for c in passage.citations.all())
    ]
    assert (document["sentences"], document["cited"]) == (len(sentences), len(cited))
    assert document["covered_to"] == "2024-07-19"
    with written():
        event = Event(slug="one-more", title="One more", kind="visit", status="published")
        event.save()
        passage = Passage.objects.get(number="1", document=register)
        Citation(event=event, passage=passage, quote=passage.text[:40]).save()
    assert status(reader)["evidence"][-1]["published"] == told["evidence"][-1]["published"] + 1


def test_a_draft_reads_no_sentence(reader, register, written, reviewer):
    """Nor does what is withdrawn; and of a long document the beginning is counted."""
    with written():
        other = Document(
            slug="second", title="A second", kind="book", status="published", published="2020"
        )
        other.save()
        words = Passage(document=other, number="1", position=1, text="One is read. One is not.")
        words.save()
        more = Passage(
            document=other, number="2", position=coverage.COUNTED + 1, text="Behind the end."
        )
        more.save()
        event = Event(slug="of-second", title="A draft", kind="visit")
        event.save()
        Citation(event=event, passage=words, quote="One is read.").save()

    def read():
        row = next(row for row in status(reader)["rows"] if row["document"] == "A second")
        return row["sentences"], row["cited"], row["covered_to"]

    assert read() == (2, 0, "2020-12-31")
    with written():
        event.status = "published"
        event.save()
    assert read() == (2, 1, "2020-12-31")
    assert "of its first 200 paragraphs" in reader.get("/status/").content.decode()
    publishing.withdraw([Event.objects.get(pk=event.pk)], by=reviewer, reason="Wrong.")
    assert read() == (2, 0, "2020-12-31")


def test_no_uncited_word_of_excerpts_stands_on_the_page(reader, register):
    page = reader.get("/status/").content.decode()
    for passage in register.passages.exclude(number__startswith="h"):
        assert passage.text[:30] not in page


def test_the_manual_shows_examples_as_the_register_has_them(reader, register, written, reviewer):
    page = reader.get("/method/").content.decode()
    shown = page.count('<figure class="example">')
    assert shown >= 20
    for anchor in re.findall(r'href="#([a-z]+)"', page):
        assert f'id="{anchor}"' in page or anchor == "main"
    for words in re.findall(r"<figure class=\"example\"><blockquote>(.*?)</blockquote>", page):
        assert Citation.objects.public().filter(quote=words.replace("&#x27;", "'")).exists(), words
    event = Event.objects.get(slug="kim-jong-un-visits-russia")
    for target in event.targeted_by.all():
        with written():
            target.delete()
    publishing.withdraw([event], by=reviewer, reason="Wrong.")
    after = reader.get("/method/").content.decode()
    assert after.count('<figure class="example">') == shown - 1
    assert "Kim Jong-un visits Russia" not in after


def test_each_value_of_a_vocabulary_has_a_place_and_a_row(reader, db):
    page = reader.get("/vocabularies/").content.decode()
    found = reader.get("/vocabularies.json").json()["rows"]
    every = [(each, term) for each in vocabularies.ALL for term in each]
    assert [(row["vocabulary"], row["value"]) for row in found] == [
        (each.name, term.value) for each, term in every
    ]
    anchors = [row["anchor"] for row in found]
    assert len(set(anchors)) == len(every)
    for anchor, (each, term) in zip(anchors, every, strict=True):
        assert anchor == each.anchor(term.value)
        assert f'<dt id="{anchor}">' in page
    assert all(row["definition"] and row["source"] for row in found)
    manual = reader.get("/method/").content.decode()
    linked = set(re.findall(r'href="/vocabularies/#([^"]+)"', manual))
    assert linked <= {*anchors, *(each.key for each in vocabularies.ALL)}


@pytest.mark.parametrize(("address", "most"), [("/status/", 6), ("/method/", 11)])
def test_the_queries_are_few(reader, register, address, most):
    """With that of the edition; and the evidence is counted once for each edition."""
    reader.get(address)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    assert len(queries) <= most


def test_a_place_that_is_none_is_said(reader, register):
    for address in ("/status/?after=nowhere", "/status.csv?after=%00"):
        assert reader.get(address).status_code == 400
