"""What the desk's first page counts: work that waits, and what the register still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse

from geopolitics.changes.diff import Brief, briefs
from geopolitics.models import RECORDS, Passage
from geopolitics.provenance import uncited
from geopolitics.provenance.differing import differences
from geopolitics.provenance.missing import without_evidence
from geopolitics.publishing import PUBLISH

from . import waiting

CAP = 50  # up to which a number is told
FIRST = 5  # of what waits, on the first page itself
LOOKED = 5000  # the newest records of each kind that are looked at
READ = 300  # the newest passages that are read
SETTLE = "geopolitics.change_citation"  # who may mend what somebody else recorded


class Capped(Subquery):
    """The number of rows of a query, or CAP + 1 where there are more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet, cap: int = CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1])


@dataclass(frozen=True)
class Tile:
    """One count: how many, of what, and the page that lists them.

    `urgent` is what was returned or contradicts; `of` are counts that it is the sum of; `partly`
    says of which part of the register it is counted, where that is not the whole.
    """

    key: str
    label: str
    number: int
    href: str
    urgent: bool = False
    of: list[Tile] = field(default_factory=list)
    partly: str = ""

    @property
    def count(self) -> str:
        """How many, in words: 3, or "over 50"."""
        return f"over {CAP}" if self.number > CAP else str(self.number)


def tiles(user: AbstractUser) -> list[Tile]:
    """What there is for this user to do, in at most four queries."""
    counts = _counted(user)
    queue = reverse("desk:queue")
    found = [
        Tile("mine", "My drafts", _sum(counts, "mine"), f"{queue}#mine"),
        Tile("returned", "Returned to me", _sum(counts, "returned"), f"{queue}#returned", True),
    ]
    if user.has_perm(PUBLISH):
        found.append(
            Tile("review", "Awaiting my review", _sum(counts, "review"), f"{queue}#review")
        )
    if user.has_perm(SETTLE):
        found += [_evidence(counts), _conflicts()]
    return [*found, *_sentences()]


def _counted(user: AbstractUser) -> dict[str, int]:
    """All that the database can count, in one query."""
    wanted = {
        "returned proposals": Capped(waiting.to_mend(user)),
        "review proposals": Capped(waiting.to_decide(user)),
    }
    for model in waiting.KINDS:
        table, own = model.table(), waiting.to_finish(model, user)
        wanted[f"mine {table}"] = Capped(own)
        wanted[f"returned {table}"] = Capped(waiting.sent_back(own))
        if user.has_perm(PUBLISH):
            wanted[f"review {table}"] = Capped(waiting.to_publish(model, user))
    if user.has_perm(SETTLE):
        for model in RECORDS:
            newest = model.objects.order_by("-pk").values("pk")[:LOOKED]
            rows = model.objects.filter(without_evidence(model), pk__in=newest)
            wanted[f"evidence {model.table()}"] = Capped(rows)
            wanted[f"looked {model.table()}"] = Capped(model.objects.all(), LOOKED)
    row = get_user_model().objects.filter(pk=user.pk).values_list(*wanted.values())
    return dict(zip(wanted, row.get(), strict=True))


def _sum(counts: dict[str, int], start: str) -> int:
    return sum(number for name, number in counts.items() if name.startswith(f"{start} "))


def _evidence(counts: dict[str, int]) -> Tile:
    kinds = []
    for model in RECORDS:
        page = reverse(f"admin:geopolitics_{model._meta.model_name}_changelist")
        number = counts[f"evidence {model.table()}"]
        label = str(model._meta.verbose_name_plural)
        if number:
            kinds.append(Tile(model.table(), label, number, f"{page}?missing=proof"))
    more = any(number > LOOKED for name, number in counts.items() if name.startswith("looked "))
    return Tile(
        "evidence",
        "Records without evidence",
        sum(kind.number for kind in kinds),
        "#evidence" if kinds else "",
        of=kinds,
        partly=f"of the newest {LOOKED:,} of each kind" if more else "",
    )


def _conflicts() -> Tile:
    there = differences()
    partly = "" if there.all_read else "of the values recorded last"
    return Tile(
        "conflicts",
        "Conflicts between sources",
        len(there.found),
        reverse("desk:conflicts"),
        urgent=True,
        partly=partly,
    )


def _sentences() -> Iterable[Tile]:
    """Those of documents and those of boilerplate, apart."""
    newest = Passage.objects.order_by("-pk").values("pk")[: READ + 1]
    passages = list(uncited.read(Passage.objects.filter(pk__in=newest).order_by("-pk")))
    partly = f"of the newest {READ} paragraphs" if len(passages) > READ else ""
    page = reverse("desk:sentences")
    for boilerplate, key, label, anchor in (
        (False, "sentences", "Sentences without a citation", ""),
        (True, "boilerplate", "Of boilerplate, apart", "#boilerplate"),
    ):
        some = (p for p in passages[:READ] if p.boilerplate is boilerplate)
        number = sum(len(passage.uncited) for passage in some)
        yield Tile(key, label, number, page + anchor, partly=partly)


@dataclass(frozen=True)
class Home:
    """The first page: its counts, and the first of what waits for the user."""

    tiles: list[Tile]
    reviews: bool
    proposals: list[Brief]
    records: list[waiting.Row]

    @property
    def evidence(self) -> Tile | None:
        """The count of records without evidence, where it is the sum of some."""
        return next((t for t in self.tiles if t.key == "evidence" and t.of), None)


def of(user: AbstractUser) -> Home:
    """What the first page shows this user: a reviewer the oldest to review, others their drafts."""
    reviews = user.has_perm(PUBLISH)
    if reviews:
        proposals = briefs(waiting.proposals(user, FIRST).found)
        records = waiting.in_review(user, FIRST).found
    else:
        proposals, records = [], waiting.drafts(user, FIRST).found
    return Home(tiles(user), reviews, proposals, records)
