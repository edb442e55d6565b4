import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geopolitics.quotes import (
    EmptyQuote,
    Found,
    Normalised,
    NotFound,
    NotUnique,
    QuoteError,
    locate,
    nearest,
    normalise,
    sentences,
)

SOURCES = sorted((Path(__file__).parents[2] / "shared/source").glob("*.txt"))
PARAGRAPHS = [
    paragraph.strip()
    for source in SOURCES
    for paragraph in re.split(r"\n\s*\n", source.read_text(encoding="utf-8"))
    if paragraph.strip()
]

# Letters that compose (Latin, Devanagari, Bengali, Hangul in parts), marks that stay apart, a mark
# without a letter, quotes and dashes of all shapes, white space of all sorts, a zero-width space.
HARD = (
    "aaab\u00e9e\u0301\u0323x\u212b\u0958\u0915\u093c\u09c7\u09be\u1112\u1161\u11ab\ud558\ufe0f"
    "\"'\u2018\u2019\u201c\u00bb-\u2013\u2014\u2011 \t\n\u00a0\u2003\u2028\u200b\U0001f600"
)
hard = st.text(HARD, max_size=12)
prose = st.text("abcdefghijklmnopqrstuvwxy  .,'", min_size=1, max_size=200)


def simply(text):
    """`normalise` again, one thought at a time."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\u2018\u2019]", "'", text)
    text = re.sub("[\u201c\u00bb]", '"', text)
    text = re.sub("[\u2011\u2013\u2014]", "-", text)
    return re.sub(r"\s+", " ", text).strip()


def clean(text, at):
    """Whether a cut here parts no letter from its marks, and none from what composes with it."""
    nfc = unicodedata.normalize
    return at == len(text) or (
        unicodedata.category(text[at])[0] != "M"
        and nfc("NFC", text[:at]) + nfc("NFC", text[at:]) == nfc("NFC", text)
    )


def places(text, quote, prefix, suffix):
    """Every stretch of the text that reads as the quote, by trying them all."""
    cuts = [at for at in range(len(text) + 1) if clean(text, at)]
    return [
        Found(start, end)
        for start in cuts
        for end in cuts
        if start < end
        and not text[start].isspace()
        and not text[end - 1].isspace()
        and simply(text[start:end]) == simply(quote)
        and simply(text[:start]).endswith(simply(prefix))
        and simply(text[end:]).startswith(simply(suffix))
    ]


@st.composite
def cut_from(draw, texts):
    """A text and three neighbouring stretches of it: prefix, quote, suffix."""
    text = draw(texts)
    a, b, c, d = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 4)))
    return text, text[b:c], text[a:b], text[c:d]


def all_found(text, quote, prefix, suffix):
    try:
        return [locate(text, quote, prefix, suffix)]
    except NotUnique as error:
        return error.places
    except (NotFound, EmptyQuote) as error:
        return [] if str(error) else None


@given(cut_from(hard) | st.tuples(hard, hard, st.just(""), st.just("")))
def test_locate_finds_what_trying_every_stretch_finds(case):
    text, quote, _, _ = case
    found = all_found(*case)
    assert found == places(*case)
    for start, end in found:
        assert normalise(text[start:end]) == normalise(quote)


@given(hard)
def test_normalise(text):
    assert normalise(text) == simply(text)
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(st.text())
def test_any_text_without_a_loose_mark_at_its_start_is_found_in_itself(text):
    words = text.strip()
    assume(words and unicodedata.category(words[0])[0] != "M")
    start, end = locate(text, text)
    assert text[start:end] == words


@given(cut_from(prose), st.data())
def test_one_changed_letter_is_never_found(case, data):
    text, quote, _, _ = case
    quote = quote.strip()
    assume(quote)
    at = data.draw(st.integers(0, len(quote) - 1))
    with pytest.raises(NotFound):
        locate(text, quote[:at] + "z" + quote[at + 1 :])


@given(cut_from(prose))
def test_the_words_around_it_single_out_a_quote(case):
    text, quote, _, _ = case
    assume(quote.strip())
    start = text.index(quote)
    prefix, suffix = text[:start], text[start + len(quote) :]
    found = locate(f"{text}\n{text}#", quote, f"{text}\n{prefix}", f"{suffix}#")
    assert normalise(f"{text}\n{text}#"[slice(*found)]) == normalise(quote)
    assert found.start >= len(text)


def test_overlaps_are_counted():
    with pytest.raises(NotUnique, match="stand 2 times") as caught:
        locate("aaa", "aa")
    assert caught.value.count == 2
    assert caught.value.places == [Found(0, 2), Found(1, 3)]


def test_places_are_those_of_the_stored_text():
    text = unicodedata.normalize("NFD", "Le traité  d’amitié – signé à Séoul")
    start, end = locate(text, "traité d'amitié - signé")
    assert text[start:end] == unicodedata.normalize("NFD", "traité  d’amitié – signé")
    assert locate("\u1112\u1161\u11ab pact", "pact") == Found(4, 8)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("the Pact", "the pact"),
        ("the pa\u200bct", "the pact"),
        ("the pact", "the pa\u200bct"),
        ("cafe\u0301", "cafe"),
        ("x\u0301y", "x"),
        ("mutual defence", "mutualdefence"),
        ("1961\u00b2", "19612"),
    ],
)
def test_what_is_not_forgiven(text, quote):
    with pytest.raises(NotFound):
        locate(text, quote)


@pytest.mark.parametrize("prefix", ["the ", "the", "of the", "of\nthe  "])
def test_white_space_at_a_seam_is_optional(prefix):
    assert locate("a pact, of the pact", "pact", prefix) == Found(15, 19)


@pytest.mark.parametrize("quote", ["", " \n\u00a0"])
def test_a_quote_has_words(quote):
    with pytest.raises(EmptyQuote):
        locate("the pact", quote)


def test_messages_say_what_the_passage_says():
    text = "That Treaty expired in the 1990s and was renewed in 2000 without the clause. It ended."
    with pytest.raises(QuoteError) as caught:
        locate(text, "renewd in 2001 without a clause")
    assert str(caught.value) == (
        "The words do not stand in the passage. "
        "The passage says “renewed in 2000 without the clause”."
    )
    with pytest.raises(QuoteError, match=r"but not with this prefix and suffix"):
        locate(text, "ended", suffix="in 1961")
    with pytest.raises(QuoteError, match=r"cannot be seen \(U\+200B\)"):
        locate(text, "renewed in\u200b 2000")
    assert nearest(text, "an attack on one is an attack on both") == ""


@pytest.mark.parametrize(
    "parts",
    [
        ["Dr. Kim met Gen. Lee in the U.S.", "Then he left."],
        ["The U.S. President spoke of Art. 4, see No. 5.", "He said no.", "We left."],
        ['He said "it is over."', "“Is it?”", "‘Yes!’ she said.", "(So it was.)", "It ended."],
        ["It lay 3.5 km off Washington, D.C.", "In 1961 it moved…", "Mr. J. F. Kerr stayed."],
        ["4. The parties agree.", "They sign on Sept. 5.", "2000 came."],
    ],
)
def test_sentences(parts):
    text = "  ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


@given(st.text('aB .!?…"’()\n1'))
def test_sentences_leave_out_nothing_but_white_space(text):
    found = sentences(text)
    at = 0
    for start, end in found:
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        at = end
    assert not text[at:].strip()


@pytest.mark.skipif(not PARAGRAPHS, reason="the first document is not here")
def test_every_sentence_of_the_document_is_found_and_none_with_a_letter_changed():
    count = 0
    for paragraph in PARAGRAPHS:
        passage = Normalised(paragraph)
        for start, end in sentences(paragraph):
            quote = paragraph[start:end]
            assert passage.locate(quote) == Found(start, end)
            typed = quote.replace("'", "’").replace("-", "–").replace(" ", "\n ")
            assert passage.locate(typed) == Found(start, end)
            for at in (0, len(quote) // 2, len(quote) - 1):
                with pytest.raises(NotFound):
                    passage.locate(f"{quote[:at]}ß{quote[at + 1 :]}")
            count += 1
    assert count > 40


@pytest.mark.skipif(not PARAGRAPHS, reason="the first document is not here")
def test_a_phrase_of_the_document_needs_its_neighbours():
    paragraph = next(p for p in PARAGRAPHS if p.startswith("China so far"))
    with pytest.raises(NotUnique):
        locate(paragraph, "the pact")
    start, end = locate(paragraph, "the pact", suffix="as a kind of burden sharing")
    assert paragraph[start - len("consider ") : end] == "consider the pact"
