"""Every quote in its passage: citations come in the order of their passages, read beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from geopolitics import quotes
from geopolitics.models import Passage

from .reading import batches


class Passages:
    """The passages, each normalised once, as long as they are asked for in their order."""

    def __init__(self) -> None:
        query = Passage.objects.order_by("id")
        names = ("id", "number", "document__slug", "text")
        self._coming: Iterator[tuple] = (
            row for batch in batches(query.values_list(*names)) for row in batch
        )
        self._id = 0
        self._place = ""
        self._text: quotes.Normalised | None = None

    def fault(self, citation: Mapping[str, Any]) -> str:
        """Why the quote does not stand where the citation says; "" where it does."""
        text = self._at(citation["passage_id"])
        if text is None:
            return ""  # the passage is not there, as the check of references says
        try:
            start, end = text.locate(citation["quote"], citation["prefix"], citation["suffix"])
        except quotes.QuoteError as error:
            return f"{self._place}: {error}"
        if (start, end) == (citation["start"], citation["end"]):
            return ""
        return (
            f"{self._place}: the words stand at {start} to {end}, "
            f"recorded is {citation['start']} to {citation['end']}"
        )

    def _at(self, passage: int) -> quotes.Normalised | None:
        while self._id < passage:
            row = next(self._coming, None)
            if row is None:
                return None
            self._id, number, document, text = row
            self._place = f"¶ {number} of {document}"
            self._text = quotes.Normalised(text) if isinstance(text, str) else None
        return self._text if self._id == passage else None
