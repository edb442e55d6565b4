"""Nothing changes outside a change set, by any way; what is unchanged is not written."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from geopolitics.changes.current import change_set
from geopolitics.models import (
    REGISTER,
    Actor,
    ActorName,
    ChangeSet,
    Citation,
    OutsideChangeSet,
    Party,
    Topic,
    Treaty,
)


def _state():
    """Every row of every table, history included."""
    found = {}
    for model in REGISTER:
        found[model] = sorted(
            model.objects.values_list("pk", *[f.attname for f in model.columns()])
        )
        found[model.history.model] = model.history.count()
    return found


def _raw():
    row = next(serializers.deserialize("json", serializers.serialize("json", Actor.objects.all())))
    row.object.name = "Raw"
    row.save()


WAYS = {
    "save": lambda: Actor(slug="x", name="X", kind="state").save(),
    "save again": lambda: _changed(Treaty.objects.get(slug="mutual-help-1934"), "title").save(),
    "save some": lambda: _changed(Treaty.objects.get(slug="mutual-help-1934"), "title").save(
        update_fields=["title"]
    ),
    "create": lambda: Topic.objects.create(slug="x", name="X"),
    "get or create": lambda: Topic.objects.get_or_create(slug="x", defaults={"name": "X"}),
    "raw save": _raw,
    "update": lambda: Treaty.objects.update(title="X"),
    "bulk create": lambda: Topic.objects.bulk_create([Topic(slug="x", name="X")]),
    "bulk update": lambda: Treaty.objects.bulk_update(
        [_changed(Treaty.objects.get(slug="mutual-help-1934"), "title")], ["title"]
    ),
    "upsert": lambda: Topic.objects.bulk_create(
        [Topic(slug="x", name="X")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    ),
    "delete": lambda: Party.objects.get(key="ruritania").delete(),
    "delete set": lambda: Citation.objects.all().delete(),
    "delete with its rows": lambda: Treaty.objects.get(slug="mutual-help-1934").delete(),
    "related add": lambda: Treaty.objects.get(slug="mutual-help-1934").parties.create(
        actor=Actor.objects.get(slug="ruritania"), role="guarantor"
    ),
    "set": lambda: Treaty.objects.get(slug="mutual-help-1934").topics.set(Topic.objects.all()),
    "reverse set": lambda: Topic.objects.get(slug="alliances-of-old").treaty_set.add(
        Treaty.objects.get(slug="mutual-help-1934")
    ),
    "without history": lambda: _changed(
        Treaty.objects.get(slug="mutual-help-1934"), "title"
    ).save_without_historical_record(),
    "base manager": lambda: Treaty._base_manager.update(title="X"),
}


def _changed(row, field):
    setattr(row, field, "Changed")
    return row


@pytest.fixture
def with_topic(world):
    with change_set(way="command"):
        Topic(slug="alliances-of-old", name="Alliances of old").save()
    return world


@pytest.mark.parametrize("way", WAYS)
def test_writing_outside_a_change_set_fails(with_topic, way):
    before = _state()
    with pytest.raises(OutsideChangeSet), transaction.atomic():
        WAYS[way]()
    assert _state() == before


@pytest.mark.parametrize("way", ["update", "bulk create", "bulk update", "upsert", "base manager"])
def test_what_leaves_no_history_fails_inside_one_too(with_topic, way):
    before = _state()
    with pytest.raises(OutsideChangeSet), change_set(way="command"):
        WAYS[way]()
    assert _state() == before


def test_a_history_row_without_a_change_set_is_refused_by_the_database(world):
    table = Actor.history.model._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET changeset_id = NULL")


def test_an_unchanged_save_writes_nothing(world):
    before, sets = _state(), ChangeSet.objects.count()
    version = world.version
    with change_set(way="form"):
        Treaty.objects.get(pk=world.pk).save()
        world.topics.set([])
    assert _state() == before
    assert ChangeSet.objects.count() == sets
    world.refresh_from_db()
    assert world.version == version


def test_a_side_row_raises_its_records_version_once(world):
    version = world.version
    with change_set(way="form") as ledger:
        for party in world.parties.all():
            party.signed = "1934"
            party.save()
    world.refresh_from_db()
    assert world.version == version + 1
    assert world.history.filter(changeset=ledger.row).count() == 1


def test_a_failure_leaves_nothing(world):
    before, sets = _state(), ChangeSet.objects.count()
    with pytest.raises(ValidationError), change_set(way="form"):
        ActorName(actor=Actor.objects.get(slug="ruritania"), name="The Kingdom").save()
        Actor(slug="Not A Slug", name="X", kind="state").save()
    assert _state() == before
    assert ChangeSet.objects.count() == sets


def test_one_act_is_one_change_set(world):
    with change_set(way="form"), pytest.raises(OutsideChangeSet), change_set(way="form"):
        pass
