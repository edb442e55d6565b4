"""What the public sees of a passage whose document is “excerpts only”: its cited words."""

from __future__ import annotations

from collections.abc import Iterable


def visible(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The cited stretches in order; those between which no letter stands are one."""
    found: list[list[int]] = []
    for start, end in sorted(spans):
        if found and not any(c.isalnum() for c in text[found[-1][1] : start]):
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [text[start:end] for start, end in found]
