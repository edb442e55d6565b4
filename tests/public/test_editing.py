"""From a public page to its form: for staff who are signed in, and for nobody else."""

import re

import pytest

from geopolitics.models import RECORDS, Document

EDIT = '<a class="link" href="/admin/geopolitics/'


@pytest.mark.parametrize("model", [*RECORDS, Document], ids=lambda model: model.table())
def test_staff_are_shown_the_way(register, reader, curator_client, model):
    record = model.objects.public().first()
    public = reader.get(record.get_absolute_url())
    assert EDIT not in public.content.decode()
    assert "Cookie" not in public.headers.get("Vary", "")
    assert public["Cache-Control"] == "no-cache"
    staff = curator_client.get(record.get_absolute_url())
    address = f"{model._meta.model_name}/{record.pk}/change/"
    assert f'{EDIT}{address}">Edit</a>' in staff.content.decode()
    assert "no-store" in staff["Cache-Control"]
    without = re.sub(r'<p class="for-staff">.*?</p>\n', "", staff.content.decode())
    assert without == public.content.decode()


def test_a_session_that_is_nobodys_changes_nothing(register, reader):
    record = Document.objects.get()
    plain = reader.get(record.get_absolute_url()).content
    reader.cookies["sessionid"] = "gone"
    assert reader.get(record.get_absolute_url()).content == plain
