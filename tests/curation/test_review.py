"""Review at the desk: what is read, decided and published there, and the page as it would look."""

import re

import pytest
from django.urls import reverse

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, ChangeSet, Citation, Party, Passage, Treaty
from geopolitics.publishing import edit

SLUG = "russia-dprk-2024"


def propose(user, **values):
    """A proposal of the user's that sets these columns of the pact."""
    with edit(user, way="form", message="A correction.") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        for name, value in values.items():
            setattr(treaty, name, value)
        treaty.save()
    return result.proposal


def address(proposal):
    return reverse("desk:proposal", args=[proposal.pk])


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def draft(register, curator):
    """A state that the curator wrote, with a quote of its own."""
    passage = Passage.objects.get(number="10")
    with edit(curator, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state")
        actor.save()
        Citation(actor=actor, key="c1", passage=passage, quote=passage.text[:20]).save()
    return actor


def test_each_changed_field_has_its_words_beside_it(register, curator, reviewer_client):
    with edit(curator, way="form") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        treaty.place = "Pyongyang"
        treaty.registration = "UN 1"
        treaty.save()
        Citation(
            treaty=treaty,
            key="new",
            passage=Passage.objects.get(number="1"),
            quote="caught even the experts by surprise",
            field="place",
        ).save()
    page = text(reviewer_client.get(address(result.proposal)))
    place = page[page.index("<dt>place") :]
    assert "caught even the experts by surprise" in place[: place.index("</dd>")]
    assert "<em>new</em>" in place[: place.index("</dd>")]
    other = page[page.index("<dt>registration") :]
    assert "no quote names this field" in other[: other.index("</dd>")]


def test_the_public_page_as_it_would_look(register, curator, reviewer_client, reader):
    proposal = propose(curator, place="Pyongyang")
    treaty = Treaty.objects.get(slug=SLUG)
    preview = reviewer_client.get(
        reverse("desk:proposal_preview", args=[proposal.pk, "treaty", SLUG])
    )
    assert "Pyongyang" in text(preview)
    assert "A preview for staff" in text(preview)
    assert "no-store" in preview["Cache-Control"]
    public = text(reader.get(treaty.get_absolute_url()))
    assert "Pyongyang" not in public
    assert "A preview for staff" not in public
    assert Treaty.objects.get(slug=SLUG).place == ""


def test_a_preview_is_of_what_the_proposal_touches(register, curator, reviewer_client):
    proposal = propose(curator, place="Pyongyang")
    other = reverse("desk:proposal_preview", args=[proposal.pk, "actor", "russia"])
    assert reviewer_client.get(other).status_code == 404


def test_a_preview_in_conflict_says_so(register, curator, reviewer_client):
    proposal = propose(curator, place="Pyongyang")
    with change_set(way="command"):
        treaty = Treaty.objects.get(slug=SLUG)
        treaty.place = "Moscow"
        treaty.save()
    place = reverse("desk:proposal_preview", args=[proposal.pk, "treaty", SLUG])
    assert "cannot be shown" in text(reviewer_client.get(place, follow=True))


def test_a_draft_is_read_as_the_public_would(draft, reviewer_client, reader):
    page = reviewer_client.get(reverse("desk:record_preview", args=["actor", "mongolia"]))
    assert page.status_code == 200
    assert "Mongolia" in text(page)
    assert reader.get("/actors/mongolia/").status_code == 404
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_record_in_review_is_read_field_by_field(draft, curator, reviewer_client):
    publishing.submit(draft, by=curator)
    page = text(reviewer_client.get(reverse("desk:record", args=["actor", "mongolia"])))
    assert "<ins>Mongolia</ins>" in page
    assert "¶ 10" in page


def test_several_are_approved_at_once(draft, curator, curator_client, reviewer_client):
    publishing.submit(draft, by=curator)
    one = propose(curator, place="Pyongyang")
    queue = text(reviewer_client.get("/desk/"))
    assert f'name="proposal" value="{one.pk}"' in queue
    assert 'name="record" value="actor:mongolia"' in queue
    ticked = {"proposal": [one.pk], "record": ["actor:mongolia"]}
    refused = text(curator_client.post("/desk/", ticked, follow=True))
    assert "Only reviewers" in refused
    assert not Actor.objects.get(slug="mongolia").is_public
    assert "Published: 2" in text(reviewer_client.post("/desk/", ticked, follow=True))
    assert Actor.objects.get(slug="mongolia").is_public
    assert Treaty.objects.get(slug=SLUG).place == "Pyongyang"


def test_ticks_that_name_nothing_are_told(register, reviewer_client):
    page = reviewer_client.post("/desk/", {"proposal": ["x", "0"], "record": ["y:z"]}, follow=True)
    assert "Tick what you have read" in text(page)


def test_a_proposal_is_published_with_what_it_points_to(draft, curator, reviewer_client):
    with edit(curator, way="form") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        Party(treaty=treaty, key="mn", actor=draft, role="observer").save()
    publishing.submit(draft, by=curator)
    place = address(result.proposal)
    assert "Publish them together" in text(reviewer_client.get(place))
    alone = text(reviewer_client.post(place, {"act": "approve"}, follow=True))
    assert "mongolia" in alone
    assert not Party.objects.filter(key="mn").exists()
    reviewer_client.post(place, {"act": "approve", "together": "on"})
    draft.refresh_from_db()
    assert draft.is_public
    assert Party.objects.filter(key="mn", treaty__slug=SLUG).exists()


def test_together_is_all_or_nothing(draft, curator, reviewer, reviewer_client):
    """The draft is not submitted: neither it nor the proposal becomes public."""
    with edit(curator, way="form") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        Party(treaty=treaty, key="mn", actor=draft, role="observer").save()
    with pytest.raises(publishing.NotAllowed, match="draft"):
        publishing.approve(
            result.proposal, by=reviewer, together=publishing.bound_to(result.proposal)
        )
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert ChangeSet.objects.get(pk=result.proposal.pk).state == "proposed"


def test_a_proposal_is_returned_mended_and_approved(register, curator, reviewer_client):
    proposal = propose(curator, place="Pyongyang")
    without = reviewer_client.post(address(proposal), {"act": "return"}, follow=True)
    assert "Say in a remark" in text(without)
    reviewer_client.post(address(proposal), {"act": "return", "remark": "Which town?"})
    proposal.refresh_from_db()
    assert proposal.state == "returned"


def test_a_writer_sees_what_was_returned(register, curator, curator_client, reviewer):
    proposal = propose(curator, place="Pyongyang")
    publishing.return_proposal(proposal, by=reviewer, remark="Which town?")
    page = text(curator_client.get("/desk/"))
    assert "Which town?" in page
    assert "place: empty → Pyongyang" in page
    mend = text(curator_client.get(address(proposal)))
    assert f"?proposal={proposal.pk}" in mend
    assert "Mend" in mend


def test_a_draft_sent_back_is_told_to_its_writer(draft, curator, curator_client, reviewer):
    publishing.submit(draft, by=curator)
    publishing.send_back(draft, by=reviewer, remark="Where is it said?")
    assert "Where is it said?" in text(curator_client.get("/desk/"))


def test_a_writer_of_an_earlier_version_is_not_asked_to_review(
    register, reviewer, reviewer_client, administrator
):
    first = propose(reviewer, place="Pyongyang")
    with edit(administrator, way="form", replacing=first):
        treaty = Treaty.objects.get(slug=SLUG)
        treaty.place = "Rason"
        treaty.save()
    second = ChangeSet.objects.get(state="proposed")
    assert second.replaces == first
    assert f'name="proposal" value="{second.pk}"' not in text(reviewer_client.get("/desk/"))


@pytest.mark.django_db(transaction=True)
def test_reading_a_proposal_needs_no_transaction(register, curator, reviewer_client):
    """As a server answers: outside the transaction that wraps other tests."""
    with edit(curator, way="form") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        treaty.place = "Pyongyang"
        treaty.save()
    page = reviewer_client.get(address(result.proposal))
    assert page.status_code == 200
    assert "Pyongyang" in text(page)
