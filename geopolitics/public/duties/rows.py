"""Lines as rows of a file: one for each actor that owes another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from geopolitics.models import Actor, Record
from geopolitics.models.standing import Standing
from geopolitics.public.sources import Sources
from geopolitics.public.takeaway import Table

from .changed import change
from .lines import Line, Lines

COLUMNS = (
    "kind",
    "obligor",
    "beneficiary",
    "treaty",
    "article",
    "trigger",
    "status",
    "reason",
    "quote",
    "document",
    "paragraph",
    "last_attested",
    "rests_on",
    "obligor_slug",
    "beneficiary_slug",
    "obligor_continued_by",
    "beneficiary_continued_by",
    "treaty_slug",
    "article_slug",
    "key",
    "note",
)
SECOND = ("status_then", "reason_then", "change")
# How many rows a file has at most. A line of more pairs is not spelled out on the side that is
# owed.
MANY = 5_000
OTHERS = "the other parties"


def table(lines: Iterable[Line], made: Lines, sources: Sources, **more: Any) -> Table:
    """The lines as a file's table; of a second day it tells the standing then and the change."""
    columns = COLUMNS + (SECOND if len(made.days) > 1 else ())
    return Table(columns, (row for line in lines for row in _rows(line, made, sources)), more)


def in_file(lines: list[Line]) -> int:
    """How many of these lines a file has room for."""
    rows = 0
    for place, line in enumerate(lines):
        rows += line.size * (2 if line.mutual and not line.among else 1)
        if rows > MANY and place:
            return place
    return len(lines)


def proofs(line: Line) -> tuple[str, ...]:
    """The paths by which citations name what a line says, the obligation itself first."""
    path, rests_on = line.path, [name for day in line.standing for name in day.fields]
    of_itself = ("kind", "obligor", "beneficiary", "present", "trigger", "article", "began")
    return (path, *(f"{path}/{name}" for name in (*of_itself, "ended", "note")), *rests_on)


def _rows(line: Line, made: Lines, sources: Sources) -> Iterator[dict[str, Any]]:
    duty, treaty = line.duty, line.treaty
    common: dict[str, Any] = {
        "kind": duty.kind,
        "treaty": str(treaty),
        "treaty_slug": treaty.slug,
        "article": str(duty.article) if duty.article else "",
        "article_slug": duty.article.slug if duty.article else "",
        "trigger": duty.trigger,
        "note": duty.note,
        "key": duty.key,
        **words(treaty, (*proofs(line), ""), sources),
    }
    if len(line.standing) > 1:
        common["change"] = change(line)
    for one, other in _sides(line):
        days = line.standing
        if one and other:
            days = made.standing_of(line, one, other)
        yield common | _side("obligor", one, made) | _side("beneficiary", other, made) | _days(days)


def _sides(line: Line) -> Iterator[tuple[int | None, int | None]]:
    if line.owing and line.owed and line.size <= MANY:
        yield from line.pairs()
    else:
        both = (*line.owing, *line.owed) if line.mutual and not line.among else line.owing
        yield from ((one, None) for one in both or (None,))


def _side(name: str, pk: int | None, made: Lines) -> dict[str, str]:
    actor: Actor | None = made.fetched.actors.get(pk)
    heir = made.fetched.heirs.get(pk)
    return {
        name: str(actor) if actor else OTHERS,
        f"{name}_slug": actor.slug if actor else "",
        f"{name}_continued_by": str(heir) if heir else "",
    }


def _days(days: tuple[Standing, ...]) -> dict[str, Any]:
    found = {
        "status": days[0].status,
        "reason": days[0].reason,
        "last_attested": days[0].last_attested,
        "rests_on": list(days[0].fields),
    }
    if len(days) > 1:
        found |= {"status_then": days[1].status, "reason_then": days[1].reason}
    return found


def words(record: Record, paths: Iterable[str], sources: Sources) -> dict[str, str]:
    """The words that the first of these paths rests on, and where they stand."""
    for path in paths:
        for mark in sources.marks(record, path):
            citation = mark.source.citation
            return {
                "quote": citation.quote,
                "document": reverse("public:document", args=[citation.passage.document.slug]),
                "paragraph": citation.passage.number,
            }
    return {"quote": "", "document": "", "paragraph": ""}
