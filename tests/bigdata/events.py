"""Missile tests, and the roll calls of the UN General Assembly."""

from __future__ import annotations

from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Citation, Document, Event, Participant, Passage

from .rows import Row, day, document, passage, rows_of, words, write

ASSEMBLY = "un-general-assembly"


def missile_tests() -> None:
    """Each launch an event in which North Korea took part."""
    source = document("dprk-missile-tests", "Missile and space launches of the DPRK", "2026")
    korea = Actor.objects.get(slug="north-korea")
    with change_set(way="import", message="Big data: missile tests"):
        rows = list(rows_of("dprk_missile_tests.csv"))
        passages = write([passage(source, number, row) for number, row in rows])
        events = write([_test(row) for _, row in rows])
        _cited(rows, passages, events, ("test_no", "date", "time"))
        write([Participant(event=e, key="dprk", actor=korea, role="other") for e in events])


def _test(row: Row) -> Event:
    return Event(
        slug=f"dprk-launch-{row['test_no']}",
        title=f"Launch of {row['missile_name']}, number {row['test_no']}",
        kind="test",
        began=day(row["date"]),
        place=row["facility_name"],
        summary=f"Outcome: {row['outcome']}.",
        status="published",
    )


def assembly(source: Document, paragraph: Passage, row: Row) -> Actor:
    """The General Assembly, in which each vote was held; written where it is not held yet."""
    found = Actor.objects.filter(slug=ASSEMBLY).first()
    if found is None:
        found = Actor(
            slug=ASSEMBLY,
            name="United Nations General Assembly",
            kind="intergovernmental organisation",
            status="published",
        )
        found.save()
        quote = words(row, "rcid", "session")
        Citation(actor=found, key="first", passage=paragraph, quote=quote).save()
    return found


def roll_calls() -> None:
    """Each roll call an event of the Assembly."""
    source = document("unga-roll-calls", "Roll calls of the UN General Assembly", "2020")
    with change_set(way="import", message="Big data: roll calls"):
        rows = list(rows_of("unga_roll_calls.csv"))
        passages = write([passage(source, number, row) for number, row in rows])
        host = assembly(source, passages[0], rows[0][1])
        events = write([_roll_call(row) for _, row in rows])
        _cited(rows, passages, events, ("rcid", "session", "importantvote", "date", "unres"))
        write([Participant(event=e, key="unga", actor=host, role="host") for e in events])


def _roll_call(row: Row) -> Event:
    subject = row["short"] or row["descr"] or row["unres"] or "subject not given"
    return Event(
        slug=f"roll-call-{row['rcid']}",
        title=f"Roll call {row['rcid']}: {subject}"[:300],
        kind="other",
        began=day(row["date"]),
        summary=row["descr"],
        coding_note=f"Session {row['session']} of the General Assembly.",
        status="published",
    )


def _cited(
    rows: list[tuple[int, Row]],
    passages: list[Passage],
    events: list[Event],
    columns: tuple[str, ...],
) -> None:
    write(
        [
            Citation(event=event, key="row", passage=paragraph, quote=words(row, *columns))
            for (_, row), paragraph, event in zip(rows, passages, events, strict=True)
        ]
    )
