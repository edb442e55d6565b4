"""Older versions of a record: compared, and restored as a new change set."""

import re

import pytest
from django.urls import reverse

from geopolitics.changes import versions
from geopolitics.models import Actor, ActorName, ChangeSet, Citation, Passage, Topic, Treaty
from geopolitics.publishing import approve, edit

SLUG = "russia-dprk-2024"


def address(record):
    return reverse("desk:versions", args=[record.table(), record.slug])


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def draft(register, curator):
    """A draft of two versions: the second has another seat, name, quote and topic."""
    passage = Passage.objects.get(number="10")
    with edit(curator, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state", seat="Urga")
        actor.save()
        ActorName(actor=actor, key="n1", name="Outer Mongolia").save()
        Citation(actor=actor, key="c1", passage=passage, quote=passage.text[:20]).save()
    with edit(curator, way="form", message="Renamed."):
        actor = Actor.objects.get(slug="mongolia")
        actor.seat = "Ulaanbaatar"
        actor.save()
        actor.topics.add(Topic.objects.first())
        actor.names.get().delete()
        ActorName(actor=actor, key="n2", name="Mongol State").save()
        citation = actor.citations.get()
        citation.note = "The first words."
        citation.save()
    return actor


def test_the_versions_are_one_for_each_change_set(draft):
    assert len(versions.versions_of(draft)) == 2


def test_two_versions_are_compared(draft, curator_client):
    page = text(curator_client.get(address(draft)))
    assert "<del>Urga</del><ins>Ulaanbaatar</ins>" in page
    assert "<del>Outer Mongolia</del>" in page
    assert "<ins>Mongol State</ins>" in page
    assert "<ins>The first words.</ins>" in page


def test_a_version_is_restored_with_its_side_rows_and_sets(draft, curator_client):
    first = versions.versions_of(draft)[-1]
    page = curator_client.post(address(draft), {"version": first.number, "why": "A slip."})
    assert page.status_code == 302
    draft.refresh_from_db()
    assert draft.seat == "Urga"
    assert [name.name for name in draft.names.all()] == ["Outer Mongolia"]
    assert draft.citations.get().note == ""
    assert not draft.topics.exists()
    newest = versions.versions_of(draft)[0]
    assert "A slip." in newest.changeset.message
    same = versions.state_at(draft, newest)
    assert versions.between(draft, versions.state_at(draft, first), same) == []


def test_what_is_as_it_was_is_told(draft, curator_client):
    newest = versions.versions_of(draft)[0]
    page = curator_client.post(address(draft), {"version": newest.number}, follow=True)
    assert "already as it was then" in text(page)


def test_a_version_that_is_none_is_told(draft, curator_client):
    page = curator_client.post(address(draft), {"version": "99"}, follow=True)
    assert "Choose the version" in text(page)


def test_a_published_record_is_restored_by_a_proposal(register, curator, reviewer, curator_client):
    treaty = Treaty.objects.get(slug=SLUG)
    first = versions.versions_of(treaty)[0]
    with edit(curator, way="form") as result:
        treaty.place = "Pyongyang"
        treaty.save()
        treaty.parties.first().delete()
    approve(result.proposal, by=reviewer)
    parties = treaty.parties.count()
    curator_client.post(address(treaty), {"version": first.number})
    treaty.refresh_from_db()
    assert treaty.place == "Pyongyang"
    proposal = ChangeSet.objects.get(state="proposed")
    approve(proposal, by=reviewer)
    treaty.refresh_from_db()
    assert (treaty.place, treaty.parties.count()) == ("", parties + 1)
    assert treaty.status == "published"


def test_a_proposal_that_waited_is_in_the_version_that_applied_it(register, curator, reviewer):
    """Change sets are numbered when they begin, and this one was applied after a later one."""
    treaty = Treaty.objects.get(slug=SLUG)
    with edit(curator, way="form") as early:
        treaty.names.create(key="early", name="The early name")
    with edit(curator, way="form") as late:
        treaty.names.create(key="late", name="The late name")
    for result in (late, early):
        approve(result.proposal, by=reviewer)
    newest, before, *_ = versions.versions_of(treaty)
    rows = versions.between(
        treaty, versions.state_at(treaty, before), versions.state_at(treaty, newest)
    )
    assert [row.key[-1] for row in rows] == ["early"]
