"""References for reference managers: BibTeX, RIS, CSL-JSON.

A date goes into each as far as the format can hold it; what is more or less than a year, a month
or a day is put in words or left out, never made exact.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from geopolitics import dates

from .issued import MONTHS, Issued
from .names import Name
from .references import REGISTER, Reference

# Braces by name: BibTeX counts those of the text, even behind a backslash.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
PUBLISHER = {"article": "journal", "techreport": "institution", "book": "publisher"}


def bibtex(work: Reference) -> str:
    """An entry that BibTeX and biblatex read; `date` and `urldate` are for the latter."""
    genre = f"{work.sort.genre}, version {work.version}" if work.entry else work.sort.genre
    by = PUBLISHER.get(work.sort.bibtex, "howpublished")
    told = ", ".join(filter(None, [work.publisher, genre]))
    fields = {
        "author": " and ".join(map(_tex_name, work.authors)),
        "title": f"{{{_tex(work.title)}}}",
        by: _tex(told if by == "howpublished" else work.publisher),
        "year": _tex(work.issued.year()),
        "date": _biblatex(work.issued),
        "url": _line(work.url).translate(ADDRESS),
        "urldate": work.accessed.isoformat(),
        "note": "" if by == "howpublished" else _tex(genre),
    }
    if work.url != work.address:
        fields["addendum"] = f"In {REGISTER}: {_line(work.address).translate(ADDRESS)}"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if len(work.issued.parts) > 1:
        lines.append(f"  month = {MONTHS[work.issued.parts[1] - 1][:3].lower()},")
    return "\n".join([f"@{work.sort.bibtex}{{{work.key},", *lines, "}", ""])


def ris(work: Reference) -> str:
    """A record of RIS, each tag on a line of its own, ended as the format asks."""
    day, inexact = work.issued.parts, _inexact(work.issued)
    words = dates.words(work.issued.edtf) if inexact else ""
    tags = [
        ("TY", work.sort.ris),
        ("ID", work.key),
        *(("AU", name.inverted) for name in work.authors),
        ("TI", work.title),
        ("T2" if work.sort.periodical else "PB", work.publisher),
        # The format keeps what is no date behind the third stroke, but wants a year before it.
        ("PY", f"{day[0]:04}{f'///{words}' if inexact else ''}" if day else ""),
        ("DA", _ris_day(day) if len(day) > 1 and not inexact else ""),
        ("M3", work.sort.genre),
        ("ET", work.version),
        ("LA", work.language),
        ("UR", work.url),
        ("Y2", _ris_day((work.accessed.year, work.accessed.month, work.accessed.day))),
        ("DP", REGISTER),
        ("N1", f"Published: {words}" if inexact and not day else ""),
        ("N1", f"In {REGISTER}: {work.address}" if work.url != work.address else ""),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(work: Reference) -> str:
    """A list of one item, as CSL's processors and Zotero read it."""
    item = {
        "id": work.key,
        "type": work.sort.csl,
        "title": work.title,
        "author": [_csl_name(name) for name in work.authors],
        "container-title": work.publisher if work.sort.periodical else "",
        "publisher": "" if work.sort.periodical else work.publisher,
        "issued": _csl_date(work.issued),
        "genre": work.sort.genre,
        "version": work.version,
        "language": work.language,
        "URL": work.url,
        "accessed": _csl_date(Issued(work.accessed.isoformat())),
        "note": f"In {REGISTER}: {work.address}" if work.url != work.address else "",
        "source": REGISTER if work.entry else "",
    }
    filled = {name: value for name, value in item.items() if value}
    return json.dumps([filled], ensure_ascii=False, indent=1) + "\n"


def _line(text: str) -> str:
    """The text on one line, without control characters."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))


def _tex(text: str) -> str:
    return _line(text).translate(TEX)


def _tex_name(name: Name) -> str:
    """A name that is whole stands in braces, as does a part in which a divider stands."""
    if not name.given:
        return f"{{{_tex(name.family)}}}"
    return ", ".join(_kept(part) for part in (name.family, name.given))


def _kept(part: str) -> str:
    apart = "," in part or " and " in f" {part.lower()} "
    return f"{{{_tex(part)}}}" if apart else _tex(part)


def _biblatex(issued: Issued) -> str:
    """EDTF as biblatex takes it: no range of days."""
    return "" if issued.edtf.startswith("[") else issued.edtf


def _inexact(issued: Issued) -> bool:
    return bool(issued) and (bool(issued.mark) or issued.edtf != _joined(issued.parts))


def _joined(parts: tuple[int, ...]) -> str:
    return "-".join(f"{part:04}" if at == 0 else f"{part:02}" for at, part in enumerate(parts))


def _ris_day(parts: tuple[int, ...]) -> str:
    year, month, *day = parts
    return f"{year:04}/{month:02}/{day[0]:02}/" if day else f"{year:04}/{month:02}//"


def _csl_name(name: Name) -> dict[str, Any]:
    if not name.given:
        return {"literal": name.family}
    found: dict[str, Any] = {"family": name.family, "given": name.given}
    return found | ({"static-ordering": True} if name.family_first else {})


def _csl_date(issued: Issued) -> dict[str, Any]:
    if not issued:
        return {}
    if not issued.parts or issued.mark == "?":
        return {"literal": issued.year()}
    circa = {"circa": True} if issued.mark == "~" else {}
    return {"date-parts": [list(issued.parts)]} | circa


FORMATS = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
    "csl.json": (csl, "application/vnd.citationstyles.csl+json"),
    "csl": (csl, "application/vnd.citationstyles.csl+json"),
}
