"""The lists: what they tell, what they find, and what they cost at any size."""

import pytest
from django.urls import reverse

from geopolitics.admin.mixins import RegisterAdmin
from geopolitics.admin.paginator import CappedPaginator
from geopolitics.changes.current import change_set
from geopolitics.models import RECORDS, Actor, Document, Party, Treaty
from geopolitics.publishing import edit


def listing(model):
    return reverse(f"admin:geopolitics_{model._meta.model_name}_changelist")


@pytest.fixture
def many(register):
    """Some hundreds of drafts, without quotes, pointing to one another."""
    with change_set(way="command"):
        rows = [
            Actor(slug=f"made-{n}", name=f"Made {n}", kind="group", began=str(1900 + n % 90))
            for n in range(1200)
        ]
        Actor.objects.insert_all(rows)
    return rows


@pytest.mark.parametrize("model", [*RECORDS, Document], ids=lambda model: model.table())
def test_a_list_costs_twelve_queries_at_most(
    many, curator_client, model, django_assert_max_num_queries
):
    for query in ("", "?q=korea", "?missing=evidence", "?missing=ends", "?p=3", "?o=3"):
        if "missing" in query and model is Document:
            continue
        with django_assert_max_num_queries(12):
            answer = curator_client.get(listing(model) + query)
        assert answer.status_code == 200


def test_a_long_list_is_capped_and_says_so(many, curator_client):
    page = curator_client.get(listing(Actor))
    assert "over 1,000 actors" in page.content.decode()
    assert page.context["cl"].paginator.num_pages == 20


def test_columns_tell(register, curator_client):
    page = curator_client.get(listing(Treaty)).content.decode()
    assert "between 2000 and 19 July 2024" in page
    assert 'class="geo-status geo-published">Published' in page
    with change_set(way="command"):
        Treaty(slug="bare", title="Bare").save()
    page = curator_client.get(listing(Treaty) + "?missing=quotes").content.decode()
    assert 'class="geo-status geo-draft">none' in page
    assert page.count('class="field-__str__"') == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?days_from=1990&days_to=1999", set()),
        ("?days_from=2000&days_to=2000", {"russia-dprk-2000", "russia-dprk-2024"}),
        ("?days_from=July 1961&days_to=July 1961", {"china-dprk-1961", "ussr-dprk-1961"}),
        ("?q=caught even the experts", set()),
        ("?q=including a Mutual Defence Pact", {"russia-dprk-2024"}),
        ("?form__exact=resolution", {"unsc-resolutions"}),
        ("?document=nothing", set()),
    ],
)
def test_filters_find(register, curator_client, query, found):
    page = curator_client.get(listing(Treaty) + query)
    bounded = {"united-states-japan", "united-states-south-korea", "unsc-resolutions"}
    rows = {treaty.slug for treaty in page.context["cl"].queryset}
    assert rows - (bounded if "days" in query else set()) == found


def test_a_bad_day_is_told_and_filters_nothing(register, curator_client):
    page = curator_client.get(listing(Treaty) + "?days_from=Julember")
    assert page.status_code == 200
    assert "“Julember” is not a date" in page.content.decode()
    assert page.context["cl"].queryset.count() == Treaty.objects.count()


def test_what_is_missing_is_found(register, curator_client):
    with change_set(way="command"):
        actor = Actor(slug="unread", name="Unread", kind="state")
        actor.save()
        treaty = Treaty(slug="bare", title="Bare", signed="1999")
        treaty.save()
        pact = Treaty.objects.get(slug="russia-dprk-2000")
        quote = pact.citations.first()
        treaty.citations.create(passage=quote.passage, quote=quote.quote, field="signed")
        Party(treaty=treaty, actor=actor, role="party", key="unread").save()
    address = listing(Treaty)

    def slugs(what):
        page = curator_client.get(f"{address}?missing={what}")
        return {row.slug for row in page.context["cl"].queryset}

    assert slugs("ends") == {"bare"}
    assert "bare" in slugs("evidence")
    with change_set(way="command"):
        treaty.citations.create(passage=quote.passage, quote=quote.quote, field="parties/unread")
    assert "bare" not in slugs("evidence")
    assert slugs("quotes") == set()


def test_an_action_on_all_is_on_as_many_as_the_list_says(
    register, curator, curator_client, monkeypatch
):
    monkeypatch.setattr(CappedPaginator, "cap", 3)
    monkeypatch.setattr(RegisterAdmin, "list_per_page", 2)
    with edit(curator, way="form"):
        for n in range(5):
            Actor(slug=f"xylo-{n}", name=f"Xylo {n}", kind="group").save()
    address = listing(Actor) + "?q=xylo"
    page = curator_client.get(address).content.decode()
    assert "over 3 actors" in page
    assert "Select the first 3 actors of this list" in page
    asked = {"action": "delete_selected", "_selected_action": ["1"], "select_across": "1"}
    confirm = curator_client.post(address, asked)
    told = [str(actor.pk) for actor in confirm.context["queryset"]]
    sure = {"action": "delete_selected", "_selected_action": told, "post": "yes"}
    curator_client.post(address, sure)
    assert set(Actor.objects.filter(name__startswith="Xylo").values_list("slug", flat=True)) == {
        "xylo-3",
        "xylo-4",
    }


def test_a_list_just_as_long_as_the_cap_is_not_over_it(register, curator_client, monkeypatch):
    number = Treaty.objects.count()
    monkeypatch.setattr(CappedPaginator, "cap", number)
    page = curator_client.get(listing(Treaty)).content.decode()
    assert f"{number} treaties" in page
    assert "over" not in page[page.index('class="paginator"') :].partition("</p>")[0]
