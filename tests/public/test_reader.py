"""The page of a document: of excerpts only, the cited words and nothing else."""

import html as markup
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geopolitics.models import Actor, Citation, Passage
from geopolitics.public import reading
from geopolitics.public.places import stretch
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


def marked(body):
    """The anchor of what is marked, and its words."""
    found = re.findall(r'<mark id="([^"]+)">(.*?)</mark>', body, re.DOTALL)
    assert len(found) == 1
    return found[0][0], markup.unescape(re.sub(r"<[^>]+>", "", found[0][1]))


def test_a_quote_leads_to_its_very_words(reader, register):
    """Also where quotes overlap or cross, as most of the first paragraph's do."""
    for citation in Citation.objects.public().filter(passage__number__in=("1", "6", "12")):
        number = citation.passage.number
        address, anchor = stretch(register.slug, number, citation.start, citation.end).split("#")
        assert marked(reader.get(address).content.decode()) == (anchor, citation.quote)
    shown = reader.get("/treaties/russia-dprk-2024/").content.decode()
    links = set(re.findall(r'href="(/documents/[^"#]+\?p=\w+&amp;at=\d+-\d+)#(p-[^"]+)"', shown))
    assert len(links) > 5
    for link, anchor in sorted(links)[:5]:
        assert marked(reader.get(markup.unescape(link)).content.decode())[0] == anchor


def test_a_stretch_that_is_no_quote_is_told_of_excerpts_and_marked_in_whole_texts(
    reader, register, text
):
    told = [
        reader.get(register.get_absolute_url(), {"p": number, "at": at})
        for number in ("99", "14")
        for at in ("0-3", "2-400", "7-123456789", "7-7", "x", "\0", "1-2-3")
    ]
    assert {answer.status_code for answer in told} == {400}
    assert len({answer.content for answer in told}) == 1
    assert "No quote stands there now" in told[0].content.decode()
    body = reader.get(text.get_absolute_url(), {"p": "1", "at": "4-11"}).content.decode()
    assert marked(body) == ("p-1-4-11", "Parties")
    beyond = reader.get(text.get_absolute_url(), {"p": "1", "at": "4-9999"})
    assert beyond.status_code == 400


def test_only_the_kinds_asked_for_are_marked_and_no_word_goes(reader, register):
    address = register.get_absolute_url()

    def said(body):
        read = body.split('<section class="read"')[1].split("</section>")[0]
        texts = re.findall(r"</a><p>(.*?)</p>", read, re.DOTALL)
        return [" ".join(markup.unescape(re.sub(r"<[^>]+>", "", t)).split()) for t in texts]

    everything = reader.get(address).content.decode()
    some = reader.get(f"{address}?only=treaty&only=event").content.decode()
    assert set(re.findall(r'<a class="hl (\w+)', some)) == {"treaty", "event"}
    assert "Only treaties and events are marked here." in some
    assert said(some) == said(everything)
    wrong = reader.get(f"{address}?only=secret")
    assert (wrong.status_code, "no such kind" in wrong.content.decode()) == (400, True)


def test_what_is_not_yet_recorded_is_for_staff_alone(reader, register, text, curator_client):
    somebody = Client()
    somebody.force_login(User.objects.create_user("somebody", is_staff=True))
    for document in (register, text):
        address = document.get_absolute_url()
        for client in (reader, somebody):
            plain, asked = client.get(address), client.get(f"{address}?uncited=1")
            assert plain.content == asked.content
            assert dict(plain.items()) == dict(asked.items())
            assert b"not yet recorded" not in plain.content
        seen = curator_client.get(f"{address}?uncited=1")
        assert "no-store" in seen["Cache-Control"]
        assert 'class="uncited"' in seen.content.decode()
    seen = curator_client.get(f"{register.get_absolute_url()}?uncited=1").content.decode()
    assert '<span class="uncited">Alpha beta gamma delta one two' in seen
    assert "Alpha" not in curator_client.get(register.get_absolute_url()).content.decode()


def test_sections_of_a_whole_text_are_listed_and_lead_there(reader, text, monkeypatch):
    address = text.get_absolute_url()
    body = reader.get(address).content.decode()
    assert re.findall(r'class="link" href="(#s-\d)">(\w+)<', body) == [
        ("#s-1", "Duties"),
        ("#s-2", "Close"),
    ]
    monkeypatch.setattr(reading, "AT_A_TIME", 1)
    body = reader.get(f"{address}?from=1").content.decode()
    link = re.search(r'href="([^"]+)#s-2">Close<', body)[1]
    assert 'id="s-2">Close<' in reader.get(link).content.decode()


def test_names_of_known_actors_lead_to_them_and_no_link_stands_in_another(reader, text, written):
    body = reader.get(text.get_absolute_url()).content.decode()
    assert '<a class="mention" href="/actors/united-states/">US</a>-led' in body
    with written():
        text.rights = "excerpts only"
        text.save()
        passage = text.passages.get(number="1")
        said = "both of them — shall “consult” in Seoul, on"
        Citation(actor=Actor.objects.get(slug="japan"), passage=passage, quote=said).save()
    body = reader.get(text.get_absolute_url(), {"only": "event"}).content.decode()
    assert '<a class="mention" href="/actors/south-korea/">Seoul</a>' in body
    assert "US" not in body.split('class="read"')[1].split("</section>")[0]
    inside = re.split(r"<a [^>]*>", body.split('class="read"')[1])[1:]
    assert all("</a>" in piece for piece in inside)


def test_a_name_that_two_actors_bear_is_no_link(reader, text, written):
    address = text.get_absolute_url()
    seoul = '<a class="mention" href="/actors/south-korea/">Seoul</a>'
    assert seoul in reader.get(address).content.decode()
    with written():
        Actor(slug="other-seoul", name="Seoul", kind="other").save()
    assert seoul in reader.get(address).content.decode()
    with written():
        city = Actor.objects.get(slug="other-seoul")
        city.status = "published"
        city.save()
        Citation(actor=city, passage=text.passages.get(number="1"), quote="in Seoul, on").save()
    body = reader.get(address, {"only": "treaty"}).content.decode()
    assert "Seoul" in body
    assert ">Seoul</a>" not in body


@pytest.mark.parametrize("query", ["", "?p=1&at=0-3", "?only=treaty", "?from=2"])
def test_a_document_costs_ten_queries_at_most(reader, register, text, query):
    for document in (register, text):
        with CaptureQueriesContext(connection) as queries:
            reader.get(f"{document.get_absolute_url()}{query}")
        assert len(queries) <= 10
