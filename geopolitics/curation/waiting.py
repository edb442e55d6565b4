"""What waits for whom: a capped number of each, so that the pages that show it stay cheap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from geopolitics.models import RECORDS, ChangeSet, Document, Sourced, Statement
from geopolitics.publishing import PUBLISH

LIMIT = 50
KINDS = (*RECORDS, Document)


@dataclass(frozen=True)
class Waiting:
    """Things in a queue, the newest first; `more` where the limit cut them off."""

    found: list
    more: bool = False

    def __len__(self) -> int:
        return len(self.found)

    @property
    def count(self) -> str:
        """How many, in words: 3, or "over 50"."""
        return f"over {LIMIT}" if self.more else str(len(self.found))


def proposals(user: AbstractUser) -> Waiting:
    """The proposals that the user may decide on, the oldest first."""
    if not user.has_perm(PUBLISH):
        return Waiting([])
    rows = ChangeSet.objects.filter(state="proposed").exclude(_written_by(user)).order_by("pk")
    return _cut(rows.prefetch_related("operations"))


def _written_by(user: AbstractUser) -> Q:
    """The condition that a change set holds words of the user's."""
    also = ChangeSet.also_by.through.objects.filter(user=user)
    return Q(by=user) | Q(pk__in=also.values("changeset"))


def in_review(user: AbstractUser) -> Waiting:
    """Records in review that the user may publish: nothing of them is the user's."""
    if not user.has_perm(PUBLISH):
        return Waiting([])
    return _of_all(lambda model: _others(model, user).order_by("modified"), oldest=True)


def _others(model: type[Sourced], user: AbstractUser) -> QuerySet:
    own = model.history.filter(id=OuterRef("pk"))
    public = own.filter(status="published").order_by("-history_id").values("history_id")[:1]
    mine = (
        own.filter(
            history_id__gt=Coalesce(Subquery(public), Value(0)),
            changeset__in=ChangeSet.objects.filter(_written_by(user)).exclude(way="review"),
        )
    ).values("pk")
    return _named(model).filter(~Exists(mine), status="in review")


def drafts(user: AbstractUser) -> Waiting:
    """Drafts, and records in review, of which the user wrote some part; the newest first.

    Of one that a reviewer sent back, `returned` is the remark and `returned_by` who said it.
    """

    def mine(model: type[Sourced]) -> QuerySet:
        own = model.history.filter(id=OuterRef("pk"))
        last = own.order_by("-history_id")
        return (
            _named(model)
            .filter(Exists(own.filter(changeset__by=user)), status__in=("draft", "in review"))
            .annotate(
                last_way=Subquery(last.values("changeset__way")[:1]),
                last_words=Subquery(last.values("changeset__message")[:1]),
                last_by=Subquery(last.values("changeset__by_name")[:1]),
            )
            .order_by("-modified")
        )

    return _of_all(mine)


def sent_back(record: Sourced) -> bool:
    """Whether one of `drafts` was returned by a reviewer and not touched since."""
    return record.status == "draft" and record.last_way == "review"


def returned(user: AbstractUser) -> Waiting:
    """The user's proposals that a reviewer returned, the newest first."""
    rows = ChangeSet.objects.filter(state="returned", by=user).order_by("-pk")
    return _cut(rows.prefetch_related("operations"))


def _named(model: type[Sourced]) -> QuerySet:
    """Rows with what their names are made of."""
    rows = model.objects.all()
    return rows.select_related("speaker") if model is Statement else rows


def _of_all(query: Callable[[type[Sourced]], QuerySet], oldest: bool = False) -> Waiting:
    found: list[Sourced] = []
    for model in KINDS:
        found += query(model)[: LIMIT + 1]
    found.sort(key=lambda record: record.modified, reverse=not oldest)
    return Waiting(found[:LIMIT], len(found) > LIMIT)


def _cut(rows: QuerySet) -> Waiting:
    found = list(rows[: LIMIT + 1])
    return Waiting(found[:LIMIT], len(found) > LIMIT)
