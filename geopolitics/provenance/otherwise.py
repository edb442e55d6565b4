"""Which citations give a field another value than the record holds, told by the database.

Of many that give a value nearly all agree to the letter, and are not worth reading. What is no
text (a reference, a yes or no) is not compared here, and left for `differing`.
"""

from __future__ import annotations

from functools import cache

from django.db.models import (
    Case,
    CharField,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat, StrIndex, Substr

from geopolitics import rules
from geopolitics.models import Citation, Register, model_of


def otherwise(citations: QuerySet) -> QuerySet:
    """Without those that give no value, or to the letter the one that is held."""
    return citations.filter(pk__in=RawSQL(*_written(citations.db)))


@cache
def _written(using: str) -> tuple[str, tuple]:
    """The SQL that finds their keys, and its parameters; to write it takes longer than to run."""
    rows = Citation.objects.exclude(value="").annotate(held=_held())
    rows = rows.filter(Q(held__isnull=True) | ~Q(held=F("value")))
    for table, owned in rules.SIDE_SETS.items():
        for name, side in owned.items():
            rows = rows.exclude(Q(field__startswith=f"{name}/") & Q(_same(table, name, side)))
    return rows.order_by().values("pk").query.get_compiler(using).as_sql()


def _texts(model: type[Register]) -> list[str]:
    return [f.name for f in model.columns() if isinstance(f, CharField | TextField)]


def _held() -> Case:
    """What the record itself holds in the column that the citation names."""
    return Case(
        *(
            When(
                Q(field=name, **{f"{table}__isnull": False}),
                then=Cast(F(f"{table}__{name}"), TextField()),
            )
            for table in rules.TARGETS
            for name in _texts(model_of(table))
        ),
        default=Value(None),
        output_field=TextField(),
    )


def _same(table: str, name: str, side: str) -> Exists:
    """That a side row of this set holds, in the column named, the value given."""
    model = model_of(side)
    rest = Substr(OuterRef("field"), len(name) + 2)
    key = Substr(rest, 1, _before_slash(rest))
    rows = model.objects.filter(**{model.owner_field: OuterRef(table)}, key=key)
    held = Case(
        *(When(Q(in_column=column), then=Cast(F(column), TextField())) for column in _texts(model)),
        default=Value(None),
        output_field=TextField(),
    )
    column = Substr(rest, _before_slash(rest) + 2)
    return Exists(
        rows.annotate(in_column=column).annotate(held=held).filter(held=OuterRef("value"))
    )


def _before_slash(rest: Substr) -> Expression:
    """How many characters stand before the first slash; all, where there is none."""
    return StrIndex(Concat(rest, Value("/")), Value("/")) - 1
