"""Two at once: exactly one is written, the other is told, and nothing is lost in silence."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, ChangeSet, Treaty
from geopolitics.publishing import edit

pytestmark = pytest.mark.django_db(transaction=True)


def member(name, group):
    user = User.objects.create_user(name, password="a pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return user, client


def at_once(*acts):
    """Run the acts in threads, released together; their results in order."""
    gate, results = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        gate.wait()
        try:
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_editors_of_one_draft(long, form_of, change_url):
    people = [member(name, "Curators") for name in ("one", "two")]
    with change_set(way="command"):
        draft = Actor(slug="race", name="Race", kind="state")
        draft.save()
    for lap in range(50 if long else 4):
        forms = [form_of(client.get(change_url(draft))) for _, client in people]
        seats = [f"{name} {lap}" for name in ("first", "second")]
        answers = at_once(
            *(
                partial(client.post, change_url(draft), form | {"seat": seat})
                for (_, client), form, seat in zip(people, forms, seats, strict=True)
            )
        )
        draft.refresh_from_db()
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 302]
        told = next(a for a in answers if a.status_code == 200).content.decode()
        assert "changed this record" in told
        assert draft.seat in seats
        assert all(seat in told for seat in seats)


def test_two_reviewers_of_one_proposal(long):
    curator, _ = member("writer", "Curators")
    reviewers = [member(name, "Reviewers") for name in ("one", "two")]
    treaty = Treaty.objects.public().first()
    for lap in range(20 if long else 2):
        with edit(curator, way="form") as result:
            treaty = Treaty.objects.get(pk=treaty.pk)
            treaty.place = f"Place {lap}"
            treaty.save()
        page = reverse("desk:proposal", args=[result.proposal.pk])
        at_once(*(partial(c.post, page, {"act": "approve"}) for _, c in reviewers))
        pages = [client.get(page).content.decode() for _, client in reviewers]
        assert sum("Approved: the public" in told for told in pages) == 1
        assert sum('class="error">' in told for told in pages) == 1
        treaty.refresh_from_db()
        assert treaty.place == f"Place {lap}"
        assert treaty.history.filter(place=f"Place {lap}").count() == 1


def test_an_edit_while_the_record_is_published(form_of, change_url):
    """The record is published as it was reviewed, or the edit takes it back: never a mix."""
    curator, client = member("writer", "Curators")
    reviewer, _ = member("reader", "Reviewers")
    with change_set(way="command"):
        citation = Treaty.objects.public().first().citations.first()
    with edit(curator, way="form"):
        draft = Actor(slug="race", name="Race", kind="state")
        draft.save()
        draft.citations.create(passage=citation.passage, quote=citation.quote)
    publishing.submit(draft, by=curator)
    form = form_of(client.get(change_url(draft))) | {"seat": "Somewhere"}
    at_once(
        lambda: client.post(change_url(draft), form),
        lambda: publishing.publish([Actor.objects.get(pk=draft.pk)], by=reviewer),
    )
    draft.refresh_from_db()
    if draft.is_public:
        assert draft.seat == ""
    else:
        assert (draft.status, draft.seat) == ("draft", "Somewhere")
    assert ChangeSet.objects.filter(state="proposed").count() <= 1
