"""The day asked for in `?on=`, and in other parameters like it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from geopolitics import dates

LONGEST = 60
WRITE = "Write 2024-07-11 or 11 July 2024."


@dataclass(frozen=True)
class Asked:
    """The day to answer for, and why what was typed is none. `given`: the reader chose it."""

    day: datetime.date
    today: datetime.date
    typed: str = ""
    fault: str = ""
    given: bool = False

    @property
    def words(self) -> str:
        return dates.words(self.day.isoformat())


def day_asked(request: HttpRequest, attested: str = "", name: str = "on") -> Asked:
    """The day in the address, in the parameter `name`; else the newest document's (`attested`,
    ISO), else today."""
    today = timezone.localdate()
    usual = dates.bounds(attested).last_day or today
    typed = " ".join(request.GET.get(name, "").split())
    if not typed:
        return Asked(usual, today)
    if len(typed) > LONGEST or not typed.isprintable():
        return Asked(usual, today, fault=f"This is not a date. {WRITE}")
    try:
        value = dates.read(typed)
    except dates.NotADate as refusal:
        reason = str(refusal).split(" Write ")[0]
        return Asked(usual, today, typed, f"{reason} {WRITE}")
    if not value.exact:
        return Asked(usual, today, typed, f"“{typed}” is not one day. {WRITE}")
    return Asked(value.first_day, today, typed, given=True)
