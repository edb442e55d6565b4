"""What happened when: dates are drawn as wide as they are open, and never more exactly."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Document, Event, Topic, Treaty
from geopolitics.public.timeline import counts
from geopolitics.public.views import timeline

SVG = re.compile(r"<svg class=\"timeline (?:wide|narrow)\".*?</svg>", re.DOTALL)
LEFT, RIGHT = 560, 1170


def body(reader, address, status=200):
    answer = reader.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def pictures(page):
    """Both pictures, each well-formed XML by itself."""
    return [ElementTree.fromstring(svg.replace("&nbsp;", " ")) for svg in SVG.findall(page)]


def drawn(page):
    """The rows of the wide picture by their title, each with its paths by class."""
    rows = {}
    for link in pictures(page)[0].iter("a"):
        paths = [(p.get("class") or p.get("fill"), p.get("d")) for p in link.iter("path")]
        if link.get("class") == "near":
            continue
        rows[link.find("title").text] = [path for path in paths if path[0] != "hit"]
    return rows


def across(d):
    """From where to where a box goes."""
    left, wide = re.fullmatch(r"M([\d.]+) [\d.]+h([\d.]+)v12h-[\d.]+z", d).groups()
    return float(left), float(left) + float(wide)


@pytest.fixture
def made(register, written):
    """Published events of one filter, whose dates leave more or less open."""

    def make(rows, kind="test"):
        passage = register.passages.get(number="4")
        with written():
            for word, values in rows.items():
                row = Event(slug=f"made-{word}", title=f"Made {word}", kind=kind, **values)
                row.status = "published"
                row.save()
                Citation(event=row, passage=passage, quote=passage.text[:30]).save()

    return make


def test_each_date_is_drawn_as_wide_as_it_is_open(reader, made):
    made(
        {
            "day": {"began": "1995-03-04"},
            "decade": {"began": "199X"},
            "range": {"began": "[1996-01..1996-09-10]"},
            "by": {"began": "[..1994-01-01]"},
            "later": {"began": "[1998-01-01..]"},
            "plan": {"began": "1997", "occurrence": "planned"},
            "never": {"began": "1993", "occurrence": "did not happen"},
            "lasting": {"began": "1991", "ended": "1999-06-30"},
            "bare": {},
        }
    )
    page = body(reader, "/timeline/?event=test&from=1990&to=1999")
    rows = {
        title.split(":")[1].split(",")[0].strip(): paths for title, paths in drawn(page).items()
    }
    year = (RIGHT - LEFT) / 10
    assert [look for look, _ in rows["Made day"]] == ["shape"]
    assert [look for look, _ in rows["Made decade"]] == ["thin", "edge"]
    assert across(rows["Made decade"][0][1]) == pytest.approx((LEFT, RIGHT), abs=1)
    assert rows["Made range"][0][0] == "url(#wide-event-both)"
    left, right = across(rows["Made range"][0][1])
    assert left == pytest.approx(LEFT + 6 * year, abs=1)
    assert right - left == pytest.approx(0.69 * year, abs=1.5)
    assert rows["Made by"][0][0] == "url(#wide-event-in)"
    assert rows["Made later"][0][0] == "url(#wide-event-out)"
    assert [look for look, _ in rows["Made plan"]] == ["edge dash"]
    assert [look for look, _ in rows["Made never"]] == ["edge"]
    assert rows["Made lasting"][-1][0] == "core"
    assert "Made bare" not in page


def test_what_has_no_date_stands_in_the_table_only(reader, made):
    made({"bare": {}, "day": {"began": "1995-03-04"}})
    page = body(reader, "/timeline/?event=test")
    assert list(drawn(page)) == ["Event: Made day, 4 March 1995"]
    table = page.split('id="table"')[1]
    assert "Made bare" in table
    assert "not stated" in table
    assert "1 without a date stands in the table only" in page


def test_the_table_has_every_entry_of_the_picture_and_each_its_words(reader, register):
    page = body(reader, "/timeline/")
    table = page.split('id="table"')[1]
    for picture in pictures(page):
        assert picture.find("title").text
        for link in picture.iter("a"):
            address = link.get("href")
            if address.startswith("#"):
                assert f'id="{address[1:]}"' in table
            elif not address.startswith("/timeline/"):
                assert f'href="{address}"' in table
    rows = re.findall(r'<tr id="t\d+">.*?</tr>', table, re.DOTALL)
    records = [model.objects.public().count() for model in (Treaty, Event)]
    assert len(rows) > sum(records)
    assert all('class="cite"' in row for row in rows)


def test_an_expired_treaty_is_drawn_to_its_end_with_its_force_not_stated(reader, register):
    rows = drawn(body(reader, "/timeline/?treaty=ussr-dprk-1961&show=treaty"))
    (paths,) = rows.values()
    assert "life dotted" in [look for look, _ in paths]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("actor=russia", {"treaty", "event"}),
        ("occurrence=forecast", {"event"}),
        ("stance=opposes", {"statement"}),
        ("treaty=russia-dprk-2024", {"treaty", "event", "statement"}),
        ("show=treaty&treaty=russia-dprk-2024", {"treaty"}),
        ("act=DECLINE&form=treaty", set()),
        ("topic=nobody", set()),
    ],
)
def test_it_is_narrowed_as_the_lists_are(reader, register, query, kinds):
    rows = reader.get(f"/timeline.json?{query}").json()["rows"]
    assert {row["kind"] for row in rows} >= kinds if kinds else rows == []
    page = body(reader, f"/timeline/?{query}")
    assert ("Nothing matches" in page) == (not kinds)


def test_of_many_each_column_leads_to_as_many_as_it_counts(reader, made, monkeypatch):
    monkeypatch.setattr(timeline, "DRAWN", 20)
    made({f"n{n}": {"began": f"{1960 + n % 40}-05-{1 + n % 28:02}"} for n in range(60)})
    made({"wide": {"began": "197X"}, "wider": {"began": "19XX"}})
    asked = "/timeline.json?event=test&from=1960&to=1999"
    rows = reader.get(asked).json()["rows"]
    assert sum(row["rows"] for row in rows) == 62
    assert {row["when"]: row["rows"] for row in rows if "somewhere" in row["when"]} == {
        "somewhere in 1970 to 1979": 1
    }
    for row in rows:
        if row["from"]:
            year = reader.get(row["page"].replace("/timeline/", "/timeline.json")).json()
            own = [each for each in year["rows"] if each["began"].startswith(row["from"])]
            assert len(own) == row["rows"]
    page = body(reader, "/timeline/?event=test&from=1960&to=1999")
    assert len(SVG.findall(page)) == 2
    pictures(page)


def test_beyond_the_cap_a_column_says_so(reader, made, monkeypatch):
    monkeypatch.setattr(timeline, "DRAWN", 5)
    monkeypatch.setattr(counts, "MOST", 6)
    monkeypatch.setattr("geopolitics.public.timeline.columns.MOST", 6)
    made({f"n{n}": {"began": "1985-05-05"} for n in range(9)})
    page = body(reader, "/timeline/?event=test&from=1980&to=1989")
    assert "over 6 events" in page
    day = body(reader, "/timeline/?event=test&from=1985-05-05&to=1985-05-05")
    assert 'href="/events/?kind=test&amp;from=1985-05-05&amp;to=1985-05-05"' in day


@pytest.mark.parametrize(
    "query",
    [
        "from=Julember",
        "from=2025&to=2020",
        "show=nothing",
        "occurrence=never",
        "actor=" + "x" * 5000,
        "topic=%00",
        "to=2023-02-29",
    ],
)
def test_what_makes_no_sense_is_told(reader, register, query):
    page = body(reader, f"/timeline/?{query}", 400)
    assert page.count('<p class="fault"') == 1
    assert reader.get(f"/timeline.json?{query}").status_code == 400


def test_odd_stretches_are_answered(reader, register):
    for query in ("from=0001&to=9999", "from=9999", "to=0001", "from=9999-12-31&to=9999-12-31"):
        for address in (f"/timeline/?{query}", f"/timeline.csv?{query}"):
            assert reader.get(address).status_code == 200, address


@pytest.mark.parametrize("name", ["actor", "treaty", "topic", "document"])
def test_who_is_hidden_is_as_one_who_never_was(reader, register, written, name):
    made = {
        "actor": Actor(slug="hidden", name="Hidden", kind="state"),
        "treaty": Treaty(slug="hidden", title="Hidden"),
        "topic": Topic(slug="hidden", name="Hidden"),
        "document": Document(slug="hidden", title="Hidden", kind="book"),
    }
    with written():
        made[name].save()
    hidden = body(reader, f"/timeline/?{name}=hidden")
    assert hidden == body(reader, f"/timeline/?{name}=nobody").replace("nobody", "hidden")


def test_the_files_hold_the_rows_of_the_page(reader, register):
    asked = "?actor=russia&from=1990&to=2024"
    told = reader.get(f"/timeline.json{asked}").json()
    rows = list(csv.DictReader(io.StringIO(body(reader, f"/timeline.csv{asked}"))))
    assert [row["page"] for row in rows] == [row["page"] for row in told["rows"]]
    page = body(reader, f"/timeline/{asked}")
    assert page.count('<tr id="t') == len(rows)
    assert all(row["quote"] and row["source"] for row in rows)


def test_it_costs_the_same_however_much_it_shows(reader, register):
    for query in (
        "",
        "?from=2023&to=2024",
        "?actor=russia&topic=nothing",
        "?treaty=ussr-dprk-1961",
    ):
        with CaptureQueriesContext(connection) as queries:
            page = body(reader, f"/timeline/{query}")
        assert len(queries) <= 10, query
    assert sum(len(svg) for svg in SVG.findall(page)) < 100_000
