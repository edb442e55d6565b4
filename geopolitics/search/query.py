"""What a reader typed, as both databases are asked it: words, "phrases", -not, prefixes.

Nothing that is typed is an error. What holds no word is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from . import words

LONGEST = 300
TERMS = 16
PHRASE = 32
SHORTEST_PREFIX = 2

# Left out where a weightier word stands beside them and they are in no phrase.
_SMALL = "a an and as at between by for from in of on or the to with"
SMALL = frozenset(_SMALL.split())

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"') | {"−": "-", "–": "-", "—": "-", "＊": "*"})
_PART = re.compile(r'(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))(\*?)')


@dataclass(frozen=True)
class Term:
    """Tokens that must follow one another; with `prefix`, the last may go on.

    `form` is what a prefix is as typed, with the sign of written forms before it.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    form: str = ""


@dataclass(frozen=True)
class Query:
    """A question: `all` must stand, none of `none` may; `name` is the whole as one name."""

    typed: str = ""
    all: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()
    name: str = ""
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.all)


def parse(typed: str) -> Query:
    """The question in what was typed; false where no word must stand."""
    clean = unicodedata.normalize("NFC", "".join(c if c.isprintable() else " " for c in typed))
    clean = " ".join(clean.split())
    cut = len(clean) > LONGEST
    clean = clean[:LONGEST].rstrip()
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    small: set[Term] = set()
    plain = True
    for part in _PART.finditer(clean.translate(_QUOTES)):
        minus, phrase, word, star = part.groups()
        text = phrase if word is None else word
        term = _term(text, bool(star) or text.endswith("*"))
        if term is None:
            continue
        plain = plain and not minus and not term.prefix
        (unwanted if minus else wanted)[term] = None
        if word and word.casefold() in SMALL:
            small.add(term)
    weighty = [term for term in wanted if term not in small]
    kept = (weighty or list(wanted))[:TERMS]
    return Query(
        typed=clean,
        all=tuple(kept),
        none=tuple(list(unwanted)[:TERMS]),
        name=words.whole(clean) if plain else "",
        cut=cut or len(wanted) > TERMS or len(unwanted) > TERMS,
    )


def _term(text: str, prefix: bool) -> Term | None:
    """One word, or what was joined by hyphens or quotation marks, as a term."""
    found = words.tokens(text)[:PHRASE]
    if not found:
        return None
    last = found[-1]
    prefix = prefix and (len(last.form) >= SHORTEST_PREFIX or not last.form.isascii())
    if not prefix:
        return Term(tuple(token.stem for token in found))
    if len(found) > 1:
        return Term((*(token.stem for token in found[:-1]), last.form), prefix=True)
    return Term((last.form,), prefix=True, form=words.FORM_SIGN + last.form)
