"""The forms of the desk's import and export pages."""

from __future__ import annotations

from typing import Any

from django import forms
from import_export import forms as stock
from import_export.formats.base_formats import Format

from . import formats
from .columns import ON_REQUEST


class FileFormat(Format):
    """One of our formats, as the library's forms list it."""

    ending = ""

    def get_title(self) -> str:
        return "ZIP of CSVs" if self.ending == "zip" else self.ending.upper()

    def get_extension(self) -> str:
        return self.ending

    def get_content_type(self) -> str:
        return formats.TYPES[self.ending]

    def is_binary(self) -> bool:
        return True

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


FORMATS = tuple(
    type(f"{ending.upper()}Format", (FileFormat,), {"ending": ending}) for ending in formats.ENDINGS
)


EXTRA = {
    "required": False,
    "choices": [(name, name) for name in ON_REQUEST],
    "widget": forms.CheckboxSelectMultiple,
    "label": "Further columns",
    "help_text": "Not read again, except version: it is held against the live one.",
}


class ImportForm(stock.ImportForm):
    """A file, whose format is by its ending unless one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].allow_empty_file = True  # it is refused as any other bad file
        self.fields["format"].required = False
        self.fields["format"].help_text = "By the file's ending, if none is chosen."


class WholeImportForm(forms.Form):
    """A file of several tables."""

    import_file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="XLSX, JSON, YAML or a ZIP of CSVs, each sheet or member named after its table.",
    )


class WholeExportForm(forms.Form):
    """A format that holds all tables."""

    format = forms.ChoiceField(
        choices=[
            (made.ending, made().get_title()) for made in FORMATS if made.ending in formats.WHOLE
        ]
    )
    extra = forms.MultipleChoiceField(**EXTRA)


class ConfirmForm(forms.Form):
    """Which preview is confirmed, of which file, and why the change is made."""

    run = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    message = forms.CharField(
        required=False,
        max_length=300,
        label="Reason for the change",
        help_text="Kept in the history, beside who and when.",
    )


class ExportForm(stock.ExportForm):
    """A format, and columns that no round trip has."""

    extra = forms.MultipleChoiceField(**EXTRA)

    def __init__(self, formats: Any, resources: Any, *, sourced: bool, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        if not sourced:
            del self.fields["extra"]
