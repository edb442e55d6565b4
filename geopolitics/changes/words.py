"""Two texts side by side, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple


class Stretch(NamedTuple):
    """Words of one fate: same, gone or new. Where they name a record, its table and slug."""

    fate: str
    text: str
    table: str = ""
    slug: str = ""


def compare(before: str, after: str) -> list[Stretch]:
    """The words of both texts in one reading order."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Stretch("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Stretch("gone", "".join(old[a:b])))
        if d > c:
            found.append(Stretch("new", "".join(new[c:d])))
    return found
