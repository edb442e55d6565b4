import csv
import re
from pathlib import Path

import pytest
from django.db import models
from django.db.migrations.writer import MigrationWriter

from geopolitics import vocabularies
from geopolitics.vocabularies import ACTS, ALL, CODE_PATTERNS, OBLIGATIONS

CAMEO = Path(__file__).parents[2] / "shared/data/cameo_plover_codes.csv"
VERBAL = {"COMMENT": "010", "DECLINE": "011", "CONSIDER": "014", "DENY": "016"}

each = pytest.mark.parametrize("vocabulary", ALL, ids=lambda vocabulary: vocabulary.key)


def test_all_holds_every_list_once():
    lists = [v for v in vars(vocabularies).values() if isinstance(v, vocabularies.Vocabulary)]
    assert sorted(v.key for v in lists) == sorted(v.key for v in ALL)


@each
def test_a_list_says_where_it_comes_from_and_each_value_when_to_use_it(vocabulary):
    assert all((vocabulary.name, vocabulary.note, vocabulary.source))
    for term in vocabulary:
        assert term.label[0].isupper()
        assert term.note.endswith("."), term.value


@each
def test_values_are_unique(vocabulary):
    assert len(vocabulary.values) == len(vocabulary)
    assert len({term.label for term in vocabulary}) == len(vocabulary)
    assert vocabulary.default in ("", *vocabulary.values)


@each
def test_a_model_field_takes_the_function_and_a_migration_its_name(vocabulary):
    assert getattr(vocabularies, vocabulary.key.upper()) is vocabulary
    function = getattr(vocabularies, vocabulary.key)
    field = models.CharField(max_length=40, choices=function)
    assert list(field.choices) == [(term.value, term.label) for term in vocabulary]
    written, _ = MigrationWriter.serialize(field.deconstruct()[3]["choices"])
    assert written == f"geopolitics.vocabularies.{vocabulary.key}"
    assert field.check() == []


def test_look_up():
    assert "defense" in OBLIGATIONS
    assert "defence" not in OBLIGATIONS
    assert OBLIGATIONS["defense"].label == "Defence"


def test_acts_have_the_roots_of_cameo():
    assert {value: ACTS[value].codes for value in VERBAL} == {
        value: (code,) for value, code in VERBAL.items()
    }
    assert ACTS["VOTE"].codes == ()
    if not CAMEO.exists():
        pytest.skip("the table of CAMEO and PLOVER codes is not here")
    roots = {}
    with CAMEO.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if len(row["cameo_code"]) == 2:
                roots.setdefault(row["plover_event"], []).append(row["cameo_code"])
    assert len(roots) == 16
    ours = {act.value: sorted(act.codes) for act in ACTS if act.value not in (*VERBAL, "VOTE")}
    assert ours == {event: sorted(codes) for event, codes in roots.items()}


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        ("iso3", ["PRK", "SUN"], ["prk", "KP", "PRKX", "PRK\n"]),
        ("cow", ["2", "365"], ["002", "0", "8152", "3 65", "٣"]),
        ("wikidata", ["Q423"], ["423", "Q0", "q423"]),
    ],
)
def test_code_patterns(scheme, good, bad):
    for value in good:
        assert re.fullmatch(CODE_PATTERNS[scheme], value)
    for value in bad:
        assert not re.fullmatch(CODE_PATTERNS[scheme], value)
