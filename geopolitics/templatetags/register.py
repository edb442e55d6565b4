"""How the register shows a date, a record, a quote and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from geopolitics import dates
from geopolitics.models import Obligation, Record, SideRow
from geopolitics.models.standing import Standing

register = template.Library()
GAP = format_html('<span class="gap">{}</span>', "not stated by any source held")
SHORT_GAP = format_html('<span class="gap">{}</span>', "not stated")
LINK = '<a class="record {}" href="{}">{}</a>'
TAG = '<span class="factuality {}">{}</span> '
NUMBER = (
    '\u2060<button type="button" class="cite" popovertarget="{}"'
    ' aria-label="Source {}, show the words">{}</button>'
)
CARD = (
    '<span class="card" popover id="{}"><q>{}</q><span class="src">{}</span>'
    '<span><a href="{}">Read it in its paragraph</a></span></span>'
)
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
def figures(number: int) -> str:
    """A number with its thousands set apart: 12,345."""
    return f"{number:,}"


@register.filter
def language(code: str) -> str:
    """The English name of a language, as far as the register knows it."""
    return LANGUAGES.get(code.split("-")[0], code)


# The smallest components are written here: a page has hundreds of them, and a template of its
# own costs each ten times as much.


@register.simple_tag
def record(record: Record, words: str = "") -> SafeString:
    """A link to a record, with the mark of its kind."""
    return format_html(LINK, record.table(), record.get_absolute_url(), words or record)


@register.simple_tag
def link(kind: str, slug: str, words: str) -> SafeString:
    """As `record`, where no more than the slug is at hand."""
    return format_html(LINK, kind, reverse(f"public:{kind}", args=[slug]), words)


@register.simple_tag
def cite(sources: Any, record: Record, path: str = "", *fields: str) -> SafeString:
    """Markers for what proves a field; for a side row, the row and the fields of it named."""
    return _markers(sources.marks(record, path, *(f"{path}/{field}" for field in fields)))


@register.simple_tag
def cite_field(sources: Any, record: Record, path: str, field: str) -> SafeString:
    """Markers for one field of a side row, and not for the row as a whole."""
    return _markers(sources.marks(record, f"{path}/{field}"))


@register.simple_tag
def cite_row(sources: Any, record: Record, side: str, row: SideRow) -> SafeString:
    """Markers for a side row and every field of it, where it is shown in one phrase."""
    path = f"{side}/{row.key}"
    fields = (f"{path}/{column.name}" for column in row.columns())
    return _markers(sources.marks(record, path, *fields))


@register.simple_tag
def cite_lede(sources: Any, record: Record) -> SafeString:
    """Markers for the record as a whole."""
    return _markers(sources.lede(record))


def _markers(marks: Iterable[Any]) -> SafeString:
    return mark_safe("".join(map(marker, marks)))


@register.simple_tag
def marker(mark: Any) -> SafeString:
    """A source's number, and with the first of them the card of its words."""
    source = mark.source
    said = format_html(NUMBER, source.name, source.number, source.number)
    if mark.first:
        citation = source.citation
        said += format_html(
            CARD, source.name, citation.quote, place(citation, True), source.address
        )
    if mark.differs:
        said += format_html(
            ' <a class="bounds differs" href="{}" rel="nofollow">{}</a>', mark.others, mark.differs
        )
    return said


@register.simple_tag
def place(citation: Any, brief: bool = False) -> SafeString:
    """Where a quote stands: author, title, publisher, day; if brief, with the paragraph."""
    document = citation.passage.document
    parts = []
    if citation.first_author:
        others = " and others" if citation.third_author else ""
        if citation.second_author and not others:
            others = f" and {citation.second_author}"
        parts.append(citation.first_author + others)
    if not brief:
        parts.append(f"“{document.title}”")
    if document.publisher_id:
        publisher = document.publisher
        parts.append((brief and publisher.short_name) or publisher.name)
    elif brief and not citation.first_author:
        parts.append(document.title)
    if document.published:
        parts.append(when(document.published))
    said = format_html_join("", "{}, ", ((part,) for part in parts))
    return format_html("{}¶\u00a0{}", said, citation.passage.number) if brief else said


GAP_IN_TEXT = mark_safe(' <span class="cut">[…]</span> ')
QUOTED = '<a class="hl {}{}{}" href="{}">{}</a>'
MENTION = '<a class="mention" href="{}">{}</a>'


@register.simple_tag
def passage_text(shown: Any) -> SafeString:
    """A passage: cited words lead to their records, names to their actors, what is asked for is
    marked."""
    said = ""
    for asked, some in groupby(shown.segments, lambda segment: segment.asked):
        words = mark_safe("".join(map(_segment, some)))
        said += format_html('<mark id="{}">{}</mark>', shown.asked, words) if asked else words
    return mark_safe(said)


def _segment(segment: Any) -> str:
    if segment.gap:
        return GAP_IN_TEXT
    if segment.record:
        also, goes_on = " also" * segment.also, " on" * segment.goes_on
        record = segment.record
        return format_html(
            QUOTED, record.table(), also, goes_on, record.get_absolute_url(), segment.text
        )
    said = conditional_escape(segment.text)
    if segment.actor:
        said = format_html(MENTION, reverse("public:actor", args=[segment.actor]), said)
    return format_html('<span class="uncited">{}</span>', said) if segment.uncited else said


@register.inclusion_tag("components/quoted.html")
def quoted(sources: Any, record: Record, brief: bool = False) -> dict[str, Any]:
    """The words on which a record as a whole rests, at length; if brief, without their place."""
    return {"marks": sources.lede(record), "brief": brief}


@register.inclusion_tag("components/sources.html", takes_context=True)
def sources(context: template.Context, sources: Any) -> dict[str, Any]:
    """Every quote of the page; stands last, since markers get their numbers as they are met."""
    return {"listed": sources.listed(), "meta": context.get("meta")}


@register.simple_tag
def status(standing: Standing) -> SafeString:
    """A status with its sign."""
    said = standing.status.capitalize()
    return format_html('<span class="status {}">{}</span>', standing.sign, said)


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


@register.simple_tag
def marks(record: Any) -> SafeString:
    """How the source vouches for a record, or for what was found of one, and whether the thing
    happened, unless plainly both."""
    said = SafeString("")
    factuality = getattr(record, "factuality", "stated")
    occurrence = getattr(record, "occurrence", "happened")
    if factuality not in ("", "stated"):
        said += format_html(TAG, factuality, factuality.capitalize())
    if occurrence == "did not happen":
        said += mark_safe('<span class="status absent">Did not happen</span> ')
    elif occurrence not in ("", "happened"):
        said += format_html(TAG, occurrence, occurrence.capitalize())
    return said
