"""Make the search index anew from what is public."""

from typing import Any

from django.core.management import BaseCommand

from geopolitics import search


class Command(BaseCommand):
    help = (
        "Make the search index anew. It follows every change by itself: this is for after a "
        "repair, or where verify says that it has drifted."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        count = search.rebuild()
        if verbosity:
            self.stdout.write(f"Search finds {count:,} entries.")
