"""The same answers on either database, in the same order, for a list that people have read."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geopolitics import search
from geopolitics.models import SearchEntry
from geopolitics.search import words
from geopolitics.search.marking import marked

QUERIES = json.loads((Path(__file__).parent / "queries.json").read_text())
FUZZED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
# Words that find something, signs that mean something to a parser somewhere, and anything.
PARTS = st.one_of(
    st.sampled_from(
        ["russia", "Korea", "the pact", "Seoul", "대한", "南北", "кор", "éé", "o'clock"]
    ),
    st.sampled_from(['"', "“", "”", "*", "-", "−", "(", ")", ":", "&", "|", "!", "<->", "^", "'"]),
    st.sampled_from(["AND", "OR", "NOT", "NEAR(", "names:", "\\", "%", "_", ";--", "{a b}:", "+"]),
    st.sampled_from(["\0", "\ud800", "\u202e", "\u200b", "🕊️", "ʷ", "≡", "⌂treaty", "¦", "·"]),
    st.text(max_size=20),
    st.text(string.printable, max_size=20),
)
TYPED = st.one_of(
    st.lists(PARTS, max_size=12).map(" ".join),
    st.lists(PARTS, max_size=12).map("".join),
    st.text(),
    st.text(min_size=400, max_size=3000),
    st.sampled_from(
        ['"' * 2000, "-" * 2000, "a* " * 500, "russia " * 500, "-x " * 500, "한" * 999]
    ),
)


def test_the_committed_queries(many_names, subtests):
    assert len(QUERIES) >= 80
    for row in QUERIES:
        with subtests.test(row["ask"]):
            query = search.parse(row["ask"])
            best, newest = search.find(query), search.find(query, newest=True)
            told = [[f"{e.kind} {e.slug}" for e in found.entries] for found in (best, newest)]
            assert best.total == (row["total"], False)
            assert newest.total == best.total
            assert told[0][:6] == row["first"]
            assert told[1][:3] == row["newest"]


def test_whatever_is_found_has_the_words_marked(many_names, subtests):
    for row in QUERIES:
        query = search.parse(row["ask"])
        for entry in search.find(query).entries:
            texts = [entry.shown["label"], *_texts(entry.shown)]
            with subtests.test(f"{row['ask']}: {entry}"):
                assert any(p.found for text in texts for p in marked(text, query)) or entry.others


def _texts(shown):
    for value in shown.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (text for row in value for text in ([row] if isinstance(row, str) else row))


@FUZZED
@given(typed=TYPED)
def test_no_query_errs(typed, register, reader):
    for address in ("/search/", "/search/names.json"):
        answer = reader.get(address, {"q": typed.encode(errors="replace")})
        assert answer.status_code == 200, (address, typed)


@pytest.mark.parametrize(
    "sent", ["q=%ff%fe", "q=%ed%a0%80", "q=%00", "q=a&q=b", "q", "q=%", "q[]=a"]
)
def test_no_address_errs_that_is_no_text(sent, register, reader):
    assert reader.get(f"/search/?{sent}").status_code == 200


@FUZZED
@given(typed=st.lists(PARTS, max_size=6).map(" ".join))
def test_what_is_found_holds_what_must_stand(typed, register):
    """Of any question each word stands in each hit, and none that may not."""
    query = search.parse(typed)
    for entry in search.find(query).entries:
        text = " ".join(("", entry.names, entry.others, entry.quotes, entry.body, ""))
        for term, wanted in [(t, True) for t in query.all] + [(t, False) for t in query.none]:
            end = "" if term.prefix else " "
            stands = f" {' '.join(term.tokens)}{end}" in text
            stands = stands or bool(term.form and f" {term.form}" in text)
            assert stands == wanted, (typed, term, entry)


@FUZZED
@given(
    faults=st.fixed_dictionaries(
        {},
        optional={
            "kind": st.text(max_size=8) | st.sampled_from(["treaty", "passage"]),
            "topic": st.text(max_size=8) | st.just("sanctions"),
            "document": st.text(max_size=8),
            "order": st.text(max_size=8) | st.just("newest"),
            "page": st.text(max_size=8) | st.integers().map(str),
        },
    )
)
def test_no_address_errs(faults, register, reader):
    assert reader.get("/search/", {"q": "korea", **faults}).status_code in (200, 400)


def test_every_entry_is_found_by_its_own_name(register):
    """By the name typed whole it comes first, or beside another of the same name."""
    for entry in SearchEntry.objects.exclude(kind__in=("passage", "statement")):
        name = entry.shown["label"]
        first = search.find(search.parse(name)).entries
        alike = [hit for hit in first if hit.shown["label"] == name]
        assert entry.pk in [hit.pk for hit in alike], name
        assert words.whole(name) in first[0].whole.split(), name
