"""Hidden rows with a marked word in their every text: twins, earlier drafts, proposals, imports."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import ForeignKey

from geopolitics.changes import review
from geopolitics.changes.current import change_set
from geopolitics.models import (
    RECORDS,
    REGISTER,
    ActorCode,
    Article,
    Citation,
    Document,
    Passage,
    Redirect,
    Register,
    Run,
    Sourced,
    Statement,
    Topic,
)
from geopolitics.models.fields import Line, Text
from geopolitics.publishing import edit
from tests.sweep import MARK

# What stands only beside other values, each of which is ours in a twin.
TOGETHER = {
    Statement: {"capacity": None, "capacity_text": MARK, "translation": MARK, "translator": MARK},
}
URL = f"https://{MARK.lower()}.example/{MARK}"


def plant(curator: User, reviewer: User) -> list[Sourced]:
    """All of them; the twins of records."""
    with change_set(way="command", message=MARK, file=MARK):
        twins = _twins()
        topic = Topic(slug="twin-topic", name=MARK, note=MARK)
        topic.save()
        twins[0].topics.add(topic)
        for model in (*RECORDS, Document):
            for row in model.objects.public():
                row.staff_notes = MARK
                row.save()
            _earlier_drafts(model)
    _proposals(curator, reviewer)
    hidden = User.objects.create_user(MARK, f"{MARK}@{MARK}.example", MARK, first_name=MARK)
    Run.objects.create(user=hidden, table=MARK, file=MARK, sha256=MARK, plan={"rows": [MARK]})
    return twins


def _twins() -> list[Sourced]:
    """An unpublished twin of each row of a published record, that points where the first does."""
    twins: dict[models.Model, models.Model] = {}
    for model in REGISTER:
        if model in (Topic, ActorCode):
            continue
        for number, row in enumerate(model.objects.public()):
            twin = model()
            for column in model.columns():
                value = getattr(row, column.name)
                if isinstance(column, ForeignKey):
                    own = column.name in (*model.owner_fields(), "article") or model is Article
                    value = twins.get(value, value) if own else value
                elif model is not Citation or column.name == "note":
                    value = _marked(column, value)
                setattr(twin, column.name, value)
            for name, value in TOGETHER.get(model, {}).items():
                setattr(twin, name, value)
            if model is Citation and number % 2:
                _of_hidden_words(twin, twins[row.passage])
            if isinstance(twin, Sourced):
                twin.status = "draft"
            _name_apart(twin, number)
            twin.save()
            for field in model._meta.local_many_to_many:
                getattr(twin, field.name).set(getattr(row, field.name).all())
            twins[row] = twin
    records = [twin for twin in twins.values() if isinstance(twin, Sourced)]
    for twin, status in zip(records, cycle(["draft", "in review", "withdrawn"])):
        twin.refresh_from_db()
        twin.status = status
        twin.save()
    return records


def _marked(column: models.Field, value: Any) -> Any:
    """The column's value in a twin: our word wherever people write text."""
    if column.name == "slug":
        return f"twin-{value}"
    if isinstance(column, models.URLField):
        return URL
    beside = {name for names in TOGETHER.values() for name in names}
    return MARK if isinstance(column, Text | Line) and column.name not in beside else value


def _name_apart(twin: Register, number: int) -> None:
    """Rows whose words must differ within their record; words that a quote can be found in."""
    if twin.table() in ("actor_name", "treaty_name"):
        twin.name = f"{MARK} {number}"
    if isinstance(twin, Passage):
        twin.text = f"{MARK}before {MARK}quoted {MARK}after"


def _of_hidden_words(twin: Citation, passage: Passage) -> None:
    twin.passage, twin.field, twin.value = passage, "summary", MARK
    twin.prefix, twin.quote, twin.suffix = f"{MARK}before", f"{MARK}quoted", f"{MARK}after"


def _earlier_drafts(model: type[Sourced]) -> None:
    """Public records as they stood in drafts before: other words, and another slug."""
    history = model.history.model
    for row in model.objects.public():
        values = {
            f.attname: getattr(row, f.attname)
            for f in model._meta.concrete_fields
            if not f.generated
        }
        for column in model.columns():
            if isinstance(column, Text | Line):
                values[column.attname] = MARK
        values |= {"slug": f"unborn-{row.slug}", "status": "draft"}
        first = row.history.order_by("history_date").first()
        history.objects.create(
            **values,
            history_id=-row.pk,  # history goes by sequence, not by the clock
            history_type="+",
            history_date=first.history_date - timedelta(days=1),
        )
        Redirect.objects.create(table=model.table(), old=f"unborn-{row.slug}", new=row.slug)
        Redirect.objects.create(table=model.table(), old=f"older-twin-{row.pk}", new="twin-x")


def _proposals(curator: User, reviewer: User) -> None:
    """An edit of a public record of each kind that waits, and one that was refused."""
    for rejected in (False, True):
        with edit(curator, way="form", message=MARK) as result:
            for model in RECORDS:
                row = model.objects.public().first()
                row.summary = row.coding_note = MARK
                row.save()
        if rejected:
            review.reject(result.proposal, by=reviewer, remark=MARK)


def without_canary() -> list[str]:
    """The columns that hold text, of tables and of their histories, in which our word stands
    nowhere."""
    tables = [table for model in REGISTER for table in (model, model.history.model)]
    return [
        f"{table.__name__}.{column.name}"
        for table in tables
        for column in table._meta.concrete_fields
        if isinstance(column, Text | Line | models.URLField)
        and not table._base_manager.filter(**{f"{column.name}__contains": MARK}).exists()
    ]
