"""How many there are, in words, no further than a page needs to know."""

from django.db.models import QuerySet

CAP = 1_000


def capped(rows: QuerySet) -> str:
    """The number of rows, or that they are over a thousand."""
    found = rows.order_by().values("pk")[: CAP + 1].count()
    return f"over {CAP:,}" if found > CAP else f"{found:,}"
