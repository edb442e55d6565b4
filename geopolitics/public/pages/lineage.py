"""The lineage of a treaty, clause by clause: carried on, dropped, restored, new.

What a source says is told with its words; that an instrument does not mention a clause says
nothing, and is shown as not stated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from geopolitics.models import Article, Obligation, Treaty, TreatyRelation
from geopolitics.public.held import hold
from geopolitics.public.kin import in_order, kin
from geopolitics.public.site import absolute
from geopolitics.public.sources import Source, Sources
from geopolitics.public.takeaway import Table

from .shared import distinct
from .treaty import Step

CLAUSES = 60
NEW = "New, as far as the sources held say"
CARRIED = "Carried on"
RESTORED = "Restored"
AGAIN = "There again"
DROPPED = "Dropped, expressly"
WITHOUT = "Expressly without"
SILENT = "Not stated by any source held"
COLUMNS = (
    "clause",
    "instrument",
    "title",
    "signed",
    "verdict",
    "articles",
    "takes_up",
    "obligations",
    "triggers",
    "quotes",
    "places",
)


@dataclass
class Provision:
    """An article and the earlier ones that it takes up."""

    article: Article
    earlier: list[Article]


@dataclass
class Cell:
    """What one instrument holds of a clause; several, where nothing is stated of each."""

    treaties: list[Treaty]
    provisions: list[Provision] = field(default_factory=list)
    holds: list[tuple[Obligation, str]] = field(default_factory=list)
    lacks: list[tuple[Obligation, str]] = field(default_factory=list)
    verdict: str = SILENT

    @property
    def treaty(self) -> Treaty:
        return self.treaties[0]

    @property
    def without(self) -> bool:
        return self.verdict in (DROPPED, WITHOUT)

    @property
    def silent(self) -> bool:
        return self.verdict == SILENT

    @property
    def inferred(self) -> bool:
        """Whether no source says that it takes up the earlier clause."""
        return self.verdict == AGAIN

    @property
    def earlier(self) -> list[Article]:
        return distinct(old for each in self.provisions for old in each.earlier)


@dataclass
class Clause:
    """A clause followed through the instruments, in time."""

    name: str
    cells: list[Cell]

    @property
    def spoken(self) -> int:
        """Of how many instruments something is stated."""
        return sum(not cell.silent for cell in self.cells)


def context(treaty: Treaty, request: HttpRequest) -> dict[str, Any]:
    """All that the page shows, in eight queries."""
    keys, cut = kin(treaty)
    treaties = list(Treaty.objects.public().filter(pk__in=keys).order_by("slug"))
    relations = _relations(treaties)
    duties = _duties(treaties)
    provisions = _provisions(treaties)
    takes_up = [
        (each.article.treaty_id, old.treaty_id) for each in provisions for old in each.earlier
    ]
    treaties = in_order(treaties, [*((r.treaty_id, r.earlier_id) for r in relations), *takes_up])
    _share(treaties, relations, duties, provisions)
    clauses = _clauses(treaties, provisions, duties)
    return {
        "treaty": treaty,
        "steps": [_step(each, relations, duties) for each in treaties],
        "clauses": clauses[:CLAUSES],
        "left": max(len(clauses) - CLAUSES, 0),
        "cut": cut,
        "alone": len(treaties) == 1,
        "sources": Sources([], [*treaties, *(each.article for each in provisions)]),
    }


def _relations(treaties: list[Treaty]) -> list[TreatyRelation]:
    rows = TreatyRelation.objects.public().filter(treaty__in=treaties, earlier__in=treaties)
    return list(rows.order_by("treaty__slug", "key"))


def _duties(treaties: list[Treaty]) -> list[Obligation]:
    rows = Obligation.objects.public().filter(treaty__in=treaties)
    rows = rows.select_related("obligor", "beneficiary")
    return list(rows.order_by("treaty__slug", "-present", "key"))


def _provisions(treaties: list[Treaty]) -> list[Provision]:
    shown = Article.objects.public()
    articles = list(shown.filter(treaty__in=treaties).order_by("slug"))
    links = Article.takes_up.through.objects.filter(from_article__in=articles, to_article__in=shown)
    earlier = defaultdict(list)
    for link in links.select_related("to_article__treaty").order_by("to_article__slug"):
        earlier[link.from_article_id].append(link.to_article)
    return [Provision(article, earlier[article.pk]) for article in articles]


def _share(
    treaties: list[Treaty],
    relations: list[TreatyRelation],
    duties: list[Obligation],
    provisions: list[Provision],
) -> None:
    """Let each row and its treaty point to one another as they are at hand, at no query."""
    by_pk = {treaty.pk: treaty for treaty in treaties}
    articles = {each.article.pk: each.article for each in provisions}
    for row in relations:
        row.treaty, row.earlier = by_pk[row.treaty_id], by_pk[row.earlier_id]
    for duty in duties:
        duty.treaty = by_pk[duty.treaty_id]
        duty.article = articles.get(duty.article_id)
    for each in provisions:
        each.article.treaty = by_pk[each.article.treaty_id]
    for treaty in treaties:
        hold(treaty, "relations", [row for row in relations if row.treaty_id == treaty.pk])
        hold(treaty, "obligations", [duty for duty in duties if duty.treaty_id == treaty.pk])


def _path(duty: Obligation) -> tuple[Obligation, str]:
    return duty, f"obligations/{duty.key}"


def _step(treaty: Treaty, relations: list[TreatyRelation], duties: list[Obligation]) -> Step:
    own = [duty for duty in duties if duty.treaty_id == treaty.pk]
    return Step(
        treaty,
        [(row, f"relations/{row.key}") for row in relations if row.treaty_id == treaty.pk],
        [_path(duty) for duty in own if duty.present == "yes"],
        [_path(duty) for duty in own if duty.present == "no"],
    )


def _clauses(
    treaties: list[Treaty], provisions: list[Provision], duties: list[Obligation]
) -> list[Clause]:
    """The clauses: first those of which most instruments say something, then in their order."""
    of_article = _joined(provisions)
    of_kind: dict[str, set[Hashable]] = defaultdict(set)
    for duty in duties:
        if duty.article_id in of_article:
            of_kind[duty.kind].add(of_article[duty.article_id])
    parts: dict[Hashable, tuple[list[Provision], list[Obligation]]] = defaultdict(lambda: ([], []))
    for each in sorted(provisions, key=lambda each: _number(each.article)):
        parts[of_article[each.article.pk]][0].append(each)
    for duty in duties:
        clauses = of_kind[duty.kind]
        # One that no article is named for stands with the only clause of its kind there is.
        alone = next(iter(clauses)) if len(clauses) == 1 else duty.kind
        parts[of_article.get(duty.article_id, alone)][1].append(duty)
    found = [_clause(treaties, *own) for own in parts.values()]
    return sorted(found, key=lambda clause: -clause.spoken)


def _joined(provisions: list[Provision]) -> dict[int, int]:
    """Articles by what they take up, directly or through others: the first of each such set."""
    first = {each.article.pk: each.article.pk for each in provisions}
    for each in provisions:
        for old in each.earlier:
            one, other = first[each.article.pk], first.setdefault(old.pk, old.pk)
            first |= {pk: one for pk, own in first.items() if own == other}
    return first


def _clause(
    treaties: list[Treaty], provisions: list[Provision], duties: list[Obligation]
) -> Clause:
    cells: list[Cell] = []
    held, last = False, SILENT
    for treaty in treaties:
        cell = Cell(
            [treaty],
            [each for each in provisions if each.article.treaty_id == treaty.pk],
            [_path(d) for d in duties if d.treaty_id == treaty.pk and d.present == "yes"],
            [_path(d) for d in duties if d.treaty_id == treaty.pk and d.present == "no"],
        )
        cell.verdict = _verdict(cell, held, last)
        held = held or bool(cell.provisions or cell.holds)
        if not cell.silent:
            last = cell.verdict
        if cell.silent and cells and cells[-1].silent:
            cells[-1].treaties.append(treaty)
        else:
            cells.append(cell)
    return Clause(_name(provisions, duties), cells)


def _verdict(cell: Cell, held: bool, last: str) -> str:
    """`held`: an earlier instrument has the clause; `last`: what was last said of it."""
    if cell.lacks and not cell.holds:
        return DROPPED if held else WITHOUT
    if not cell.provisions and not cell.holds:
        return SILENT
    if cell.earlier:
        return RESTORED if last in (DROPPED, WITHOUT) else CARRIED
    return AGAIN if held else NEW


def _name(provisions: list[Provision], duties: list[Obligation]) -> str:
    labels = [each.article.label for each in provisions if each.article.label]
    if labels:
        return labels[-1]
    return str(provisions[0].article) if provisions else duties[0].get_kind_display()


def _number(article: Article) -> tuple:
    digits = "".join(filter(str.isdecimal, article.number))
    return (not article.number, int(digits[:9]) if digits else 0, article.number, article.slug)


def table(shown: dict[str, Any], request: HttpRequest) -> Table:
    """The same as rows: one for each clause and instrument."""
    sources = shown["sources"]
    rows = [
        _row(clause, cell, treaty, sources, request)
        for clause in shown["clauses"]
        for cell in clause.cells
        for treaty in cell.treaties
    ]
    relations = [
        {
            "instrument": absolute(request, relation.treaty.get_absolute_url()),
            "kind": relation.kind,
            "earlier": absolute(request, relation.earlier.get_absolute_url()),
            "quotes": [s.citation.quote for s in _proof(sources, relation.treaty, path)],
        }
        for step in shown["steps"]
        for relation, path in step.does
    ]
    return Table(COLUMNS, rows, {"relations": relations})


def _row(
    clause: Clause, cell: Cell, treaty: Treaty, sources: Sources, request: HttpRequest
) -> dict[str, Any]:
    def addresses(records: Iterable[Article | Treaty]) -> list[str]:
        return [absolute(request, record.get_absolute_url()) for record in records]

    proof: list[Source] = []
    for each in cell.provisions:
        proof += [mark.source for mark in sources.lede(each.article)]
        proof += [mark.source for mark in sources.marks(each.article, "takes_up")]
    for _, path in [*cell.holds, *cell.lacks]:
        proof += _proof(sources, treaty, path)
    proof = list({source.number: source for source in proof}.values())
    said = [*(duty for duty, _ in cell.holds), *(duty for duty, _ in cell.lacks)]
    return {
        "clause": clause.name,
        "instrument": absolute(request, treaty.get_absolute_url()),
        "title": str(treaty),
        "signed": treaty.signed,
        "verdict": cell.verdict,
        "articles": addresses(each.article for each in cell.provisions),
        "takes_up": addresses(cell.earlier),
        "obligations": [str(duty) for duty in said],
        "triggers": [duty.trigger for duty in said if duty.trigger],
        "quotes": [source.citation.quote for source in proof],
        "places": [absolute(request, source.address) for source in proof],
    }


def _proof(sources: Sources, treaty: Treaty, path: str) -> list[Source]:
    """What proves a side row as a whole, or a field of it."""
    paths = {c.field for c in treaty.citations.all() if f"{c.field}/".startswith(f"{path}/")}
    return [mark.source for mark in sources.marks(treaty, *paths)]
