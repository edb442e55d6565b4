"""What the public sees of a passage whose document is “excerpts only”: its cited words."""

from __future__ import annotations

from collections.abc import Iterable


def visible(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The cited stretches in order; those between which no letter stands are one."""
    return [text[start:end] for start, end in stretches(text, spans)]


def stretches(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where `visible` finds them."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and not wordy(text[found[-1][1] : start]):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def wordy(text: str) -> bool:
    """Whether a letter or digit stands in the text."""
    return any(character.isalnum() for character in text)
