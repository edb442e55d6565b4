"""Who said what about a treaty, an article or an event: the matrix, then the words in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from geopolitics.models import Article, Record, Statement, Target, Treaty
from geopolitics.models.record import dated
from geopolitics.public.held import hold
from geopolitics.public.narrowing import narrowed
from geopolitics.public.paging import AT_ONCE, SIZE, Page, page
from geopolitics.public.site import absolute
from geopolitics.public.sources import Source, Sources
from geopolitics.public.stances import ANSWERS, DECLINED, KIND, VOICES, matrix
from geopolitics.public.takeaway import Table
from geopolitics.vocabularies import ACTS

from .shared import HOLDS, NARROWED, distinct

SPOKEN = ("speaker", "capacity__body", "on_behalf_of", "responds_to__speaker")
ABOUT = ("about_treaty", "about_article__treaty", "about_event", "holder")
DEEP = 3
HERE = {"treaty": "this treaty", "article": "this article", "event": "this event"}
COLUMNS = (
    "statement",
    "speaker",
    "capacity",
    "on_behalf_of",
    "act",
    "made",
    "factuality",
    "voice",
    "stance_of",
    "stance",
    "about",
    "responds_to",
    "own_words",
    "language",
    "translation",
    "summary",
    "quotes",
    "places",
)


@dataclass
class View:
    """A stance of a statement: on which of the page's records, and whose it is."""

    target: Target
    own: bool

    @property
    def path(self) -> str:
        return f"targets/{self.target.key}"

    @property
    def declined(self) -> bool:
        target = self.target
        return target.stance == "none taken" and target.statement.act == "DECLINE"

    @property
    def answer(self) -> str:
        return DECLINED if self.declined else self.target.stance

    @property
    def sign(self) -> str:
        """The answer as a class name of the style sheet."""
        return self.answer.replace(" ", "-")

    @property
    def answered(self) -> str:
        return ANSWERS[self.answer]

    @property
    def label(self) -> str:
        """What comes before the name of what it is about."""
        plain = self.answer in ("supports", "opposes")
        return self.answered if plain else f"{self.answered} on"

    @property
    def holds(self) -> str:
        return HOLDS[self.target.stance]


@dataclass
class Turn:
    """A statement with its stances, and what was replied to it; `more`: whose replies are on its
    own page alone."""

    statement: Statement
    views: list[View] = field(default_factory=list)
    replies: list[Turn] = field(default_factory=list)
    more: bool = False

    @property
    def own(self) -> list[View]:
        return [view for view in self.views if view.own]

    @property
    def attributed(self) -> list[View]:
        return [view for view in self.views if not view.own]

    def all(self) -> Iterator[Turn]:
        """This turn and all replies below it, in the order of the page."""
        yield self
        for reply in self.replies:
            yield from reply.all()


def context(record: Record, request: HttpRequest, size: int = SIZE) -> dict[str, Any]:
    """All that the page shows: the stances as they were asked for, `size` statements at a time."""
    about = About(record)
    asked = narrowed(KIND, request.path, request.GET)
    stances = asked.apply(Target.objects.public().filter(pk__in=about.targets()))
    found = matrix(stances, asked)
    shown = _page(stances, asked, request.GET.get("after", ""), size)
    turns = _threads(shown.rows, about)
    statements = distinct(turn.statement for root in turns for turn in root.all())
    return {
        "record": record,
        "here": HERE[record.table()],
        "by": NARROWED.get(record.table(), record.table()),
        "list": asked,
        "matrix": found,
        "answers": ANSWERS,
        "acts": ACTS,
        "voices": VOICES,
        "page": shown,
        "turns": turns,
        "sources": Sources([], statements),
    }


class About:
    """Targets that point to a record; of a treaty, to its articles as well."""

    def __init__(self, record: Record) -> None:
        self.column = f"about_{record.table()}_id"
        self.record = record.pk
        self.articles: list[int] = []
        if isinstance(record, Treaty):
            own = Article.objects.public().filter(treaty=record).order_by("slug")
            self.articles = list(own.values_list("pk", flat=True))

    def targets(self) -> QuerySet:
        """Their keys, as a set to look in: so that no database reads all statements in time."""
        found = Q(**{self.column: self.record}) | Q(about_article__in=self.articles)
        return Target.objects.filter(found).order_by().values("pk")

    def holds(self, target: Target) -> bool:
        own = getattr(target, self.column) == self.record
        return own or target.about_article_id in self.articles


def _page(stances: QuerySet[Target], asked: Any, after: str, size: int) -> Page:
    """The statements that take these stances; what answers one of them stands under it."""
    own = stances.order_by().values("statement")
    rows = Statement.objects.public().filter(pk__in=own)
    rows = rows.filter(Q(responds_to=None) | ~Q(responds_to__in=own))
    return page(rows.select_related(*SPOKEN), asked.order, after, size)


def _threads(roots: list[Statement], about: About) -> list[Turn]:
    """The statements with the replies to them, level by level, each with its stances."""
    turns = {row.pk: Turn(row) for row in roots}
    level = list(turns)
    for deep in range(DEEP):
        if not level:
            break
        rows = _answers(level, turns)
        for pk in level if len(rows) > AT_ONCE else ():
            turns[pk].more = True
        below = {row.pk: Turn(row) for row in rows[:AT_ONCE]}
        for turn in below.values():
            above = turns[turn.statement.responds_to_id]
            if deep == DEEP - 1:
                above.more = True
            else:
                above.replies.append(turn)
        if deep < DEEP - 1:
            turns |= below
        level = list(below)
    for target in _targets(turns):
        turn = turns[target.statement_id]
        if about.holds(target):
            own = target.holder_id in (None, turn.statement.speaker_id)
            turn.views.append(View(target, own))
    return [turns[row.pk] for row in roots]


def _answers(level: list[int], seen: Iterable[int]) -> list[Statement]:
    """The statements that respond to these, in time; one more than a page holds."""
    own = Statement.objects.filter(responds_to__in=level).order_by().values("pk")
    rows = Statement.objects.public().filter(pk__in=own).exclude(pk__in=list(seen))
    rows = rows.select_related(*SPOKEN).annotate(rank=dated("made"))
    return list(rows.order_by("rank", "slug")[: AT_ONCE + 1])


def _targets(turns: dict[int, Turn]) -> list[Target]:
    """All that the statements are about, put where they look for it."""
    rows = Target.objects.public().filter(statement__in=list(turns))
    rows = list(rows.select_related(*ABOUT).order_by("statement__slug", "key"))
    own = defaultdict(list)
    for target in rows:
        target.statement = turns[target.statement_id].statement
        own[target.statement_id].append(target)
    for pk, turn in turns.items():
        hold(turn.statement, "targets", own[pk])
    return rows


def table(shown: dict[str, Any], request: HttpRequest) -> Table:
    """The same as rows: one for each stance of each statement, and one for a reply without."""
    sources = shown["sources"]
    rows = []
    for root in shown["turns"]:
        for turn in root.all():
            proof = [mark.source for mark in sources.lede(turn.statement)]
            for view in turn.views or [None]:
                rows.append(row(turn.statement, view, proof, request))
    after = shown["page"].next
    more = {
        "next": absolute(request, shown["list"].address(after=after)) if after else None,
        "matrix": [
            {
                "actor": line.name or None,
                "voice": voice,
                "statements": line.number,
                **{cell.answer: len(cell.statements) for cell in line.cells},
            }
            for voice in VOICES
            for line in getattr(shown["matrix"], voice)
        ],
    }
    return Table(COLUMNS, rows, more)


def row(
    statement: Statement, view: View | None, proof: list[Source], request: HttpRequest
) -> dict[str, Any]:
    """A statement and one of its stances, with the words it rests on, by the names of COLUMNS."""
    to = statement.responds_to
    found = {
        "statement": absolute(request, statement.get_absolute_url()),
        "speaker": statement.speaker and statement.speaker.name,
        "capacity": str(statement.capacity or statement.capacity_text),
        "on_behalf_of": statement.on_behalf_of and statement.on_behalf_of.name,
        "act": statement.act,
        "made": statement.made,
        "factuality": statement.factuality,
        "responds_to": absolute(request, to.get_absolute_url()) if to else None,
        "own_words": statement.quote,
        "language": statement.language,
        "translation": statement.translation,
        "summary": statement.summary,
        "quotes": [source.citation.quote for source in proof],
        "places": [absolute(request, source.address) for source in proof],
    }
    if view:
        target = view.target
        holder = target.holder or statement.speaker
        found["voice"] = "said" if view.own else "attributed"
        found["stance_of"] = holder and holder.name
        found["stance"] = view.answer
        found["about"] = absolute(request, target.about.get_absolute_url())
    return found
