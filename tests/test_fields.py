from itertools import product

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import Value

from geopolitics import dates
from geopolitics.models.fields import EDTFField, Line, Text, earliest, latest


class Dated(models.Model):
    """A table that stands only while a test runs."""

    signed = EDTFField()
    signed_earliest = earliest("signed")
    signed_latest = latest("signed", db_index=True)

    class Meta:
        app_label = "throwaway"
        managed = False

    def __str__(self):
        return self.signed


class Worded(models.Model):
    """As Dated."""

    title = Line(max_length=40)
    note = Text(blank=True)

    class Meta:
        app_label = "throwaway"
        managed = False

    def __str__(self):
        return self.title


@pytest.fixture
def tables(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Dated)
        editor.create_model(Worded)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Dated)
        editor.delete_model(Worded)


PLAIN = [
    *("2024-07-11", "2024-02-29", "2023-02-28", "1900-01-01", "1999-12-31", "0001-01-01"),
    *("9999-12-31", "2024-07", "2024-02", "1996-01", "0001-01", "9999-12"),
    *("2024", "1999", "2000", "0001", "9999", "1010"),
    *("199X", "200X", "001X", "999X", "19XX", "20XX", "01XX", "99XX"),
]


def subset():
    for text in PLAIN:
        yield from (text, f"{text}~", f"{text}?", f"[{text}..]", f"[..{text}]")
    for first, last in product(PLAIN, PLAIN):
        try:
            yield dates.parse(f"[{first}..{last}]").text
        except dates.NotADate:
            continue


def columns():
    return {
        text: days
        for text, *days in Dated.objects.values_list("signed", "signed_earliest", "signed_latest")
    }


def bounds(texts):
    parsed = map(dates.parse, texts)
    return {value.text: [value.earliest, value.latest] for value in parsed}


def test_the_database_computes_the_bounds(tables):
    texts = list(subset())
    assert len(texts) > 400
    Dated.objects.bulk_create([Dated(signed=text) for text in texts])
    assert columns() == bounds(texts)


def test_bounds_follow_an_update(tables):
    row = Dated.objects.create(signed="2024")
    Dated.objects.update(signed="[1996-01..1996-09-10]")
    row.refresh_from_db()
    assert (row.signed_earliest, row.signed_latest) == ("1996-01-01", "1996-09-10")
    Dated.objects.update(signed="")
    assert columns() == {"": [None, None]}


def test_bounds_sort_and_filter(tables):
    texts = ["2024-07-11", "199X", "[..2024-07-19]", "2024-02", "[2024-06-18..]", ""]
    Dated.objects.bulk_create([Dated(signed=text) for text in texts])
    found = Dated.objects.filter(signed_latest__lt="2024-03").order_by("signed_latest")
    assert [row.signed for row in found] == ["199X", "2024-02"]
    found = Dated.objects.filter(signed_earliest__isnull=True).order_by("signed")
    assert [row.signed for row in found] == ["", "[..2024-07-19]"]


def test_no_text_breaks_the_columns(tables):
    texts = ["Julember", "11 July 2024", "..", "[..]", "a..b..c", "~", "é" * 10, "X" * 30, "%s"]
    Dated.objects.bulk_create([Dated(signed=text) for text in texts])
    assert set(columns()) == set(texts)


def test_migrations_stay_quiet():
    model = ModelState.from_model(Dated)
    written = {}
    for name, field in model.fields.items():
        source, imports = MigrationWriter.serialize(field)
        scope = {}
        exec("\n".join(imports), scope)
        written[name] = eval(source, scope)
    before, after = ProjectState(), ProjectState()
    before.add_model(ModelState("throwaway", "Dated", list(written.items())))
    after.add_model(ModelState("throwaway", "Dated", list(model.fields.items())))
    assert MigrationAutodetector(before, after)._detect_changes() == {}


def test_only_edtf_is_stored():
    Dated(signed="199X").clean_fields()
    Dated(signed="").clean_fields()
    for text in "1990s", " 1990", "1990\n", "1990\x00":
        with pytest.raises(ValidationError, match="Write 2024-07-11, 2024-07"):
            Dated(signed=text).clean_fields()


class DatedForm(forms.ModelForm):
    class Meta:
        model = Dated
        fields = ("signed",)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("", ""),
        ("  ", ""),
        ("199X", "199X"),
        ("the 1990s", "199X"),
        (
            "between 10 September 1996 and 19 December 1996",
            "[1996-09-10..1996-12-19]",
        ),
    ],
)
def test_forms_take_english(said, text):
    form = DatedForm({"signed": said})
    assert form.is_valid(), form.errors
    assert form.save(commit=False).signed == text


def test_forms_refuse_what_is_no_date():
    form = DatedForm({"signed": "Julember"})
    assert form.errors["signed"] == [
        "“Julember” is not a date. Write 2024-07-11, 2024-07, 2024, 1990s or “by 19 July 2024”."
    ]


def test_the_same_date_in_english_is_no_change():
    row = Dated(signed="2024-07-11")
    assert not DatedForm({"signed": "11 July 2024"}, instance=row).has_changed()
    assert DatedForm({"signed": "12 July 2024"}, instance=row).has_changed()


# Text

DECOMPOSED, COMPOSED = "Cafe\u0301", "Caf\u00e9"
SENT, STORED = f"{DECOMPOSED}\r\nb\rc\n\r", f"{COMPOSED}\nb\nc\n\n"


def stored():
    return list(Worded.objects.order_by("pk").values_list("title", "note"))


def test_every_way_of_writing_stores_the_same(tables):
    row = Worded(title=DECOMPOSED, note=SENT)
    row.save()
    assert (row.title, row.note) == (COMPOSED, STORED)
    rows = Worded.objects.bulk_create([Worded(title=DECOMPOSED, note=SENT)])
    assert (rows[0].title, rows[0].note) == (COMPOSED, STORED)
    assert stored() == [(COMPOSED, STORED)] * 2

    Worded.objects.update(title="", note="")
    Worded.objects.update(title=DECOMPOSED, note=SENT)
    assert stored() == [(COMPOSED, STORED)] * 2

    Worded.objects.update(title="", note="")
    for row in rows:
        row.title, row.note = DECOMPOSED, SENT
    Worded.objects.bulk_update(rows, ["title", "note"])
    assert stored() == [("", ""), (COMPOSED, STORED)]


def test_an_exact_look_up_finds_either_form(tables):
    Worded.objects.create(title=COMPOSED)
    assert Worded.objects.filter(title=DECOMPOSED).filter(title__in=[DECOMPOSED]).exists()


def test_an_expression_may_be_saved(tables):
    row = Worded.objects.create(title="a")
    row.title = Value("b")
    row.save()
    assert stored() == [("b", "")]


def test_cleaning_normalises():
    row = Worded(title=DECOMPOSED, note=SENT)
    row.clean_fields()
    assert (row.title, row.note) == (COMPOSED, STORED)


@pytest.mark.parametrize(
    "code", [0, 1, 7, 8, 11, 12, 27, 31, 127, 0x80, 0x85, 0x9F, 0xD800, 0xDFFF]
)
def test_control_characters_are_refused(code):
    for field in "title", "note":
        row = Worded(**{"title": "a", field: f"ab{chr(code)}"})
        with pytest.raises(ValidationError) as refused:
            row.clean_fields()
        assert f"Character 3 is U+{code:04X} (" in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    "code", [9, 10, 13, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
def test_a_line_is_one_line_in_one_direction(code):
    Worded(title="a", note=f"a{chr(code)}").clean_fields()
    with pytest.raises(ValidationError) as refused:
        Worded(title=f"a{chr(code)}").clean_fields()
    shown = 10 if code == 13 else code
    assert f"U+{shown:04X} (" in refused.value.message_dict["title"][0]


@pytest.mark.parametrize(
    "text", ["Договор", "조약", "معاهدة", "a\u200bb", "a\u200fb", "e\u0301x", "🕊"]
)
def test_ordinary_writing_passes(text):
    Worded(title=text, note=text).clean_fields()


def test_line_ends_of_a_browser_are_no_change():
    form_class = forms.modelform_factory(Worded, fields=("title", "note"))
    row = Worded(title=COMPOSED, note="a\nb")
    sent = {"title": DECOMPOSED, "note": "a\r\nb"}
    assert not form_class(sent, instance=row).has_changed()
