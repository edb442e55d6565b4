"""Every row has a natural key of its own. What a key looks like, the rules say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min

from geopolitics.models import REGISTER

from .failure import Failure, Tally
from .reading import key


def failures(tally: Tally) -> Iterator[Failure]:
    tally.looked["keys"] = tally.rows
    for model in REGISTER:
        own = model.natural[-1]
        for owner in model.owner_fields() or ("",):
            rows, columns = model.objects.order_by(), (own,)
            if owner:
                rows, columns = rows.filter(**{f"{owner}__isnull": False}), (f"{owner}_id", own)
            shared = rows.values(*columns).annotate(count=Count("pk"), first=Min("pk"))
            for row in shared.filter(count__gt=1).iterator():
                reason = f"{row['count']} rows have this key"
                yield Failure("keys", model.table(), key(model, row["first"]), own, reason)
