"""What the forms show without any script."""

import re

from geopolitics.models import Citation, Treaty

SLUG = "russia-dprk-2024"


def page_of(client, address):
    return re.sub(r"\s+", " ", client.get(address).content.decode())


def test_dates_in_words_codes_with_their_notes(register, curator_client, change_url):
    treaty = Treaty.objects.get(slug=SLUG)
    page = page_of(curator_client, change_url(treaty))
    assert re.search(r"<output class=.geo-answer.>[^<]*2024</output>", page)
    assert "An instrument by which two or more actors agree" in page
    assert 'href="/vocabularies/#treaty_natures"' in page


def test_the_words_under_the_field_that_they_prove(register, curator_client, change_url):
    citation = Citation.objects.exclude(treaty=None).exclude(field="").first()
    page = page_of(curator_client, change_url(citation.treaty))
    assert f"<b>¶ {citation.passage.number}</b>" in page


def test_the_passage_stands_beside_the_quote(register, curator_client, change_url):
    citation = Citation.objects.filter(treaty__slug=SLUG).first()
    for row in (citation, citation.treaty):
        page = page_of(curator_client, change_url(row))
        assert "The words stand once in" in page
        assert "<mark>" in page


def test_a_quote_that_does_not_stand_is_answered_in_place(
    register, curator_client, form_of, change_url
):
    treaty = Treaty.objects.get(slug=SLUG)
    values = form_of(curator_client.get(change_url(treaty)))
    values["citations-0-quote"] = "no such words"
    page = curator_client.post(change_url(treaty), values).content.decode()
    assert "geo-verdict geo-no" in page
    assert "no such words" in page


def test_on_site_only_where_it_is_public(register, curator_client, change_url, form_of):
    treaty = Treaty.objects.get(slug=SLUG)
    assert f'href="{treaty.get_absolute_url()}"' in page_of(curator_client, change_url(treaty))


def test_a_title_of_ours_is_marked(register, curator_client, change_url):
    ours = Treaty.objects.filter(title_supplied=True).first()
    assert "The title is ours" in page_of(curator_client, change_url(ours))
