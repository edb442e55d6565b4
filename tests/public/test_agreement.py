"""How what a source gives stands to what the record holds."""

import pytest
from django.utils.html import escape

from geopolitics.models import Citation, Treaty
from geopolitics.provenance.agreement import agreement


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("ended", "199X", "agrees"),
        ("ended", "1996-09-10", "narrower"),
        ("ended", "19XX", "wider"),
        ("ended", "2001", "conflicts"),
        ("in_force", "1961", "narrower"),
        ("end_reason", "expired", "agrees"),
        ("end_reason", "denounced", "conflicts"),
        ("parties/ussr/role", "party", "agrees"),
        ("parties/ussr/role", "signatory", "conflicts"),
        ("parties/ussr/actor", "ussr", "agrees"),
        ("parties/nobody/role", "party", ""),
        ("collective", "no", "agrees"),
        ("ended", "", ""),
        ("", "", ""),
    ],
)
def test_agreement(register, field, value, found):
    treaty = Treaty.objects.get(slug="ussr-dprk-1961")
    assert agreement(Citation(treaty=treaty, field=field, value=value)) == found


def test_another_source_that_differs_is_shown(reader, register, written):
    treaty = Treaty.objects.get(slug="ussr-dprk-1961")
    before = reader.get(treaty.get_absolute_url()).content.decode()
    assert "Another source" not in before
    passage = register.passages.get(number="1")
    with written():
        quote = passage.text[:20]
        Citation(
            treaty=treaty, passage=passage, quote=quote, field="ended", value="1996-09-10"
        ).save()
    after = reader.get(treaty.get_absolute_url()).content.decode()
    assert escape("Another source is more exact: 10 September 1996.") in after
