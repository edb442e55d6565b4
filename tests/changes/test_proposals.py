"""Propose, apply, reject, undo: what the public sees changes only when a second person says so."""

import pytest
from django.core.exceptions import ValidationError

from geopolitics.changes.apply import Conflicts, Missing, replay
from geopolitics.changes.closure import NotClosed
from geopolitics.changes.current import change_set
from geopolitics.changes.propose import StatusByReviewOnly, pending, preview
from geopolitics.changes.review import NotOpen, apply, reject, undo
from geopolitics.models import (
    Actor,
    ActorName,
    ChangeSet,
    Citation,
    Event,
    Party,
    Redirect,
    Statement,
    Topic,
    Treaty,
)
from geopolitics.publishing import edit


def _propose(by, **values):
    """A proposal that gives the treaty these values."""
    with edit(by, way="form") as result:
        treaty = Treaty.objects.get(title__startswith="Treaty of Mutual")
        for name, value in values.items():
            setattr(treaty, name, value)
        treaty.save()
    return result.proposal


def test_an_edit_of_a_draft_is_written(draft, curator):
    with edit(curator, way="form", message="A better name") as result:
        draft.name = "Great Borduria"
        draft.save()
    draft.refresh_from_db()
    assert draft.name == "Great Borduria"
    assert result.proposal is None
    assert result.applied.by == curator
    assert result.applied.state == "applied"


def test_an_edit_of_a_published_record_waits(world, curator, reviewer):
    history = world.history.count()
    proposal = _propose(curator, place="Strelsau")
    world.refresh_from_db()
    assert world.place == ""
    assert world.history.count() == history
    assert proposal.state == "proposed"
    [operation] = proposal.operations.all()
    assert (operation.before, operation.after) == ({"place": ""}, {"place": "Strelsau"})
    assert list(pending(world)) == [proposal]
    applied = apply(proposal, by=reviewer)
    world.refresh_from_db()
    assert world.place == "Strelsau"
    assert (applied.state, applied.by, applied.decided_by) == ("applied", curator, reviewer)
    assert not pending(world).exists()


def test_an_edit_of_both_splits(world, draft, curator):
    with edit(curator, way="import") as result:
        draft.seat = "Szohôd"
        draft.save()
        world.place = "Strelsau"
        world.save()
    draft.refresh_from_db()
    world.refresh_from_db()
    assert (draft.seat, world.place) == ("Szohôd", "")
    assert {o.table for o in result.proposal.operations.all()} == {"treaty"}


def test_a_rejected_proposal_has_no_effect(world, curator, reviewer):
    proposal = _propose(curator, place="Strelsau")
    reject(proposal, by=reviewer, remark="Not in the passage.")
    world.refresh_from_db()
    assert world.place == ""
    with pytest.raises(NotOpen):
        apply(proposal, by=reviewer)


@pytest.mark.parametrize("first", [0, 1])
def test_two_proposals_on_different_fields_both_apply(
    world, curator, administrator, reviewer, first
):
    proposals = [
        _propose(curator, place="Strelsau"),
        _propose(administrator, ended="194X"),
    ]
    apply(proposals[first], by=reviewer)
    apply(proposals[1 - first], by=reviewer)
    world.refresh_from_db()
    assert (world.place, world.ended) == ("Strelsau", "194X")


@pytest.mark.parametrize("first", [0, 1])
def test_the_second_of_two_on_one_field_conflicts(world, curator, administrator, reviewer, first):
    places = ["Strelsau", "Klow"]
    proposals = [_propose(curator, place=places[0]), _propose(administrator, place=places[1])]
    apply(proposals[first], by=reviewer)
    late = proposals[1 - first]
    with pytest.raises(Conflicts) as found:
        apply(late, by=reviewer)
    [conflict] = found.value.conflicts
    assert (conflict.column, conflict.expected) == ("place", "")
    assert (conflict.live, conflict.wanted) == (places[first], places[1 - first])
    world.refresh_from_db()
    assert world.place == places[first]
    late.refresh_from_db()
    assert late.state == "proposed"


def test_two_that_want_the_same_agree(world, curator, administrator, reviewer):
    one, two = _propose(curator, place="Strelsau"), _propose(administrator, place="Strelsau")
    apply(one, by=reviewer)
    apply(two, by=reviewer)
    world.refresh_from_db()
    assert world.place == "Strelsau"


def test_a_dropped_conflict_leaves_the_live_value(world, curator, administrator, reviewer):
    one = _propose(curator, place="Strelsau")
    two = _propose(administrator, place="Klow", ended="194X")
    apply(one, by=reviewer)
    apply(two, by=reviewer, drop={0: ["place"]})
    world.refresh_from_db()
    assert (world.place, world.ended) == ("Strelsau", "194X")
    assert two.operations.get().dropped == ["place"]


def test_side_rows_deletes_and_sets(world, passage, curator, reviewer):
    with change_set(way="command"):
        topics = [Topic(slug=slug, name=slug) for slug in ("old-alliances", "old-wars")]
        for topic in topics:
            topic.save()
        world.topics.set(topics[:1])
    with edit(curator, way="form") as result:
        world.parties.get(key="syldavia").delete()
        party = world.parties.get(key="ruritania")
        party.signed = "1934"
        party.save()
        Citation(
            treaty=world,
            key="when",
            passage=passage,
            quote="in 1934",
            field="parties/ruritania/signed",
            value="1934",
        ).save()
        world.topics.set(topics[1:])
    assert world.parties.count() == 2
    assert list(world.topics.all()) == topics[:1]
    apply(result.proposal, by=reviewer)
    assert [p.signed for p in world.parties.all()] == ["1934"]
    assert list(world.topics.all()) == topics[1:]
    assert world.citations.get(key="when").start == passage.text.index("in 1934")


def test_a_new_record_with_side_rows_and_a_circle_of_keys(world, passage, curator):
    """A draft is written even where it came with a change of a published record."""
    with edit(curator, way="import") as result:
        event = Event(slug="signing-1934", title="Signing", kind="signing")
        event.save()
        event.participants.create(actor=Actor.objects.get(slug="ruritania"), role="host", key="r")
        event.treaties.add(world)
        first = Statement(slug="first", act="COMMENT", speaker_id=None)
        first.save()
        reply = Statement(slug="a-reply", act="ACCUSE", responds_to=first)
        reply.save()
        first.targets.create(about_statement=reply, key="t")
        world.place = "Strelsau"
        world.save()
    assert result.proposal.operations.count() == 1
    event = Event.objects.get(slug="signing-1934")
    assert event.status == "draft"
    assert event.participants.get().actor.slug == "ruritania"
    assert list(event.treaties.all()) == [world]
    assert Statement.objects.get(slug="a-reply").responds_to.targets.get().key == "t"


def test_a_deleted_row_that_somebody_changed_is_a_conflict(world, curator, reviewer):
    with edit(curator, way="form") as result:
        world.parties.get(key="syldavia").delete()
    with change_set(way="command"):
        party = world.parties.get(key="syldavia")
        party.signed = "1934"
        party.save()
    with pytest.raises(Conflicts):
        apply(result.proposal, by=reviewer)
    assert world.parties.filter(key="syldavia").exists()


def test_a_changed_row_that_somebody_deleted_is_a_conflict(world, curator, reviewer):
    with edit(curator, way="form") as result:
        party = world.parties.get(key="syldavia")
        party.signed = "1934"
        party.save()
    with change_set(way="command"):
        world.parties.get(key="syldavia").delete()
    with pytest.raises(Conflicts):
        apply(result.proposal, by=reviewer)
    apply(result.proposal, by=reviewer, drop={0: ["*"]})
    assert not world.parties.filter(key="syldavia").exists()


def test_a_reference_to_what_is_gone_is_named(world, draft, curator, reviewer):
    with change_set(way="command"):
        treaty = Treaty(slug="later", title="Later")
        treaty.save()
    with edit(curator, way="form") as result:
        world.relations.create(kind="amends", earlier=treaty)
    # The row would point to an unpublished record: it may be proposed, not applied.
    with pytest.raises(NotClosed, match="later"):
        apply(result.proposal, by=reviewer)
    with change_set(way="command"):
        treaty.delete()
    with pytest.raises(Missing, match="later"):
        apply(result.proposal, by=reviewer)


def test_a_rename_keeps_the_old_address_and_its_side_rows(world, curator, reviewer):
    with edit(curator, way="form") as result:
        world.slug = "mutual-help"
        world.save()
        party = world.parties.get(key="syldavia")
        party.signed = "1934"
        party.save()
    assert Treaty.objects.get(pk=world.pk).slug == "mutual-help-1934"
    apply(result.proposal, by=reviewer)
    assert Treaty.objects.get(pk=world.pk).slug == "mutual-help"
    assert Party.objects.get_by_natural_key("mutual-help", "syldavia").signed == "1934"
    assert Redirect.objects.get().new == "mutual-help"
    back = undo(ChangeSet.objects.get(pk=result.proposal.pk), by=None)
    assert back.applied.way == "undo"
    assert Treaty.objects.get(pk=world.pk).slug == "mutual-help-1934"
    assert Party.objects.get_by_natural_key("mutual-help-1934", "syldavia").signed == ""


def test_undo_of_a_draft_is_direct(draft, curator):
    with edit(curator, way="form") as result:
        draft.name = "Great Borduria"
        draft.save()
        ActorName(actor=draft, name="The Duchy", key="duchy").save()
    undo(result.applied, by=curator)
    draft.refresh_from_db()
    assert draft.name == "Borduria"
    assert not draft.names.exists()
    result.applied.refresh_from_db()
    assert result.applied.state == "undone"
    with pytest.raises(ValidationError, match="undone"):
        undo(result.applied, by=curator)


def test_undo_of_a_published_change_is_a_proposal(world, curator, reviewer):
    proposal = _propose(curator, place="Strelsau")
    apply(proposal, by=reviewer)
    back = undo(proposal, by=curator).proposal
    world.refresh_from_db()
    assert world.place == "Strelsau"
    apply(back, by=reviewer)
    world.refresh_from_db()
    assert world.place == ""
    proposal.refresh_from_db()
    assert proposal.state == "undone"


def test_undo_is_refused_where_the_value_has_moved_on(world, curator, reviewer):
    first = apply(_propose(curator, place="Strelsau"), by=reviewer)
    apply(_propose(curator, place="Klow"), by=reviewer)
    with pytest.raises(Conflicts):
        undo(first, by=curator)
    world.refresh_from_db()
    assert world.place == "Klow"


def test_an_undone_delete_brings_the_row_back(world, curator, reviewer):
    with edit(curator, way="form") as result:
        world.parties.get(key="syldavia").delete()
    apply(result.proposal, by=reviewer)
    apply(undo(result.proposal, by=curator).proposal, by=reviewer)
    party = world.parties.get(key="syldavia")
    assert (party.actor.slug, party.role) == ("syldavia", "signatory")


def test_a_second_edit_replaces_the_writers_own_proposal(world, curator, reviewer):
    first = _propose(curator, place="Strelsau")
    with edit(curator, way="form", replacing=first) as result:
        replay(first.operations.all())
        treaty = Treaty.objects.get(pk=world.pk)
        treaty.ended = "194X"
        treaty.save()
    first.refresh_from_db()
    assert first.state == "rejected"
    [operation] = result.proposal.operations.all()
    assert operation.after == {"place": "Strelsau", "ended": "194X"}
    with edit(reviewer, way="form", replacing=result.proposal) as again:
        replay(result.proposal.operations.all())
        treaty = Treaty.objects.get(pk=world.pk)
        treaty.place = "Klow"
        treaty.save()
    assert again.proposal.writers() == {curator.pk, reviewer.pk}


def test_a_preview_shows_and_leaves_nothing(world, curator):
    proposal = _propose(curator, place="Strelsau")
    with preview(proposal.operations.all()):
        assert Treaty.objects.get(pk=world.pk).place == "Strelsau"
    assert Treaty.objects.get(pk=world.pk).place == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [("draft", "published"), ("published", "withdrawn"), ("draft", "withdrawn")],
)
def test_no_edit_raises_or_takes_a_status(world, draft, curator, before, after):
    row = {"draft": draft, "published": world}[before]
    with pytest.raises(StatusByReviewOnly), edit(curator, way="form"):
        row.status = after
        row.save()


def test_what_was_public_once_is_not_deleted(world, curator):
    with pytest.raises(ValidationError, match="withdrawn"), edit(curator, way="form"):
        Treaty.objects.get(pk=world.pk).delete()
    assert Treaty.objects.filter(pk=world.pk).exists()


def test_a_published_record_keeps_its_words(world, curator, reviewer):
    with edit(curator, way="form") as result:
        world.citations.all().delete()
    with pytest.raises(NotClosed, match="no quote"):
        apply(result.proposal, by=reviewer)
    assert world.citations.exists()


def test_a_record_that_is_pointed_to_stays_published(world):
    with pytest.raises(NotClosed, match="ruritania"), change_set(way="review"):
        actor = Actor.objects.get(slug="ruritania")
        actor.status = "withdrawn"
        actor.save()
    assert Actor.objects.get(slug="ruritania").is_public


def test_an_edit_of_a_record_in_review_takes_it_back(draft, curator):
    with change_set(way="review"):
        draft.status = "in review"
        draft.save()
    with edit(curator, way="form"):
        ActorName(actor=draft, name="The Duchy").save()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_reviewer_leaves_conflicts_only(world, curator, reviewer):
    proposal = _propose(curator, place="Strelsau", ended="194X")
    with pytest.raises(ValidationError, match="in conflict"):
        apply(proposal, by=reviewer, drop={0: ["place"]})
    world.refresh_from_db()
    assert (world.place, world.ended) == ("", "")


def test_an_applied_proposal_is_not_replaced(world, curator, reviewer):
    stale = _propose(curator, place="Strelsau")
    apply(stale, by=reviewer)
    again = edit(curator, way="form", replacing=stale)
    with pytest.raises(ValidationError, match="applied already"), again:
        treaty = Treaty.objects.get(pk=world.pk)
        treaty.ended = "194X"
        treaty.save()
    stale.refresh_from_db()
    assert stale.state == "applied"


def test_a_side_row_stays_with_its_record(world, draft, curator):
    with edit(curator, way="form"):
        name = ActorName(actor=draft, name="The Duchy", key="duchy")
        name.save()
    with pytest.raises(ValidationError, match="stays with its record"), edit(curator, way="form"):
        name.actor = Actor.objects.get(slug="ruritania")
        name.save()
    name.refresh_from_db()
    assert name.actor == draft
