"""What the pages of one record cost: the same for a long history and many side rows as for few."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from geopolitics.changes.current import change_set
from geopolitics.changes.operations import read, read_some
from geopolitics.models import Actor, ChangeSet, Passage, Topic, Treaty
from geopolitics.publishing import edit

SLUG = "russia-dprk-2024"
PAGES = {
    "form": (17, lambda t: reverse("admin:geopolitics_treaty_change", args=[t.pk])),
    "history": (40, lambda t: reverse("admin:geopolitics_treaty_history", args=[t.pk])),
    "record": (6, lambda t: reverse("desk:record", args=["treaty", t.slug])),
    "versions": (20, lambda t: reverse("desk:versions", args=["treaty", t.slug])),
    "preview": (15, lambda t: reverse("desk:record_preview", args=["treaty", t.slug])),
}


def cost(client, page):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


@pytest.fixture
def long(register):
    """The pact, with many more versions, names, quotes and parties than it began with."""
    treaty = Treaty.objects.get(slug=SLUG)
    passage = Passage.objects.get(number="1")
    for n in range(6):
        with change_set(way="command"):
            treaty = Treaty.objects.get(pk=treaty.pk)
            treaty.place = f"Place {n}"
            treaty.save()
            treaty.topics.set(Topic.objects.all()[n : n + 2])
            treaty.names.create(key=f"made-{n}", name=f"The pact of {n}")
            party = Actor.objects.public().filter(kind="state")[n]
            treaty.parties.create(key=f"made-{n}", actor=party, role="observer")
            treaty.citations.create(
                key=f"made-{n}", passage=passage, quote=passage.text[n : n + 30], field="place"
            )
    return treaty


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_record_costs_the_same_however_long_it_is(long, reviewer_client, name):
    most, address = PAGES[name]
    assert cost(reviewer_client, address(long)) <= most


def test_a_long_change_set_is_read_in_parts(register, reviewer_client):
    """The document's own: some hundreds of rows."""
    fixtures = ChangeSet.objects.earliest("pk")
    whole = [(o.table, o.key, o.after) for o in read(fixtures)]
    place = reverse("desk:proposal", args=[fixtures.pk])
    parts, start = [], 0
    while start is not None:
        operations, total = read_some(fixtures, start, 100)
        assert total == len(whole)
        parts += [(o.table, o.key, o.after) for o in operations]
        assert cost(reviewer_client, f"{place}?from={start}") <= 90
        rows = reviewer_client.get(f"{place}?from={start}").context["rows"]
        start = rows.after
    assert parts == whole
    page = reviewer_client.get(place).content.decode()
    assert f"Rows 1 to 100 of {len(whole)}." in page
    assert "?from=100" in page
    for odd in ("x", "99999", "-1"):
        assert reviewer_client.get(f"{place}?from={odd}").status_code == 200


def test_a_long_proposal_is_shown_in_parts_and_decided_whole(register, curator, reviewer_client):
    with edit(curator, way="import") as result:
        treaty = Treaty.objects.get(slug=SLUG)
        for n in range(130):
            treaty.names.create(key=f"made-{n:03}", name=f"The pact of {n}")
    place = reverse("desk:proposal", args=[result.proposal.pk])
    first, second = (
        reviewer_client.get(f"{place}{query}").content.decode() for query in ("", "?from=100")
    )
    assert len(re.findall("new</span> treaty name", first)) == 100
    assert len(re.findall("new</span> treaty name", second)) == 30
    assert "The decision is on all 130 rows" in first
    treaty = Treaty.objects.get(slug=SLUG)
    with change_set(way="command"):  # what is in conflict stands on each page
        treaty.names.create(key="made-120", name="Another name")
    clash = reviewer_client.get(place).content.decode()
    assert 'name="drop"' in clash
    assert "made-120" in clash
    reviewer_client.post(place, {"act": "approve", "drop": _drop(clash)})
    assert Treaty.objects.get(slug=SLUG).names.filter(key__startswith="made-").count() == 130
    assert treaty.names.get(key="made-120").name == "Another name"


def _drop(page):
    return re.findall(r'name="drop" value="([^"]+)"', page)
