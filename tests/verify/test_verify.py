"""Every planted fault is named with its table, its key and the reason; a sound register passes."""

import re
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from geopolitics.changes.current import change_set
from geopolitics.models import (
    Actor,
    Citation,
    Party,
    Passage,
    Statement,
    Topic,
    Treaty,
)
from geopolitics.verify import CHECKS, Failure, Tally, verify
from geopolitics.verify.reading import one_moment
from tests.verify.faults import FAULTS, LOOSE, REFUSED, TREATY, put


def test_a_sound_register_passes(run):
    code, out, errors = run()
    assert (code, errors) == (0, [])
    *lines, last = out.splitlines()
    assert [line.partition(":")[0] for line in lines] == list(CHECKS)
    assert f"quotes: {Citation.objects.count()} quotes stand in their passages" in out
    assert last.startswith("All 12 checks hold over ")
    assert run(verbosity=0) == (0, "", [])


def test_the_document_passes(register):
    tally = Tally()
    assert list(verify(tally)) == []
    assert all(tally.looked[check] for check in CHECKS)


def _expect(run, expected):
    code, out, errors = run()
    missing = [line for line in expected if not any(e.startswith(line) for e in errors)]
    assert not missing, errors
    *lines, last = out.splitlines()
    assert (code, last) == (1, "1 failure." if len(errors) == 1 else f"{len(errors)} failures.")
    check = expected[0].partition(":")[0]
    assert any(re.match(rf"{check}: [1-9][0-9]* failures? in ", line) for line in lines), lines


def test_a_fault_behind_the_applications_back_is_named(run, bent, subtests):
    for name, (statements, expected) in FAULTS.items():
        with subtests.test(name), bent(statements):
            _expect(run, expected)


def test_a_fault_that_the_database_would_refuse_is_named(run, bent, subtests):
    for name, (statements, without, expected) in REFUSED.items():
        with subtests.test(name), bent(statements, without):
            _expect(run, expected)


def test_a_fault_that_sqlite_lets_in_is_named(run, bent, subtests):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    for name, (statements, expected) in LOOSE.items():
        with subtests.test(name), bent(statements):
            _expect(run, expected)


def test_two_rows_of_one_key_are_named(run, bent):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's unique constraints cannot be lifted")
    copy = (
        "INSERT INTO geopolitics_participant (key, event_id, actor_id, role) "
        "SELECT key, event_id, actor_id, 'visitor' FROM geopolitics_participant WHERE key = 'host'"
    )
    with bent([copy], [("participant", "participant_key")]):
        _expect(run, ["keys: participant old-signing / host, key: 2 rows have this key"])


def test_failures_alone_are_printed_at_verbosity_0(run, bent):
    with bent([put("treaty", "url", "https://example.org/1934", TREATY)]):
        code, out, errors = run(verbosity=0)
    assert (code, out, len(errors)) == (1, "", 1)


def test_failures_come_as_values(world, bent):
    with bent([put("treaty", "url", "https://example.org/1934", TREATY)]):
        [failure] = verify()
    assert failure == Failure("ledger", "treaty", ("help-1934",), "url", failure.reason)


def test_the_number_of_queries_does_not_grow(world, monkeypatch):
    monkeypatch.setattr("geopolitics.verify.reading.BATCH", 7)
    with CaptureQueriesContext(connection) as small:
        assert list(verify()) == []
    with change_set(way="command"):
        _grow(30)
    with CaptureQueriesContext(connection) as large:
        assert list(verify()) == []
    assert len(large) == len(small)


def _grow(count):
    """Rows of all that is looked up elsewhere: trees, codes, side rows, sets, words."""
    passage = Passage.objects.get(document__slug="almanac", number="1")
    treaty = Treaty.objects.get(slug="help-1934")
    broader, before = Topic.objects.get(slug="old-help"), None
    for n in range(count):
        topic = Topic(slug=f"more-{n}", name=f"More {n}", broader=broader)
        topic.save()
        actor = Actor(slug=f"more-{n}", name=f"More {n}", kind="state", status="published")
        actor.save()
        actor.topics.add(topic)
        years = {"valid_from": f"{1960 + n}-01-01", "valid_until": f"{1961 + n}-01-01"}
        actor.codes.create(key="cow", scheme="cow", value="999", **years)
        said = Statement(
            slug=f"more-{n}",
            status="published",
            act="COMMENT",
            quote="It  lapsed",
            responds_to=before,
        )
        said.save()
        Party(treaty=treaty, key=f"p{n}", actor=actor, role="observer").save()
        for row, path in ((actor, ""), (treaty, f"parties/p{n}/role"), (said, "")):
            Citation(
                **{row.table(): row},
                key=f"more-{n}",
                passage=passage,
                quote="It lapsed in the 1940s",
                field=path,
                value="observer" if path else "",
            ).save()
        broader, before = topic, said


@pytest.mark.django_db(transaction=True)
def test_all_is_seen_as_of_one_moment_and_no_writer_waits(register):
    def write():
        with change_set(way="command"):
            Topic(slug="meanwhile", name="Meanwhile").save()
        connections.close_all()

    with one_moment():
        before = Topic.objects.count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(10)
        assert not writer.is_alive()
        assert Topic.objects.count() == before
    assert Topic.objects.count() == before + 1
