"""What published records rest on: quotes of the whole of them, of single fields, or a treaty's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from geopolitics.models import RECORDS, Article, Citation, Record


@dataclass(frozen=True)
class Rests:
    """How many published records of a kind rest on what; an article without a quote of its own
    rests on those of its treaty."""

    kind: str
    name: str
    published: int
    whole: int
    fields: int
    treaty: int = 0


def evidence() -> list[Rests]:
    """Each kind of record; three queries for each. Every published record rests on something."""
    return [_rests(model) for model in RECORDS]


def _rests(model: type[Record]) -> Rests:
    published = model.objects.public().order_by().count()
    quoted = Citation.objects.filter(**{f"{model.table()}__status": "published"}).order_by()
    whole = quoted.filter(field="").values(model.table()).distinct().count()
    treaty = 0
    if model is Article:
        own = Exists(Citation.objects.filter(article=OuterRef("pk")))
        treaty = Article.objects.public().exclude(own).count()
    name = str(model._meta.verbose_name_plural).capitalize()
    return Rests(model.table(), name, published, whole, published - whole - treaty, treaty)
