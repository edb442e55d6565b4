"""The ledger: change sets, their operations, and the guard against writing outside one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from geopolitics import vocabularies

HOUSEKEEPING = frozenset({"id", "version", "created", "modified"})


class OutsideChangeSet(RuntimeError):
    """Something was about to be written while no change set was open, or past its history."""


@dataclass
class OpenSet:
    """A change set that is open: its row is made when the first history row asks for it.

    `touched` maps (model, primary key) to the newest row of history that the set wrote of it;
    `versioned` holds the records whose version this set has already raised.
    """

    values: dict[str, Any]
    row: ChangeSet | None = None
    touched: dict[tuple[type[models.Model], Any], LedgerRow] = field(default_factory=dict)
    versioned: set[tuple[type[models.Model], Any]] = field(default_factory=set)

    def pk(self) -> int:
        if self.row is None:
            self.row = ChangeSet.objects.create(**self.values)
        return self.row.pk


_current: ContextVar[OpenSet | None] = ContextVar("changeset", default=None)


def current() -> OpenSet:
    """The open change set. Raises OutsideChangeSet where there is none."""
    found = _current.get()
    if found is None:
        raise OutsideChangeSet("Nothing is written outside a change set: open one first.")
    return found


def current_id() -> int:
    """Default of every history row's `changeset`."""
    return current().pk()


@contextmanager
def opened(values: dict[str, Any], row: ChangeSet | None = None) -> Iterator[OpenSet]:
    """Make a change set with these column values, or `row` itself, the current one.

    Only `changes` calls this. Raises OutsideChangeSet where one is open already.
    """
    if _current.get() is not None:
        raise OutsideChangeSet("A change set is already open: one act is one change set.")
    ledger = OpenSet(values, row)
    token = _current.set(ledger)
    try:
        yield ledger
    finally:
        _current.reset(token)


def make_key() -> str:
    """A machine-made key of a side row: six letters (counters collide between two proposals)."""
    return "".join(secrets.choice("abcdefghijkmnopqrstuvwxyz") for _ in range(6))


class ChangeSet(models.Model):
    """One act of writing: who, when, why, by which way, from which file, and what became of it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="wrote"
    )
    by_name = models.CharField(
        max_length=150, blank=True, help_text="The user's name at that time, or “operator”."
    )
    also_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Who wrote an earlier version of it, or words that it puts back and that "
        "nobody else has approved.",
    )
    created = models.DateTimeField(default=timezone.now, db_index=True)
    message = models.TextField(blank=True, help_text="Why the change was made.")
    way = models.CharField(max_length=20, choices=vocabularies.changeset_ways)
    file = models.CharField(max_length=255, blank=True)
    state = models.CharField(
        max_length=20, choices=vocabularies.changeset_states, default="applied", db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decided"
    )
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, help_text="What the reviewer said of it.")
    undoes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text="The earlier version of this proposal.",
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = "change set"
        permissions = [
            ("publish", "Can publish, approve, return and withdraw"),
            ("staff_notes", "Can read and write the notes of the staff"),
        ]

    def __str__(self) -> str:
        return f"{self.message or self.get_way_display()} ({self.by_name}, {self.created:%Y-%m-%d})"

    def writers(self) -> set[int]:
        """Primary keys of the users whose words the set holds; none of them approves it."""
        found = {user.pk for user in self.also_by.all()}
        return found | {self.by_id} if self.by_id else found


class Operation(models.Model):
    """What a proposal does to one row: natural key, and each column or set before and after.

    `action` is insert, update or delete; `before` and `after` map columns to plain values,
    references as natural keys, many-to-many sets as sorted lists of natural keys.
    """

    changeset = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="operations")
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=40)
    key = models.JSONField()
    owner_table = models.CharField(max_length=40)
    owner_slug = models.CharField(max_length=200, db_index=True)
    action = models.CharField(
        max_length=6, choices=[("insert", "new"), ("update", "changed"), ("delete", "removed")]
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    dropped = models.JSONField(
        default=list, help_text="Columns whose conflict the reviewer chose to leave as it is live."
    )

    class Meta:
        ordering = ("changeset", "position")
        constraints = [
            models.UniqueConstraint(fields=["changeset", "position"], name="operation_position"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.table} {' / '.join(map(str, self.key))}"


class Redirect(models.Model):
    """An address that a record once had, and the slug that answers for it now."""

    table = models.CharField(max_length=40)
    old = models.CharField(max_length=200)
    new = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "old"], name="redirect_once"),
            models.CheckConstraint(condition=~models.Q(old=models.F("new")), name="redirect_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.old} → {self.new}"


class LedgerRow(models.Model):
    """Base of every history table: a row of history belongs to a change set, always."""

    changeset = models.ForeignKey(
        ChangeSet, default=current_id, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        current().touched[self.instance_type, self.id] = self
        super().save(*args, **kwargs)


class LedgerManager(HistoryManager):
    """simple-history's manager, its class made once and not at each access."""

    @classmethod
    @cache
    def from_queryset(
        cls, queryset_class: type[models.QuerySet], class_name: str | None = None
    ) -> type[models.Manager]:
        return super().from_queryset(queryset_class, class_name)


class Ledger(HistoricalRecords):
    """simple-history's records, with every many-to-many set and without its own user column."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            inherit=True,
            bases=(LedgerRow,),
            history_user_id_field=property(
                lambda row: row.changeset.by_id, lambda row, value: None
            ),
            history_user_getter=lambda row: row.changeset.by,
            history_user_setter=lambda row, value: None,
            history_manager=LedgerManager,
            **kwargs,
        )

    def fields_included(self, model: type[models.Model]) -> list[models.Field]:
        return [f for f in super().fields_included(model) if not f.generated]

    def get_m2m_fields_from_model(self, model: type[models.Model]) -> list[models.Field]:
        return list(model._meta.local_many_to_many)

    def create_historical_record_m2ms(
        self, history_instance: LedgerRow, instance: models.Model
    ) -> None:
        if history_instance.history_type != "+":  # a new row's sets are empty
            super().create_historical_record_m2ms(history_instance, instance)

    def m2m_changed(
        self, instance: models.Model, action: str, attr: str, pk_set: Any, reverse: bool, **kwargs
    ) -> None:
        if reverse:
            raise OutsideChangeSet(f"Write {attr} from the side that holds it.")
        current()
        super().m2m_changed(instance, action, attr, pk_set, reverse, **kwargs)


class LedgeredQuerySet(models.QuerySet):
    """Lets through no write that the ledger would not see. Raises OutsideChangeSet."""

    def insert_all(self, rows: list[models.Model]) -> None:
        """Write new rows and their history in a few statements; what is checked is the caller's."""
        ledger = current()
        super().bulk_create(rows)
        for written in self.model.history.bulk_history_create(rows):
            ledger.touched[self.model, written.id] = written

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        current()
        return super()._insert(*args, **kwargs)

    def _update(self, values: Any) -> int:
        current()
        return super()._update(values)

    def update(self, **kwargs: Any) -> int:
        raise OutsideChangeSet("update() leaves no history: save each row in a change set.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list:
        raise OutsideChangeSet("bulk_create() leaves no history: save each row in a change set.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise OutsideChangeSet("bulk_update() leaves no history: save each row in a change set.")

    def delete(self) -> tuple[int, dict[str, int]]:
        current()
        return super().delete()

    def _raw_delete(self, using: str) -> int:
        current()
        return super()._raw_delete(using)
