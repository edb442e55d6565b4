"""What all records and side rows share: slug, status, version, natural key, the public gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from geopolitics import rules, vocabularies

from .changeset import HOUSEKEEPING, Ledger, LedgeredQuerySet, current, make_key
from .fields import Line, Text

UNDATED = "9999-12-31"
UNDATED_DOWN = "0000-01-01"


class Refused(ValidationError):
    """Rows that break a rule.

    `faults` are pairs of a row's place among those given and its ValidationError; `written`
    tells whether the rows are in the database all the same, for the transaction to take back.
    """

    def __init__(self, faults: list[tuple[int, ValidationError]], written: bool) -> None:
        self.faults, self.written = faults, written
        super().__init__([message for _, error in faults for message in error.messages])


class RegisterQuerySet(LedgeredQuerySet):
    """The language that every table of the register speaks."""

    def get_by_natural_key(self, *key: str) -> models.Model:
        """The row with this natural key, or the model's DoesNotExist."""
        return self.get(self.model.natural_filter(key))

    def insert_all(self, rows: list[Register]) -> None:
        """Write new rows, each held against the rules alone and all together.

        Raises OutsideChangeSet, and Refused where rows break a rule: alone, nothing is written;
        together, all are.
        """
        alone = []
        for place, row in enumerate(rows):
            try:
                row.hold()
            except ValidationError as error:
                alone.append((place, error))
            row.stamp(None)
        if alone:
            raise Refused(alone, written=False)
        super().insert_all(rows)
        plain = (row.plain() | {"id": row.pk} for row in rows)
        together: dict[int, dict[str, list[str]]] = {}
        for fault in rules.check(self.model.table(), plain, Lookups()):
            name = fault.field if fault.field in _names(self.model) else "__all__"
            together.setdefault(fault.row, {}).setdefault(name, []).append(fault.message)
        if together:
            raise Refused([(at, ValidationError(said)) for at, said in together.items()], True)
        if issubclass(self.model, Sourced):
            current().versioned.update((self.model, row.pk) for row in rows)

    def public(self) -> Self:
        """What the public may see: rows of published records only."""
        return self.filter(**{self.model.status_path: "published"})

    def by_natural_key(self) -> Self:
        """In the order of the natural key, the order of fixtures and exports."""
        return self.order_by(*self.model.natural)


class Register(models.Model):
    """Base of every table that is written through the ledger.

    `natural` are the look-ups whose values make up the natural key; `owner_field` leads to the
    record that the row belongs to ("" where it is one itself); `named_by` are the look-ups that
    its name as a string is made of, where it has a slug; `public_fields` and `staff_fields`
    together name each of its columns and sets, so that a field is public only because somebody
    wrote it so.
    """

    natural: ClassVar[tuple[str, ...]] = ("slug",)
    named_by: ClassVar[tuple[str, ...]] = ()
    status_path: ClassVar[str] = "status"
    owner_field: ClassVar[str] = ""
    public_fields: ClassVar[tuple[str, ...]] = ()
    staff_fields: ClassVar[tuple[str, ...]] = ()

    history = Ledger()
    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def natural_filter(cls, key: Iterable[str]) -> models.Q:
        """The condition that finds the row of this natural key."""
        return models.Q(**dict(zip(cls.natural, key, strict=True)))

    def natural_key(self) -> tuple[str, ...]:
        return tuple(follow(self, path) for path in self.natural)

    @property
    def owner(self) -> Record:
        """The record that this row is part of; itself where it is one."""
        return getattr(self, self.owner_field) if self.owner_field else self

    @classmethod
    def owner_fields(cls) -> tuple[str, ...]:
        """The foreign keys that may hold the owner: none of a record, one of most side rows."""
        return (cls.owner_field,) if cls.owner_field else ()

    @classmethod
    def name_from(cls, values: Mapping[str, Any]) -> str:
        """What a row with these values of `named_by` is called: the same as its string."""
        own: dict[str, Any] = {}
        related: dict[str, dict[str, Any]] = {}
        for path, value in values.items():
            name, _, rest = path.partition("__")
            if rest:
                related.setdefault(name, {})[rest] = value
            else:
                own[name] = value
        for name, parts in related.items():
            if parts["id"] is not None:
                own[name] = cls._meta.get_field(name).related_model(**parts)
        return str(cls(**own))

    @classmethod
    def table(cls) -> str:
        """The model's name in snake case, as files and operations call it: `actor_name`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def columns(cls) -> list[models.Field]:
        """The columns that people write, derived ones left out."""
        return [f for f in cls._meta.concrete_fields if f.serialize and f.name not in HOUSEKEEPING]

    def plain(self) -> dict[str, Any]:
        """This row as `rules` takes it: columns, foreign keys as ids, and what the rules join."""
        values = {f.attname: getattr(self, f.attname) for f in self.columns()}
        for path in rules.joined(self.table()):
            values[path] = follow(self, path)
        return values

    def clean(self) -> None:
        """Hold the row against the rules. Raises ValidationError, by field."""
        super().clean()
        faults: dict[str, list[str]] = {}
        values = self.plain() | {"id": self.pk}
        for fault in rules.check(self.table(), [values], Lookups()):
            name = fault.field if fault.field in _names(type(self)) else "__all__"
            faults.setdefault(name, []).append(fault.message)
        if faults:
            raise ValidationError(faults)

    def prepare(self) -> None:
        """Fill the columns that follow from others, before the row is held against the rules."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row in the open change set; a row that is as it was is not written.

        Raises OutsideChangeSet, and ValidationError where the row breaks a rule.
        """
        current()
        self.prepare()
        before = None
        if self.pk is not None and not self._state.adding:
            before = type(self).objects.filter(pk=self.pk).first()
        if before is not None and not self.differs(before):
            return
        self.hold()
        self.stamp(before)
        super().save(*args, **kwargs)
        self.saved(before)

    def hold(self) -> None:
        """Hold the row against its fields and the rules. Raises ValidationError."""
        self.prepare()
        self.clean_columns()
        self.clean()

    def clean_columns(self) -> None:
        """Hold each column against its field's own validators. Raises ValidationError."""
        faults = {}
        for column in self.columns():
            try:
                if not (column.is_relation or (column.blank and self.empty(column))):
                    column.clean(getattr(self, column.attname), self)
            except ValidationError as error:
                faults[column.name] = error.error_list
        if faults:
            raise ValidationError(faults)

    def empty(self, column: models.Field) -> bool:
        return getattr(self, column.attname) in column.empty_values

    def differs(self, other: Self) -> bool:
        """Whether a column that people write has another value in `other`."""
        return any(
            f.get_prep_value(getattr(self, f.attname)) != getattr(other, f.attname)
            for f in [*self.columns(), *self.derived()]
        )

    @classmethod
    def derived(cls) -> list[models.Field]:
        """Columns that follow from others but are kept, such as a quote's place."""
        return [
            f
            for f in cls._meta.concrete_fields
            if not f.serialize and not f.generated and f.name not in HOUSEKEEPING
        ]

    def stamp(self, before: Self | None) -> None:
        """Hook for what a write itself changes, such as a record's version."""

    def saved(self, before: Self | None) -> None:
        """Hook for what must follow a write, such as the redirect of a changed slug."""


class SideRow(Register):
    """Base of the rows that hang on a record, found by `key`, unique in their record."""

    key = models.CharField(
        max_length=40,
        default=make_key,
        help_text="Names the row within its record, in files and proposals; keep it.",
    )

    class Meta(Register.Meta):
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.owner_field:
            cls.natural = (f"{cls.owner_field}__slug", "key")
            cls.status_path = f"{cls.owner_field}__status"


class RecordQuerySet(RegisterQuerySet):
    """What one asks of records."""

    def about_topic(self, topic: models.Model) -> Self:
        """Records under this topic or one narrower."""
        return self.filter(topics__in=topic.with_narrower())


class Sourced(Register):
    """What records and documents share: a slug, a status, a version, a history."""

    slug = models.CharField(
        max_length=200,
        unique=True,
        help_text="The permanent public identifier: plain English words joined by hyphens.",
    )
    status = models.CharField(
        max_length=20, choices=vocabularies.statuses, default="draft", db_index=True
    )
    staff_notes = Text(blank=True, help_text="For colleagues; never public.")
    created = models.DateTimeField(default=timezone.now, editable=False, serialize=False)
    modified = models.DateTimeField(default=timezone.now, editable=False, serialize=False)
    version = models.PositiveIntegerField(default=0, editable=False, serialize=False)

    objects = RecordQuerySet.as_manager()

    class Meta(Register.Meta):
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.status == "published"

    def ever_public(self) -> bool:
        """Whether the record was published at any time, as its history knows."""
        return self.history.filter(status="published").exists()

    def stamp(self, before: Self | None) -> None:
        """Raise the version; `modified` is public, so a change of staff columns leaves it."""
        self.version = (before.version if before else 0) + 1
        if before is None or before is self or self.shows_otherwise(before):
            self.modified = timezone.now()

    def shows_otherwise(self, before: Self) -> bool:
        """Whether a public column, or the status, is another than in `before`."""
        return any(
            f.get_prep_value(getattr(self, f.attname)) != getattr(before, f.attname)
            for f in self.columns()
            if f.name in self.public_fields or f.name == "status"
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        current().versioned.add((type(self), self.pk))

    def touch(self) -> None:
        """Raise the version because a side row or a set of this record changed."""
        self.stamp(self)
        super(Register, self).save(update_fields=["version", "modified"])
        current().versioned.add((type(self), self.pk))

    def saved(self, before: Self | None) -> None:
        if before is None or before.slug == self.slug:
            return
        table = self.table()
        redirects = apps.get_model("geopolitics", "Redirect").objects.filter(table=table)
        redirects.filter(old=self.slug).delete()
        redirects.filter(new=before.slug).update(new=self.slug)
        redirects.update_or_create(table=table, old=before.slug, defaults={"new": self.slug})

    def get_absolute_url(self) -> str:
        return reverse(f"public:{self._meta.model_name}", args=[self.slug])


class Record(Sourced):
    """Base of the five records."""

    summary = Text(blank=True, help_text="In the register's own words, one or two sentences.")
    coding_note = Text(blank=True, help_text="How a value was arrived at. Public.")
    topics = models.ManyToManyField("Topic", blank=True)

    class Meta(Sourced.Meta):
        abstract = True
        ordering = ("slug",)


RECORD_FIELDS = ("slug", "summary", "coding_note", "topics", "created", "modified")
RECORD_STAFF_FIELDS = ("status", "staff_notes", "version")


def record_constraints(name: str) -> list[models.BaseConstraint]:
    """The database's own part of the rules that all records share."""
    return [
        models.CheckConstraint(condition=~models.Q(slug=""), name=f"{name}_slug"),
        models.CheckConstraint(
            condition=models.Q(status__in=vocabularies.STATUSES.values), name=f"{name}_status"
        ),
        models.CheckConstraint(condition=models.Q(version__gte=1), name=f"{name}_version"),
    ]


class Constant(models.Value):
    """A value of ours that stands in the SQL itself: SQLite finds no index of an expression by
    a query's parameter."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return f"'{self.value}'", []


def dated(field: str) -> Coalesce:
    """The order of an EDTF field: by its earliest day, else its latest, the undated last."""
    return Coalesce(f"{field}_earliest", f"{field}_latest", Constant(UNDATED))


def dated_down(field: str) -> Coalesce:
    """The order of an EDTF field to be read backwards: by its latest day, else its earliest, so
    that the undated are last there as well."""
    return Coalesce(f"{field}_latest", f"{field}_earliest", Constant(UNDATED_DOWN))


def record_indexes(
    name: str, order: Combinable, dated: str = "", by: Iterable[str] = ()
) -> list[models.Index]:
    """What lists are read by: the kind's own order, the newest of each status, and where it has
    a date, that backwards: of all records and of those alike in one of the columns `by`."""
    found = [
        models.Index("status", order, "slug", name=f"{name}_order"),
        models.Index(fields=["status", "modified", "slug"], name=f"{name}_newest"),
    ]
    if dated:
        down = dated_down(dated)
        found += [models.Index("status", down, "slug", name=f"{name}_down")]
        found += [
            models.Index("status", column, down, "slug", name=f"{name}_{column}") for column in by
        ]
    return found


def in_order(name: str, began: str, ended: str) -> models.CheckConstraint:
    """A span's end is not before its beginning, by any reading of the two dates."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{began}_earliest__isnull": True})
        | models.Q(**{f"{ended}_latest__isnull": True})
        | models.Q(**{f"{ended}_latest__gte": models.F(f"{began}_earliest")}),
        name=f"{name}_{began}_{ended}",
        violation_error_message=f"“{ended}” is before “{began}”.",
    )


def one_key(name: str, owner: str) -> models.UniqueConstraint:
    """A key stands once in its record."""
    return models.UniqueConstraint(fields=[owner, "key"], name=f"{name}_key")


def not_itself(name: str, field: str) -> models.CheckConstraint:
    """A row does not point to itself."""
    return models.CheckConstraint(
        condition=~models.Q(**{field: models.F("id")}), name=f"{name}_{field}_other"
    )


def exactly_one(name: str, fields: Iterable[str]) -> models.CheckConstraint:
    """One of the foreign keys is set, and only one."""
    fields = tuple(fields)
    condition = models.Q()
    for chosen in fields:
        condition |= models.Q(**{f"{other}__isnull": other != chosen for other in fields})
    return models.CheckConstraint(
        condition=condition,
        name=f"{name}_one_target",
        violation_error_message="Choose exactly one record.",
    )


def _names(model: type[models.Model]) -> set[str]:
    return {f.name for f in (*model._meta.fields, *model._meta.many_to_many)}


def follow(row: models.Model, path: str) -> Any:
    """The value at the end of `article__treaty_id`; None where a step is empty."""
    value: Any = row
    for step in path.split("__"):
        try:
            value = getattr(value, step, None)
        except ObjectDoesNotExist:
            return None
        if value is None:
            return None
    return value


class Lookups:
    """What `rules` may ask about rows other than the one at hand, answered by the database."""

    def above(self, table: str, child: str, parent: str, ids: set, **where: Any) -> set:
        rows = model_of(table).objects.filter(
            **where, **{f"{child}__in": ids, f"{parent}__isnull": False}
        )
        return set(rows.order_by().values_list(parent, flat=True))

    def same_code(self, scheme: str, value: str) -> Iterable[Mapping[str, Any]]:
        codes = model_of("actor_code").objects.filter(scheme=scheme, value=value)
        return codes.values("id", "actor_id", "valid_from", "valid_until")

    def columns(self, table: str) -> Mapping[str, Callable[[str], Any]]:
        model = model_of(table)
        return {f.name: holds(f) for f in [*model.columns(), *model._meta.local_many_to_many]}

    def has_side_row(self, table: str, owner_id: Any, key: str) -> bool:
        model = model_of(table)
        return model.objects.filter(**{model.owner_field: owner_id, "key": key}).exists()


def holds(column: models.Field) -> Callable[[str], None]:
    """A check that raises ValueError for a text that the column cannot hold."""

    def check(text: str) -> None:
        if column.is_relation or isinstance(column, models.BooleanField):
            return
        try:
            column.clean(text, None)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    return check


def model_of(table: str) -> type[models.Model]:
    """The model of a table's name: `actor_name` is ActorName. Raises LookupError."""
    return apps.get_model("geopolitics", table.replace("_", ""))


__all__ = ["Line", "Lookups", "Record", "RecordQuerySet", "Register", "SideRow", "Sourced", "Text"]
