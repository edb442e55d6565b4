"""Names as bibliographies write them: family name apart from given names, where they can be told.

The register holds a name as its source writes it. A further name with a comma ("Mishra, Sandip")
says what is the family name. Else a person's name is read as BibTeX reads one, given names, then
particles in small letters, then the family name; but where the last of two names is of the form
"Jong-un", the first is the family name. An office, a body and a name in another script stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from geopolitics.models import Actor

KOREAN = re.compile(r"(?P<family>[^\W\d_]+) (?P<given>[^\W\d_]+-[^\W\d_]+)")


@dataclass(frozen=True)
class Name:
    """A name; without `given` it is whole in `family`. `family_first`: never turned round."""

    family: str
    given: str = ""
    family_first: bool = False

    @property
    def straight(self) -> str:
        """As it is spoken: Sandip Mishra, Kim Jong-un."""
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)

    @property
    def inverted(self) -> str:
        """As a bibliography is sorted: Mishra, Sandip; Kim Jong-un."""
        if self.family_first or not self.given:
            return self.straight
        return f"{self.family}, {self.given}"

    @property
    def initials(self) -> str:
        """With the given names shortened: Mishra, S.; Chang, H.-J."""
        if not self.given:
            return self.family
        words = ("-".join(_initial(part) for part in word.split("-")) for word in _words(self))
        return f"{self.family}, {' '.join(words)}"


def name_of(actor: Actor, inverted: str = "") -> Name:
    """The name of an actor; `inverted` is one of its names with a comma, where it has one."""
    whole = " ".join(actor.name.split())
    if actor.kind != "person" or actor.unnamed or actor.collective:
        return Name(whole)
    family, comma, given = (part.strip() for part in inverted.partition(","))
    if comma and family and given:
        return Name(family, given, whole.startswith(f"{family} "))
    if " " not in whole or not _latin(whole):
        return Name(whole)
    korean = KOREAN.fullmatch(whole)
    if korean and korean["given"].split("-")[1].islower():
        return Name(korean["family"], korean["given"], True)
    return _western(whole.split())


def _western(words: list[str]) -> Name:
    """At least one word is the family name; particles before it belong to it."""
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].islower():
        begin -= 1
    return Name(" ".join(words[begin:]), " ".join(words[:begin]))


def _latin(text: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") for c in text if c.isalpha())


def _words(name: Name) -> list[str]:
    return [word for word in name.given.split() if any(map(str.isalpha, word))]


def _initial(part: str) -> str:
    letter = next((c for c in part if c.isalpha()), "")
    return f"{letter.upper()}." if letter else ""
