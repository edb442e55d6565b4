"""The lineage of a treaty, clause by clause, and the words on which each verdict rests."""

import csv
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Article, Citation, Obligation, Treaty, TreatyRelation
from geopolitics.public import kin

PACT = "/treaties/russia-dprk-2024/lineage"


def body(reader, address, status=200):
    answer = reader.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def rows(reader, slug):
    """By clause: the instrument's slug and the verdict, in the order of the page."""
    found = {}
    for row in reader.get(f"/treaties/{slug}/lineage.json").json()["rows"]:
        instrument = row["instrument"].rstrip("/").rpartition("/")[2]
        found.setdefault(row["clause"], []).append((instrument, row["verdict"]))
    return found


@pytest.mark.parametrize("slug", ["russia-dprk-2024", "russia-dprk-2000", "ussr-dprk-1961"])
def test_the_clause_of_mutual_defence_was_dropped_expressly_and_restored(reader, register, slug):
    found = rows(reader, slug)
    assert found["mutual defence"] == [
        ("ussr-dprk-1961", "New, as far as the sources held say"),
        ("russia-dprk-2000", "Dropped, expressly"),
        ("russia-dprk-2024", "Restored"),
    ]
    silent = "Not stated by any source held"
    assert found["cooperation in space and peaceful nuclear technology"] == [
        ("ussr-dprk-1961", silent),
        ("russia-dprk-2000", silent),
        ("russia-dprk-2024", "New, as far as the sources held say"),
    ]


def test_each_verdict_but_silence_has_its_words_on_the_page(reader, register):
    page = body(reader, f"{PACT}/")
    told = reader.get(f"{PACT}.json").json()
    for row in told["rows"]:
        assert bool(row["quotes"]) == (row["verdict"] != "Not stated by any source held")
        for quote in row["quotes"]:
            assert f"<blockquote>{html.escape(quote)}</blockquote>" in page
    assert all(relation["quotes"] for relation in told["relations"])
    shown = page.partition('<section class="section" id="sources">')[0]
    assert "“armed invasion" not in shown  # the browser sets the marks
    assert '<q class="words">armed invasion from an individual state' in page
    assert page.count('<li class="without">') == 2
    listed = list(csv.DictReader(io.StringIO(reader.get(f"{PACT}.csv").content.decode())))
    assert [row["verdict"] for row in listed] == [row["verdict"] for row in told["rows"]]


def treaty(slug, signed="", **values):
    found = Treaty(slug=slug, title=slug, signed=signed, status="published", **values)
    found.save()
    return found


def article(own, number, takes_up=(), status="published"):
    found = Article(treaty=own, eid=f"art_{number}", number=str(number), status=status)
    found.save()
    found.takes_up.set(takes_up)
    return found


@pytest.fixture
def chain(register, written):
    """Sixteen instruments, each renewing the one before, undated but the last; a draft beside."""
    words = register.passages.get(number="1")
    with written():
        found = [treaty(f"chain-{n:02}", "2020" if n == 15 else "") for n in range(16)]
        beyond = treaty("beyond", "1949")
        for each in [*found, beyond]:
            Citation(treaty=each, passage=words, quote=words.text[:40]).save()
        for earlier, later in zip(found, found[1:], strict=False):
            TreatyRelation(treaty=later, kind="renews", earlier=earlier).save()
        first = article(found[0], 1)
        article(found[1], 7, [first])
        Obligation(treaty=found[2], kind="defense", present="no").save()
        Obligation(treaty=found[1], kind="consultation").save()
        Obligation(treaty=found[3], kind="consultation").save()
        draft = Treaty(slug="unseen", title="Unseen", signed="1950")
        draft.save()
        TreatyRelation(treaty=draft, kind="renews", earlier=found[0]).save()
        TreatyRelation(treaty=draft, kind="renews", earlier=beyond).save()
        article(draft, 1, [first], "draft")
    return found


def test_instruments_stand_in_the_order_of_their_relations(reader, chain):
    found = rows(reader, "chain-00")
    assert found["Article 1"][:2] == [
        ("chain-00", "New, as far as the sources held say"),
        ("chain-01", "Carried on"),
    ]
    assert [slug for slug, _ in found["Article 1"]] == [f"chain-{n:02}" for n in range(13)]
    assert dict(found["Defence"])["chain-02"] == "Expressly without"
    assert dict(found["Consultation"])["chain-03"] == "There again"
    page = body(reader, "/treaties/chain-00/lineage/")
    assert "Whether it takes up the earlier clause is not stated by any source held." in page


def test_a_way_through_a_draft_is_none(reader, chain):
    for address in ("/treaties/chain-00/lineage/", "/treaties/chain-00/lineage.json"):
        page = body(reader, address)
        assert "unseen" not in page.lower()
        assert "beyond" not in page
    assert "No earlier or later instrument" in body(reader, "/treaties/beyond/lineage/")


def test_only_the_nearest_are_shown_and_it_is_said(reader, chain, monkeypatch):
    monkeypatch.setattr(kin, "MOST", 3)
    found = rows(reader, "chain-05")
    assert {slug for each in found.values() for slug, _ in each} <= {
        "chain-04",
        "chain-05",
        "chain-06",
    }
    assert "nearest stand here" in body(reader, "/treaties/chain-05/lineage/")


def test_it_costs_nine_queries(reader, chain):
    for slug in ("chain-05", "russia-dprk-2024", "unsc-resolutions"):
        with CaptureQueriesContext(connection) as queries:
            page = body(reader, f"/treaties/{slug}/lineage/")
        assert len(queries) <= 9, slug
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_the_treaty_and_its_article_lead_to_it_and_a_treaty_moved_does(reader, register, written):
    assert f'href="{PACT}/"' in body(reader, "/treaties/russia-dprk-2024/")
    assert f'href="{PACT}/"' in body(reader, "/treaties/russia-dprk-2024/art_4/")
    with written():
        moved = Treaty.objects.get(slug="china-dprk-1961")
        moved.slug = "sino-dprk"
        moved.save()
    for rest in ("lineage/", "lineage.json"):
        told = reader.get(f"/treaties/china-dprk-1961/{rest}")
        assert (told.status_code, told["Location"]) == (301, f"/treaties/sino-dprk/{rest}")
    assert reader.get("/treaties/nothing/lineage/").status_code == 404
