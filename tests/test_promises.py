"""The promises, swept over every table and every public address that the resolver knows."""

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import (
    RECORDS,
    REGISTER,
    Actor,
    Citation,
    Event,
    Participant,
    Passage,
    model_of,
)
from tests import sweep
from tests.canaries import plant, without_canary
from tests.sweep import HIDDEN, LINES, MARK, Request, answer, asked

OF_CHANGES = {"changes", "changes-file"}
SHOW_AN_EVENT = {"home", "events", "actor", "actor-feed", "feed", "sitemap-index", "document"}


def test_every_public_address_has_its_line():
    assert set(LINES) == sweep.pattern_names()


def told(client, requests):
    return {request: answer(client, request) for request in requests}


def held(answers):
    """The same addresses, asked by who holds these answers."""
    return [
        Request(request.address, "GET", (("If-None-Match", found.headers["ETag"]),))
        for request, found in answers.items()
        if "ETag" in found.headers and request.method == "GET" and not request.headers
    ]


def test_with_hidden_rows_every_answer_is_the_same(
    register, curator, reviewer, long, record_property
):
    """Nothing of drafts, earlier versions, proposals, imports or staff notes tells: no word, no
    count, no order, no header, no tag; and a hidden address is as one that never was."""
    call_command("release", "first", verbosity=0)
    nobody = Client(raise_request_exception=False)
    requests = asked(long)
    somebody = Client(raise_request_exception=False)
    somebody.force_login(User.objects.create_user("somebody"))
    of_each_kind = [Request(line()[0]) for line in LINES.values()]
    before, signed_in = told(nobody, requests), told(somebody, of_each_kind)
    plant(curator, reviewer)
    assert without_canary() == []
    after = told(nobody, requests)
    assert told(somebody, of_each_kind) == signed_in
    record_property("addresses", len({request.address for request in requests}))
    assert not [r for r, found in after.items() if found.status >= 500]
    assert not [r for r in requests if before[r] != after[r]]
    for request, found in after.items():
        if MARK not in request.address:
            assert MARK.encode() not in found.body, request
            assert MARK not in str(found.headers), request
        if not any(prefix in request.address for prefix in HIDDEN):
            assert not any(prefix.encode() in found.body for prefix in HIDDEN), request
    conditional = held(before)[:: 1 if long else 5]
    assert {found.status for found in told(nobody, conditional).values()} == {304}
    nowhere = [Request(address) for address in sweep.hidden_addresses()]
    assert {after[request].status for request in nowhere if request in after} == {404}


def test_a_record_published_and_withdrawn_leaves_every_other_answer_as_it_was(register, reviewer):
    """To the byte, tags and feeds included; at its own address stand the day and the reason, and
    so they do in the list of changes."""
    nobody = Client()
    requests = [Request(line()[-1]) for name, line in LINES.items() if name not in OF_CHANGES]
    requests += [Request(f"/actors/russia/{rest}") for rest in ("", "feed.atom")]
    before = told(nobody, requests)
    with change_set(way="command", message=MARK):
        event = Event(slug="brief-event", title=MARK, kind="visit", status="published")
        event.save()
        Participant(event=event, actor=Actor.objects.get(slug="russia"), role="host").save()
        words = register.passages.get(number="1")
        Citation(event=event, passage=words, quote=words.text[:40]).save()
    with_it = told(nobody, requests)
    changed = [request for request in requests if with_it[request] != before[request]]
    assert {resolve(r.address).url_name for r in changed} >= SHOW_AN_EVENT
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    assert told(nobody, requests) == before
    for request, found in told(nobody, held({r: with_it[r] for r in changed})).items():
        assert found.status == 200, request
    for address in ("/events/brief-event/", "/events/brief-event/history/"):
        own = answer(nobody, Request(address))
        assert (own.status, MARK.encode() in own.body) == (410, False)
        assert b"Told twice." in own.body


def test_every_published_record_rests_on_words_that_stand(register):
    for model in RECORDS:
        for row in model.objects.public():
            words = row.citations.all() or row.treaty.citations.all()
            assert words, row
            for citation in words:
                stretch = citation.passage.text[citation.start : citation.end]
                assert stretch == citation.quote
                assert citation.passage.document.is_public


def test_every_table_is_named_once_and_found_by_its_natural_key(register):
    for model in REGISTER:
        assert model_of(model.table()) is model
        row = model.objects.first()
        assert row is None or model.objects.get_by_natural_key(*row.natural_key()) == row
    assert Passage.objects.get_by_natural_key(register.slug, "1").position
