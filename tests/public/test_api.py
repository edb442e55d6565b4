"""The API: what its lists and records tell, that it tells no more, and how it answers."""

import re

import pytest
import yaml
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.management.commands.spectacular import Command
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geopolitics import publishing
from geopolitics.models import (
    RECORDS,
    Actor,
    Citation,
    Document,
    Event,
    Statement,
    Treaty,
)
from geopolitics.public import paging
from geopolitics.search.excerpts import visible

KINDS = (*RECORDS, Document)
SITE = "http://testserver"
V1 = "/api/v1/"
LISTS = [f"{V1}{model._meta.verbose_name_plural}/" for model in KINDS]
OTHERS = [f"{V1}{name}/" for name in ("citations", "as-of")]
PACT = f"{V1}treaties/russia-dprk-2024/"


def plural(model):
    return str(model._meta.verbose_name_plural)


def told(reader, address, status=200, asked=None):
    response = reader.get(address.removeprefix(SITE), asked or {})
    assert response.status_code == status, (address, response.content[:300])
    media = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == media, address
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def walked(reader, address):
    """Every row of a list, page by page."""
    found, following = [], address
    while following:
        body = told(reader, following)
        found += body["results"]
        following = body["next"]
    return found


def every_text(value):
    if isinstance(value, dict):
        return [text for each in value.values() for text in every_text(each)]
    if isinstance(value, list):
        return [text for each in value for text in every_text(each)]
    return [value] if isinstance(value, str) else []


@pytest.fixture
def described(reader, register):
    return told(reader, f"{V1}openapi.json")


# What is told


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_a_list_holds_every_public_record_once_page_by_page(reader, register, model, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 7)
    rows = walked(reader, f"{V1}{plural(model)}/")
    slugs = [row["slug"] for row in rows]
    assert sorted(slugs) == sorted(model.objects.public().values_list("slug", flat=True))


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_a_record_is_told_alike_in_its_list_alone_and_beside_its_page(reader, register, model):
    listed = {row["slug"]: row for row in walked(reader, f"{V1}{plural(model)}/")}
    for record in model.objects.public():
        alone = told(reader, f"{V1}{plural(model)}/{record.slug}/")
        assert alone == told(reader, f"{record.get_absolute_url()[:-1]}.json")
        assert alone["api"] == f"{SITE}{V1}{plural(model)}/{record.slug}/"
        assert alone["address"] == f"{SITE}{record.get_absolute_url()}"
        assert set(alone) == set(listed[record.slug])
        assert {*record.public_fields} <= set(alone)
        assert not {*record.staff_fields, "id", "pk"} & set(alone)
        if model is not Document:
            keys = [citation["key"] for citation in alone["citations"]]
            assert sorted(keys) == sorted(c.key for c in record.citations.public())


def test_a_treaty_is_told_with_all_that_hangs_on_it(reader, register):
    pact = told(reader, PACT, asked={"on": "2024-07-19"})
    assert pact["type"] == "treaty"
    assert {party["actor"]["slug"] for party in pact["parties"]} == {"russia", "north-korea"}
    assert pact["standing"]["status"] == "signed, entry into force not stated"
    assert pact["standing"]["reason"].startswith("signed ")
    assert {duty["kind"] for duty in pact["obligations"]} >= {"defense"}
    quote = pact["citations"][0]
    assert quote["document"]["slug"] == register.slug
    passage = register.passages.get(number=quote["paragraph"])
    assert passage.text[quote["start"] : quote["end"]] == quote["quote"]
    assert f"?p={passage.number}#p-{passage.number}" in quote["address"]
    assert told(reader, pact["links"]["statements"])["results"]


def test_every_address_that_is_told_answers(reader, register):
    waiting = [*LISTS, *OTHERS, f"{V1}search/?q=korea"]
    seen = {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        body = seen[address] = told(reader, address)
        waiting += [
            text.removeprefix(SITE) for text in every_text(body) if text.startswith(SITE + V1)
        ]
    records = {f"{V1}{plural(m)}/{r.slug}/" for m in KINDS for r in m.objects.public()}
    assert records <= set(seen)
    pages = {t.partition("#")[0] for body in seen.values() for t in every_text(body)}
    for page in (p.removeprefix(SITE) for p in pages if p.startswith(SITE) and "/api/" not in p):
        assert reader.get(page).status_code == 200, page


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_filters_give_what_the_pages_give(reader, register, model, described):
    """Each parameter that the description knows, with values of it, in the same order."""
    address = f"/{plural(model)}/"
    page = reader.get(address).content.decode()
    asked = re.findall(r'href="[^"?]*\?([a-z_]+=[^"&]+)" rel="nofollow"', page)
    asked += ["sort=changed"] + (["document=nobody"] if model is not Document else [])
    if model in (Treaty, Statement, Event, Document):
        asked += ["from=1960&to=1999", "to=2024&possibly=1", "from=1990s&sort=oldest"]
    if model is Treaty:
        asked += ["on=1985-01-01&status=in+force", "party=DPRK"]
    known = {p["name"] for p in described["paths"][f"{V1}{plural(model)}/"]["get"]["parameters"]}
    for query in asked:
        assert {part.partition("=")[0] for part in query.split("&")} <= known
        caches["pages"].clear()
        shown = reader.get(f"{address}?{query}").context["page"].rows
        rows = told(reader, f"{V1}{plural(model)}/?{query}")["results"]
        assert [row["slug"] for row in rows] == [row.slug for row in shown], query


def test_citations_are_all_there_and_narrowed(reader, register, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 9)
    rows = walked(reader, f"{V1}citations/")
    found = {(row["record"]["type"], row["record"]["slug"], row["key"]) for row in rows}
    wanted = {c.natural_key() for c in Citation.objects.public()}
    assert len(rows) == len(found)
    assert found == wanted
    pact = walked(reader, f"{V1}citations/?treaty=russia-dprk-2024")
    assert {row["record"]["slug"] for row in pact} == {"russia-dprk-2024"}
    assert len(pact) == Citation.objects.filter(treaty__slug="russia-dprk-2024").count()
    assert len(walked(reader, f"{V1}citations/?document={register.slug}")) == len(rows)


@pytest.mark.parametrize("day", ["1950-01-01", "1985-01-01", "2001-01-01", "2024-08-01"])
def test_as_of_a_day_each_standing_is_that_of_the_rule(reader, register, day):
    rows = walked(reader, f"{V1}as-of/?on={day}")
    assert len(rows) == Treaty.objects.public().count()
    for row in rows:
        page = told(reader, row["treaty"]["api"], asked={"on": day})
        assert row["standing"] == page["standing"]
        for side in ("parties", "obligations"):
            assert row[side] == page[side]
        assert row["citations"]
    if day == "1985-01-01":
        [ussr] = [row for row in rows if row["treaty"]["slug"] == "ussr-dprk-1961"]
        assert ussr["standing"]["status"] == "in force"
        assert {party["standing"]["status"] for party in ussr["parties"]} == {"in force"}


def test_search_finds_what_its_page_finds(reader, register):
    for query in ("korea", "mutual defence", "russia"):
        body = told(reader, f"{V1}search/", asked={"q": query})
        page = reader.get("/search/", {"q": query}).content.decode()
        assert len(body["results"]) == min(body["total"]["number"], 25)
        for hit in body["results"]:
            path = hit["address"].removeprefix(SITE)
            assert f'href="{path.replace("&", "&amp;")}"' in page
    pages = walked(reader, f"{V1}search/?q=the")
    assert len({(hit["type"], hit["slug"], hit["address"]) for hit in pages}) == len(pages)
    assert told(reader, f"{V1}search/", asked={"q": "zzzzzz"})["results"] == []


# What is not told


def test_of_excerpts_only_the_cited_words_alone_are_told(reader, register):
    passages = walked(reader, f"{V1}documents/{register.slug}/passages/")
    assert passages
    for row in passages:
        passage = register.passages.get(number=row["number"])
        cited = Citation.objects.public().filter(passage=passage)
        words = visible(passage.text, [(c.start, c.end) for c in cited])
        assert (row["text"], row["section"]) == (None, "")
        assert [excerpt["text"] for excerpt in row["excerpts"]] == words
        assert row == told(reader, f"{V1}documents/{register.slug}/passages/{row['number']}/")
    uncited = register.passages.filter(citations=None).first()
    told(reader, f"{V1}documents/{register.slug}/passages/{uncited.number}/", 404)
    for row in walked(reader, f"{V1}citations/"):
        assert (row["prefix"], row["suffix"]) == ("", "")


def test_of_full_text_all_is_told(reader, register, written):
    with written():
        register.rights = "full text may be shown"
        register.save()
    rows = walked(reader, f"{V1}documents/{register.slug}/passages/")
    assert [(r["number"], r["text"], r["section"]) for r in rows] == list(
        register.passages.order_by("position").values_list("number", "text", "section")
    )


def test_a_moved_slug_is_followed_with_what_was_asked(reader, register, written):
    with written():
        treaty = Treaty.objects.get(slug="russia-dprk-2024")
        treaty.slug = "the-pact"
        treaty.save()
    for old, new in (
        (PACT, f"{V1}treaties/the-pact/"),
        ("/treaties/russia-dprk-2024.json", "/treaties/the-pact.json"),
        ("/treaties/russia-dprk-2024/art_4.json", "/treaties/the-pact/art_4.json"),
        (f"{V1}articles/russia-dprk-2024--art_4/", f"{V1}articles/the-pact--art_4/"),
    ):
        answer = reader.get(f"{old}?on=1985-01-01")
        assert (answer.status_code, answer["Location"]) == (301, f"{new}?on=1985-01-01")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert reader.get(new).status_code == 200


def test_what_was_withdrawn_is_gone_at_once_also_from_the_examples(
    reader, register, written, reviewer
):
    event = Event.objects.public().filter(parts=None, targeted_by=None).order_by("slug").first()
    with written():
        event.summary, event.slug = "Changed last.", "a-first-event"
        event.save()
    own = [f"{V1}events/{event.slug}/", f"{event.get_absolute_url()[:-1]}.json"]
    places = [*own, f"{V1}events/?sort=changed", f"{V1}citations/?event={event.slug}"]
    places += [f"{V1}openapi.json", f"{V1}search/?q=visit"]
    held = {place: reader.get(place) for place in places}
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    for place, answer in held.items():
        date = {"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}
        again = reader.get(place, headers={"If-None-Match": answer["ETag"], **date})
        assert again.status_code != 304, place
        assert place in own or event.slug not in str(again.json()).replace(place, "")
    for place in own:
        gone = told(reader, place, 410)
        assert gone["reason"] == "Told twice."
        assert gone["detail"].startswith("Withdrawn on ")


# How it answers


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{V1}treaties/?speker=russia", "not known here"),
        (f"{V1}treaties/?on=Julember", "Julember"),
        (f"{V1}treaties/?after=nothing", "no such place"),
        (f"{V1}treaties/?form=nothing", "is no value"),
        (f"{V1}treaties/?party=%00", "no text"),
        (f"{V1}citations/?after=treaty/x", "no such place"),
        (f"{V1}citations/?after=nothing/x~y", "no such place"),
        (f"{V1}documents/DOC/passages/?after=99999999999999999999~1", "no such place"),
        (f"{V1}search/", "Write what to search for"),
        (f"{V1}search/?q=x&kind=nothing", "no such kind"),
        (f"{V1}search/?q=korea&page=900", "no page 900"),
        (f"{PACT}?on=2001", "not one day"),
        ("/treaties/russia-dprk-2024.json?on=%00", "not a date"),
    ],
)
def test_what_makes_no_sense_is_told(reader, register, address, words):
    body = told(reader, address.replace("DOC", register.slug), 400)
    assert words in body["detail"]
    assert body["faults"]
    assert body["status"] == 400


@pytest.mark.parametrize(
    "address",
    [
        f"{V1}nothing/",
        f"{V1}treaties/nothing/",
        f"{V1}documents/nothing/passages/",
        f"{V1}documents/DOC/passages/%00/",
        "/treaties/nothing.json",
        "/treaties/russia-dprk-2024/art_99.json",
        "/api/v2/treaties/",
    ],
)
def test_not_found_is_a_problem(reader, register, address):
    body = told(reader, address.replace("DOC", register.slug), 404)
    assert body == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "No record has this address.",
    }


def test_it_is_only_read(reader, register):
    for address in (*LISTS, PACT, "/treaties/russia-dprk-2024.json", f"{V1}openapi.json"):
        for method in (reader.post, reader.put, reader.patch, reader.delete):
            answer = method(address)
            assert answer.status_code == 405
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Allow"] == "GET, HEAD, OPTIONS"
            assert not answer.cookies


def test_scripts_of_other_sites_may_ask(reader, register):
    asks = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    for address in (f"{V1}treaties/", PACT, "/treaties/russia-dprk-2024.json", "/x.csv"):
        answer = reader.options(address, headers=asks)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
        assert "GET" in answer["Access-Control-Allow-Methods"]
    assert reader.get("/api/v1/treaties")["Access-Control-Allow-Origin"] == "*"
    for address in ("/treaties/", "/admin/login.json", "/desk/x.json"):
        assert "Access-Control-Allow-Origin" not in reader.get(address)
        assert "Access-Control-Allow-Methods" not in reader.options(address, headers=asks)


def test_what_is_held_is_not_sent_again(reader, register):
    for address in (*LISTS, *OTHERS, PACT, "/actors/russia.json", f"{V1}openapi.json"):
        first = reader.get(address)
        assert first["Cache-Control"] == "no-cache"
        again = reader.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"
        head = reader.head(address)
        assert (head.content, head["ETag"]) == (b"", first["ETag"])
    for address in (*LISTS, PACT, "/actors/russia.json"):
        answers = [reader.get(address) for _ in range(2)]
        assert all(answer["Last-Modified"].endswith(" GMT") for answer in answers), address


def test_more_than_is_fair_is_refused_for_a_while(reader, register, settings):
    settings.API_RATE = "3/min"
    cache.clear()
    try:
        for year in (1985, 1990, 2001):
            told(reader, PACT, asked={"on": f"{year}-01-01"})
        refused = reader.get("/treaties/russia-dprk-2024.json")
        assert refused.status_code == 429
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert refused.json()["title"] == "Too Many Requests"
        assert told(reader, PACT, asked={"on": "1985-01-01"}), "what is held ready costs nothing"
        assert reader.get(PACT, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert reader.get("/treaties/russia-dprk-2024/").status_code == 200
    finally:
        cache.clear()


def test_a_fault_of_ours_is_a_problem_too(reader, register, monkeypatch):
    monkeypatch.setattr(paging, "page", None)
    reader.raise_request_exception = False
    body = told(reader, f"{V1}treaties/", 500)
    assert body["detail"] == "Something went wrong on our side."


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_queries_do_not_grow_with_the_rows(reader, register, model):
    places = [f"{V1}{plural(model)}/", f"{V1}{plural(model)}/?sort=changed"]
    places += [f"{V1}{plural(model)}/{r.slug}/" for r in model.objects.public()[:12]]
    for place in places:
        with CaptureQueriesContext(connection) as queries:
            told(reader, place)
        assert len(queries) <= 10, place


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("citations/", 7),
        ("citations/?actor=russia", 4),
        ("as-of/?on=1985-01-01", 5),
        ("search/?q=korea", 4),
        ("documents/DOC/passages/", 4),
        ("documents/DOC/passages/4/", 4),
        ("openapi.json", 2),
        ("", 2),
    ],
)
def test_others_cost_few_queries(reader, register, address, most):
    place = V1 + address.replace("DOC", register.slug)
    reader.get(place)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(place).status_code == 200
    assert len(queries) <= most


# How it is described


def test_the_description_is_valid_without_a_warning(described):
    call_command(Command(), validate=True, fail_on_warn=True, file="/dev/null")
    validate_schema(described)
    assert described["openapi"].startswith("3.1")


def filled(path, parameters):
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    return path


def test_every_example_answers_as_it_says(reader, described):
    answers = 0
    for path, operations in described["paths"].items():
        operation = operations["get"]
        parameters = operation["parameters"]
        address = filled(path, parameters)
        needed = {p["name"]: p["example"] for p in parameters if p.get("required")}
        needed = {name: needed[name] for name in needed if f"{{{name}}}" not in path}
        body = told(reader, address, asked=needed)
        schema = operation["responses"]["200"]["content"]["application/json"]
        if "example" in schema:
            answers += 1
            assert body == schema["example"], path
        whole = {"$ref": schema["schema"]["$ref"], "components": described["components"]}
        Draft202012Validator(whole).validate(body)
        for parameter in parameters:
            if parameter["in"] == "query" and "example" in parameter:
                asked = {**needed, parameter["name"]: parameter["example"]}
                found = told(reader, address, asked=asked)
                Draft202012Validator(whole).validate(found)
    assert answers == len(KINDS) + 1


def test_every_address_is_described(described):
    patterns = {f"{V1}{plural(model)}/{rest}" for model in KINDS for rest in ("", "{slug}/")}
    passages = f"{V1}documents/{{slug}}/passages/"
    assert set(described["paths"]) == {
        *patterns,
        passages,
        f"{passages}{{number}}/",
        *OTHERS,
        f"{V1}search/",
    }


def test_the_description_comes_as_yaml_too(reader, described):
    answer = reader.get(f"{V1}openapi.yaml")
    assert answer["Content-Type"] == "application/yaml"
    assert yaml.safe_load(answer.content) == described


def test_pages_lead_to_their_json(reader, each_kind):
    for address in each_kind:
        page = reader.get(address).content.decode()
        own = f"{address[:-1]}.json"
        assert f'<link rel="alternate" type="application/json" href="{own}">' in page
        assert f'<a class="link" href="{own}">' in page


def test_the_page_to_try_it_asks_what_there_is(reader, described):
    assert reader.get("/api/")["Location"] == V1
    page = reader.get(V1).content.decode()
    for path, operations in described["paths"].items():
        assert path in page
        if "{" not in path:
            form = page.split(f'<form class="filters" action="{path}"')[1].split("</form>")[0]
            names = {p["name"] for p in operations["get"]["parameters"]} - {"after", "page"}
            assert set(re.findall(r' name="(\w+)"', form)) == names
            empty = dict.fromkeys(names, "")
            if "q" not in empty:
                told(reader, path, asked=empty)


TEXT = st.text(max_size=40) | st.sampled_from(["\x00", "x" * 5000, "’", "1985-01-01", "russia~x"])


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_asked_breaks_it(reader, register, described, data):
    path = data.draw(st.sampled_from(sorted(described["paths"])))
    parameters = described["paths"][path]["get"]["parameters"]
    names = [p["name"] for p in parameters if p["in"] == "query"]
    asked = data.draw(st.dictionaries(st.sampled_from(names), TEXT)) if names else {}
    answer = reader.get(filled(path, parameters), asked)
    assert answer.status_code in (200, 400)
    assert answer.json()


def test_a_hidden_place_is_as_one_that_never_was(reader, register, written):
    with written():
        hidden = Actor(slug="hidden", name="Hidden", kind="state", status="draft")
        hidden.save()
    for place in (f"{V1}actors/{{}}/", "/actors/{}.json"):
        one, other = reader.get(place.format("hidden")), reader.get(place.format("nobody"))
        assert (one.status_code, one.content, one.headers) == (404, other.content, other.headers)
    one = told(reader, f"{V1}statements/?speaker=hidden")
    assert one == told(reader, f"{V1}statements/?speaker=nobody")


def test_a_name_in_the_register_is_no_markup_of_ours(reader, register, written):
    with written():
        actor = Actor.objects.get(slug="russia")
        actor.summary = "</script><b>“Русь” & \u2028"
        actor.save()
    assert told(reader, "/actors/russia.json")["summary"] == actor.summary
