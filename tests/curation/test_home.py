"""The first page: what waits for whom, what the register lacks, and the pages that list it."""

import re

import pytest
from django.urls import reverse

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import RECORDS, Actor, Citation, Passage, Treaty
from geopolitics.publishing import edit

SLUG = "russia-dprk-2024"
INDEX = "/admin/"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def counts(client):
    return {tile.key: tile.count for tile in client.get(INDEX).context["home"].tiles}


def draft(user, slug, quoted=True):
    """A state that the user began, with a quote of its own unless told otherwise."""
    passage = Passage.objects.get(number="10")
    with edit(user, way="form"):
        actor = Actor(slug=slug, name=slug.title(), kind="state")
        actor.save()
        if quoted:
            Citation(actor=actor, key="c1", passage=passage, quote=passage.text[:20]).save()
    return actor


def propose(user, place, replacing=None):
    with edit(user, way="form", replacing=replacing) as result:
        treaty = Treaty.objects.get(slug=SLUG)
        treaty.place = place
        treaty.save()
    return result.proposal


def test_each_sees_the_own_work(
    register, contributor, curator, reviewer, contributor_client, curator_client, reviewer_client
):
    mine = draft(contributor, "mongolia")
    publishing.submit(mine, by=contributor)
    draft(curator, "andorra")
    propose(curator, "Pyongyang")
    theirs, others, reviews = map(counts, (contributor_client, curator_client, reviewer_client))
    assert (theirs["mine"], others["mine"], reviews["mine"]) == ("1", "1", "0")
    assert reviews["review"] == "2"
    assert set(theirs) == {"mine", "returned", "sentences", "boilerplate"}
    assert "review" not in others
    assert "Andorra" not in text(contributor_client.get(INDEX))
    page = text(reviewer_client.get(INDEX))
    assert reverse("desk:record", args=["actor", "mongolia"]) in page
    assert "place: empty → Pyongyang" in page
    publishing.send_back(mine, by=reviewer, remark="Where is it said?")
    assert counts(contributor_client)["returned"] == "1"
    assert "Where is it said?" in text(contributor_client.get(INDEX))
    after = counts(reviewer_client)
    assert (after["review"], after["mine"], after["returned"]) == ("1", "0", "0")


def test_what_a_reviewer_wrote_earlier_does_not_wait_for_them(
    register, reviewer, administrator, reviewer_client
):
    """However many versions lie between."""
    proposal = propose(reviewer, "Rason")
    for place in ("Pyongyang", "Vladivostok"):
        proposal = propose(administrator, place, replacing=proposal)
    assert counts(reviewer_client)["review"] == "0"
    assert "Vladivostok" not in text(reviewer_client.get("/desk/"))


def test_records_without_evidence_are_counted_as_their_lists_find_them(
    register, curator, curator_client
):
    before = counts(curator_client)["evidence"]
    draft(curator, "andorra", quoted=False)
    tile = next(t for t in curator_client.get(INDEX).context["home"].tiles if t.key == "evidence")
    assert tile.number == int(before) + 1
    found = {
        kind.key: curator_client.get(kind.href).context["cl"].queryset.count() for kind in tile.of
    }
    assert found == {kind.key: kind.number for kind in tile.of}
    assert "actor" in found


def test_a_long_count_is_capped_and_says_so(register, curator_client):
    with change_set(way="command"):
        Actor.objects.insert_all(
            [Actor(slug=f"made-{n}", name=f"Made {n}", kind="group") for n in range(60)]
        )
    assert counts(curator_client)["evidence"] == "over 50"


def test_sources_that_differ_are_found_and_shown(register, curator_client, contributor_client):
    assert counts(curator_client)["conflicts"] == "0"
    treaty = Treaty.objects.get(slug="china-dprk-1961")
    quote = treaty.citations.filter(field="signed").first()
    party = treaty.parties.first()
    with change_set(way="command"):
        for field, value in (
            ("signed", "1961"),  # wider: no conflict
            ("signed", "1962-01-01"),
            (f"parties/{party.key}/actor", "mongolia"),
            (f"parties/{party.key}/signed", "1961-07"),  # the row leaves it open
        ):
            treaty.citations.create(
                passage=quote.passage, quote=quote.quote, field=field, value=value
            )
    assert counts(curator_client)["conflicts"] == "2"
    page = text(curator_client.get("/desk/conflicts/"))
    assert "1962-01-01" in page
    assert f"parties/{party.key}/actor" in page
    assert f"parties/{party.key}/signed" not in page
    assert str(treaty) in page
    assert f"/admin/geopolitics/treaty/{treaty.pk}/change/" in page
    assert contributor_client.get("/desk/conflicts/").status_code == 403


def test_two_sources_that_contradict_one_another_over_an_empty_field(register, curator_client):
    treaty = Treaty.objects.get(slug=SLUG)
    quote = treaty.citations.first()
    with change_set(way="command"):
        for value in ("Pyongyang", "Rason"):
            treaty.citations.create(
                passage=quote.passage, quote=quote.quote, field="place", value=value
            )
    page = text(curator_client.get("/desk/conflicts/"))
    assert "(empty)" in page
    assert "Rason" in page


def test_a_sentence_is_without_a_citation_until_one_touches_it(register, curator_client):
    """Of the document itself each sentence is cited; of its boilerplate none."""
    assert counts(curator_client)["sentences"] == "0"
    assert int(counts(curator_client)["boilerplate"]) > 0
    words = "Dr. Kim left on 1 May. Nobody saw it."
    with change_set(way="command"):
        passage = Passage(document=register, number="99", position=99, text=words)
        passage.save()
    assert counts(curator_client)["sentences"] == "2"
    page = curator_client.get("/desk/sentences/")
    assert [p.uncited for p in page.context["text"]] == [
        ["Dr. Kim left on 1 May.", "Nobody saw it."]
    ]
    assert all(p.boilerplate for p in page.context["boilerplate"])
    treaty = Treaty.objects.get(slug=SLUG)
    with change_set(way="command"):
        treaty.citations.create(passage=passage, quote="Nobody saw")
    assert counts(curator_client)["sentences"] == "1"
    again = curator_client.get("/desk/sentences/", {"document": register.slug})
    assert [p.uncited for p in again.context["text"]] == [["Dr. Kim left on 1 May."]]


def test_a_sentence_leads_to_a_citation_of_it(register, curator_client):
    page = curator_client.get("/desk/sentences/").content.decode()
    link = re.search(r'class="geo-unread" href="([^"]+)"', page)[1].replace("&amp;", "&")
    form = curator_client.get(link)
    assert form.status_code == 200
    assert "The words stand once in" in form.content.decode()


def test_sentences_of_a_document_that_is_none(register, curator_client):
    assert curator_client.get("/desk/sentences/?document=none").status_code == 404
    assert curator_client.get("/desk/sentences/?after=x").status_code == 200


@pytest.fixture
def busy(register, curator, contributor):
    """Something of every kind waits, with differing values on records and on side rows."""
    for n in range(8):
        publishing.submit(draft(contributor, f"made-{n}"), by=contributor)
        propose(curator, f"Place {n}")
    with change_set(way="command"):
        for model in RECORDS:
            for citation in Citation.objects.filter(**{f"{model.table()}__isnull": False})[:3]:
                model.objects.get(pk=citation.record.pk).citations.create(
                    passage=citation.passage,
                    quote=citation.quote,
                    field="slug" if model.table() != "treaty" else "title",
                    value="Something else",
                )


@pytest.mark.parametrize(("role", "most"), [("contributor", 7), ("curator", 9), ("reviewer", 12)])
def test_the_first_page_costs_the_same_however_much_waits(
    request, busy, role, most, django_assert_max_num_queries
):
    client = request.getfixturevalue(f"{role}_client")
    with django_assert_max_num_queries(most):
        assert client.get(INDEX).status_code == 200


@pytest.mark.parametrize(
    ("address", "most"), [("/desk/", 12), ("/desk/conflicts/", 15), ("/desk/sentences/", 8)]
)
def test_the_lists_cost_the_same_however_much_waits(
    busy, reviewer_client, address, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        assert reviewer_client.get(address).status_code == 200


def test_every_record_is_called_the_same_wherever_it_is_named(register):
    from_parts = 0
    for model in RECORDS:
        for row, values in zip(
            model.objects.order_by("pk"),
            model.objects.order_by("pk").values(*model.named_by),
            strict=True,
        ):
            assert model.name_from(values) == str(row)
            from_parts += 1
    assert from_parts
