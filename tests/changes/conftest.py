"""A small register of its own: two states, a treaty between them, and the words it rests on."""

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Citation, Document, Party, Passage, Treaty

WORDS = "Ruritania and Syldavia signed a Treaty of Mutual Help in 1934. It lapsed in the 1940s."


def record(model, slug, quote, passage, **values):
    """A published record with one citation."""
    row = model(slug=slug, status="published", **values)
    row.save()
    Citation(**{row.table(): row}, key="c1", passage=passage, quote=quote).save()
    return row


@pytest.fixture
def world(db):
    with change_set(way="command", message="A small world."):
        source = Document(
            slug="almanac", title="Almanac", kind="book", status="published", published="1950"
        )
        source.save()
        passage = Passage(document=source, number="1", position=1, text=WORDS)
        passage.save()
        ruritania = record(Actor, "ruritania", "Ruritania", passage, name="Ruritania", kind="state")
        syldavia = record(Actor, "syldavia", "Syldavia", passage, name="Syldavia", kind="state")
        treaty = record(
            Treaty,
            "mutual-help-1934",
            "signed a Treaty of Mutual Help in 1934",
            passage,
            title="Treaty of Mutual Help",
            signed="1934",
        )
        for actor in (ruritania, syldavia):
            Party(treaty=treaty, key=actor.slug, actor=actor, role="signatory").save()
    return treaty


@pytest.fixture
def passage(world):
    return Passage.objects.get(document__slug="almanac")


@pytest.fixture
def draft(world):
    """A third state, not published."""
    with change_set(way="command"):
        actor = Actor(slug="borduria", name="Borduria", kind="state")
        actor.save()
    return actor


@pytest.fixture
def empty_register():
    """Empties every table of ours, behind the application's back, and the ledger with it."""

    def empty():
        tables = [
            model._meta.db_table
            for model in apps.get_app_config("geopolitics").get_models(include_auto_created=True)
        ]
        with connection.cursor() as cursor:
            for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
                cursor.execute(statement)

    return empty
