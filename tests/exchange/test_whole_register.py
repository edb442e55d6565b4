"""The whole register at the desk: several tables in one file, previewed, confirmed, exported."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from geopolitics.changes.current import change_set
from geopolitics.exchange import formats
from geopolitics.models import Actor, ChangeSet, Party, Treaty

IMPORT, CONFIRM, EXPORT = (reverse(f"exchange:{name}") for name in ("import", "confirm", "export"))
BOTH = {
    "treaty": [{"slug": "t", "title": "The <b>Pact</b>"}],
    "party": [{"treaty": "t", "actor": "japan", "role": "party"}],
}


def upload(client, tables, name="all.json"):
    content = tables if isinstance(tables, bytes) else json.dumps(tables).encode()
    return client.post(IMPORT, {"import_file": SimpleUploadedFile(name, content)})


def confirm(client, page):
    return client.post(CONFIRM, page.context["confirm_form"].initial | {"message": "Because"})


def test_a_record_comes_with_its_side_rows(register, curator_client, curator, digest):
    before = digest()
    page = upload(curator_client, BOTH)
    text = page.content.decode()
    assert "<strong>2</strong> new" in text
    assert "treaty, row 2: t" in text
    assert "party, row 2" in text
    assert "<b>Pact" not in text
    assert digest() == before
    assert confirm(curator_client, page).url == IMPORT
    assert Party.objects.get(treaty__slug="t").actor.slug == "japan"
    changeset = Treaty.objects.get(slug="t").history.first().changeset
    assert (changeset.by, changeset.message, changeset.file) == (curator, "Because", "all.json")


def test_what_is_published_leads_to_its_proposal(register, curator_client):
    page = upload(curator_client, BOTH | {"actor": [{"slug": "japan", "seat": "Kyoto"}]})
    assert "becomes one proposal" in page.content.decode()
    answer = confirm(curator_client, page)
    proposal = ChangeSet.objects.get(state="proposed")
    assert answer.url == reverse("desk:proposal", args=[proposal.pk])
    assert Treaty.objects.filter(slug="t").exists()
    assert Actor.objects.get(slug="japan").seat != "Kyoto"


def test_what_moved_meanwhile_is_told(register, curator_client):
    page = upload(curator_client, BOTH)
    with change_set(way="command"):
        Treaty(slug="t", title="Another").save()
    answer = confirm(curator_client, page)
    assert "moved since the preview" in answer.content.decode()
    assert "sheet treaty, row 2" in answer.content.decode()
    assert not Party.objects.filter(treaty__slug="t").exists()


def test_all_or_nothing_with_each_place(register, curator_client, digest):
    before = digest()
    page = upload(curator_client, BOTH | {"topic": [{"slug": "peace", "name": "Peace"}]})
    assert "sheet topic, row 2: curator may not add a topic" in page.content.decode()
    assert upload(curator_client, b"").context["count"] == 1
    assert upload(curator_client, b"x", "all.doc").context["count"] == 1
    assert curator_client.post(IMPORT, {}).status_code == 200
    assert curator_client.post(CONFIRM, {"run": "x"}).url == IMPORT
    assert digest() == before


def test_a_preview_is_confirmed_once_by_its_user(register, curator_client, reviewer_client):
    page = upload(curator_client, BOTH)
    assert confirm(reviewer_client, page).url == IMPORT
    assert not Treaty.objects.filter(slug="t").exists()
    confirm(curator_client, page)
    sets = ChangeSet.objects.count()
    assert confirm(curator_client, page).url == IMPORT
    assert ChangeSet.objects.count() == sets


@pytest.mark.parametrize("ending", formats.WHOLE)
def test_out_and_in_again_changes_nothing(register, reviewer_client, exports, ending):
    answer = reviewer_client.post(EXPORT, {"format": ending})
    assert answer["Content-Type"] == formats.TYPES[ending]
    assert answer.content == exports[ending].read_bytes()
    page = upload(reviewer_client, answer.content, f"all.{ending}")
    assert page.context["counts"].total() == page.context["counts"]["unchanged"] > 0


def test_notes_of_the_staff_are_not_exported_to_others(
    register, contributor_client, curator_client
):
    theirs = contributor_client.post(EXPORT, {"format": "json"}).content
    ours = curator_client.post(EXPORT, {"format": "json", "extra": ["version"]}).content
    assert (b"staff_notes" in theirs, b"staff_notes" in ours) == (False, True)
    assert b'"version"' in ours


def test_the_pages_are_found_and_hold_no_inline_code(register, curator_client, reader):
    index = curator_client.get(reverse("admin:index")).content.decode()
    for page in (IMPORT, EXPORT):
        assert f'href="{page}"' in index
        text = curator_client.get(page).content.decode()
        assert "style=" not in text
        assert "actor_name" in text or page == EXPORT
        assert reader.get(page).status_code == 302
    assert curator_client.get(CONFIRM).status_code == 405
