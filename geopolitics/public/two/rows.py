"""What the page of two actors shows, as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geopolitics.models import Record
from geopolitics.public.duties.rows import proofs, words
from geopolitics.public.takeaway import Table

from .pair import Pair

COLUMNS = (
    "what",
    "date",
    "title",
    "slug",
    "who",
    "toward",
    "predecessor_of",
    "status",
    "reason",
    "quote",
    "document",
    "paragraph",
    "address",
)
OF_RECORD = ("", "title", "quote", "summary", "signed", "in_force", "ended", "began")


def table(pair: Pair) -> Table:
    """What the page shows as rows, each named for `what` it is."""
    query = {"between": [str(pair.one.actor), str(pair.other.actor)]}
    return Table(COLUMNS, (row for row in _rows(pair)), {**query, "on": pair.asked.day.isoformat()})


def _rows(pair: Pair) -> Iterator[dict[str, Any]]:
    for step in pair.steps:
        treaty = step.treaty
        standing = treaty.status_on(pair.asked.day)
        yield _of(pair, "treaty", treaty) | {
            "date": treaty.signed,
            "who": [str(actor) for actor in pair.fetched.between(treaty)],
            "status": standing.status,
            "reason": standing.reason,
            "predecessor_of": [f"{actor} continued by {heir}" for actor, heir in step.whose],
        }
    for line in pair.lines:
        actors = pair.fetched.actors
        for one, other in line.pairs():
            if {one, other} <= pair.keys:
                standing = pair.made.standing_of(line, one, other)[0]
                heirs = [pair.heirs[pk] for pk in (one, other) if pk in pair.heirs]
                yield _of(pair, "obligation", line.treaty, *proofs(line)) | {
                    "date": line.treaty.signed,
                    "title": line.duty.kind,
                    "who": [str(actors[one])],
                    "toward": [str(actors[other])],
                    "predecessor_of": [str(heir) for heir in heirs],
                    "status": standing.status,
                    "reason": standing.reason,
                }
    for deed in pair.deeds:
        yield _of(pair, "event", deed.event) | {
            "date": deed.event.began,
            "who": [str(part.actor) for part in deed.parts],
            "status": deed.event.occurrence,
        }
    for row in [*pair.own, *pair.other_own, *pair.attributed]:
        yield _of(pair, "attributed" if row.holder else "statement", row.statement) | {
            "date": row.statement.made,
            "title": row.statement.summary or row.statement.get_act_display(),
            "who": [str(row.holder or row.statement.speaker or "")],
            "toward": [str(about) for about in row.on],
            "status": row.stance,
        }


def _of(pair: Pair, what: str, record: Record, *paths: str) -> dict[str, Any]:
    found = words(record, (*paths, *OF_RECORD), pair.sources)
    address = record.get_absolute_url()
    return {"what": what, "title": str(record), "slug": record.slug, "address": address} | found
