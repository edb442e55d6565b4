"""Lists and search as files: what the page shows, in its order, and nothing else."""

import csv
import html
import io
import json
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from geopolitics.models import Actor, Citation, Party, Treaty
from geopolitics.public import facets, narrowing, paging

from .conftest import LISTS

SITE = "http://testserver"
FILE = re.compile(r'<a class="link" href="([^"]+)" rel="nofollow">(CSV|JSON)</a>')
ASKED = [
    *LISTS,
    "/treaties/?party=DPRK&on=1985-01-01&sort=title",
    "/statements/?stance=opposes&sort=oldest",
    "/statements/?after=2024-07-19~n",
    "/events/?from=1990&to=2024&possibly=1",
    "/actors/?kind=state&sort=changed",
    "/search/?q=korea",
    "/search/?q=defence&kind=statement&order=newest",
]


def page(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def files(reader, address):
    """The files that a page links to, by format."""
    found = FILE.findall(page(reader, address))
    return {name: html.unescape(link) for link, name in found}


def told(reader, address):
    answer = reader.get(address)
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def cells(reader, address):
    answer = reader.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def listed(body):
    """Addresses of the records that the rows of a page are of, in order."""
    rows = re.split(r'<(?:o|u)l class="(?:rows|tree)', body)[1].split('<div class="takeaway')[0]
    rows = [row.split("</li>")[0] for row in rows.split("<li")[1:] if "href=" in row]
    return [html.unescape(re.search(r'href="(/[^"]+)"', row)[1]) for row in rows]


@pytest.mark.parametrize("address", ASKED)
def test_a_file_has_the_rows_of_its_page_in_their_order(reader, register, address):
    links = files(reader, address)
    assert set(links) == {"CSV", "JSON"}
    file = told(reader, links["JSON"])
    shown = [link for link in listed(page(reader, address)) if not re.search(r"/\?", link)]
    found = [row["record_address"].removeprefix(SITE) for row in file["rows"]]
    assert found == shown
    assert found
    assert file["address"] == SITE + links["JSON"]
    rows = cells(reader, links["CSV"])
    assert [row["record_address"] for row in rows] == [
        row["record_address"] for row in file["rows"]
    ]
    assert {row["retrieved"] for row in rows} == {file["retrieved"]}
    assert set(rows[0]) == {*file["rows"][0], "address", "retrieved"}


@pytest.mark.parametrize("address", [a for a in LISTS if a not in ("/documents/", "/topics/")])
def test_each_row_brings_a_quote_that_stands_at_its_place(reader, register, address):
    for row in told(reader, files(reader, address)["JSON"])["rows"]:
        citation = Citation.objects.public().filter(quote=row["citation_quote"]).first()
        assert citation.passage.number == row["passage"]
        assert citation.passage.document.slug == row["document"] == register.slug
        assert row["document_title"] == register.title
        place = row["citation_address"].removeprefix(SITE).split("#")[0]
        assert escape(row["citation_quote"].split()[0]) in page(reader, place)


def test_a_treaty_is_told_with_its_dates_parties_and_standing(reader, register):
    rows = told(reader, "/treaties.json?on=1985-01-01&party=ussr")["rows"]
    [row] = [row for row in rows if row["slug"] == "ussr-dprk-1961"]
    assert (row["signed"], row["signed_words"]) == ("1961", "1961")
    assert (row["ended"], row["ended_words"]) == ("199X", "1990s")
    assert row["in_force"] is None
    assert (row["status"], row["status_on"]) == ("in force", "1985-01-01")
    assert row["reason"] == "signed 1961, expired 1990s later; entry into force not stated"
    assert row["parties_slugs"] == ["north-korea", "ussr"]
    assert row["title_supplied"] is False


def test_a_file_names_every_party_however_many(reader, register, written):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    passage = register.passages.first()
    with written():
        for number in range(12):
            actor = Actor(slug=f"party-{number}", name=f"Party {number}", kind="state")
            actor.status = "published"
            actor.save()
            Citation(actor=actor, passage=passage, quote=passage.text).save()
            Party(treaty=treaty, actor=actor, role="signatory").save()
    rows = told(reader, "/treaties.json")["rows"]
    [row] = [row for row in rows if row["slug"] == treaty.slug]
    assert len(row["parties"]) == 14


def test_total_facets_and_the_next_page_are_told(reader, register, monkeypatch):
    for module in (facets, narrowing):
        monkeypatch.setattr(module, "CAP", 10)
    monkeypatch.setattr(paging, "SIZE", 4)
    file, seen = told(reader, "/statements.json?sort=oldest"), []
    assert file["total"] == "over 10"
    assert file["facets"]["act"]["capped"] is True
    assert file["query"] == {"sort": "oldest"}
    while True:
        seen += [row["slug"] for row in file["rows"]]
        if not file["next"]:
            break
        assert file["next"].startswith(f"{SITE}/statements.json?sort=oldest&after=")
        file = told(reader, file["next"])
    monkeypatch.setattr(paging, "SIZE", 1000)
    caches["pages"].clear()
    assert seen == [row["slug"] for row in told(reader, "/statements.json?sort=oldest")["rows"]]


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_the_next_page_stands_in_a_header_as_well(reader, register, suffix):
    answer = reader.get(f"/statements.{suffix}")
    following = re.fullmatch(r'<(http.+)>; rel="next"', answer["Link"])[1]
    assert reader.get(following).status_code == 200
    assert "Link" not in reader.get(f"/treaties.{suffix}")


def test_facets_lead_to_as_many_rows_as_they_say(reader, register):
    found = told(reader, "/events.json")["facets"]
    assert {"occurrence", "factuality", "kind", "actor", "treaty"} <= set(found)
    for value in found["occurrence"]["values"]:
        narrowed = told(reader, f"/events.json?occurrence={value['value']}")
        assert narrowed["total"] == str(value["rows"])


@pytest.mark.parametrize(
    "query",
    [
        "treaties?on=Julember",
        "treaties?status=nothing",
        "statements?after=nowhere",
        "statements?stance=%00",
        "statements?speaker=" + "x" * 5000,
        "events?from=2023-02-29",
        "search?q=korea&page=99",
        "search?q=korea&kind=nothing",
        "search?page=%00",
    ],
)
def test_what_makes_no_sense_is_refused_in_the_format_asked_for(reader, register, query):
    kind, _, asked = query.partition("?")
    answer = reader.get(f"/{kind}.json?{asked}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = json.loads(answer.content)
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert problem["detail"].endswith(".")
    answer = reader.get(f"/{kind}.csv?{asked}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode() == f"{problem['detail']}\n"


@pytest.mark.parametrize("address", [*LISTS, "/search/?q=korea"])
@pytest.mark.parametrize("suffix", ["CSV", "JSON"])
def test_a_file_costs_what_its_page_costs(reader, register, address, suffix):
    link = files(reader, address)[suffix]
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as of_page:
        reader.get(address)
    with CaptureQueriesContext(connection) as of_file:
        reader.get(link)
    assert 1 < len(of_file) <= len(of_page)


def test_a_spreadsheet_runs_nothing_of_it(reader, register, written):
    with written():
        actor = Actor.objects.get(slug="japan")
        actor.name = "=HYPERLINK(1)"
        actor.save()
    [row] = [row for row in cells(reader, "/actors.csv") if row["slug"] == "japan"]
    assert row["name"] == "'=HYPERLINK(1)"


def test_what_was_found_is_told_with_its_words(reader, register):
    file = told(reader, "/search.json?q=%22two+Koreas%22")
    assert file["total"] == str(len(file["rows"]))
    assert sum(kind["rows"] for kind in file["facets"]["kind"]) == len(file["rows"])
    quotes = [quote for row in file["rows"] for quote in row["citation_quotes"]]
    assert any("two Koreas" in quote for quote in quotes)
    assert told(reader, "/search.json")["rows"] == []


def test_a_page_tells_how_to_cite_what_it_shows(reader, register):
    body = page(reader, "/treaties/?party=DPRK")
    cited = re.search(r'To cite it: <span class="taken">([^<]+)<', body)[1]
    assert cited.startswith("Geopolitics. “Treaties.” Retrieved ")
    assert cited.endswith(f" {SITE}/treaties/?party=DPRK")
