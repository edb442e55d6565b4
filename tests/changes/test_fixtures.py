"""loaddata and dumpdata: through the ledger, all or nothing, the same again byte for byte."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geopolitics.models import REGISTER, Actor, ActorName, ChangeSet, Statement, Treaty


def _dump(path, *labels, **options):
    call_command("dumpdata", *labels, output=str(path), verbosity=0, **options)
    return path.read_bytes()


def _history():
    return {model: model.history.count() for model in REGISTER}


def _write(path, *rows):
    made = [{"model": f"geopolitics.{model}", "fields": fields} for model, fields in rows]
    path.write_text(json.dumps(made), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_a_dump_loaded_into_an_empty_register_dumps_the_same(world, tmp_path, form, empty_register):
    place = tmp_path / f"dump.{form}"
    before = _dump(place, format=form)
    assert b"changeset" not in before
    assert b"historical" not in before
    empty_register()
    assert not Treaty.objects.exists()
    call_command("loaddata", str(place), verbosity=0)
    assert _dump(tmp_path / f"again.{form}", format=form) == before


def test_loading_the_same_again_writes_nothing(world, tmp_path):
    place = tmp_path / "dump.json"
    _dump(place)
    before, sets = _history(), ChangeSet.objects.count()
    call_command("loaddata", str(place), verbosity=0)
    assert (_history(), ChangeSet.objects.count()) == (before, sets)


def test_absent_columns_keep_their_value(world, tmp_path):
    place = _write(tmp_path / "a.json", ("treaty", {"slug": world.slug, "place": "Strelsau"}))
    call_command("loaddata", place, verbosity=0)
    world.refresh_from_db()
    assert (world.place, world.signed, world.status) == ("Strelsau", "1934", "published")
    changeset = world.history.first().changeset
    assert (changeset.way, changeset.by_name, changeset.by) == ("fixture", "operator", None)


def test_references_point_forward_across_files(db, tmp_path):
    one = _write(
        tmp_path / "1.json",
        ("statement", {"slug": "b-reply", "act": "ACCUSE", "responds_to": ["z-first"]}),
        ("actor", {"slug": "part", "name": "Part", "kind": "state", "part_of": ["whole"]}),
    )
    two = _write(
        tmp_path / "2.json",
        ("statement", {"slug": "z-first", "act": "COMMENT", "addressees": [["part"]]}),
        ("actorname", {"actor": ["whole"], "name": "All of it"}),
        ("actor", {"slug": "whole", "name": "Whole", "kind": "state"}),
    )
    call_command("loaddata", one, two, verbosity=0)
    assert Statement.objects.get(slug="b-reply").responds_to.slug == "z-first"
    assert Actor.objects.get(slug="part").part_of.slug == "whole"
    sets = ChangeSet.objects.count()
    call_command("loaddata", one, two, verbosity=0)
    assert ChangeSet.objects.count() == sets
    assert len(ActorName.objects.get(name="All of it").key) == 6


@pytest.mark.django_db(transaction=True)
def test_loading_keeps_the_connection_and_its_locks(tmp_path):
    place = _write(tmp_path / "a.json", ("topic", {"slug": "trade-routes", "name": "Trade"}))
    connection.ensure_connection()
    before = connection.connection
    call_command("loaddata", place, verbosity=0)
    assert connection.connection is before


BAD = {
    "a quote that does not stand": (
        (
            "citation",
            {
                "key": "x",
                "treaty": ["mutual-help-1934"],
                "passage": ["almanac", "1"],
                "quote": "signed a Treaty of Mutual Harm",
            },
        ),
        "do not stand",
    ),
    "a published record without words": (
        ("actor", {"slug": "x", "name": "X", "kind": "state", "status": "published"}),
        "no quote",
    ),
    "a reference to nothing": (
        ("party", {"treaty": ["mutual-help-1934"], "key": "x", "actor": ["x"], "role": "party"}),
        "not there",
    ),
    "a numeric reference": (
        ("party", {"treaty": 1, "key": "x", "actor": ["ruritania"], "role": "party"}),
        "natural key",
    ),
    "a field that is none": (("actor", {"slug": "x", "nmae": "X"}), "no field nmae"),
    "a date that is none": (
        ("treaty", {"slug": "mutual-help-1934", "signed": "1934-02-30"}),
        "1934-02-30",
    ),
    "a code that is none": (
        ("actor", {"slug": "ruritania", "kind": "kingdom"}),
        "kingdom",
    ),
    "a circle": (("actor", {"slug": "ruritania", "part_of": ["ruritania"]}), "circle"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_leaves_nothing_of_its_file(world, tmp_path, name):
    row, says = BAD[name]
    before, sets = _history(), ChangeSet.objects.count()
    place = _write(
        tmp_path / "bad.json", ("actor", {"slug": "good", "name": "Good", "kind": "state"}), row
    )
    with pytest.raises(CommandError, match=says):
        call_command("loaddata", place, verbosity=0)
    assert (_history(), ChangeSet.objects.count()) == (before, sets)
    assert not Actor.objects.filter(slug="good").exists()


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"model": "geopolitics.nothing"}]'])
def test_a_file_that_is_no_fixture_is_refused(db, tmp_path, text):
    place = tmp_path / "bad.json"
    place.write_text(text)
    with pytest.raises(CommandError, match=r"bad\.json"):
        call_command("loaddata", str(place), verbosity=0)
