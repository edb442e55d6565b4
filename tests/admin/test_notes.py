"""The notes of the staff do not reach whoever only adds drafts, by any page or message."""

import pytest
from django.test import Client
from django.urls import reverse

from geopolitics import publishing
from geopolitics.models import Actor, ChangeSet, Passage, Treaty
from geopolitics.publishing import edit

SECRET = "Zyxwvuts"


@pytest.fixture
def own(register, contributor):
    """A draft of the contributor's."""
    passage = Passage.objects.get(number="10")
    with edit(contributor, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state")
        actor.save()
        actor.names.create(key="n1", name="Outer Mongolia", kind="alias")
        actor.citations.create(key="c1", passage=passage, quote=passage.text[:20])
    return actor


def noted(user, record, **values):
    with edit(user, way="form") as result:
        record = type(record).objects.get(pk=record.pk)
        record.staff_notes = SECRET
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    return result


def test_a_form_that_was_open_meanwhile(own, curator, contributor_client, form_of, change_url):
    values = form_of(contributor_client.get(change_url(own)))
    noted(curator, own, seat="Darkhan")
    answer = contributor_client.post(change_url(own), values | {"seat": "Urga"})
    assert "Darkhan" in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_a_form_that_tries_to_write_them(own, contributor_client, form_of, change_url):
    values = form_of(contributor_client.get(change_url(own)))
    contributor_client.post(change_url(own), values | {"staff_notes": "Mine.", "seat": "Urga"})
    own.refresh_from_db()
    assert (own.seat, own.staff_notes) == ("Urga", "")


def test_pages_and_refusals(own, curator, reviewer, contributor_client):
    noted(curator, own)
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    proposal = noted(curator, treaty, place="Pyongyang").proposal
    publishing.approve(proposal, by=reviewer)
    begun = ChangeSet.objects.filter(by__username="contributor").first()
    noted(reviewer, treaty, place="Rason")
    pages = []
    for record in (own, treaty):
        table = record.table()
        pages += [
            reverse(f"desk:{name}", args=[table, record.slug])
            for name in ("record", "versions", "record_preview")
        ]
        pages += [
            reverse(f"admin:geopolitics_{table}_{name}", args=[record.pk])
            for name in ("change", "history", "delete")
        ]
        pages += [reverse(f"admin:geopolitics_{table}_{name}") for name in ("changelist", "export")]
    pages += [
        reverse("desk:proposal", args=[pk]) for pk in ChangeSet.objects.values_list("pk", flat=True)
    ]
    pages += [reverse("desk:queue"), reverse("admin:index")]
    pages += [reverse("admin:geopolitics_changeset_changelist")]
    for page in pages:
        assert SECRET not in contributor_client.get(page).content.decode(), page
    undo = reverse("desk:proposal", args=[begun.pk])
    refused = contributor_client.post(undo, {"act": "undo"}, follow=True).content.decode()
    assert "a colleague changed the notes of the staff" in refused
    assert SECRET not in refused
    file = contributor_client.post(
        reverse("admin:geopolitics_actor_export"), {"format": "0", "resource": ""}
    )
    assert SECRET not in file.content.decode()
    assert "mongolia" in file.content.decode()
    for record in (own, treaty):  # who may read them finds them there
        page = reverse("desk:versions", args=[record.table(), record.slug])
        assert SECRET in _as(curator).get(page).content.decode()


def _as(user):
    client = Client()
    client.force_login(user)
    return client
