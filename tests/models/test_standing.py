"""As of a day: the register's order of answers, and the same answer by SQL."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geopolitics import dates
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Citation, Document, Party, Passage, Treaty
from geopolitics.models.standing import (
    ENDED,
    IN_FORCE,
    NOT_YET_IN_FORCE,
    NOT_YET_SIGNED,
    SIGNED_ONLY,
    UNCERTAIN,
    Life,
)


def on(day, **held):
    return Life(**held).on(datetime.date.fromisoformat(day))


EXPIRED = {"signed": "1961", "ended": "199X", "end_reason": "expired", "attested": "2024-07-19"}
PACT = {"signed": "[2000..2024-07-19]", "attested": "2024-07-19"}
FULL = {"signed": "1960-01-19", "in_force": "1960-06-23", "attested": "2024-07-19"}


@pytest.mark.parametrize(
    ("held", "day", "status"),
    [
        (EXPIRED, "1960-12-31", NOT_YET_SIGNED),
        (EXPIRED, "1961-06-01", UNCERTAIN),
        (EXPIRED, "1985-01-01", IN_FORCE),
        (EXPIRED, "1995-01-01", UNCERTAIN),
        (EXPIRED, "1999-12-31", ENDED),
        (EXPIRED, "2001-01-01", ENDED),
        (EXPIRED | {"end_reason": "superseded"}, "1985-01-01", SIGNED_ONLY),
        (PACT, "1999-12-31", NOT_YET_SIGNED),
        (PACT, "2010-01-01", UNCERTAIN),
        (PACT, "2024-07-19", SIGNED_ONLY),
        (PACT, "2026-11-24", SIGNED_ONLY),
        (FULL, "1960-01-18", NOT_YET_SIGNED),
        (FULL, "1960-02-01", NOT_YET_IN_FORCE),
        (FULL, "1960-06-23", IN_FORCE),
        (FULL | {"in_force": "1960-06"}, "1960-06-10", UNCERTAIN),
        (FULL | {"ended": "1970", "end_reason": "denounced"}, "1970-05-01", UNCERTAIN),
        ({"attested": "2024-07-19"}, "2024-07-18", UNCERTAIN),
        ({"attested": "2024-07-19"}, "2024-07-19", SIGNED_ONLY),
        ({"in_force": "1960-06-23", "attested": "2024-07-19"}, "1970-01-01", IN_FORCE),
        ({"ended": "[..1999]", "signed": "1961", "end_reason": "expired"}, "1985-01-01", UNCERTAIN),
    ],
)
def test_the_first_status_that_holds(held, day, status):
    assert on(day, **held).status == status


def test_past_the_newest_document_an_open_end_is_told():
    assert on("2026-11-24", **PACT).last_attested == "2024-07-19"
    assert on("2024-07-19", **PACT).last_attested == ""
    assert on("2026-11-24", **EXPIRED).last_attested == ""


def test_the_answer_names_its_fields_and_the_reason():
    answer = on("1985-01-01", **EXPIRED)
    assert answer.fields == ("signed", "ended")
    assert "entry into force not stated" in answer.reason


EDTF = st.sampled_from(
    ["", "1961", "1961-07-11", "1961-07", "196X", "19XX", "[..1965]", "[1960..]", "[1959..1961-07]"]
)
REASONS = ["not stated", "expired", "superseded", "denounced", "terminated by consent", "extinct"]


@pytest.fixture
def document(db):
    with change_set(way="command"):
        document = Document(slug="paper", title="Paper", kind="book", published="1964-05")
        document.save()
        Passage(document=document, number="1", position=1, text="Some words.").save()
    return document


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(EDTF, EDTF, EDTF, st.sampled_from(REASONS), st.booleans()), min_size=5, max_size=9
    ),
    days=st.lists(
        st.dates(datetime.date(1955, 1, 1), datetime.date(2005, 1, 1)), min_size=3, max_size=6
    ),
)
def test_the_query_answers_as_the_record_does(document, rows, days):
    made = []
    passage = document.passages.get()
    with change_set(way="command"):
        for number, (signed, in_force, ended, reason, cited) in enumerate(rows):
            treaty = Treaty(
                slug=f"made-{number}",
                title="Made",
                signed=signed,
                in_force=in_force,
                ended=ended,
                end_reason=reason if ended else "not stated",
            )
            if not _in_order(signed, ended) or not _in_order(in_force, ended):
                continue
            treaty.save()
            made.append(treaty)
            if cited:
                Citation(treaty=treaty, passage=passage, quote="words").save()
    found = Treaty.objects.filter(slug__startswith="made-")
    for day in days:
        by_query = dict(found.standing_on(day).values_list("slug", "standing"))
        assert by_query == {t.slug: t.status_on(day).status for t in made}, day
    with change_set(way="command"):
        for treaty in made:
            treaty.delete()


def _in_order(began, ended):
    if not began or not ended:
        return True
    first, last = dates.parse(began).earliest, dates.parse(ended).latest
    return first is None or last is None or first <= last


DAY = datetime.date


def test_the_document_answers_a_lawyers_questions(register):
    russia, ussr = Actor.objects.named("Russia").one("Russia"), Actor.objects.get(slug="ussr")
    korea = Actor.objects.named("DPRK").one("DPRK")
    public = Treaty.objects.public()
    assert [t.slug for t in public.in_force_on(DAY(1985, 1, 1)).between(ussr, korea)] == [
        "ussr-dprk-1961"
    ]
    assert not public.in_force_on(DAY(2001, 1, 1)).between(ussr, korea)
    assert {t.slug for t in public.between(russia, korea)} == {
        "russia-dprk-2000",
        "russia-dprk-2024",
    }
    pact = Treaty.objects.get(slug="russia-dprk-2024")
    assert pact.status_on(DAY(2024, 7, 19)).status == SIGNED_ONLY
    assert pact.obligations.get(kind="defense").status_on(DAY(2024, 7, 19)).status == SIGNED_ONLY
    absent = Treaty.objects.get(slug="russia-dprk-2000").obligations.get(kind="defense")
    assert absent.status_on(DAY(2010, 1, 1)).sign == "absent"
    party = Party.objects.get(treaty__slug="ussr-dprk-1961", actor=ussr)
    assert party.status_on(DAY(1985, 1, 1)).status == IN_FORCE
    assert party.status_on(DAY(2001, 1, 1)).status == ENDED


def test_a_code_takes_a_day(register):
    def one(scheme, value, day):
        return Actor.objects.coded(scheme, value, day).one(value).slug

    assert one("cow", "365", DAY(1985, 1, 1)) == "ussr"
    assert one("cow", "365", DAY(2024, 1, 1)) == "russia"
    assert one("iso3", "KOR", DAY(2024, 1, 1)) == "south-korea"
    assert not Actor.objects.coded("iso3", "SUN", DAY(2024, 1, 1))


def test_an_ambiguous_name_lists_its_candidates(register):
    with change_set(way="command"):
        for slug in ("seoul-city", "seoul-office"):
            Actor(slug=slug, name="Seoul", kind="other").save()
    with pytest.raises(LookupError, match="seoul-city, seoul-office, south-korea"):
        Actor.objects.named("seoul").one("seoul")
