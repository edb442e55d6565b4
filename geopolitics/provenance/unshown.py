"""Where words stand in documents of which the public sees excerpts only.

What is not shown of them is in no index: their text itself is read, all of it at each question,
so that the time it takes tells nothing of where, or whether, the words stand.
"""

from __future__ import annotations

import re

from geopolitics.models import Document, Passage
from geopolitics.quotes import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, Normalised, normalise

EXCERPTS = "excerpts only"
FEWEST = 5  # words: of fewer, whether they stand in what is not shown is not told
MOST = 200
COMPARED = 12  # words that the database compares, the first; all are compared after it
_RUN = re.compile(r"[^\W_]+")
_SPACES = "[ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
_SHAPES = {"'": f"['{SINGLE_QUOTES}]", '"': f'["{DOUBLE_QUOTES}]', "-": f"[{DASHES}-]"}
_SPECIAL = re.compile(r"[.^$*+?{}\[\]|()\\]")


def holding(quote: str) -> list[Passage]:
    """Passages of published documents, excerpts only, in which the quote stands word for word, in
    the order of their documents; none for a quote of fewer than five words.
    """
    sought = normalise(quote).split()
    runs = _RUN.findall(" ".join(sought))
    if sum(bool(_RUN.search(word)) for word in sought) < FEWEST:
        return []
    held = Document.objects.public().filter(rights=EXCERPTS)
    rows = Passage.objects.public().filter(
        document__in=held.order_by(),
        text__contains=max(runs, key=len),
        text__regex=_SPACES.join(map(_shaped, sought[:COMPARED])),
    )
    rows = rows.select_related("document").order_by("document__slug", "position", "number")
    found = rows.only("number", "position", "text", "document__slug")[:MOST]
    return [row for row in found if Normalised(row.text).in_whole_words(quote)]


def _shaped(word: str) -> str:
    """A word as a regular expression of either database: any shape of its quotation marks and
    dashes will do."""
    return "".join(_SHAPES.get(c) or _SPECIAL.sub(r"\\\g<0>", c) for c in word)
