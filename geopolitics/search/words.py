"""Words as both databases hold them: folded, stemmed, cut, each a token of letters and digits.

One text of our own making is indexed on either database, and a question is cut by the same
rules, so that the answers are the same. Signs that no folded word can hold set other tokens apart.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

FORM = 2  # raised when these rules change: `start` then makes the index anew
PART = "¦"  # between two texts of a column: no phrase reaches across
FORM_SIGN = "ʷ"  # before a word as written, where its stem is another
WHOLE_SIGN = "≡"  # before a name as one token
NAME_SIGN = "ⁿ"  # before a word of a name, so that names are looked up by themselves
JOIN = "·"  # between the words of such a token
MARK_SIGN = "⌂"  # before what an entry is filed under
_SLUG = str.maketrans("-_.", f"{JOIN}¸•")  # what a slug holds that would part a token
_UNSLUG = str.maketrans(f"{JOIN}¸•", "-_.")
LONGEST = 40
LONGEST_NAME = 200
ROOM = 12  # characters for each token of a column: PostgreSQL's tsvector holds a megabyte

# U.S. is one word; so is o'clock.
_WORD = re.compile(
    r"(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?|[^\W_]+(?:['’ʼ＇][^\W_]+)*",
)
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")
# Scripts that put no spaces between words, and Korean, which adds its particles to them.
_CHARACTERWISE = re.compile(
    "([\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff])"
)
# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel signs of Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_LATIN = re.compile(r"[a-z']+")
_CYRILLIC = re.compile("[\u0430-\u0451]+")
_SPELT = {
    "defence": "defense",
    "defences": "defenses",
    "offence": "offense",
    "offences": "offenses",
    "licence": "license",
    "centre": "center",
    "centres": "centers",
    "programme": "program",
    "programmes": "programs",
    "labour": "labor",
    "favour": "favor",
    "honour": "honor",
    "neighbour": "neighbor",
    "neighbours": "neighbors",
    "neighbouring": "neighboring",
}
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'(?=\w\w)")  # as in l'État
_ISE = re.compile(r"(?<=\w\w\w)is(e|ed|es|ing|ation|ations|ational)$")

_english, _russian = EnglishStemmer(), RussianStemmer()
_stemming = threading.Lock()  # a stemmer keeps the word that it works on


class Token(NamedTuple):
    """A word's stem, and the word as written, folded."""

    stem: str
    form: str


class Span(NamedTuple):
    """Where a token's word stands in a text."""

    stem: str
    form: str
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """The tokens of a text in order, each with its place."""
    for word in _WORD.finditer(text):
        written = word[0]
        if not written.isascii() and "'" not in written and _CHARACTERWISE.search(written):
            start = word.start()
            for piece in _CHARACTERWISE.split(written):
                for stem, form in _cut(piece):
                    yield Span(stem, form, start, start + len(piece))
                start += len(piece)
        else:
            for stem, form in _cut(written[:LONGEST_NAME]):
                yield Span(stem, form, word.start(), word.end())


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order."""
    return [Token(span.stem, span.form) for span in spans(text)]


@lru_cache(maxsize=100_000)
def _cut(word: str) -> tuple[Token, ...]:
    """The tokens of one word: mostly one, none where nothing is left of it."""
    text = unicodedata.normalize("NFKC", word).casefold().translate(_APOSTROPHES)
    if _CHARACTERWISE.search(text) and len(text) > 1:
        pieces = (piece for piece in _CHARACTERWISE.split(text) if piece)
        return tuple(token for piece in pieces for token in _cut(piece))
    text = _ELIDED.sub("", text.replace(".", ""))
    plain = text if text.isascii() else _plain(text)
    form = _only(plain.removesuffix("'s"))
    stem = _only(_stem(plain, text))
    return (Token(stem[:LONGEST], form[:LONGEST]),) if stem and form else ()


def _plain(text: str) -> str:
    text = _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_LETTERS)
    return unicodedata.normalize("NFC", text)


def _only(text: str) -> str:
    return text if text.isalnum() else "".join(c for c in text if c.isalnum())


def _stem(plain: str, accented: str) -> str:
    if len(plain) > LONGEST:
        return plain
    if _LATIN.fullmatch(plain):
        word = _ISE.sub(r"iz\1", _SPELT.get(plain, plain))
        with _stemming:
            return _english.stemWord(word)
    if _CYRILLIC.fullmatch(accented):
        with _stemming:
            return _plain(_russian.stemWord(accented.replace("ё", "е")))
    return plain


def column(texts: Iterable[str], limit: int) -> str:
    """Tokens of several texts for a column of the index: `limit` at most, and no more than fit.

    The stems in order, text by text, then each form that is no stem, for prefixes.
    """
    found: list[str] = []
    forms: dict[str, None] = {}
    for text in texts:
        if found:
            found.append(PART)
        for word in _WORD.findall(text[: 2 * limit * ROOM]):
            plain = len(word) <= LONGEST and word.isascii()
            for stem, form in _cut(word) if plain else tokens(word):
                found.append(stem)
                if form != stem:
                    forms[FORM_SIGN + form] = None
        if len(found) > limit:
            break
    if forms:
        found += [PART, *forms]
    return _fitting(found, limit)


def _fitting(tokens: list[str], limit: int) -> str:
    text = " ".join(tokens[:limit])
    if len(text) <= limit * ROOM:
        return text
    return text[: limit * ROOM].rpartition(" ")[0]


def whole(name: str) -> str:
    """A name as one token; "" where it has no word."""
    forms = JOIN.join(token.form for token in tokens(name))
    return f"{WHOLE_SIGN}{forms}"[:LONGEST_NAME] if forms else ""


def wholes(names: Iterable[str], limit: int) -> str:
    """What names are looked up by: each as one token, then each of their words as one of a name."""
    found = dict.fromkeys(token for name in names if (token := whole(name)))
    for name in names:
        for token in tokens(name):
            found |= {NAME_SIGN + token.stem: None, NAME_SIGN + token.form: None}
    return _fitting(list(found), limit)


def mark(kind: str, slug: str = "") -> str:
    """The token of what an entry is filed under: its kind, or a topic's or document's slug."""
    name = f"{kind}{JOIN}{slug}" if slug else kind
    return MARK_SIGN + name.lower().translate(_SLUG)


def unmarked(token: str, kind: str) -> str:
    """The slug in a topic's or document's token."""
    start = len(mark(kind)) + len(JOIN)
    return token[start:].translate(_UNSLUG)
