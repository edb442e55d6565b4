"""Pages kept as they were made: at one query, never past a change, never across readers."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Edition, Event

ADDRESSES = (
    "/",
    "/treaties/",
    "/treaties/russia-dprk-2024/?on=2001-01-01",
    "/actors/russia/",
    "/search/?q=korea",
    "/feed.atom",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_made_is_not_made_again(reader, register, address):
    first = reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        second = reader.get(address)
    assert len(queries) == 1
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert reader.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_change_shows_at_once(reader, register, reviewer, written):
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    addresses = [event.get_absolute_url(), "/events/", "/sitemap-events.xml"]
    before = {address: reader.get(address).content for address in addresses}
    with written():
        event.title = "Renamed in the meantime"
        event.save()
    for address in addresses[:2]:
        assert b"Renamed in the meantime" in reader.get(address).content
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    assert reader.get(addresses[0]).status_code == 410
    for address in addresses[1:]:
        told = reader.get(address).content
        assert event.slug.encode() not in told
        assert told != before[address]


def test_staff_and_readers_are_not_shown_each_others_pages(reader, register, curator_client):
    address = register.get_absolute_url()
    own = curator_client.get(address)
    assert b"for-staff" in own.content
    assert b"for-staff" not in reader.get(address).content
    assert b"for-staff" not in reader.get(address).content
    assert curator_client.get(address).content == own.content


def test_each_host_has_its_own(reader, register, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in ("one.example", "two.example"):
        told = reader.get("/treaties/", headers={"Host": host}).content.decode()
        assert f'href="http://{host}/treaties/"' in told
    assert reader.get("/treaties/", headers={"Host": "three.example"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_none_goes_unseen():
    """Whatever the order in which they are committed."""
    unseen, together = [], threading.Barrier(4)

    def write(number):
        try:
            together.wait()
            for turn in range(5):
                before = Edition.current()
                with change_set(way="command", message="for a test"):
                    Actor(slug=f"actor-{number}-{turn}", name="An actor", kind="state").save()
                if Edition.current() == before:
                    unseen.append((number, turn))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Actor.objects.filter(name="An actor").count() == 20
    assert unseen == []
    with change_set(way="command", message="for a test"):
        Actor(slug="one-more", name="An actor", kind="state").save()
    assert Edition.objects.count() == 1
