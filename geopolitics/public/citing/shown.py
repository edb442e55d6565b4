"""What a page shows of how to cite it, and the files beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse

from .files import FORMATS
from .references import Reference
from .styles import STYLES, Line

OFFERED = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl.json"))
QUOTES = ("Quotes as JSON-LD", "jsonld")


class Cited:
    """Path converter of the files that say how to cite: `russia.<cited:suffix>`."""

    regex = r"bib|ris|csl\.json|csl"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Shown:
    """How to cite a page's record or document: `styles` are name, edition, the reference and
    the citation in running text; `files` pairs of a format and its address."""

    work: Reference
    styles: list[tuple[str, str, Line, Line]]
    files: list[tuple[str, str]]


def shown(work: Reference, path: str) -> Shown:
    """For the page at this path."""
    styles = [(name, edition, style(work), said(work)) for name, edition, style, said in STYLES]
    offered = (*OFFERED, QUOTES) if work.entry else OFFERED
    return Shown(work, styles, [(name, beside(path, suffix)) for name, suffix in offered])


def beside(path: str, suffix: str) -> str:
    """The address of a file of the page at this path."""
    return f"{path.rstrip('/')}.{suffix}"


def file_of(work: Reference, suffix: str) -> HttpResponse:
    """The reference as a file; any site's script may read it."""
    write, kind = FORMATS[suffix]
    response = HttpResponse(write(work), f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{work.key}.{suffix}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
