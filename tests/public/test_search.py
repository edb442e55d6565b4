"""The page of results: what it shows, leads to and costs, and that nothing hidden answers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from geopolitics import publishing
from geopolitics.models import Event, SearchEntry, Statement

from .test_leaks import MARK, hidden  # noqa: F401

ASKED = ["korea", '"two koreas"', "zyx", "sout korea", "-korea", "", "ukrain*", "the"]
FILTERS = ["", "&kind=statement", "&topic=sanctions", "&order=newest", "&page=2", "&kind=actor"]


def page(reader, query, status=200):
    answer = reader.get(f"/search/{query}")
    assert answer.status_code == status
    return answer.content.decode()


def hits(html):
    rows = html.partition('<ol class="rows">')[2].partition("</ol>")[0]
    return re.findall(r'<li><p><a class="(?:record \w+|link)" href="([^"]+)">', rows)


def test_a_question_is_answered_in_five_queries(reader, register):
    for asked in ASKED:
        for filters in FILTERS:
            with CaptureQueriesContext(connection) as queries:
                reader.get(f"/search/?q={asked}{filters}")
            assert len(queries) <= 5, (asked, filters)


def test_names_are_offered_in_three_queries(reader, register, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = reader.get("/search/names.json", {"q": "south k"}).json()["names"]
    assert found[0] == "South Korea"
    assert reader.get("/search/names.json", {"q": "대"}).json() == {"names": []}
    assert reader.get("/search/names.json").json() == {"names": []}
    assert len(reader.get("/search/names.json", {"q": "ko"}).json()["names"]) == 8


def test_every_page_has_the_box(reader, register):
    for address in ("/", "/treaties/", "/actors/russia/", "/vocabularies/"):
        html = reader.get(address).content.decode()
        assert '<form action="/search/" role="search">' in html


def test_each_quote_found_is_one_click_from_its_paragraph(reader, register):
    html = page(reader, '?q="modest+statement"')
    links = re.findall(r'href="([^"#]+)#(p-[^":]+)(?::~:text=[^"]+)?"', html)
    assert links
    assert "#p-4:~:text=President%20Yoon%20" in html  # the words, for browsers that can mark them
    for address, anchor in links:
        assert f'id="{anchor}"' in reader.get(address).content.decode()
    assert "<mark>modest statement</mark>" in html


def test_every_hit_leads_to_a_page(reader, register):
    for query in ("?q=korea", "?q=korea&page=2", "?q=the&kind=topic", "?q=mutual+defence"):
        for address in hits(page(reader, query))[::4]:
            assert reader.get(address.partition("#")[0]).status_code == 200, address


def test_pages_follow_one_another_and_hold_each_hit_once(reader, register):
    for order in ("", "&order=newest"):
        address, found, pages = f"?q=korea{order}", [], 0
        while address:
            html = page(reader, address)
            found += hits(html)
            pages += 1
            following = re.search(r'href="/search/([^"]+)" rel="next"', html)
            address = following and following[1].replace("&amp;", "&")
        assert pages == 4
        assert len(found) == len(set(found))
        assert f"<b>{len(found)}</b> found" in html


def test_facets_lead_to_as_many_as_they_say(reader, register):
    html = page(reader, "?q=russia")
    facets = re.findall(
        r'<li><a href="/search/([^"]+)" rel="nofollow"><span>[^<]+</span><span>(\d+)</span>', html
    )
    assert len(facets) > 10
    for address, count in facets:
        assert f"<b>{count}</b> found" in page(reader, address.replace("&amp;", "&"))


def test_a_filter_is_shown_and_taken_away(reader, register):
    html = page(reader, "?q=korea&kind=statement&topic=sanctions")
    assert "Remove the filter: Statements" in html
    assert "Remove the filter: Sanctions" in html
    html = page(reader, "?q=banquet&kind=treaty")
    assert "Nothing under this filter matches" in html


def test_newest_first_is_by_the_day_and_the_undated_last(reader, register):
    found = hits(page(reader, "?q=war&order=newest"))
    assert found[-1].startswith(("/topics/", "/actors/"))
    kinds = {"events": "event", "topics": "topic", "actors": "actor", "treaties": "treaty"}
    years = []
    for address in found:
        name, slug = address.partition("#")[0].strip("/").split("/")[:2]
        if name in kinds:
            years.append(SearchEntry.objects.get(kind=kinds[name], slug=slug).day)
    assert len(years) > 3
    assert years == sorted(years, reverse=True)


def test_what_nothing_matches_helps_on(reader, register):
    html = page(reader, "?q=sout+korea")
    address = re.search(
        r'Did you mean <a class="link" href="/search/([^"]+)">south korea</a>', html
    )
    assert hits(page(reader, address[1]))[0] == "/actors/south-korea/"
    assert "There is no word in" in page(reader, "?q=%3F%21")
    assert "what is only left out finds nothing" in page(reader, "?q=-korea")
    assert "How to ask" in page(reader, "")
    assert "only its beginning is sought" in page(reader, f"?q={'korea+' * 80}")


@pytest.mark.parametrize(
    "nonsense", ["kind=x", "topic=%20", "document=%00", "order=x", "page=0", "page=99", "page=x"]
)
def test_what_makes_no_sense_is_said(reader, register, nonsense):
    html = page(reader, f"?q=korea&{nonsense}", 400)
    assert 'role="alert">There is no ' in html
    assert len(hits(html)) == 25


def test_the_page_is_whole(reader, register):
    for query in ("", "?q=korea", "?q=zyx", "?q=banquet&kind=treaty", '?q="><script>'):
        html = page(reader, query)
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert " style=" not in html
        assert re.findall(r"<script[^>]*>", html) == [
            '<script type="module" src="/static/geopolitics/search.js">'
        ]
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_factuality_stays_with_its_record(reader, register):
    for statement in Statement.objects.public().exclude(factuality="stated"):
        html = page(reader, f'?q="{" ".join(statement.citations.first().quote.split()[:12])}"')
        row = html.partition(f'href="{statement.get_absolute_url()}"')[2].partition("</li>")[0]
        assert f'class="factuality {statement.factuality}"' in row, statement


def test_a_hidden_word_answers_as_a_nonsense_word(reader, register, hidden):  # noqa: F811
    never = MARK[::-1]
    for address in (
        "/search/?q={}",
        "/search/?q={}*",
        "/search/?q=korea+-{}",
        '/search/?q="{}"',
        "/search/?q={}&kind=treaty",
        "/search/names.json?q={}",
    ):
        answers = [reader.get(address.format(word)) for word in (MARK, never)]
        bodies = [
            answer.content.replace(MARK.encode(), b"word").replace(never.encode(), b"word")
            for answer in answers
        ]
        assert bodies[0] == bodies[1]
    topics = [
        reader.get(f"/search/?q=korea&topic={slug}") for slug in ("hidden-topic", "never-was")
    ]
    assert topics[0].content == topics[1].content.replace(b"never-was", b"hidden-topic")


def test_a_withdrawn_word_is_forgotten_at_once(reader, register, reviewer):
    event = next(SearchEntry.objects.get(kind="event", record=event.pk) for event in _free_events())
    name = event.shown["label"]
    assert hits(page(reader, f'?q="{name}"&kind=event'))
    withdrawn = _free_events().get(pk=event.record)
    publishing.withdraw([withdrawn], by=reviewer, reason="Told twice.")
    assert not hits(page(reader, f'?q="{name}"&kind=event'))
    assert name not in reader.get("/search/names.json", {"q": name}).json()["names"]


def _free_events():
    return Event.objects.public().filter(parts=None, targeted_by=None)


def test_ids_do_not_appear(reader, register):
    for query in ("?q=korea", "?q=the&order=newest"):
        text = strip_tags(page(reader, query)) + page(reader, query)
        for entry in SearchEntry.objects.all():
            assert str(entry.pk) not in text
