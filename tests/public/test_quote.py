"""Is this quote genuine: verbatim only where every word stands; of excerpts only, and of what is
not published, no more than may be told."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geopolitics.models import Citation, Document, Passage
from geopolitics.quotes import normalise

from .conftest import UNCITED

QUOTE = "renewed in 2000 without the mutual defence clause"
SHAPES = {"'": "'‘’", '"': '"“”', "-": "-‐–", " ": [" ", "  ", "\n", "\u00a0"]}
EXAMPLES = settings(
    max_examples=1000 if settings().max_examples >= 10_000 else 60,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


def asked(reader, quote, **more):
    response = reader.get("/quote.json", {"q": quote, **more})
    assert response.status_code == 200, quote
    return response.json()


def test_cited_words_are_verbatim_with_their_place_and_nothing_around_them(reader, register):
    found = asked(reader, QUOTE)
    assert found["answer"] == "verbatim"
    assert found["documents_held"] == 1
    (row,) = found["rows"]
    assert (row["document"], row["paragraph"]) == (register.slug, "1")
    assert row["quote"] == QUOTE
    assert row["context"] is None
    page = reader.get("/quote/", {"q": f"“{QUOTE}”"}).content.decode()
    assert "Verbatim" in page
    assert "That Treaty expired" not in page
    target = row["address"].split("#")[1]
    path = row["address"].removeprefix("http://testserver").split("#")[0]
    assert f'<mark id="{target}">' in reader.get(path).content.decode()


def test_of_excerpts_five_words_are_told_and_four_are_not(reader, text):
    five, four = " ".join(UNCITED.split()[:5]), " ".join(UNCITED.split()[:4])
    (row,) = asked(reader, five)["rows"]
    assert (row["answer"], row["paragraph"], row["context"]) == ("verbatim", "99", None)
    page = reader.get("/quote/", {"q": five}).content.decode()
    assert "Verbatim" in page
    assert not re.search(r"six|seven|omega|Alpha", page)
    assert asked(reader, four)["answer"] == "not found"
    nonsense = reader.get("/quote.json", {"q": "eno owt eerht ruof"})
    told = reader.get("/quote.json", {"q": four})
    assert told.json()["rows"][0].keys() == nonsense.json()["rows"][0].keys()


def test_nothing_near_is_shown_from_what_is_not_shown(reader, text):
    altered = UNCITED.replace("four", "forty")
    assert asked(reader, altered)["answer"] == "not found"
    assert "seven eight" not in reader.get("/quote/", {"q": altered}).content.decode()


def test_one_changed_word_is_altered_with_the_differences(reader, register):
    found = asked(reader, "renewed in 2001 without a mutual defence clause")
    assert found["answer"] == "altered"
    (row,) = found["rows"]
    assert row["nearest"] == QUOTE
    assert row["differences"] == ["2001 → 2000", "a → the"]
    page = reader.get("/quote/", {"q": row["quote"]}).content.decode()
    assert re.findall(r"<del>(?:<span.*?</span>)?(\w+)", page)[:2] == ["2001", "a"]
    assert "only in the source: " in page


def test_of_whole_texts_the_words_around_are_shown(reader, text):
    (row,) = asked(reader, "the last of them")["rows"]
    assert "words. And the last of them is not" in row["context"]
    assert len(row["context"]) < 1000
    path, target = row["address"].removeprefix("http://testserver").split("#")
    assert f'<mark id="{target}">the last of them</mark>' in reader.get(path).content.decode()


@pytest.mark.parametrize(
    ("quote", "answer"),
    [
        ("the parties – both", "altered"),
        ("The Parties — both", "verbatim"),
        ("The Parties - both of  them\n- shall 'consult'", "altered"),
        ('The Parties - both of  them\n- shall "consult"', "verbatim"),
        ("in Seoul, on 1", "altered"),
        ("days: US", "altered"),
        ("days: US-led", "verbatim"),
        ("both of the", "altered"),
        ("Parties\u200b — both of them", "altered"),
        ("entirely other matters", "not found"),
    ],
)
def test_letters_count_and_shapes_do_not(reader, text, quote, answer):
    assert asked(reader, quote)["answer"] == answer


def test_what_is_not_published_answers_as_what_never_was(reader, text, written):
    with written():
        hidden = Document(slug="draft", title="Draft", kind="book", rights=text.rights)
        hidden.save()
        Passage(
            document=hidden, number="1", position=1, text="Quite secret words are held in here."
        ).save()
    for quote in ("Quite secret words are held in here", "Quite secret words were held in here"):
        for suffix in (".json", "/"):
            told = reader.get(f"/quote{suffix}", {"q": quote}).content.decode()
            same = reader.get(f"/quote{suffix}", {"q": quote[::-1]}).content.decode()
            cut = re.compile("|".join(map(re.escape, (quote, quote[::-1]))))
            encoded = re.compile(r"q=[^\"&]*")
            assert encoded.sub("", cut.sub("", told)) == encoded.sub("", cut.sub("", same))


def words_of(passage):
    return normalise(passage.text).split()


def shaped(draw, words):
    """The words with other shapes of quotation marks, dashes and spaces."""
    return "".join(draw(st.sampled_from(SHAPES.get(c, [c]))) for c in " ".join(words))


def stretch(draw, passages, fewest):
    passage = draw(st.sampled_from(passages))
    words = words_of(passage)
    first = draw(st.integers(0, len(words) - fewest))
    last = draw(st.integers(first + fewest, len(words)))
    return words[first:last]


def bare(words):
    return [re.sub(r"^\W+|\W+$", "", word) for word in words]


def test_five_words_of_any_passage_are_verbatim_and_one_changed_word_is_not(reader, register):
    passages = [p for p in register.passages.all() if len(bare(words_of(p))) > 8]
    texts = [bare(words_of(p)) for p in register.passages.all()]
    known = sorted({word for words in texts for word in words if word})

    @EXAMPLES
    @given(st.data())
    def stands(data):
        words = stretch(data.draw, passages, 5)
        assume(sum(any(c.isalnum() for c in word) for word in words) >= 5)
        assert asked(reader, shaped(data.draw, words))["answer"] == "verbatim", words

    @EXAMPLES
    @given(st.data())
    def differs(data):
        words = stretch(data.draw, passages, 2)
        place = data.draw(st.integers(0, len(words) - 1))
        was = words[place]
        other = data.draw(
            st.one_of(
                st.sampled_from(known),
                st.sampled_from([was[:-1], was[1:], was + "s", was.swapcase()]),
                st.text("abcdefgh", min_size=1, max_size=9),
            )
        )
        words[place] = other
        sought = bare(words)
        assume(all(sought) and sought[place] != re.sub(r"^\W+|\W+$", "", was))
        ends = range(len(sought), max(map(len, texts)) + 1)
        assume(not any(t[e - len(sought) : e] == sought for t in texts for e in ends))
        assert asked(reader, shaped(data.draw, words))["answer"] != "verbatim", words

    stands()
    differs()


def test_every_quote_of_a_page_can_be_passed_on(reader, register):
    page = reader.get("/treaties/russia-dprk-2024/").content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/quote/\?of=[^"]+)"', page)]
    shown = re.findall(r'<li id="s\d+">', page)
    assert len(links) == len(shown) > 5
    citation = Citation.objects.public().filter(treaty__slug="russia-dprk-2024").first()
    for link in links[:5]:
        body = reader.get(link).content.decode()
        assert "Verbatim" in body
        assert re.search(r"<textarea [^>]*readonly>\n“.+” \(Sandip Mishra, .+ ¶ \w+\)\. http", body)
    assert any(f"at={citation.start}-{citation.end}" in link for link in links)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"q": "Russia"}, "One word is no quote"),
        ({"q": "…"}, "One word is no quote"),
        ({"q": "word " * 500}, "longer than 2,000"),
        ({"q": "two\0 words"}, "stand in no text"),
        ({"of": "nothing", "p": "1", "at": "0-4"}, "No quote stands there"),
        ({"of": "x\0", "p": "\0", "at": "\0"}, "No quote stands there"),
        ({"of": "x", "at": "4-999999999999999999999"}, "No quote stands there"),
    ],
)
def test_what_cannot_be_looked_up_is_told(reader, register, query, words):
    page = reader.get("/quote/", query)
    assert page.status_code == 400
    assert words in page.content.decode()
    file = reader.get("/quote.json", query)
    assert file.status_code == 400
    assert words in file.json()["fault"]


def test_nothing_asked_is_a_form_and_no_fault(reader, register):
    assert reader.get("/quote/").status_code == 200
    assert "asked for in q" in reader.get("/quote.json").json()["fault"]


def test_the_file_has_the_rows_of_the_page(reader, register):
    body = reader.get("/quote.csv", {"q": QUOTE}).content.decode()
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["answer"], row["paragraph"], row["quote"]) == ("verbatim", "1", QUOTE)


def test_many_places_are_listed_up_to_some_and_counted(reader, text, written):
    with written():
        for number in range(3, 20):
            Passage(
                document=text, number=str(number), position=number, text="Said so many times over."
            ).save()
    found = asked(reader, "so many times")
    assert [row["paragraph"] for row in found["rows"]] == [str(n) for n in range(3, 13)]
    assert found["more"] == 7
    assert "and in 7 more" in reader.get("/quote/", {"q": "so many times"}).content.decode()


@pytest.mark.parametrize("quote", [QUOTE, QUOTE.replace("2000", "1999"), "nothing of the sort"])
def test_an_answer_costs_eight_queries_at_most(reader, register, quote):
    with CaptureQueriesContext(connection) as queries:
        asked(reader, quote)
    assert len(queries) <= 8
