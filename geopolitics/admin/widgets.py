"""Inputs that answer: a date says what was understood, a code what it means, a quote if it stands.

Each shows its answer as the page is made; a script keeps it in step with what is typed.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import widgets
from django.db.models import Model
from django.forms import Select
from django.urls import reverse

from geopolitics.curation import understood
from geopolitics.models import Passage
from geopolitics.vocabularies import Vocabulary


class DateInput(widgets.AdminTextInputWidget):
    """A date of the world, in EDTF or English, with what was understood beside it."""

    template_name = "admin/geopolitics/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "geo-date-input", "size": "20", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["understood"] = understood.date(str(value or ""))
        context["widget"]["attrs"]["data-answers"] = reverse("desk:date")
        return context


class CodeSelect(Select):
    """A choice from a list of codes, with the note of what is chosen and a link to the list."""

    template_name = "admin/geopolitics/widgets/code.html"

    def __init__(self, vocabulary: Vocabulary, attrs: dict[str, Any] | None = None) -> None:
        self.vocabulary = vocabulary
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        key = self.vocabulary.key
        context["widget"]["attrs"]["data-answers"] = reverse("desk:codebook", args=[key])
        context["widget"]["note"] = self.vocabulary[value].note if value in self.vocabulary else ""
        context["widget"]["codebook"] = f"{reverse('public:vocabularies')}#{key}"
        return context


class One(widgets.AutocompleteSelect):
    """Completion of a reference. What its row points to is `known` where it was read with it."""

    known: Model | None = None

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list:
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        label = self.choices.field.label_from_instance(self.known)
        options = [self.create_option(name, self.known.pk, label, True, 0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class Several(widgets.AutocompleteSelectMultiple):
    """Completion of a set; each is removed by its own sign, and none by one sign for all.

    That sign would stand in the list without being an item of it, which no reader expects.
    """

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class QuoteInput(widgets.AdminTextareaWidget):
    """The words of a quote, with the text of its passage beside them.

    `look_in` names the passage and the seam, as far as the form knows them.
    """

    template_name = "admin/geopolitics/widgets/quote.html"
    passage: Passage | None = None
    prefix = suffix = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": "4", **(attrs or {})})

    def look_in(self, passage: Passage | None, prefix: str, suffix: str) -> None:
        self.passage, self.prefix, self.suffix = passage, prefix, suffix

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-answers"] = reverse("desk:quote")
        if self.passage is not None:
            found = understood.quote(self.passage, value or "", self.prefix, self.suffix)
            context["widget"]["found"] = found
        return context
