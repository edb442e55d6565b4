"""Forms of the desk: a reason, an open version, inline rows found by key."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from geopolitics.models import Citation, Passage, Sourced

from . import conflicts
from .widgets import DateInput, One, QuoteInput

MAX_ROWS = 1000  # Django's own limit of a formset


class RegisterForm(forms.ModelForm):
    """A form of any table. `why` becomes the change set's message.

    `refusals` are what a save of this same input met, given back with the input kept.
    """

    why = forms.CharField(
        required=False,
        max_length=300,
        label="Reason for the change",
        help_text="Kept in the history, beside who and when.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    refusals: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for refusal in self.refusals:
            self.add_error(None, refusal)
        return cleaned

    def _post_clean(self) -> None:
        """The article's slug, say, follows from other columns: fill it before the checks."""
        super()._post_clean()
        if not self.errors:
            self.instance.prepare()


class PassageForm(RegisterForm):
    """A form of a passage: what an edit of its words would break is listed, each with a link."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if "text" in self.changed_data and "text" in self.errors:
            broken = self.instance.would_break()
            if broken:
                self.errors["text"] = self.error_class([_would_break(broken)])


def _would_break(citations: list[Citation]) -> str:
    rows = (
        (
            reverse("admin:geopolitics_citation_change", args=[citation.pk]),
            f"“{citation.quote}”",
            citation.record,
        )
        for citation in citations
    )
    return format_html(
        "This edit would break {}. Mend each first, or leave its words as they are: <ul>{}</ul>",
        "a citation" if len(citations) == 1 else f"{len(citations)} citations",
        format_html_join("", "<li><a href='{}'>{}</a> of {}</li>", rows),
    )


class RecordForm(RegisterForm):
    """A form of a record: it knows the version that it was opened on.

    `moved_from` is that version, where the record has moved on since; `conflicts` tells how.
    """

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    moved_from: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version
            self._show_proofs()
            if self.is_bound:
                self._choose()

    def _show_proofs(self) -> None:
        """Under each field the words that name it; under a date that none does, that it is so."""
        if not hasattr(self.instance, "citations"):
            return
        proofs: dict[str, list[tuple[str, str]]] = {}
        rows = self.instance.citations.values_list("field", "passage__number", "quote")
        for name, number, quote in rows.order_by("key"):
            proofs.setdefault(name, []).append((number, quote))
        for name, field in self.fields.items():
            if name in proofs:
                told = format_html_join(
                    " ", "<b>¶ {}</b> <q class='geo-words'>{}</q>", proofs[name]
                )
            elif isinstance(field.widget, DateInput) and self.initial.get(name):
                told = format_html("<span class='geo-none'>{}</span>", "no quote names this date")
            else:
                continue
            field.help_text = format_html(
                "{} <span class='geo-evidence'>{}</span>", field.help_text, told
            )

    def _choose(self) -> None:
        """Take the live value of each field of which the user chose that."""
        names = [n for n in self.fields if conflicts.chosen(self.data, n) == conflicts.THEIRS]
        if names:
            self.data = self.data.copy()
            live = type(self)(instance=self.instance, prefix=self.prefix)
            for name in names:
                conflicts.take_theirs(self.data, live, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened = cleaned.get("opened_version")
        if self.instance.pk and opened is not None and opened != self.instance.version:
            self.moved_from = opened
            self.add_error(None, _moved(self.instance))
            # The next save of what is now shown is meant: it knows what came between.
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_version")] = str(self.instance.version)
        return cleaned


def _moved(record: Sourced) -> ValidationError:
    newest = record.history.select_related("changeset").order_by("-history_id").first()
    return ValidationError(
        f"{newest.changeset.by_name} changed this record at {newest.history_date:%H:%M, %d %B %Y}, "
        "while it was open here. Nothing is lost: where you both changed something, both values "
        "are below. Choose, then save again.",
        code="moved",
    )


class SideRowForm(forms.ModelForm):
    """An inline row: the key of a row that is there names it, and is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].widget.attrs["size"] = 12
        for name, field in self.fields.items():
            completion = getattr(field.widget, "widget", field.widget)
            if isinstance(completion, One):
                completion.known = self.instance._state.fields_cache.get(name)
        if self.instance.pk:
            self.fields["key"].widget.attrs["readonly"] = True

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if self.instance.pk and key != self.instance.key:
            raise ValidationError(f"The key names the row: it stays “{self.instance.key}”.")
        return key


def show_passage(form: forms.ModelForm) -> None:
    """Let the quote's input show the passage that the form of a citation names."""
    if not isinstance(form.fields.get("quote") and form.fields["quote"].widget, QuoteInput):
        return
    pk = form["passage"].value() if "passage" in form.fields else form.instance.passage_id
    passage = form.instance.passage if form.instance.passage_id else None
    if passage is None or str(passage.pk) != str(pk):
        number = str(pk or "")
        rows = Passage.objects.select_related("document")
        passage = rows.filter(pk=number).first() if number.isdecimal() else None
    seam = (str(form[name].value() or "") for name in ("prefix", "suffix"))
    form.fields["quote"].widget.look_in(passage, *seam)


class CitationForm(RegisterForm):
    """A citation's own form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_passage(self)


class CitationRowForm(SideRowForm):
    """A citation in its record's form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_passage(self)


class KeyedFormSet(BaseInlineFormSet):
    """Inline rows found by `key`: primary keys do not survive a proposal that is replayed.

    A row that a colleague removed meanwhile is a new row, unless the user lets it go.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and instance is not None and instance.pk:
            data = self._by_key(data.copy(), prefix, instance)
        super().__init__(data, *args, **kwargs)

    def _by_key(self, data: Any, prefix: str, instance: Model) -> Any:
        rows = {row.key: row for row in self.model.objects.filter(**{self.fk.name: instance})}
        initial, total = (_count(data, prefix, name) for name in ("INITIAL", "TOTAL"))
        found, gone, added = [], [], []
        ids = {str(row.pk) for row in rows.values()}
        for number in range(total):
            key = data.get(f"{prefix}-{number}-key", "")
            theirs = conflicts.chosen(data, f"{prefix}-{key}") == conflicts.THEIRS
            if number >= initial:
                if key in rows or not theirs:
                    added.append(number)
            elif key in rows:
                data[f"{prefix}-{number}-id"] = str(rows[key].pk)
                if theirs:
                    self._take(data, f"{prefix}-{number}", rows[key])
                found.append(number)
            elif data.get(f"{prefix}-{number}-id") in ids:
                found.append(number)  # its key was renamed: the form refuses that
            elif not theirs:
                data.pop(f"{prefix}-{number}-id", None)
                gone.append(number)
        if len(found) < initial or len(added) < total - initial:
            _renumber(data, prefix, [*found, *added, *gone])
            data[f"{prefix}-INITIAL_FORMS"] = str(len(found))
        return data

    def _take(self, data: Any, prefix: str, row: Model) -> None:
        live = self.form(instance=row, prefix=prefix)
        for name in live.fields:
            conflicts.take_theirs(data, live, name)


def _count(data: Any, prefix: str, name: str) -> int:
    number = data.get(f"{prefix}-{name}_FORMS") or "0"
    return min(int(number), MAX_ROWS) if number.isdigit() else 0


def _renumber(data: Any, prefix: str, order: list[int]) -> None:
    """Let the rows of these old numbers, and no others, follow one another from 0."""
    start = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    rows: dict[int, dict[str, list[str]]] = {}
    for name in list(data):
        if match := start.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = data.getlist(name)
            del data[name]
    for number, old in enumerate(order):
        for name, values in rows.get(old, {}).items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(order))
