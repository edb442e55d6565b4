"""JSON-LD: the public fields of what is shown, in words that machines know, and no markup."""

import json
import re

import pytest
from django.db.models.functions import Lower

from geopolitics.models import Actor, Event, Statement, Treaty
from geopolitics.public import linked

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SITE = "http://testserver"


def data(reader, address):
    found = BLOCK.findall(reader.get(address).content.decode())
    assert len(found) == 1, address
    return json.loads(found[0])


def test_each_kind_is_named_in_its_words(reader, each_kind):
    happened = Event.objects.public().happened().first().get_absolute_url()
    for address in (happened if "/events/" in page else page for page in each_kind):
        found = data(reader, address)
        assert found["@context"] == "https://schema.org"
        assert found["@id"] == found["url"] == SITE + address
        assert not [name for name, value in found.items() if value in ("", {}, None)]


def test_a_treaty(reader, register):
    found = data(reader, "/treaties/russia-dprk-2024/")
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    assert (found["@type"], found["name"]) == ("Legislation", treaty.title)
    assert found["legislationType"] == treaty.form


def test_dates_that_schema_org_cannot_hold_are_left_out(reader, register):
    treaty = Treaty.objects.get(slug="ussr-dprk-1961")
    assert (treaty.signed, treaty.ended) == ("1961", "199X")
    found = data(reader, "/treaties/ussr-dprk-1961/")
    assert found["legislationDate"] == "1961"
    assert "expires" not in found


def test_actors_are_of_their_kinds(reader, register):
    assert data(reader, "/actors/russia/")["@type"] == "Country"
    assert data(reader, "/actors/kim-jong-un/")["@type"] == "Person"
    part = data(reader, "/actors/chinese-foreign-ministry/")
    assert part["@type"] == "GovernmentOrganization"
    assert part["parentOrganization"] == {
        "@type": "Country",
        "@id": f"{SITE}/actors/china/",
        "name": "China",
    }


def test_own_words_are_a_quotation_and_paraphrase_a_claim(reader, register):
    said = Statement.objects.public().exclude(quote="").exclude(speaker=None).first()
    found = data(reader, said.get_absolute_url())
    assert (found["@type"], found["text"]) == ("Quotation", said.quote)
    assert found["creator"]["name"] == str(said.speaker)
    told = Statement.objects.public().filter(quote="").first()
    assert data(reader, told.get_absolute_url())["@type"] == "Claim"


def test_what_did_not_happen_is_no_event(reader, register):
    for event in Event.objects.public():
        found = BLOCK.findall(reader.get(event.get_absolute_url()).content.decode())
        assert bool(found) == (event.occurrence in ("happened", "planned")), event


def test_a_list_is_told_in_its_order(reader, register):
    found = data(reader, "/actors/")
    listed = [item["url"].removeprefix(SITE) for item in found["itemListElement"]]
    actors = Actor.objects.public().order_by(Lower("name"), "slug")
    assert len(listed) > 5
    assert listed == [actor.get_absolute_url() for actor in actors[: len(listed)]]


def test_the_register_is_a_data_set(reader, register):
    graph = data(reader, "/")["@graph"]
    assert graph[0]["@type"] == "Dataset"
    assert graph[0]["license"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("nasty", ["</script><b>x", "<!--<script>", "]]>&amp;\u2028"])
def test_no_markup_ends_the_block(reader, register, written, nasty):
    with written():
        actor = Actor.objects.get(slug="japan")
        actor.description = nasty
        actor.save()
    body = reader.get("/actors/japan/").content.decode()
    [block] = BLOCK.findall(body)
    assert not re.search("[<>&\u2028]", block)
    assert json.loads(block)["description"] == nasty


@pytest.mark.parametrize("name", ["staff_notes", "status", "version", "pk"])
def test_nothing_but_public_fields_can_be_read(register, rf, name):
    given = linked._Reader(rf.get("/"), Actor.objects.get(slug="japan"))
    assert given["name"] == "Japan"
    with pytest.raises(KeyError):
        given[name]
