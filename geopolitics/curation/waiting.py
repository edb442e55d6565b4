"""What waits for whom: a capped number of each, so that the pages that show it stay cheap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from geopolitics import vocabularies
from geopolitics.changes.diff import with_first
from geopolitics.changes.names import parts
from geopolitics.models import RECORDS, ChangeSet, Document, Sourced, model_of
from geopolitics.publishing import PUBLISH

LIMIT = 50
KINDS = (*RECORDS, Document)


@dataclass(frozen=True)
class Waiting:
    """Things in a queue; `more` where the limit cut them off."""

    found: list
    more: bool = False

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True)
class Row:
    """A record that waits. `last_way`, `last_words` and `last_by` are of its newest change."""

    table: str
    pk: int
    slug: str
    status: str
    modified: datetime
    name: str
    last_way: str = ""
    last_words: str = ""
    last_by: str = ""

    @property
    def status_word(self) -> str:
        return vocabularies.STATUSES[self.status].label

    @property
    def sent_back(self) -> bool:
        """Whether a reviewer returned it, and nobody has touched it since."""
        return self.status == "draft" and self.last_way == "review"


def to_decide(user: AbstractUser) -> QuerySet[ChangeSet]:
    """The proposals that the user may decide on: of no version of them is the user a writer."""
    if not user.has_perm(PUBLISH):
        return ChangeSet.objects.none()
    return ChangeSet.objects.filter(state="proposed").exclude(_written_by(user))


def _written_by(user: AbstractUser) -> Q:
    """The condition that a change set holds words of the user's."""
    also = ChangeSet.also_by.through.objects.filter(user=user)
    return Q(by=user) | Q(pk__in=also.values("changeset"))


def to_mend(user: AbstractUser) -> QuerySet[ChangeSet]:
    """The user's proposals that a reviewer returned."""
    return ChangeSet.objects.filter(state="returned", by=user)


def to_publish(model: type[Sourced], user: AbstractUser) -> QuerySet[Sourced]:
    """Records of one kind in review that the user may publish: nothing of them is the user's."""
    if not user.has_perm(PUBLISH):
        return model.objects.none()
    own = model.history.filter(id=OuterRef("pk"))
    public = own.filter(status="published").order_by("-history_id").values("history_id")[:1]
    mine = (
        own.filter(
            history_id__gt=Coalesce(Subquery(public), Value(0)),
            changeset__in=ChangeSet.objects.filter(_written_by(user)).exclude(way="review"),
        )
    ).values("pk")
    return model.objects.filter(~Exists(mine), status="in review")


def to_finish(model: type[Sourced], user: AbstractUser) -> QuerySet[Sourced]:
    """Drafts of one kind, and records in review, of which the user wrote some part."""
    mine = model.history.filter(id=OuterRef("pk"), changeset__by=user).exclude(
        changeset__way="review"
    )
    return model.objects.filter(Exists(mine), status__in=("draft", "in review"))


def sent_back(rows: QuerySet[Sourced]) -> QuerySet[Sourced]:
    """Those that a reviewer returned and nobody has touched since."""
    last = rows.model.history.filter(id=OuterRef("pk")).order_by("-history_id")
    return (
        rows.filter(status="draft")
        .alias(way=Subquery(last.values("changeset__way")[:1]))
        .filter(way="review")
    )


def proposals(user: AbstractUser, limit: int = LIMIT) -> Waiting:
    """The proposals that the user may decide on, the oldest first."""
    return _cut(with_first(to_decide(user)).order_by("pk"), limit)


def returned(user: AbstractUser) -> Waiting:
    """The user's proposals that a reviewer returned, the newest first."""
    return _cut(with_first(to_mend(user)).order_by("-pk"), LIMIT)


def own_proposals(user: AbstractUser) -> Waiting:
    """The user's proposals that wait for a reviewer, the newest first."""
    rows = ChangeSet.objects.filter(state="proposed", by=user)
    return _cut(with_first(rows).order_by("-pk"), LIMIT)


def in_review(user: AbstractUser, limit: int = LIMIT) -> Waiting:
    """Records in review that the user may publish, the oldest first."""
    if not user.has_perm(PUBLISH):
        return Waiting([])
    return _of_all(lambda model: to_publish(model, user), "modified", limit)


def drafts(user: AbstractUser, limit: int = LIMIT) -> Waiting:
    """Drafts, and records in review, of which the user wrote some part; the newest first."""
    return _of_all(lambda model: to_finish(model, user), "-modified", limit)


def _of_all(rows_of: Callable[[type[Sourced]], QuerySet], order: str, limit: int) -> Waiting:
    """The first of all kinds, in one query."""
    arms = []
    for model in KINDS:
        # A union's arm cannot be cut on SQLite, a subquery of it can.
        first = rows_of(model).order_by(order, "pk")[: limit + 1].values("pk")
        last = model.history.filter(id=OuterRef("pk")).order_by("-history_id")
        arms.append(
            model.objects.filter(pk__in=first)
            .order_by()
            .annotate(
                table_name=Value(model.table(), CharField()),
                naming=parts(model),
                last_way=_of_last(last, "changeset__way"),
                last_words=_of_last(last, "changeset__message"),
                last_by=_of_last(last, "changeset__by_name"),
                pk_there=F("pk"),
            )
            .values_list(
                "table_name",
                "pk_there",
                "slug",
                "status",
                "modified",
                "naming",
                "last_way",
                "last_words",
                "last_by",
            )
        )
    union = arms[0].union(*arms[1:], all=True).order_by(order, "table_name", "slug")
    found = [
        Row(table, pk, slug, status, modified, model_of(table).name_from(naming), *last)
        for table, pk, slug, status, modified, naming, *last in union[: limit + 1]
    ]
    return Waiting(found[:limit], len(found) > limit)


def _of_last(history: QuerySet, column: str) -> Coalesce:
    return Coalesce(Subquery(history.values(column)[:1]), Value(""), output_field=TextField())


def _cut(rows: QuerySet, limit: int) -> Waiting:
    found = list(rows[: limit + 1])
    return Waiting(found[:limit], len(found) > limit)
