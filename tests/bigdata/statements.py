"""Votes in the General Assembly as statements, and the sentences that PLOVER coded by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from geopolitics import vocabularies
from geopolitics.changes.current import change_set
from geopolitics.models import Actor, Citation, Document, Event, Statement, Target

from .rows import Row, Slugs, States, document, passage, rows_of, words, write

AT_ONCE = 10_000
STANCES = {"yes": "supports", "no": "opposes", "abstain": "neutral"}
VERBS = {"yes": "Voted for", "no": "Voted against", "abstain": "Abstained on"}


class Vote(NamedTuple):
    """A row of a file of votes: who voted how in which roll call."""

    line: int
    row: Row
    rcid: str
    code: str
    cast: str


def coded() -> int:
    """PLOVER's sentences, the speaker not named; how many."""
    source = document("plover-gold", "PLOVER gold standard records", "2016")
    slugs = Slugs(set(Statement.objects.values_list("slug", flat=True)))
    acts = set(vocabularies.ACTS.values)
    with change_set(way="import", message="Big data: coded sentences"):
        rows = [
            (number, row)
            for number, row in rows_of("plover_gold_records.csv")
            if row["event"] in acts and row["text"]
        ]
        passages = write([passage(source, number, row) for number, row in rows])
        said = write(
            [
                Statement(
                    slug=slugs.new(row["id"]),
                    act=row["event"],
                    summary=f"{row['source_actors'] or 'Somebody'}: {row['event_words']}",
                    factuality="reported",
                    status="published",
                )
                for _, row in rows
            ]
        )
        write(
            [
                Citation(statement=s, key="row", passage=p, quote=words(row, "text"))
                for (_, row), p, s in zip(rows, passages, said, strict=True)
            ]
        )
    return len(rows)


def votes(most: int) -> None:
    """Up to so many votes, six states since 1946 first, then all states since session 67."""
    calls = {event.slug: event for event in Event.objects.filter(slug__startswith="roll-call-")}
    held = States()
    written: set[str] = set()
    for file, title, read in (
        ("unga_votes_six_states.csv", "Votes of six states in the UN General Assembly", _six),
        ("unga_votes_all_states_s67_on.csv", "Votes in the UN General Assembly, from 67", _all),
    ):
        source = document(file.removesuffix(".csv").replace("_", "-"), title, "2020")
        fresh = (v for v in read(file) if f"vote-{v.rcid}-{v.code.lower()}" not in written)
        while lot := list(islice(fresh, min(AT_ONCE, most - len(written)))):
            with change_set(way="import", message=f"Big data: {title}"):
                written |= _write(lot, source, calls, held)


def _six(file: str) -> Iterator[Vote]:
    for line, row in rows_of(file):
        yield Vote(line, row, row["rcid"], row["actor_iso2"], row["action"])


def _all(file: str) -> Iterator[Vote]:
    for line, row in rows_of(file):
        yield Vote(line, row, row["rcid"], row["country_code"], row["vote"])


def _write(lot: list[Vote], source: Document, calls: dict[str, Event], held: States) -> set[str]:
    """Write these votes; their slugs."""
    lot = [vote for vote in lot if f"roll-call-{vote.rcid}" in calls]
    passages = write([passage(source, vote.line, vote.row) for vote in lot])
    events = [calls[f"roll-call-{vote.rcid}"] for vote in lot]
    said = write(
        [
            _statement(vote, event, held.by_iso2(vote.code, event.began))
            for vote, event in zip(lot, events, strict=True)
        ]
    )
    together = list(zip(lot, events, passages, said, strict=True))
    write(
        [
            Target(statement=s, key="vote", about_event=event, stance=STANCES[vote.cast])
            for vote, event, _, s in together
        ]
    )
    write(
        [
            Citation(statement=s, key="row", passage=paragraph, quote=words(vote.row))
            for vote, _, paragraph, s in together
        ]
    )
    return {statement.slug for statement in said}


def _statement(vote: Vote, event: Event, speaker: Actor | None) -> Statement:
    about = event.title.partition(": ")[2]
    return Statement(
        slug=f"vote-{vote.rcid}-{vote.code.lower()}",
        speaker=speaker,
        capacity_text="" if speaker else vote.row.get("country", ""),
        made=event.began,
        place="New York",
        act="VOTE",
        summary=f"{VERBS[vote.cast]} {about}",
        status="published",
    )
