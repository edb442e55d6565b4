"""Forms of the desk: a reason, an open version, inline rows found by key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet

from geopolitics.models import Sourced


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


class RecordForm(RegisterForm):
    """A form of a record: it knows the version that it was opened on."""

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened = cleaned.get("opened_version")
        if self.instance.pk and opened is not None and opened != self.instance.version:
            self.add_error(None, _moved(self.instance, opened))
            # The next save of what is now shown is meant: it knows what came between.
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_version")] = str(self.instance.version)
        return cleaned


def _moved(record: Sourced, opened: int) -> ValidationError:
    live = type(record).objects.get(pk=record.pk)
    newest = live.history.select_related("changeset").first()
    then = live.history.filter(version=opened).first()
    told = []
    for column in live.columns():
        now = getattr(live, column.attname)
        if then is not None and getattr(then, column.attname) != now:
            told.append(f"{column.verbose_name} is now “{getattr(live, column.name)}”")
    what = "; ".join(told) or "side rows or sets changed"
    return ValidationError(
        f"{newest.changeset.by_name} changed this record at {newest.history_date:%H:%M, %d %B %Y}, "
        f"while it was open here: {what}. What you typed is below; save again to keep it.",
        code="moved",
    )


class SideRowForm(forms.ModelForm):
    """An inline row: the key of a row that is there names it, and is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].widget.attrs["size"] = 12
        if self.instance.pk:
            self.fields["key"].widget.attrs["readonly"] = True

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if self.instance.pk and key != self.instance.key:
            raise ValidationError(f"The key names the row: it stays “{self.instance.key}”.")
        return key


class KeyedFormSet(BaseInlineFormSet):
    """Inline rows found by `key`: primary keys do not survive a proposal that is replayed."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and instance is not None and instance.pk:
            data = self._by_key(data.copy(), prefix, instance)
        super().__init__(data, *args, **kwargs)

    def _by_key(self, data: Any, prefix: str, instance: Model) -> Any:
        rows = self.model.objects.filter(**{self.fk.name: instance})
        ids = dict(rows.values_list("key", "pk"))
        for number in range(int(data.get(f"{prefix}-INITIAL_FORMS") or 0)):
            key = data.get(f"{prefix}-{number}-key")
            if key in ids:
                data[f"{prefix}-{number}-id"] = str(ids[key])
        return data
