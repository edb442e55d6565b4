"""A record's quotes as W3C Web Annotations: the words where they stand, and no word beside them
that is not public."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import RECORDS, Actor, Citation, Treaty

SITE = "http://testserver"
TREATY = "/treaties/russia-dprk-2024"
# The terms of http://www.w3.org/ns/anno.jsonld that are used.
TERMS = {
    "AnnotationCollection": {"@context", "id", "type", "label", "total", "first"},
    "AnnotationPage": {"id", "type", "partOf", "startIndex", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "TextualBody": {"type", "purpose", "value"},
    "SpecificResource": {"type", "source", "scope", "selector"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    "FragmentSelector": {"type", "conformsTo", "value", "refinedBy"},
}
PURPOSES = {"identifying", "tagging", "describing", "commenting"}


def collection(reader, address):
    answer = reader.get(f"{address.rstrip('/')}.jsonld")
    assert answer.status_code == 200
    assert answer["Content-Type"] == (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    )
    return json.loads(answer.content)


def items(reader, address):
    return collection(reader, address)["first"]["items"]


def things(value):
    """Every object within, itself included."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from things(each)


def test_nothing_stands_in_it_that_the_context_does_not_know(reader, every_page):
    for address in every_page:
        if "/documents/" in address:
            continue
        found = collection(reader, address)
        assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert found["id"] == f"{SITE}{address[:-1]}.jsonld"
        ids = [thing["id"] for thing in things(found) if thing.get("type") == "Annotation"]
        assert found["total"] == len(ids) == len(set(ids)) > 0
        for thing in things(found):
            if "type" in thing:
                assert set(thing) <= TERMS[thing["type"]], thing
                assert {thing.get("motivation"), thing.get("purpose")} - {None} <= PURPOSES
            else:
                assert set(thing) == {"id", "format", "label"}


def test_each_quote_of_the_record_is_an_annotation_of_its_document(reader, register):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    found = {item["id"].rpartition("#")[2]: item for item in items(reader, TREATY)}
    rows = list(Citation.objects.public().of(treaty))
    assert set(found) == {row.key for row in rows}
    for row in rows:
        item = found[row.key]
        bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
        assert bodies[0]["id"] == f"{SITE}{TREATY}/"
        assert [body["value"] for body in bodies[1:]] == [
            value for value in (row.field, row.value, row.note) if value
        ]
        assert item["target"]["source"] == f"{SITE}{register.get_absolute_url()}"
        assert item["target"]["scope"].endswith(f"?p={row.passage.number}#p-{row.passage.number}")
        assert item["target"]["selector"]["exact"] == row.quote


def test_of_excerpts_only_no_word_but_cited_ones_is_told(reader, register, every_page):
    """And no place, which would tell how much stands before the words."""
    assert register.rights == "excerpts only"
    cited = {}
    for row in Citation.objects.public():
        cited.setdefault(row.passage_id, set()).update(range(row.start, row.end))
    texts = {
        passage.number: "".join(
            character if at in cited.get(passage.pk, ()) else "\0"
            for at, character in enumerate(passage.text)
        )
        for passage in register.passages.all()
    }
    seen = 0
    for address in every_page:
        for item in items(reader, address) if "/documents/" not in address else []:
            selector = item["target"]["selector"]
            assert selector["type"] == "TextQuoteSelector"
            words = "".join(selector.get(name, "") for name in ("prefix", "exact", "suffix"))
            number = item["target"]["scope"].rpartition("#p-")[2]
            assert words in texts[number]
            seen += "prefix" in selector
    assert seen, "words around a quote that are cited themselves"


@pytest.fixture
def whole(register, written):
    """The document, with leave to show all of it."""
    with written():
        register.rights = "full text may be shown"
        register.save()
    return register


def test_of_a_full_text_the_words_around_and_the_place_are_told(reader, whole):
    for item in items(reader, TREATY):
        quote, fragment = item["target"]["selector"]
        number = fragment["value"].removeprefix("p-")
        text = whole.passages.get(number=number).text
        place = fragment["refinedBy"]
        assert text[place["start"] : place["end"]] == quote["exact"]
        around = "".join(quote.get(name, "") for name in ("prefix", "exact", "suffix"))
        assert around in text
        assert text.count(around) == 1


def test_a_draft_beside_the_quote_makes_none_of_its_words_public(reader, register, written):
    before = collection(reader, "/actors/russia")
    row = Citation.objects.public().of(Actor.objects.get(slug="russia")).first()
    text = row.passage.text
    with written():
        draft = Actor(slug="hidden", name="Hidden", kind="state")
        draft.save()
        Citation(actor=draft, passage=row.passage, quote=text).save()
    assert collection(reader, "/actors/russia") == before


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_it_costs_four_queries_at_most(reader, register, model):
    for address in [record.get_absolute_url() for record in model.objects.public()]:
        with CaptureQueriesContext(connection) as queries:
            collection(reader, address)
        assert len(queries) <= 4
