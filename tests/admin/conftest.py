"""What tests of the admin share: the values that a browser would send back of a form."""

import pytest
from django.urls import reverse


@pytest.fixture
def form_of():
    """form_of(response): the values of an admin page's form, unchanged, as a browser sends them."""

    def form_of(response):
        page = response.context["adminform"].form
        values = {}
        forms = [page]
        for formset in response.context["inline_admin_formsets"]:
            forms += [formset.formset.management_form, *formset.formset.forms]
        for form in forms:
            for name in form.fields:
                bound = form[name]
                value = bound.value()
                if value is None or value is False:
                    continue
                values[bound.html_name] = (
                    [str(v) for v in value] if isinstance(value, list) else value
                )
        moved = response.context.get("moved")
        values |= {choice.name: choice.taken for choice in (moved.choices if moved else ())}
        return values

    return form_of


@pytest.fixture
def change_url():
    """change_url(row): where the admin edits it."""

    def change_url(row):
        return reverse(f"admin:geopolitics_{row._meta.model_name}_change", args=[row.pk])

    return change_url
