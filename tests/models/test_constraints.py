"""What the database itself refuses, behind the application's back; and what the rules say first."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from geopolitics.changes.current import change_set
from geopolitics.models import (
    Actor,
    ActorCode,
    Article,
    Citation,
    Event,
    Obligation,
    Party,
    Position,
    Statement,
    Target,
    Topic,
    Treaty,
    TreatyRelation,
    model_of,
)

# table, SQL after SET, which rows: each breaks one constraint.
BENT = [
    ("treaty", "slug = ''", "slug = 'russia-dprk-2024'"),
    ("treaty", "slug = 'ussr-dprk-1961'", "slug = 'russia-dprk-2024'"),
    ("treaty", "status = 'secret'", "slug = 'russia-dprk-2024'"),
    ("treaty", "version = 0", "slug = 'russia-dprk-2024'"),
    ("treaty", "ended = '1960'", "slug = 'ussr-dprk-1961'"),
    ("treaty", "end_reason = 'expired'", "slug = 'russia-dprk-2024'"),
    ("treaty", "in_force = '2010'", "slug = 'ussr-dprk-1961'"),
    ("actor", "unnamed = TRUE", "slug = 'russia'"),
    ("actor", "collective = TRUE", "slug = 'russia'"),
    ("actor", "part_of_id = id", "slug = 'russia'"),
    ("actor", "began = '2000', ended = '1999'", "slug = 'russia'"),
    ("actor_code", "valid_from = '1992', valid_until = '1991'", "value = '365'"),
    ("succession", "successor_id = predecessor_id", "1 = 1"),
    ("party", "key = 'same'", "1 = 1"),
    ("party", "consented = '2024'", "role = 'signatory'"),
    ("party", "end_reason = 'denounced'", "1 = 1"),
    ("treaty_relation", "earlier_id = treaty_id", "1 = 1"),
    ("obligation", "began = '2000', ended = '1999'", "1 = 1"),
    (
        "article",
        "eid = 'art_4'",
        "treaty_id = (SELECT id FROM geopolitics_treaty WHERE slug = 'russia-dprk-2024')",
    ),
    ("event", "part_of_id = id", "1 = 1"),
    ("event", "began = '2024', ended = '2023'", "1 = 1"),
    ("statement", "responds_to_id = id", "1 = 1"),
    ("statement", "capacity_text = 'x'", "capacity_id IS NOT NULL"),
    ("statement", "translation = 'x', quote = ''", "1 = 1"),
    ("statement", "translator = 'x', translation = ''", "1 = 1"),
    ("target", "about_treaty_id = NULL", "about_treaty_id IS NOT NULL"),
    (
        "target",
        "about_actor_id = (SELECT MIN(id) FROM geopolitics_actor)",
        "about_treaty_id IS NOT NULL",
    ),
    ("topic", "broader_id = id", "1 = 1"),
    ("passage", "number = '1'", "1 = 1"),
    ("passage", "text = ''", "number = '1'"),
    ("citation", "quote = ''", "1 = 1"),
    ("citation", 'start = 5, "end" = 5', "1 = 1"),
    ("citation", "value = 'x', field = ''", "1 = 1"),
    ("citation", "treaty_id = NULL", "treaty_id IS NOT NULL"),
    ("citation", "actor_id = (SELECT MIN(id) FROM geopolitics_actor)", "treaty_id IS NOT NULL"),
    ("citation", "key = 'same'", "treaty_id IS NOT NULL"),
]


@pytest.mark.parametrize(("table", "change", "where"), BENT)
def test_the_database_refuses(register, table, change, where):
    name = model_of(table)._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {name} WHERE {where}")
        assert cursor.fetchone()[0]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {name} SET {change} WHERE {where}")


def _get(model, **conditions):
    return model.objects.filter(**conditions).first()


def _treaty(slug):
    return Treaty.objects.get(slug=slug)


def _actor(slug):
    return Actor.objects.get(slug=slug)


def _changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


BROKEN = {
    "a slug": (lambda: Actor(slug="North Korea", name="X", kind="state"), "no slug"),
    "a vocabulary": (lambda: _changed(_actor("russia"), kind="kingdom"), "kingdom"),
    "a date": (lambda: _changed(_treaty("russia-dprk-2024"), signed="2023-02-29"), "2023-02-29"),
    "an order of dates": (
        lambda: _changed(_treaty("ussr-dprk-1961"), ended="1960"),
        "before “signed”",
    ),
    "an end reason": (
        lambda: _changed(_treaty("russia-dprk-2024"), end_reason="expired"),
        "by 19 July 2024",
    ),
    "a circle of parts": (
        lambda: _changed(_actor("china"), part_of=Actor.objects.filter(part_of__slug="china")[0]),
        "circle",
    ),
    "a circle of relations": (
        lambda: TreatyRelation(
            treaty=_treaty("ussr-dprk-1961"), kind="renews", earlier=_treaty("russia-dprk-2000")
        ),
        "circle",
    ),
    "a circle of topics": (
        lambda: _changed(
            Topic.objects.filter(broader__isnull=False)[0].broader,
            broader=Topic.objects.filter(broader__isnull=False)[0],
        ),
        "circle",
    ),
    "a code's form": (
        lambda: ActorCode(actor=_actor("russia"), scheme="iso3", value="rus"),
        "no iso3 code",
    ),
    "a code held twice": (
        lambda: ActorCode(actor=_actor("russia"), scheme="cow", value="2"),
        "two rows on the same day",
    ),
    "a position of a state": (
        lambda: Position(person=_actor("russia"), title="President"),
        "held by a person",
    ),
    "a signatory that consented": (
        lambda: _changed(_get(Party, role="signatory"), consented="2024", consent="ratification"),
        "contracting state",
    ),
    "a party of a resolution": (
        lambda: Party(
            treaty=_get(Treaty, nature="other instrument"), actor=_actor("russia"), role="party"
        ),
        "adopting bodies only",
    ),
    "an adopting body of a treaty": (
        lambda: Party(
            treaty=_treaty("russia-dprk-2024"), actor=_actor("russia"), role="adopting body"
        ),
        "no treaty has an adopting body",
    ),
    "an article of another treaty": (
        lambda: Obligation(
            treaty=_treaty("ussr-dprk-1961"),
            kind="defense",
            article=Article.objects.get(slug="russia-dprk-2024--art_4"),
        ),
        "of another treaty",
    ),
    "an obligation to oneself": (
        lambda: Obligation(
            treaty=_treaty("ussr-dprk-1961"),
            kind="defense",
            obligor=_actor("ussr"),
            beneficiary=_actor("ussr"),
        ),
        "nobody is bound to itself",
    ),
    "an element id": (
        lambda: Article(treaty=_treaty("ussr-dprk-1961"), eid="Article 4"),
        "no element id",
    ),
    "somebody else's capacity": (
        lambda: _changed(_get(Statement, capacity__isnull=False), speaker=_actor("russia")),
        "another person's",
    ),
    "no target": (lambda: Target(statement=_get(Statement), stance="opposes"), "exactly one"),
    "two targets": (
        lambda: Target(
            statement=_get(Statement),
            about_actor=_actor("russia"),
            about_treaty=_treaty("russia-dprk-2024"),
        ),
        "exactly one",
    ),
    "a quote that does not stand": (
        lambda: _changed(_get(Citation), quote="words of nobody"),
        "do not stand",
    ),
    "a citation of nothing": (
        lambda: Citation(passage=_get(Citation).passage, quote="the pact"),
        "exactly one",
    ),
    "evidence for no field": (
        lambda: _changed(_get(Citation, treaty__isnull=False), field="signd"),
        "no field “signd”",
    ),
    "evidence for no row": (
        lambda: _changed(_get(Citation, treaty__isnull=False), field="parties/nobody"),
        "no parties row",
    ),
    "a value that the field cannot hold": (
        lambda: _changed(_get(Citation, treaty__isnull=False), field="signed", value="July"),
        "cannot hold it",
    ),
    "a value for a whole row": (
        lambda: _changed(
            _get(Citation, treaty__slug="russia-dprk-2024"), field="parties/russia", value="x"
        ),
        "needs one field",
    ),
    "a control character": (lambda: _changed(_actor("russia"), name="Rus\x07sia"), "U+0007"),
    "a reversed name": (lambda: _changed(_actor("russia"), name="Rus\u202esia"), "U+202E"),
    "an address": (lambda: _changed(_treaty("russia-dprk-2024"), url="javascript:x"), ""),
    "a span turned round": (
        lambda: Event(slug="e", title="E", kind="visit", began="2024", ended="2023"),
        "is before",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_is_told_in_words(register, name):
    make, says = BROKEN[name]
    with pytest.raises(ValidationError) as refusal, change_set(way="command"):
        make().save()
    assert says in " ".join(refusal.value.messages)


def test_a_form_and_a_row_hear_the_same(register):
    """One set of rules: full_clean, as a form calls it, says what save says."""
    for make, says in BROKEN.values():
        row = make()
        with pytest.raises(ValidationError) as refusal:
            row.prepare()
            row.full_clean()
        assert says in " ".join(refusal.value.messages)


def test_articles_take_up_no_circle(register):
    later = Article.objects.get(slug="russia-dprk-2024--art_4")
    earlier = later.takes_up.get()
    with pytest.raises(ValidationError, match="circle"), change_set(way="command"):
        earlier.takes_up.add(later)
    assert not earlier.takes_up.exists()
