"""Every page answers, links to pages that answer, and costs a constant number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from geopolitics.models import RECORDS, Actor, Article, Citation, Document, Event, Statement, Treaty

from .conftest import LISTS, OTHERS

LINK = re.compile(r'href="(/[^"#]*)(?:#([^"]*))?"(?! rel="nofollow")')
STAFF = ("/admin/", "/desk/", "/static/")


def page(reader, address, status=200):
    response = reader.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize("address", [*LISTS, *OTHERS])
def test_lists_and_other_pages_answer(reader, register, address):
    assert page(reader, address)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_list_names_every_published_record_once(reader, register, model):
    address, found = f"/{model._meta.verbose_name_plural}/", []
    while address:
        html = page(reader, address)
        found += re.findall(r'<a class="record \w+" href="([^"]+)">', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = following and following[1].replace("&amp;", "&")
    listed = [link for link in found if link in {r.get_absolute_url() for r in model.objects.all()}]
    assert set(listed) == {record.get_absolute_url() for record in model.objects.public()}


def test_each_page_shows_each_quote_it_rests_on(reader, every_page, register):
    for model in RECORDS:
        for record in model.objects.public():
            html = page(reader, record.get_absolute_url())
            for citation in Citation.objects.public().of(record):
                words = escape(citation.quote)
                assert f"<q>{words}</q>" in html, (record, citation.key)
                assert f"<blockquote>{words}</blockquote>" in html, (record, citation.key)


def test_each_marker_opens_a_card_and_each_number_is_listed(reader, every_page):
    for address in every_page:
        html = page(reader, address)
        targets = set(re.findall(r'popovertarget="(q\d+)"', html))
        cards = re.findall(r'popover id="(q\d+)"', html)
        assert len(cards) == len(set(cards))
        assert targets == set(cards)
        assert {f"s{card[1:]}" for card in cards} <= set(re.findall(r'<li id="(s\d+)">', html))


def test_each_page_is_whole(reader, every_page):
    for address in [*every_page, *LISTS, "/", "/vocabularies/"]:
        html = page(reader, address)
        assert len(re.findall(r"<h1[ >]", html)) == 1, address
        assert '<html lang="en-GB">' in html
        assert "<style" not in html
        assert " style=" not in html
        assert "<script" not in html.replace('<script type="application/ld+json">', "", 1)
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address


def test_titles_tell_pages_apart(reader, every_page):
    titles = [re.search("<title>(.*?)</title>", page(reader, a))[1] for a in every_page]
    assert len(set(titles)) == len(titles)


def words(reader, address):
    """What stands at an address, as far as it is a page."""
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode() if "html" in response["Content-Type"] else ""


def test_every_link_of_every_page_answers(reader, register):
    waiting, seen, anchors = ["/"], {}, set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen[address] = words(reader, address)
        for link, anchor in LINK.findall(seen[address]):
            link = link.replace("&amp;", "&")
            if not link.startswith(STAFF):
                waiting.append(link)
                anchors.add((link, anchor))
    records = {r.get_absolute_url() for model in RECORDS for r in model.objects.public()}
    assert records <= set(seen)
    assert all(f'id="{anchor}"' in seen[link] for link, anchor in anchors if anchor)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_record_costs_ten_queries_at_most(reader, register, model):
    for record in model.objects.public():
        with CaptureQueriesContext(connection) as queries:
            page(reader, record.get_absolute_url())
        assert len(queries) <= 10, record


@pytest.mark.parametrize("model", [*RECORDS, Document], ids=lambda model: model.__name__)
def test_a_list_costs_four_queries_at_most(reader, register, model, django_assert_max_num_queries):
    address = f"/{model._meta.verbose_name_plural}/"
    for asked in ("", f"?after=0~{model.objects.public().first().slug}"):
        with django_assert_max_num_queries(4):
            page(reader, f"{address}{asked}")


@pytest.mark.parametrize("query", ["", "?p=4", "?from=3"])
def test_a_document_costs_nine_queries_at_most(
    reader, register, query, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        page(reader, register.get_absolute_url() + query)


def test_what_is_not_stated_is_said(reader, register):
    html = page(reader, "/treaties/russia-dprk-2024/")
    entry = re.search(r"<dt>Entry into force</dt><dd>(.*?)</dd>", html)[1]
    assert "not stated by any source held" in entry


def test_a_day_is_answered_for(reader, register):
    html = page(reader, "/treaties/ussr-dprk-1961/?on=1985-01-01")
    assert '<span class="status in-force">In force</span>' in html
    assert "Signed 1961, expired 1990s later; entry into force not stated." in html
    html = page(reader, "/treaties/ussr-dprk-1961/?on=1 January 2001")
    assert '<span class="status ended">Ended</span>' in html


def test_what_is_expressly_absent_is_marked(reader, register):
    html = page(reader, "/treaties/russia-dprk-2000/")
    assert '<span class="status absent">No defence, expressly</span>' in html


def test_links_lead_both_ways(reader, register):
    for treaty in Treaty.objects.public():
        html = page(reader, treaty.get_absolute_url())
        beside = [
            *Article.objects.public().filter(treaty=treaty),
            *Event.objects.public().filter(treaties=treaty),
            *Statement.objects.public().about(treaty),
            *Actor.objects.public().filter(parties__treaty=treaty),
        ]
        for record in beside:
            assert f'href="{record.get_absolute_url()}"' in html
            back = page(reader, record.get_absolute_url())
            assert f'href="{treaty.get_absolute_url()}"' in back


def test_statements_lead_to_and_from_their_speakers_and_targets(reader, register):
    for statement in Statement.objects.public():
        html = page(reader, statement.get_absolute_url())
        ends = [target.about for target in statement.targets.public()]
        for record in [*ends, *filter(None, [statement.speaker, statement.on_behalf_of])]:
            assert f'href="{record.get_absolute_url()}"' in html
            back = page(reader, record.get_absolute_url())
            assert f'href="{statement.get_absolute_url()}"' in back


def test_what_takes_up_an_article_is_linked_from_both_ends(reader, register):
    pairs = [(a, old) for a in Article.objects.public() for old in a.takes_up.public()]
    assert pairs
    for article, old in pairs:
        assert f'href="{old.get_absolute_url()}"' in page(reader, article.get_absolute_url())
        assert f'href="{article.get_absolute_url()}"' in page(reader, old.get_absolute_url())


def test_predecessor_and_continuator_know_one_another(reader, register):
    russia, ussr = page(reader, "/actors/russia/"), page(reader, "/actors/ussr/")
    assert 'href="/actors/ussr/"' in russia
    assert "Treaties of USSR" in russia
    assert 'href="/actors/russia/"' in ussr


def test_attributed_stances_stand_apart(reader, register):
    html = page(reader, "/treaties/russia-dprk-2024/")
    apart = html.split('<section class="apart">')[1].split("</section>")[0]
    assert '<a class="record actor" href="/actors/japan/">Japan</a>: <b>opposes</b>' in apart


def test_own_words_are_told_from_paraphrase(reader, register):
    html = page(reader, "/statements/chinese-spokesperson-declines-comment/")
    assert "<h1>“legitimate need for exchanges" in html
    assert '<h1 class="ours">' in page(reader, "/statements/chang-on-arms-to-ukraine/")
