"""The speaker's own words, and a trigger's, stand in what is cited for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import StrIndex

from geopolitics.models import Citation, Obligation, Register, Statement
from geopolitics.quotes import normalise

from .failure import Failure, Tally, shown
from .reading import key


def failures(tally: Tally) -> Iterator[Failure]:
    own = Citation.objects.filter(statement=OuterRef("pk"))
    yield from _unquoted(tally, Statement, "quote", own, ["citations"])
    of_treaty = Q(treaty=OuterRef("treaty")) | Q(article=OuterRef("article"))
    paths = ["treaty__citations", "article__citations"]
    yield from _unquoted(tally, Obligation, "trigger", Citation.objects.filter(of_treaty), paths)


def _unquoted(
    tally: Tally, model: type[Register], column: str, cited: QuerySet, paths: Sequence[str]
) -> Iterator[Failure]:
    """The rows whose words stand in no passage cited for them.

    Most stand there letter by letter, which the database sees; the others are normalised.
    """
    rows = model.objects.order_by().exclude(**{column: ""})
    tally.looked["words"] += rows.count()
    for text in ("quote", "passage__text"):
        there = cited.order_by().annotate(at=StrIndex(text, OuterRef(column)))
        rows = rows.exclude(Exists(there.filter(at__gt=0)))
    texts = [rows.values_list("pk", column, f"{path}__passage__text") for path in paths]
    found = texts[0].union(*texts[1:]) if texts[1:] else texts[0].distinct()
    found = found.order_by("pk").iterator(chunk_size=500)
    for (pk, words), passages in itertools.groupby(found, key=lambda row: row[:2]):
        if not isinstance(words, str):
            continue  # bytes, as the check of texts says
        sought = normalise(words)
        if not any(sought in normalise(text) for *_, text in passages if isinstance(text, str)):
            reason = f"{shown(words)} does not stand in any passage cited for it"
            yield Failure("words", model.table(), key(model, pk), column, reason)
