"""How the register shows a date, a record, a quote and what is not known."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from geopolitics import dates
from geopolitics.models import Obligation, Record, SideRow
from geopolitics.models.standing import Standing

register = template.Library()
GAP = format_html('<span class="gap">{}</span>', "not stated by any source held")
SHORT_GAP = format_html('<span class="gap">{}</span>', "not stated")
LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


@register.filter
def when(value: str, empty: str = "long") -> SafeString | str:
    """An EDTF value in words, dotted where it is not known to the day.

    `empty` is what an empty one shows: "long" and "short" say that no source states it.
    """
    if not value:
        return {"long": GAP, "short": SHORT_GAP}.get(empty, "")
    found = dates.parse(value)
    if found.exact:
        return format_html(
            '<time class="when" datetime="{}">{}</time>', found.text, dates.words(value)
        )
    return format_html('<span class="when span">{}</span>', dates.words(value))


@register.filter
def bounds(value: str) -> SafeString | str:
    """The days between which a date lies, where its words leave them open."""
    if not value:
        return ""
    found = dates.parse(value)
    if found.exact:
        return ""
    if found.earliest is None:
        said = "the earliest day is not stated"
    elif found.latest is None:
        said = "the latest day is not stated"
    else:
        first, last = found.first_day, found.last_day
        if found.precision == "range" and found.text == f"[{first}..{last}]":
            return ""
        said = f"{_day(first, last.year)} to {_day(last)}"
    return format_html('<span class="bounds">{}</span>', said)


def _day(day: Any, in_year: int | None = None) -> str:
    words = dates.words(day.isoformat())
    return words.rsplit(" ", 1)[0] if day.year == in_year else words


@register.filter
def stated(value: Any, empty: str = "long") -> Any:
    """A value, or that no source states it."""
    return value or (SHORT_GAP if empty == "short" else GAP)


@register.filter
def language(code: str) -> str:
    """The English name of a language, as far as the register knows it."""
    return LANGUAGES.get(code.split("-")[0], code)


@register.inclusion_tag("components/record.html")
def record(record: Record, words: str = "") -> dict[str, Any]:
    """A link to a record, with the mark of its kind."""
    return {"kind": record.table(), "href": record.get_absolute_url(), "words": words or record}


@register.inclusion_tag("components/link.html")
def link(kind: str, slug: str, words: str) -> dict[str, Any]:
    """As `record`, where no more than the slug is at hand."""
    return {"kind": kind, "slug": slug, "words": words, "name": f"public:{kind}"}


@register.inclusion_tag("components/cite.html")
def cite(sources: Any, record: Record, path: str = "", *fields: str) -> dict[str, Any]:
    """Markers for what proves a field; for a side row, the row and the fields of it named."""
    return {"marks": sources.marks(record, path, *(f"{path}/{field}" for field in fields))}


@register.inclusion_tag("components/cite.html")
def cite_field(sources: Any, record: Record, path: str, field: str) -> dict[str, Any]:
    """Markers for one field of a side row, and not for the row as a whole."""
    return {"marks": sources.marks(record, f"{path}/{field}")}


@register.inclusion_tag("components/cite.html")
def cite_row(sources: Any, record: Record, side: str, row: SideRow) -> dict[str, Any]:
    """Markers for a side row and every field of it, where it is shown in one phrase."""
    path = f"{side}/{row.key}"
    fields = (f"{path}/{column.name}" for column in row.columns())
    return {"marks": sources.marks(record, path, *fields)}


@register.inclusion_tag("components/cite.html")
def cite_lede(sources: Any, record: Record) -> dict[str, Any]:
    """Markers for the record as a whole."""
    return {"marks": sources.lede(record)}


@register.inclusion_tag("components/quoted.html")
def quoted(sources: Any, record: Record) -> dict[str, Any]:
    """The words on which a record as a whole rests, at length."""
    return {"marks": sources.lede(record)}


@register.inclusion_tag("components/sources.html")
def sources(sources: Any) -> dict[str, Any]:
    """Every quote of the page; stands last, since markers get their numbers as they are met."""
    return {"listed": sources.listed()}


@register.inclusion_tag("components/status.html")
def status(standing: Standing) -> dict[str, Any]:
    """A status with its sign, and that no end is recorded where that is so."""
    return {"standing": standing}


@register.inclusion_tag("components/obligation.html")
def obligation(
    duty: Obligation, standing: Standing, sources: Any, asked: Any, of_treaty: bool = False
) -> dict[str, Any]:
    """An obligation as a row of a list; `of_treaty` names its treaty as well."""
    return {
        "duty": duty,
        "standing": standing,
        "sources": sources,
        "asked": asked,
        "of_treaty": of_treaty,
        "path": f"obligations/{duty.key}",
    }


@register.inclusion_tag("components/marks.html")
def marks(record: Record) -> dict[str, Any]:
    """How the source vouches for a record and whether the thing happened, unless plainly both."""
    factuality = getattr(record, "factuality", "stated")
    occurrence = getattr(record, "occurrence", "happened")
    return {
        "factuality": "" if factuality == "stated" else factuality,
        "occurrence": "" if occurrence == "happened" else occurrence,
    }
