"""As of a day: where an instrument, a party's bond or an obligation stands. Pure reckoning."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from geopolitics import dates

# What ended in one of these ways had been in force.
ENDED_FROM_FORCE = frozenset({"expired", "not renewed", "denounced", "terminated by consent"})

NOT_YET_SIGNED = "not yet signed"
ENDED = "ended"
UNCERTAIN = "uncertain"
NOT_YET_IN_FORCE = "not yet in force"
SIGNED_ONLY = "signed, entry into force not stated"
IN_FORCE = "in force"
ABSENT = "expressly absent"
SIGNS = {
    NOT_YET_SIGNED: "not-yet",
    ENDED: "ended",
    UNCERTAIN: "uncertain",
    NOT_YET_IN_FORCE: "not-yet",
    SIGNED_ONLY: "signed-only",
    IN_FORCE: "in-force",
    ABSENT: "absent",
}


@dataclass(frozen=True)
class Standing:
    """The answer for a day: the status, the fields it rests on, the reason in words.

    `last_attested` is the ISO day of the newest document that attests a thing without a
    recorded end, where the day asked for is later; else "".
    """

    status: str
    fields: tuple[str, ...]
    reason: str
    last_attested: str = ""

    @property
    def sign(self) -> str:
        """The status as a class name of the style sheet."""
        return SIGNS[self.status]


@dataclass(frozen=True)
class Life:
    """The dates of a thing that is signed, enters into force and ends; all EDTF or "".

    `attested` is the latest day (ISO text) of the newest document that attests it, or "".
    """

    signed: str = ""
    in_force: str = ""
    ended: str = ""
    end_reason: str = "not stated"
    attested: str = ""

    def on(self, day: datetime.date) -> Standing:
        """The first status that holds on the day, in the order of the register's rule."""
        found = self._status(day.isoformat())
        past = self.attested and day.isoformat() > self.attested
        if past and not self.ended and found.status != NOT_YET_SIGNED:
            found = replace(found, last_attested=self.attested)
        return found

    def _status(self, iso: str) -> Standing:
        signed_from, signed_by = self._signing()
        force_from, force_by = _bounds(self.in_force)
        end_from, end_by = _bounds(self.ended)
        if signed_from and iso < signed_from:
            return Standing(NOT_YET_SIGNED, ("signed",), f"signed {dates.words(self.signed)}")
        if self.ended and end_by and iso >= end_by:
            return Standing(ENDED, ("ended",), self._ending())
        if signed_by is None or iso < signed_by:
            return Standing(UNCERTAIN, ("signed",), self._signing_in_words())
        if self.ended and (end_from is None or iso >= end_from):
            return Standing(UNCERTAIN, ("ended",), self._ending())
        if self.in_force:
            entry = f"entry into force {dates.words(self.in_force)}"
            if force_from and iso < force_from:
                return Standing(NOT_YET_IN_FORCE, ("in_force",), entry)
            if force_by is None or iso < force_by:
                return Standing(UNCERTAIN, ("in_force",), entry)
            return Standing(IN_FORCE, ("in_force", "ended")[: 1 + bool(self.ended)], entry)
        if self.ended and self.end_reason in ENDED_FROM_FORCE:
            reason = (
                f"{self._signing_in_words()}, {self._ending()} later; entry into force not stated"
            )
            return Standing(IN_FORCE, ("signed", "ended"), reason)
        return Standing(SIGNED_ONLY, ("signed",), self._signing_in_words())

    def _signing(self) -> tuple[str | None, str | None]:
        if self.signed:
            return _bounds(self.signed)
        # What entered into force or ended had been signed, and a document attests it.
        known = [_bounds(self.in_force)[1], _bounds(self.ended)[1], self.attested or None]
        return None, min((day for day in known if day), default=None)

    def _signing_in_words(self) -> str:
        return f"signed {dates.words(self.signed)}" if self.signed else "signing not dated"

    def _ending(self) -> str:
        reason = "ended" if self.end_reason == "not stated" else self.end_reason
        return f"{reason} {dates.words(self.ended)}"


def _bounds(text: str) -> tuple[str | None, str | None]:
    if not text:
        return None, None
    value = dates.parse(text)
    return value.earliest, value.latest
