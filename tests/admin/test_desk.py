"""The desk: every table opens, an edit of a published record is reviewed, a draft is written."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from geopolitics.models import REGISTER, Actor, ChangeSet, Citation, Treaty

SLUG = "russia-dprk-2024"


@pytest.mark.parametrize("model", REGISTER, ids=lambda model: model.table())
def test_every_table_has_a_list_a_form_and_a_history(register, curator_client, model, change_url):
    name = f"admin:geopolitics_{model._meta.model_name}"
    row = model.objects.first()
    listing = curator_client.get(reverse(f"{name}_changelist"), {"q": "russia"})
    assert listing.status_code == 200
    assert curator_client.get(change_url(row)).status_code == 200
    assert curator_client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200
    add = curator_client.get(reverse(f"{name}_add"))
    assert add.status_code == (403 if model.table() == "topic" else 200)


def test_every_relation_is_completed_while_typing(register, curator_client):
    for model in REGISTER:
        page = admin.site._registry[model]
        for inline in (page, *page.get_inline_instances(_request(curator_client))):
            for field in inline.model._meta.get_fields():
                if getattr(field, "remote_field", None) is None or field.auto_created:
                    continue
                if field.related_model in REGISTER and field.name != getattr(inline, "fk_name", ""):
                    owner = field.name in inline.model.owner_fields() and inline is not page
                    assert owner or field.name in inline.autocomplete_fields, (inline, field.name)


def _request(client):
    return client.get("/admin/").wsgi_request


@pytest.mark.parametrize("term", ["Seoul", "KOR", "732", "south-korea", "South Kor"])
def test_an_actor_is_found_by_name_alias_and_code(register, curator_client, term):
    answer = curator_client.get(
        "/admin/autocomplete/",
        {
            "term": term,
            "app_label": "geopolitics",
            "model_name": "party",
            "field_name": "actor",
        },
    )
    found = [row["text"] for row in answer.json()["results"]]
    assert "South Korea" in found


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("¶ 1 of Russia and", {"1"}),
        ("¶ 1", {"1"}),
        ("1", {"1"}),
        ("h5 of", {"h5"}),
        ("B2", {"b2"}),
        ("¶ 99", set()),
        ("2000", {"1"}),  # no number of a passage, but a year in one
        ("banquet", {"11"}),
    ],
)
def test_a_passage_is_found_as_it_is_called(register, curator_client, term, found):
    asked = {"app_label": "geopolitics", "model_name": "citation", "field_name": "passage"}
    answer = curator_client.get("/admin/autocomplete/", {"term": term, **asked})
    assert {row["text"].split()[1] for row in answer.json()["results"]} == found


def test_an_unchanged_save_writes_nothing(register, curator_client, form_of, change_url):
    treaty = Treaty.objects.get(slug=SLUG)
    before, history = ChangeSet.objects.count(), treaty.history.count()
    values = form_of(curator_client.get(change_url(treaty)))
    answer = curator_client.post(change_url(treaty), values, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert (ChangeSet.objects.count(), treaty.history.count()) == (before, history)


def test_a_correction_of_a_published_record_is_reviewed(
    register, curator_client, reviewer_client, form_of, change_url
):
    """Through the forms alone: proposed, seen as a diff, approved, then public."""
    treaty = Treaty.objects.get(slug=SLUG)
    values = form_of(curator_client.get(change_url(treaty)))
    values |= {"place": "Pyongyang", "why": "The town is known.", "parties-0-signed": "June 2024"}
    answer = curator_client.post(change_url(treaty), values, follow=True)
    proposal = ChangeSet.objects.get(state="proposed")
    assert proposal.message == "The town is known."
    assert answer.redirect_chain[-1][0] == reverse("desk:proposal", args=[proposal.pk])
    treaty.refresh_from_db()
    assert treaty.place == ""
    assert "Pyongyang" not in reviewer_client.get(treaty.get_absolute_url()).content.decode()

    again = curator_client.get(change_url(treaty)).content.decode()
    assert "Pyongyang" in again
    assert "pending proposal" in again

    page = reviewer_client.get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    assert re.search(r"<ins>Pyongyang</ins>", page)
    assert "2024-06" in page
    own = curator_client.post(reverse("desk:proposal", args=[proposal.pk]), {"act": "approve"})
    treaty.refresh_from_db()
    assert own.status_code == 302
    assert treaty.place == ""
    reviewer_client.post(reverse("desk:proposal", args=[proposal.pk]), {"act": "approve"})
    treaty.refresh_from_db()
    assert treaty.place == "Pyongyang"
    assert treaty.parties.order_by("key").first().signed == "2024-06"
    assert "Pyongyang" in reviewer_client.get(treaty.get_absolute_url()).content.decode()


def test_a_second_save_replaces_the_pending_proposal(register, curator_client, form_of, change_url):
    treaty = Treaty.objects.get(slug=SLUG)
    for place in ("Pyongyang", "Vladivostok"):
        values = form_of(curator_client.get(change_url(treaty)))
        values["place"] = place
        new = int(values["citations-TOTAL_FORMS"])
        values["citations-TOTAL_FORMS"] = new + 1
        values[f"citations-{new}-key"] = place.lower()
        values[f"citations-{new}-passage"] = Citation.objects.filter(
            treaty=treaty, passage__number="1"
        )[0].passage_id
        values[f"citations-{new}-quote"] = "caught even the experts by surprise"
        curator_client.post(change_url(treaty), values)
    proposal = ChangeSet.objects.get(state="proposed")
    rows = {tuple(o.key): o.after for o in proposal.operations.all()}
    assert rows[SLUG,] == {"place": "Vladivostok"}
    assert {key[-1] for key in rows} == {SLUG, "pyongyang", "vladivostok"}


def test_a_new_record_is_a_draft_with_its_rows(register, curator_client, form_of):
    url = reverse("admin:geopolitics_actor_add")
    values = form_of(curator_client.get(url))
    values |= {
        "slug": "mongolia",
        "name": "Mongolia",
        "kind": "state",
        "names-TOTAL_FORMS": 1,
        "names-0-key": "alias",
        "names-0-name": "Mongol State",
        "names-0-kind": "alias",
    }
    curator_client.post(url, values)
    actor = Actor.objects.get(slug="mongolia")
    assert (actor.status, actor.version) == ("draft", 1)
    assert actor.names.get().key == "alias"
    assert actor.history.get().changeset.by.username == "curator"


REFUSED = {
    "a quote that does not stand": ("citations-0-quote", "caught the experts", "do not stand"),
    "a date that is none": ("signed", "Julember", "is not a date"),
    "a control character": ("place", "Pyong\x07yang", "U+0007"),
    "an end without a date": ("end_reason", "expired", "by 19 July 2024"),
    "a key renamed": ("parties-0-key", "other", "stays"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_save_keeps_what_was_typed(register, curator_client, name, form_of, change_url):
    field, value, says = REFUSED[name]
    treaty = Treaty.objects.get(slug=SLUG)
    values = form_of(curator_client.get(change_url(treaty)))
    values |= {field: value, "summary": "Something else typed."}
    answer = curator_client.post(change_url(treaty), values)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in page
    assert "Something else typed." in page
    assert not ChangeSet.objects.filter(state="proposed").exists()


def _draft(client, form_of):
    url = reverse("admin:geopolitics_actor_add")
    values = form_of(client.get(url)) | {"slug": "mongolia", "name": "Mongolia", "kind": "state"}
    client.post(url, values)
    return Actor.objects.get(slug="mongolia")


def test_a_published_record_is_not_deleted_a_draft_is(register, curator_client, form_of):
    treaty = Treaty.objects.get(slug=SLUG)
    url = reverse("admin:geopolitics_treaty_delete", args=[treaty.pk])
    assert curator_client.post(url, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [treaty.pk], "post": "yes"}
    curator_client.post(reverse("admin:geopolitics_treaty_changelist"), action)
    assert Treaty.objects.filter(slug=SLUG).exists()
    draft = _draft(curator_client, form_of)
    url = reverse("admin:geopolitics_actor_delete", args=[draft.pk])
    curator_client.post(url, {"post": "yes"})
    assert not Actor.objects.filter(slug="mongolia").exists()
    assert Actor.history.filter(slug="mongolia").count() == 2


def test_a_side_rows_own_page_proposes_too(register, curator_client, form_of, change_url):
    party = Treaty.objects.get(slug=SLUG).parties.first()
    values = form_of(curator_client.get(change_url(party))) | {"reservation": "None made."}
    curator_client.post(change_url(party), values)
    proposal = ChangeSet.objects.get(state="proposed")
    assert proposal.operations.get().after == {"reservation": "None made."}


def test_a_passage_that_citations_stand_in_is_not_cut(
    register, curator_client, form_of, change_url
):
    citation = Citation.objects.filter(treaty__slug=SLUG).first()
    passage = citation.passage
    values = form_of(curator_client.get(change_url(passage))) | {"text": "Nothing."}
    page = curator_client.post(change_url(passage), values).content.decode()
    assert "would break" in page
    assert page.count("/admin/geopolitics/citation/") >= passage.citations.count()
    assert f"<a href='{change_url(citation)}'>“{citation.quote}”</a>" in page


def test_no_page_of_the_desk_is_for_the_public(register, reader):
    for address in ("/admin/", "/desk/", "/desk/proposals/1/", "/desk/records/treaty/x/"):
        assert reader.get(address).status_code == 302


def test_two_rows_of_one_name_are_refused_in_words(register, curator_client, form_of, change_url):
    treaty = Treaty.objects.get(slug=SLUG)
    values = form_of(curator_client.get(change_url(treaty)))
    values["names-1-name"] = values["names-0-name"]
    answer = curator_client.post(change_url(treaty), values)
    assert answer.status_code == 200
    assert "duplicate" in answer.content.decode()
    name = treaty.names.first()
    alone = form_of(curator_client.get(change_url(name)))
    alone["name"] = treaty.names.exclude(pk=name.pk).first().name
    answer = curator_client.post(change_url(name), alone)
    assert answer.status_code == 200
    assert "Another treaty name already has the same treaty, name" in answer.content.decode()
