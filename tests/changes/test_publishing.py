"""Four eyes: who writes does not publish; what is published is closed; nobody is exempt."""

import pytest
from django.contrib.auth.models import User

from geopolitics import publishing
from geopolitics.changes.closure import NotClosed
from geopolitics.models import Actor, ActorName, Citation, Party, Statement, Treaty
from geopolitics.publishing import edit


@pytest.fixture
def submitted(world, passage, curator):
    """A state that the curator wrote, cited and submitted."""
    with edit(curator, way="form"):
        actor = Actor(slug="the-almanac-state", name="The state", kind="state")
        actor.save()
        Citation(actor=actor, passage=passage, quote="signed a Treaty").save()
    publishing.submit(actor, by=curator)
    return actor


def test_a_draft_becomes_public_by_a_second_person(submitted, curator, reviewer):
    with pytest.raises(publishing.NotAllowed, match="reviewers"):
        publishing.publish([submitted], by=curator)
    publishing.publish([submitted], by=reviewer)
    assert Actor.objects.public().filter(slug="the-almanac-state").exists()


@pytest.mark.parametrize("who", ["reviewer", "administrator", "superuser"])
def test_who_wrote_a_side_row_does_not_publish(submitted, curator, request, who):
    if who == "superuser":
        user = User.objects.create_superuser("root", password="a pass phrase")
    else:
        user = request.getfixturevalue(who)
    with edit(user, way="form"):
        ActorName(actor=submitted, name="Another name").save()
    submitted.refresh_from_db()
    assert submitted.status == "draft"
    publishing.submit(submitted, by=curator)
    with pytest.raises(publishing.NotAllowed, match="second person"):
        publishing.publish([submitted], by=user)


def test_who_wrote_a_proposal_does_not_approve_it(world, reviewer):
    with edit(reviewer, way="form") as result:
        world.place = "Strelsau"
        world.save()
    with pytest.raises(publishing.NotAllowed, match="second person"):
        publishing.approve(result.proposal, by=reviewer)
    world.refresh_from_db()
    assert world.place == ""


def test_a_returned_draft_may_be_published_by_who_returned_it(submitted, curator, reviewer):
    publishing.send_back(submitted, by=reviewer, remark="Where is it said?")
    publishing.submit(submitted, by=curator)
    publishing.publish([submitted], by=reviewer)
    assert submitted.is_public


def test_a_record_without_words_is_not_published(world, curator, reviewer):
    with edit(curator, way="form"):
        actor = Actor(slug="nobody-says", name="X", kind="state")
        actor.save()
    publishing.submit(actor, by=curator)
    with pytest.raises(NotClosed, match="no quote"):
        publishing.publish([actor], by=reviewer)


def test_what_belongs_together_is_published_together(submitted, passage, curator, reviewer):
    with edit(curator, way="form"):
        treaty = Treaty(slug="pact", title="Pact")
        treaty.save()
        Party(treaty=treaty, actor=submitted, role="signatory").save()
        Citation(treaty=treaty, passage=passage, quote="a Treaty of Mutual Help").save()
    publishing.submit(treaty, by=curator)
    with pytest.raises(NotClosed, match="the-almanac-state"):
        publishing.publish([treaty], by=reviewer)
    together = publishing.belongs_together(treaty)
    assert {r.slug for r in together} == {"pact", "the-almanac-state"}
    assert Treaty.objects.get(slug="pact").status == "in review"
    publishing.publish(together, by=reviewer)
    assert all(r.is_public for r in together)


def test_a_withdrawal_needs_a_reason_and_leaves_nothing_pointing_to_it(world, reviewer):
    ruritania = Actor.objects.get(slug="ruritania")
    with pytest.raises(publishing.NotAllowed, match="reason"):
        publishing.withdraw([world], by=reviewer, reason=" ")
    with pytest.raises(NotClosed):
        publishing.withdraw([ruritania], by=reviewer, reason="A mistake.")
    publishing.withdraw([world, ruritania], by=reviewer, reason="A mistake.")
    assert not Treaty.objects.public().filter(pk=world.pk).exists()


def test_a_withdrawn_record_is_published_again_by_who_withdrew_it(world, curator, reviewer):
    publishing.withdraw([world], by=reviewer, reason="A mistake.")
    publishing.submit(world, by=curator)
    publishing.publish([world], by=reviewer)
    assert world.is_public


def test_own_words_that_no_cited_passage_has_are_not_published(world, passage, curator, reviewer):
    with edit(curator, way="form"):
        said = Statement(slug="said", act="COMMENT", quote="a Treaty of Mutual Harm")
        said.save()
        Citation(statement=said, passage=passage, quote="signed a Treaty").save()
    publishing.submit(said, by=curator)
    with pytest.raises(NotClosed, match="quote"):
        publishing.publish([said], by=reviewer)
    with edit(curator, way="form"):
        said = Statement.objects.get(slug="said")
        said.quote = "Treaty of Mutual Help"
        said.save()
    said.refresh_from_db()
    publishing.submit(said, by=curator)
    publishing.publish([said], by=reviewer)
    assert said.is_public
