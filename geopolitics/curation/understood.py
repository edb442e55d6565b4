"""What the desk makes of words while they are typed: a date, a quote in its passage."""

from __future__ import annotations

from typing import Any

from geopolitics import dates, quotes
from geopolitics.models import Passage


def date(said: str) -> dict[str, str]:
    """`edtf` and `words` of a date as typed, or the `refusal`; all empty where nothing is."""
    found = {"edtf": "", "words": "", "refusal": ""}
    if not said.strip():
        return found
    try:
        text = dates.read(said).text
    except dates.NotADate as refusal:
        return found | {"refusal": str(refusal)}
    return found | {"edtf": text, "words": dates.words(text)}


def quote(passage: Passage, words: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """How often the words stand in the passage, and where.

    `stands` is once, often, not, or "" where no words are given; `parts` are the passage's text
    in order, each with whether it is what was found, or what is nearest to it.
    """
    spans: list[tuple[int, int]] = []
    stands, says = "", ""
    if words.strip():
        try:
            spans = [quotes.locate(passage.text, words, prefix, suffix)]
            stands, says = "once", f"The words stand once in ¶ {passage.number}."
        except quotes.NotUnique as several:
            spans, stands, says = several.places, "often", str(several)
        except quotes.NotFound as missing:
            stands, says = "not", str(missing)
            spans = _nearest(passage.text, missing.nearest)
        except quotes.QuoteError as error:
            stands, says = "not", str(error)
    return {
        "place": str(passage),
        "stands": stands,
        "says": says,
        "parts": _parts(passage.text, spans),
    }


def _nearest(text: str, words: str) -> list[tuple[int, int]]:
    try:
        return [quotes.locate(text, words)] if words else []
    except quotes.QuoteError:
        return []


def _parts(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    found, at = [], 0
    for start, end in spans:
        if start < at:  # the words overlap themselves
            start = at
        if start > at:
            found.append((text[at:start], False))
        if end > start:
            found.append((text[start:end], True))
        at = max(at, end)
    return [*found, (text[at:], False)] if at < len(text) else found
