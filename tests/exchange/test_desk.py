"""Import and export at the desk: the preview, its confirmation, what the pages hold."""

import datetime
import json
import re

import pytest
import tablib
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from import_export.signals import post_export, post_import

from geopolitics.changes.current import change_set
from geopolitics.exchange.columns import tables
from geopolitics.exchange.resources import RegisterResource, resource_of
from geopolitics.models import REGISTER, Actor, ChangeSet, Run

INLINE = re.compile(r"<style|style=|<script(?![^>]*\bsrc=)(?![^>]*json)|\son[a-z]+=", re.I)


def address(page, model="actor"):
    return reverse(f"admin:geopolitics_{model}_{page}")


def upload(client, content, name="actor.csv", model="actor", **values):
    file = SimpleUploadedFile(name, content.encode())
    values = {"import_file": file, "resource": "0", "format": ""} | values
    return client.post(address("import", model), values)


def confirm(client, page, **values):
    given = page.context["confirm_form"].initial | {"message": "Because"} | values
    return client.post(address("process_import"), given)


@pytest.fixture
def draft(register):
    with change_set(way="command"):
        Actor(slug="syldavia", name="Syldavia", kind="state", seat="Klow").save()


FILE = "slug,name,kind,seat\nsyldavia,Syldavia,state,Douma\nborduria,Borduria,state,Szohod\n"


def test_preview_then_confirm(draft, curator_client, curator, digest):
    before = digest()
    page = upload(curator_client, FILE)
    text = page.content.decode()
    assert "<strong>1</strong> new, <strong>1</strong> changed" in text
    assert "<del>Klow</del><ins>Douma</ins>" in text
    assert digest() == before
    assert confirm(curator_client, page).url == address("changelist")
    assert Actor.objects.get(slug="syldavia").seat == "Douma"
    changeset = Actor.objects.get(slug="borduria").history.first().changeset
    assert (changeset.by, changeset.message, changeset.file) == (curator, "Because", "actor.csv")


def test_what_is_published_leads_to_its_proposal(register, curator_client):
    page = upload(curator_client, "slug,seat\njapan,Kyoto\n")
    assert "becomes one proposal" in page.content.decode()
    answer = confirm(curator_client, page)
    proposal = ChangeSet.objects.get(state="proposed")
    assert answer.url == reverse("desk:proposal", args=[proposal.pk])


def test_what_moved_meanwhile_is_told(draft, curator_client, digest):
    page = upload(curator_client, FILE)
    with change_set(way="command"):
        row = Actor.objects.get(slug="syldavia")
        row.seat = "Zlip"
        row.save()
    before = digest()
    answer = confirm(curator_client, page)
    assert answer.status_code == 200
    assert "moved since the preview" in answer.content.decode()
    assert "row 2, column seat: somebody changed it to “Zlip”" in answer.content.decode()
    assert digest() == before


def test_an_unchanged_row_that_moved_is_told_as_well(draft, curator_client):
    page = upload(curator_client, FILE.replace("Douma", "Klow"))
    with change_set(way="command"):
        row = Actor.objects.get(slug="syldavia")
        row.seat = "Zlip"
        row.save()
    assert "column seat" in confirm(curator_client, page).content.decode()
    assert not Actor.objects.filter(slug="borduria").exists()


def test_a_new_row_that_came_meanwhile_is_told(draft, curator_client):
    page = upload(curator_client, FILE)
    with change_set(way="command"):
        Actor(slug="borduria", name="Borduria", kind="state").save()
    assert "row 3" in confirm(curator_client, page).content.decode()


def test_a_preview_is_confirmed_once_by_its_user_for_its_file(
    draft, curator_client, reviewer_client
):
    page = upload(curator_client, FILE)
    answers = [
        confirm(reviewer_client, page),
        confirm(curator_client, page, sha256="0" * 64),
        confirm(curator_client, page, run=page.context["confirm_form"].initial["run"] + 1),
        confirm(curator_client, page, run="x"),
    ]
    assert {answer.url for answer in answers} == {address("import")}
    assert not Actor.objects.filter(slug="borduria").exists()
    assert confirm(curator_client, page).url == address("changelist")
    sets = ChangeSet.objects.count()
    assert confirm(curator_client, page).url == address("import")
    assert ChangeSet.objects.count() == sets


def test_a_preview_is_for_its_own_table(draft, curator_client):
    page = upload(curator_client, FILE)
    given = page.context["confirm_form"].initial | {"message": ""}
    assert curator_client.post(address("process_import", "event"), given).status_code == 302
    assert not Actor.objects.filter(slug="borduria").exists()


def test_a_preview_lasts_a_day(draft, curator_client):
    page = upload(curator_client, FILE)
    Run.objects.update(created=timezone.now() - datetime.timedelta(days=1, seconds=1))
    assert confirm(curator_client, page).url == address("import")
    upload(curator_client, FILE)
    assert Run.objects.count() == 1


def test_a_big_preview_stays_a_small_page(draft, curator_client):
    rows = "".join(f'big-{n},Big,state,"{"<&>" * 20_000}"\n' for n in range(80))
    page = upload(curator_client, f"slug,name,kind,description\n{rows}")
    assert len(page.content) <= 200 * 1024
    assert "more rows like these" in page.content.decode()
    assert "<&>" not in page.content.decode()


def test_a_refused_file_keeps_no_run(draft, curator_client):
    page = upload(curator_client, FILE.replace("state", "kingdom"))
    assert page.context["count"] == 2
    assert not Run.objects.exists()


@pytest.mark.parametrize("model", REGISTER, ids=lambda model: model.__name__)
def test_each_list_imports_and_exports_without_inline_code(register, reviewer_client, model):
    name = model._meta.model_name
    page = reviewer_client.get(address("changelist", name)).content.decode()
    for act in ("import", "export"):
        assert address(act, name) in page
        form = reviewer_client.get(address(act, name))
        assert form.status_code == 200
        assert not INLINE.search(form.content.decode())
    answer = reviewer_client.post(address("export", name), {"format": "0", "resource": "0"})
    assert answer["Content-Type"] == "text/csv"
    assert answer.content.decode().count("\n") >= model.objects.count()


def test_an_export_has_what_the_list_shows(register, curator_client):
    query = "?kind__exact=state&q=korea"
    url = address("export") + query
    shown = curator_client.get(address("changelist") + query).context["cl"].queryset
    answer = curator_client.post(url, {"format": "3", "resource": "0", "extra": ["version"]})
    rows = answer.json()
    assert rows
    assert {row["slug"] for row in rows} == {row.slug for row in shown}
    assert {row["kind"] for row in rows} == {"state"}
    assert rows[0]["version"] >= 1


def test_notes_of_the_staff_are_not_exported_to_others(
    register, contributor_client, curator_client
):
    given = {"format": "0", "resource": "0"}
    theirs = contributor_client.post(address("export"), given).content.decode()
    ours = curator_client.post(address("export"), given).content.decode()
    assert ("staff_notes" in theirs, "staff_notes" in ours) == (False, True)


def test_nobody_else_gets_in(register, reader):
    for page in ("import", "export", "process_import"):
        assert reader.post(address(page)).status_code == 302


def test_signals_are_sent(draft, curator_client):
    heard = []

    def hear(model, **kwargs):
        heard.append(model)

    post_import.connect(hear)
    post_export.connect(hear)
    try:
        confirm(curator_client, upload(curator_client, FILE))
        curator_client.post(address("export"), {"format": "0", "resource": "0"})
    finally:
        post_import.disconnect(hear)
        post_export.disconnect(hear)
    assert heard == [Actor, Actor]


def test_a_resource_takes_and_gives_a_dataset(draft):
    resource = resource_of(Actor)()
    dataset = resource.export(Actor.objects.filter(slug="syldavia"))
    assert dataset.headers == [c.header for c in resource.sheet.own]
    assert resource.import_data(dataset, dry_run=True).totals["skip"] == 1
    new = tablib.Dataset(["borduria", "Borduria", "state"], headers=["slug", "name", "kind"])
    assert resource.import_data(new, dry_run=True).totals["new"] == 1
    assert not Actor.objects.filter(slug="borduria").exists()
    result = resource.import_data(new)
    assert (result.has_errors(), len(result.rows)) == (False, 1)
    assert Actor.objects.filter(slug="borduria").exists()
    bad = tablib.Dataset(["x", "X", "kingdom"], headers=["slug", "name", "kind"])
    result = resource.import_data(bad)
    assert result.has_errors()
    assert "row 2, column kind" in str(result.base_errors[0].error)


def test_hooks_of_a_resource_are_called_or_refused(draft):
    calls = []

    class Hooked(resource_of(Actor)):
        def before_import(self, dataset, **kwargs):
            calls.append("before")

        def before_import_row(self, row, **kwargs):
            row["name"] = row["name"].upper()

        def after_import_row(self, row, row_result, **kwargs):
            calls.append(row_result.import_type)

        def after_import(self, dataset, result, **kwargs):
            calls.append("after")

    new = tablib.Dataset(["borduria", "Borduria", "state"], headers=["slug", "name", "kind"])
    Hooked().import_data(new)
    assert Actor.objects.get(slug="borduria").name == "BORDURIA"
    assert calls == ["before", "new", "after"]
    with pytest.raises(ImproperlyConfigured, match="skip_row"):
        type("Unheard", (RegisterResource,), {"skip_row": lambda self: None})


def test_the_columns_of_each_table_are_meant(request):
    found = {
        name: [column.header for column in resource_of(model)().sheet.own]
        for name, model in tables().items()
    }
    place = request.path.parent / "columns.json"
    assert json.loads(place.read_text()) == found
