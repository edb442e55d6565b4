"""The page of a document: of excerpts only, the cited words and nothing else."""

import html as markup
import re

import pytest

from geopolitics.models import Citation, Passage
from geopolitics.public import reading
from geopolitics.public.segments import segments
from geopolitics.quotes import sentences

WORD = re.compile(r"\w+")


def words_shown(response):
    """The words within the marks of the reader, in order."""
    body = response.content.decode().split('<section class="read"')[1].split("</section>")[0]
    return " ".join(markup.unescape(t) for t in re.findall(r'<a class="hl [^>]*>(.*?)</a>', body))


def uncited(register):
    """Stretches of the document of which no citation covers a letter."""
    for passage in register.passages.all():
        free = [True] * len(passage.text)
        for citation in passage.citations.public():
            free[citation.start : citation.end] = [False] * (citation.end - citation.start)
        kept = "".join(c if free[i] else "\0" for i, c in enumerate(passage.text))
        yield from (piece.strip() for piece in kept.split("\0") if len(WORD.findall(piece)) > 2)


def test_no_uncited_word_is_shown_anywhere(reader, every_page, register):
    assert register.rights == "excerpts only"
    pieces = list(uncited(register))
    assert pieces
    for address in every_page:
        shown = markup.unescape(reader.get(address).content.decode())
        for piece in pieces:
            assert piece not in shown, (address, piece)


def test_headings_of_excerpts_are_not_shown(reader, register):
    shown = markup.unescape(reader.get(register.get_absolute_url()).content.decode())
    for section in set(register.passages.values_list("section", flat=True)) - {""}:
        assert section not in shown


def test_every_cited_span_is_marked(reader, register):
    response = reader.get(register.get_absolute_url())
    shown = " ".join(WORD.findall(words_shown(response)))
    for citation in Citation.objects.public().filter(passage__document=register):
        text = citation.passage.text[citation.start : citation.end]
        assert " ".join(WORD.findall(text)) in shown, citation.quote


def test_what_no_quote_covers_is_a_gap(reader, register, written):
    passage = Passage.objects.filter(document=register, boilerplate=False, citations=None).first()
    body = reader.get(register.get_absolute_url()).content.decode()
    assert '<span class="cut">[…]</span>' in body
    if passage:
        assert "not shown: nothing in the register rests on" in body
        assert f'id="p-{passage.number}"' not in body


def test_the_whole_text_is_shown_where_the_rights_allow(reader, register, written):
    with written():
        register.rights = "full text may be shown"
        register.save()
    body = reader.get(register.get_absolute_url()).content.decode()
    assert "[…]" not in body
    shown = " ".join(markup.unescape(re.sub(r"<[^>]+>", "", body)).split())
    for passage in register.passages.all():
        for start, end in sentences(passage.text):
            assert " ".join(passage.text[start:end].split()) in shown


class Span:
    """A citation, as far as cutting needs."""

    target = "actor"

    def __init__(self, start, end, pk):
        self.start, self.end, self.key = start, end, str(pk)
        self.record = type("Record", (), {"pk": pk})()


@pytest.mark.parametrize("whole", [True, False])
def test_overlaps_are_cut_where_they_begin_and_end(whole):
    text = "one two three four"
    found = segments(text, [Span(0, 7, 1), Span(4, 13, 2)], whole)
    assert [s.text for s in found[:3]] == ["one ", "two", " three"]
    assert [s.also for s in found[:3]] == [False, True, False]
    assert found[-1].gap is not whole
    assert "".join(s.text for s in found) == (text if whole else "one two three")


def test_punctuation_between_two_spans_is_no_gap():
    found = segments("one. two", [Span(0, 3, 1), Span(5, 8, 2)], whole=False)
    assert [(s.text, s.gap) for s in found] == [("one", False), (". ", False), ("two", False)]


def test_a_piece_without_a_letter_is_no_link_of_its_own():
    found = segments("one, two", [Span(0, 8, 1), Span(0, 3, 2), Span(5, 8, 3)], whole=False)
    assert [s.text for s in found] == ["one, ", "two"]


@pytest.fixture
def paged(monkeypatch):
    monkeypatch.setattr(reading, "AT_A_TIME", 5)


def test_a_long_document_is_read_a_stretch_at_a_time(reader, register, paged):
    """Each paragraph on one page only, and each link to one lands on its page."""
    address, seen = register.get_absolute_url(), []
    while address:
        html = reader.get(address).content.decode()
        seen += re.findall(r'class="passage" id="p-([^"]+)"', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = following and following[1]
    cited = Citation.objects.public().values_list("passage__number", flat=True)
    assert len(seen) == len(set(seen))
    assert set(seen) == set(cited)
    for number in seen:
        assert (
            f'id="p-{number}"'
            in reader.get(register.get_absolute_url(), {"p": number}).content.decode()
        )


@pytest.mark.parametrize(
    "query", ["p=nothing", "p=%00", "from=0", "from=99999", "from=x", "p=" + "9" * 500]
)
def test_a_paragraph_that_is_none_is_told(reader, register, query):
    answer = reader.get(f"{register.get_absolute_url()}?{query}")
    assert answer.status_code == 400
    assert "no such paragraph" in answer.content.decode()
