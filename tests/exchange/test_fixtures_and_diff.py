"""The form of fixtures/, and what differs between two exports, in words."""

import itertools
from pathlib import Path

import pytest
from django.core.management import CommandError

from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Citation, Treaty

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_the_register_gives_its_fixtures_byte_for_byte(register, command, tmp_path):
    assert command("export_records", fixtures=tmp_path / "out")[0] == 0
    for place in FIXTURES.glob("*.json"):
        assert (tmp_path / "out" / place.name).read_bytes() == place.read_bytes()
    assert len(list((tmp_path / "out").iterdir())) == len(list(FIXTURES.glob("*.json")))


def test_only_what_changed_is_written(register, command, tmp_path):
    command("export_records", fixtures=tmp_path)
    with change_set(way="command"):
        Actor(slug="syldavia", name="Syldavia", kind="state").save()
    assert "1 files changed" in command("export_records", fixtures=tmp_path)[1]
    (added,) = [
        line
        for line in (tmp_path / "02_actors.json").read_text().splitlines()
        if "Syldavia" in line
    ]
    assert added == '   "name": "Syldavia",'


def test_nothing_differs_from_its_own_export(register, exports, command):
    sides = ["register", *exports.values(), FIXTURES]
    for one, other in itertools.pairwise(sides):
        assert command("diff", one, other) == (0, "Nothing differs.\n", "")


def test_differences_in_words(register, exports, command):
    place = exports["json"]
    with change_set(way="command"):
        Actor(slug="syldavia", name="Syldavia", kind="state").save()
        row = Actor.objects.get(slug="japan")
        row.seat = "Kyoto"
        row.save()
        treaty = Treaty.objects.get(slug="russia-dprk-2024")
        treaty.summary = f"Well, {treaty.summary}"
        treaty.save()
        treaty.topics.remove(treaty.topics.first())
        Citation.objects.filter(treaty=treaty).first().delete()
    code, said, _ = command("diff", place, "register")
    assert code == 1
    assert "actor japan, seat: is “Kyoto”." in said
    assert "actor syldavia: only in the second." in said
    assert "treaty russia-dprk-2024, summary: {+Well, +}" in said
    assert "treaty russia-dprk-2024, topics: without “" in said
    assert "citation russia-dprk-2024 / " in said
    assert command("diff", "register", place)[1].count("\n") == said.count("\n")


def test_only_columns_that_both_have_are_compared(register, command, tmp_path):
    place = tmp_path / "actor.csv"
    place.write_text("slug,seat\njapan,Osaka\n")
    lines = command("diff", place, "register")[1].splitlines()
    assert any(line.startswith("actor japan, seat: ") for line in lines)
    assert not any(line.startswith("actor japan, name") for line in lines)


@pytest.mark.parametrize("name", ["nothing.csv", "empty"])
def test_a_side_that_is_none(db, command, tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError) as stop:
        command("diff", "register", tmp_path / name)
    assert stop.value.returncode == 2


def test_a_side_that_is_refused(db, command, tmp_path):
    (tmp_path / "actor.csv").write_text("slug,nmae\njapan,Japan\n")
    code, _, wrong = command("diff", "register", tmp_path / "actor.csv")
    assert code == 2
    assert "row 1, column nmae" in wrong
