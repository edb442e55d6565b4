"""What a package says of itself to people: its README, and the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geopolitics import vocabularies
from geopolitics.exchange.columns import vocabulary_of
from geopolitics.exchange.packaged import MARK

from .descriptor import CC_BY, Member, about, described, title
from .rows import columns

README = """\
# Geopolitics: the public register{release}

A register of treaties, of those who sign them, and of what is said and done about them. Each
record rests on quotes, and each quote stands word for word in a passage of a document.

This is a data package of the kind <https://datapackage.org> describes, version 2.0:
`datapackage.json` tells what each table and column is, `CODEBOOK.md` tells it to people, with
every value of every list. It holds what is published and nothing else; a package of the same
register has the same bytes.

## The tables

{tables}

Rows are named by slugs and keys, and refer to one another by them. Read `citation.csv` with
`passage.csv` to see on which words a record, or one field of it (`field`), rests.

## How to read the files

- CSV in UTF-8, its first row the names of the columns. An empty cell says that no source held
  states the value, not that there is none.
- Dates are EDTF (ISO 8601-2), as exact as the source: 2024-07-11, 2024-07, 199X, [..2024-07-19].
- Several references in one cell are joined by `|`. A position is written person/key.
- A cell that a spreadsheet would run as a formula (it begins with =, +, - or @) has one
  apostrophe before it: take it away to have the text.

## Excerpts

Where the `rights` of a document are “excerpts only”, only the words that a published record cites
are here: the `text` of such a passage is those words, in their order, with {mark} for what is left
out; passages that nothing cites are left out whole, and so are headings. Each quote stands in that
text. Where it would stand there more than once, `prefix` or `suffix` are words around it that are
cited themselves. The places of quotes in the document's own text differ from those here.

## Loading it back

`manage.py import_records` of the register's own software reads the archive, all of it or nothing:
each quote is checked against its passage again, and what was public is public. A document of which
there are excerpts stays one; a register that holds more of its words keeps them.

## Licence

The register's own data are under {licence} <{address}>: name “Geopolitics”{cite}. The text of
passages, and quotes from it, are their publishers' and are quoted here.
"""

CODEBOOK = """\
# Codebook

Made from the register's own definitions: first the tables and their columns, then every list of
values that a column draws on.

## Tables
"""


def readme(members: Iterable[Member], version: str = "") -> bytes:
    """README.md; `version` is the name of a release."""
    tables = [
        f"- `{m.path}`: {m.rows:,} {title(m.model).lower()}. {about(m.model)}" for m in members
    ]
    text = README.format(
        release=f", release {version}" if version else "",
        tables="\n".join(tables),
        mark=MARK,
        licence=CC_BY["title"],
        address=CC_BY["path"],
        cite=f" and the release, {version}" if version else " and the day on which you took it",
    )
    return text.encode()


def _listed(member: Member) -> str:
    names = title(member.model) if member.rows != 1 else str(member.model._meta.verbose_name)
    return f"- `{member.path}`: {member.rows:,} {names.lower()}. {about(member.model)}"


def codebook(members: Iterable[Member]) -> bytes:
    """CODEBOOK.md."""
    lines = [CODEBOOK]
    for member in members:
        lines += [f"### {title(member.model)} (`{member.path}`)\n", f"{about(member.model)}\n"]
        lines += [*_columns(member), ""]
    lines.append("## Lists of values\n")
    for vocabulary in vocabularies.ALL:
        lines += [*_values(vocabulary), ""]
    return "\n".join(lines).encode()


def _columns(member: Member) -> Iterator[str]:
    yield "| column | what it holds | values |"
    yield "|-|-|-|"
    for column in columns(member.model):
        vocabulary = vocabulary_of(column)
        link = f"[{vocabulary.name}](#{vocabulary.key})" if vocabulary else ""
        yield f"| `{column.header}` | {_cell(described(column))} | {link} |"


def _values(vocabulary: vocabularies.Vocabulary) -> Iterator[str]:
    yield f'### <a id="{vocabulary.key}"></a>{vocabulary.name}\n'
    source = f"Source: {vocabulary.source}"
    yield f"{vocabulary.note} {source}{f' <{vocabulary.url}>' if vocabulary.url else ''}\n"
    yield "| value | label | when it is chosen | codes of the source |"
    yield "|-|-|-|-|"
    for term in vocabulary:
        cells = (f"`{term.value}`", term.label, term.note, ", ".join(term.codes))
        yield f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
