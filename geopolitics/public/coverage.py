"""How far each document was read: the share of its sentences on which some record rests.

Only numbers are told, so that of a document that is excerpts only nothing uncited shows. Of a
long document the beginning is counted, and that is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from geopolitics.models import Citation, Document, Passage
from geopolitics.provenance import uncited

COUNTED = 200  # paragraphs of a document whose sentences are counted


@dataclass
class Read:
    """How many sentences of a document records rest on; `cut` where only of its beginning."""

    sentences: int = 0
    cited: int = 0
    cut: bool = False

    @property
    def share(self) -> int:
        """In per cent, rounded down, so that only all is 100; of no sentence none."""
        return self.cited * 100 // self.sentences if self.sentences else 0


def coverage(documents: Iterable[Document]) -> dict[int, Read]:
    """How far each of these documents was read, by primary key; two queries."""
    found = {document.pk: Read() for document in documents}
    near = Passage.objects.public().filter(document__in=found, position__lte=COUNTED + 1)
    rows = near.values_list("pk", "document", "position", "boilerplate", "text")
    cited = Citation.objects.public().filter(
        passage__document__in=found, passage__position__lte=COUNTED
    )
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for passage, start, end in cited.order_by().values_list("passage", "start", "end"):
        spans[passage].append((start, end))
    for pk, document, position, boilerplate, text in rows.order_by():
        read = found[document]
        if position > COUNTED:
            read.cut = True
        elif not boilerplate:
            sentences, touched = uncited.counted(text, spans[pk])
            read.sentences += sentences
            read.cited += touched
    return found
