"""References as text: Chicago author-date (17th edition), APA (7th), MLA (9th).

By the rules of the manuals as CSL's styles of these names keep them; titles stand as the source
writes them. Each style is a function of a reference, and one for the citation in running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .issued import MONTHS, Issued
from .names import Name
from .references import REGISTER, Reference

ENDED = (".", "?", "!")


class Words(NamedTuple):
    """A stretch of a reference."""

    text: str
    italic: bool = False


Line = list[Words]


def plain(line: Line) -> str:
    """The line without its italics."""
    return "".join(words.text for words in line)


def chicago(work: Reference) -> Line:
    """An entry of the reference list."""
    names, title = [Words(_chicago_names(work.authors))], [_title(work, ".")]
    year = [Words(work.issued.year() or "n.d.")]
    begin = [names, year, title] if work.authors else [title, year]
    source: Line = []
    if work.entry:
        source = [Words(f"{work.sort.genre}, version {work.version}")]
    elif work.publisher:
        source = [Words(work.publisher, work.sort.periodical)]
    day = "" if work.sort.alone or work.entry else work.issued.american()
    if day:
        source.append(Words(f", {day}" if source else day))
    genre = [] if work.entry else [Words(work.sort.genre)]
    return _sentences(*begin, genre, source, _accessed(work, _american), [Words(work.url)])


def chicago_in_text(work: Reference) -> Line:
    """The citation in running text: (Mishra 2024)."""
    year = work.issued.year()
    names = [name.family if name.given else name.straight for name in work.authors]
    said = f"{names[0]} et al." if len(names) > 3 else _and(names, "and")
    first = Words(said) if names else _short_title(work)
    return [Words("("), first, Words(f" {year})" if year else ", n.d.)")]


def apa(work: Reference) -> Line:
    """An entry of the reference list."""
    day = "" if work.sort.alone or work.entry else work.issued.after_year()
    date = ", ".join(filter(None, [work.issued.year() or "n.d.", day]))
    names, dated = [Words(_apa_names(work.authors))], [Words(f"({date})")]
    title = [Words(work.title, not work.sort.periodical)]
    if work.version:
        title.append(Words(f" (Version {work.version})"))
    if work.sort.genre:
        title.append(Words(f" [{work.sort.genre}]"))
    source = [] if _own(work) or work.entry else [Words(work.publisher, work.sort.periodical)]
    begin = [names, dated, title] if work.authors else [title, dated]
    line = _sentences(*begin, source)
    if work.entry:
        return [*line, Words(f" Retrieved {_american(work)}, from {work.url}")]
    return [*line, Words(f" {work.url}")]


def apa_in_text(work: Reference) -> Line:
    """The citation in running text: (Mishra, 2024)."""
    names = [name.family if name.given else name.straight for name in work.authors]
    said = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    year = work.issued.year() or "n.d."
    if names:
        return [Words(f"({said}, {year})")]
    if work.sort.periodical:
        return [Words(f"({_quoted(_shortened(work), ',')} {year})")]
    return [Words("("), Words(_shortened(work), True), Words(f", {year})")]


def mla(work: Reference) -> Line:
    """An entry of the list of works cited."""
    names = [] if _own(work) or work.entry else [Words(_mla_names(work.authors))]
    container = [Words(work.publisher, work.sort.periodical)] if work.publisher else []
    if work.entry:
        container = [Words(REGISTER, True), Words(f", version {work.version}")]
    for said in filter(None, [work.issued.british(), work.url]):
        container.append(Words(f", {said}" if container else said))
    genre = [] if work.entry else [Words(work.sort.genre)]
    return _sentences(names, [_title(work, ".")], container, genre, _accessed(work, _british))


def mla_in_text(work: Reference) -> Line:
    """The citation in running text: (Mishra)."""
    names = [name.family if name.given else name.straight for name in work.authors]
    if not names or _own(work) or work.entry:
        return [Words("("), _short_title(work), Words(")")]
    return [Words(f"({names[0]} et al.)" if len(names) > 2 else f"({' and '.join(names)})")]


# Names


def _chicago_names(names: Sequence[Name]) -> str:
    """Up to ten; of more, the first seven."""
    shown = [*(name.inverted for name in names[:1]), *(name.straight for name in names[1:])]
    if len(shown) > 10:
        return ", ".join([*shown[:7], "et al."])
    return _and(shown, "and", _turned(names))


def _apa_names(names: Sequence[Name]) -> str:
    """Up to twenty; of more, the first nineteen and the last."""
    shown = [name.initials for name in names]
    if len(shown) > 20:
        return f"{', '.join(shown[:19])}, . . . {shown[-1]}"
    return ", ".join(shown) if len(shown) < 2 else f"{', '.join(shown[:-1])}, & {shown[-1]}"


def _mla_names(names: Sequence[Name]) -> str:
    """Up to two; of more, the first."""
    shown = [*(name.inverted for name in names[:1]), *(name.straight for name in names[1:])]
    return f"{shown[0]}, et al." if len(shown) > 2 else _and(shown, "and", _turned(names))


def _turned(names: Sequence[Name]) -> bool:
    return bool(names) and "," in names[0].inverted


def _and(said: Sequence[str], word: str, comma: bool = False) -> str:
    """A series in words; of two, a comma only where it is asked for."""
    if len(said) < 2:
        return "".join(said)
    between = "," if comma or len(said) > 2 else ""
    return f"{', '.join(said[:-1])}{between} {word} {said[-1]}"


def _own(work: Reference) -> bool:
    """Whether its one author is its publisher, who is not named twice."""
    return [name.straight for name in work.authors] == [work.publisher]


# Titles


def _title(work: Reference, end: str) -> Words:
    return Words(work.title, True) if work.sort.alone else Words(_quoted(work.title, end))


def _short_title(work: Reference) -> Words:
    short = _shortened(work)
    return Words(short, True) if work.sort.alone else Words(_quoted(short))


def _shortened(work: Reference) -> str:
    """Without the subtitle; an entry's colon follows its speaker."""
    return work.title if work.entry else work.title.split(": ")[0]


def _quoted(title: str, end: str = "") -> str:
    """In quotation marks, which become single ones within; `end` stands inside them."""
    inner = re.sub(r'"([^"]*)"', r"‘\1’", title.replace("“", "‘").replace("”", "’"))
    return f"“{inner}{'' if inner.rstrip('’').endswith(ENDED) else end}”"


# Sentences


def _sentences(*parts: Line) -> Line:
    """The parts that say something, each with its full stop."""
    found: Line = []
    for part in parts:
        said = plain(part)
        if not said:
            continue
        ended = said.rstrip("”’").endswith(ENDED) and not said.startswith("http")
        found += [*([Words(" ")] if found else []), *part, *([] if ended else [Words(".")])]
    return found


def _accessed(work: Reference, day: Callable[[Reference], str]) -> Line:
    """When it was read: of what changes, or has no date."""
    if work.issued and not work.entry:
        return []
    return [Words(f"Accessed {day(work)}")]


def _american(work: Reference) -> str:
    day = work.accessed
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _british(work: Reference) -> str:
    return Issued(work.accessed.isoformat()).british()


STYLES = (
    ("Chicago", "author-date, 17th edition", chicago, chicago_in_text),
    ("APA", "7th edition", apa, apa_in_text),
    ("MLA", "9th edition", mla, mla_in_text),
)
