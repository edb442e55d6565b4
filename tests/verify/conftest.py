"""A register of its own in which every table has a row, and a way to bend it by SQL."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from geopolitics.changes.current import change_set
from geopolitics.models import (
    Actor,
    ActorCode,
    ActorName,
    Article,
    Citation,
    Document,
    Event,
    Obligation,
    Participant,
    Party,
    Passage,
    Position,
    Statement,
    Succession,
    Target,
    Topic,
    Treaty,
    TreatyName,
    TreatyRelation,
)

FIRST = "Ruritania and Syldavia signed a Treaty of Mutual Help in 1934. It lapsed in the 1940s."
SECOND = (
    "The Regent said: “We shall help them where armed men cross the border.” "
    "Borduria answered that the border is the border."
)


def record(model, slug, passage, cited, **values):
    """A published record that rests on words; an article's slug follows from its treaty."""
    row = model(slug=slug, status="published", **values)
    row.save()
    Citation(**{row.table(): row}, key="c1", passage=passage, quote=cited).save()
    return row


def fill():
    """Two of each, so that whatever points to its like has something to point to."""
    alliances = Topic(slug="old-alliances", name="Old alliances")
    alliances.save()
    Topic(slug="old-help", name="Old help", broader=alliances).save()
    source = Document(slug="almanac", title="Almanac", kind="book", status="published")
    source.save()
    first = Passage(document=source, number="1", position=1, text=FIRST)
    first.save()
    second = Passage(document=source, number="2", position=2, text=SECOND)
    second.save()

    ruritania = record(Actor, "ruritania", first, "Ruritania", name="Ruritania", kind="state")
    syldavia = record(Actor, "syldavia", first, "Syldavia", name="Syldavia", kind="state")
    borduria = record(Actor, "borduria", second, "Borduria", name="Borduria", kind="state")
    regent = record(
        Actor, "regent", second, "Regent", name="Regent", kind="person", part_of=ruritania
    )
    ActorName(actor=ruritania, key="kingdom", name="The Kingdom").save()
    ActorCode(actor=ruritania, key="iso", scheme="iso3", value="RUR", valid_until="1940").save()
    ActorCode(actor=syldavia, key="iso", scheme="iso3", value="RUR", valid_from="1950").save()
    office = Position(person=regent, key="office", title="Regent", body=ruritania)
    office.save()
    Succession(predecessor=syldavia, successor=borduria, key="next", kind="succeeds").save()

    help_ = record(
        Treaty,
        "help-1934",
        first,
        "a Treaty of Mutual Help in 1934",
        title="Treaty of Mutual Help",
        signed="1934",
        ended="194X",
    )
    help_.topics.add(alliances)
    later = record(Treaty, "help-1950", second, "help them", title="Another", signed="[1935..]")
    TreatyName(treaty=help_, key="help", name="The Help").save()
    for actor in (ruritania, syldavia):
        Party(treaty=help_, key=actor.slug, actor=actor, role="signatory").save()
    TreatyRelation(treaty=later, key="renews", kind="renews", earlier=help_).save()
    old = record(Article, "", first, "Mutual Help", treaty=help_, eid="art_1", number="1")
    new = record(Article, "", second, "armed men", treaty=later, eid="art_2", number="2")
    new.takes_up.add(old)
    Citation(treaty=later, key="c2", passage=second, quote="armed men cross the border").save()
    Obligation(
        treaty=later, article=new, key="help", kind="defense", trigger="armed  men cross"
    ).save()
    Citation(
        treaty=help_,
        key="when",
        passage=first,
        quote="in 1934",
        field="parties/ruritania/signed",
        value="1934",
    ).save()

    war = record(Event, "old-war", second, "armed men cross", title="War", kind="war")
    signing = record(
        Event, "old-signing", first, "signed", title="Signing", kind="signing", part_of=war
    )
    Participant(event=signing, key="host", actor=ruritania, role="host").save()
    said = record(
        Statement,
        "we-shall-help",
        second,
        "We shall help them where armed men cross the border.",
        act="CONSIDER",
        speaker=regent,
        capacity=office,
        quote='"We shall help them where armed men cross the border."',
    )
    answer = record(
        Statement,
        "border-is-border",
        second,
        "the border is the border",
        act="REJECT",
        speaker=borduria,
        responds_to=said,
    )
    Target(statement=answer, key="said", about_statement=said, stance="opposes").save()


@pytest.fixture
def world(db):
    with change_set(way="command", message="A small world."):
        fill()


@pytest.fixture
def run(world):
    """Runs the command: its exit, its output, and its errors as lines."""

    def run(**options):
        out, errors = io.StringIO(), io.StringIO()
        try:
            call_command("verify", stdout=out, stderr=errors, no_color=True, **options)
        except SystemExit as stop:
            return stop.code, out.getvalue(), errors.getvalue().splitlines()
        return 0, out.getvalue(), errors.getvalue().splitlines()

    return run


@pytest.fixture
def bent():
    """Carries out SQL behind the application's back, for as long as the context lasts."""

    @contextmanager
    def bent(statements, without=()):
        connection.check_constraints()
        before = transaction.savepoint()
        try:
            _lift(without)
            with connection.cursor() as cursor:
                for statement in statements:
                    sql, values = statement if isinstance(statement, tuple) else (statement, ())
                    cursor.execute(sql, values)
                    assert cursor.rowcount != 0, f"changes nothing: {sql}"
            yield
        finally:
            transaction.savepoint_rollback(before)
            if connection.vendor == "sqlite":
                _pragma("OFF")

    return bent


def _lift(constraints):
    """Let the database accept what these constraints refuse."""
    if connection.vendor == "sqlite":
        _pragma("ON")
        return
    for table, constraint in constraints:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE geopolitics_{table} DROP CONSTRAINT {constraint}")


def _pragma(state):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA ignore_check_constraints = {state}")
