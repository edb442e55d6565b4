"""Whether a quote stands in its passage, word for word, and where.

Both are compared after `normalise`: only the shape of quotation marks, dashes and white space is
forgiven, and how an accent is encoded. Letter case, and characters that cannot be seen, count.
Places are in code points of the text as it is stored, the end not included.
"""

import difflib
import itertools
import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import NamedTuple

SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_PLAIN = str.maketrans(
    dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(DASHES, "-")
)
_SHAPED = re.compile(f"[{SINGLE_QUOTES}{DOUBLE_QUOTES}{DASHES}]")
_SPACE = re.compile(r"\s")
_BINDING = f"{SINGLE_QUOTES}'-\u2010\u2011\u2012\u2013"  # a longer dash parts words
_OF_NUMBERS = ".,:"


class Found(NamedTuple):
    start: int
    end: int


class QuoteError(ValueError):
    """Why a quote cannot be placed, in words for whoever records it."""


class EmptyQuote(QuoteError):
    def __init__(self):
        super().__init__("The quote holds no words.")


class NotFound(QuoteError):
    """The quote is not in the text, or not with this prefix and suffix.

    Its message shows words of the passage, so it is for staff: a document of which only excerpts
    are public would leak by it. `stands` tells that only prefix or suffix are at fault; `nearest`
    is worked out when it is first asked for.
    """

    def __init__(self, text: str, quote: str, prefix: str, suffix: str, stands: bool):
        super().__init__(text, quote, prefix, suffix, stands)
        self.text, self.quote, self.prefix, self.suffix = text, quote, prefix, suffix
        self.stands = stands

    @cached_property
    def nearest(self) -> str:
        """The words of the passage that are most like what was sought; empty if none are."""
        return nearest(self.text, f"{self.prefix} {self.quote} {self.suffix}")

    def __str__(self) -> str:
        if self.stands:
            says = "The words stand in the passage, but not with this prefix and suffix."
        else:
            says = "The words do not stand in the passage."
        if self.nearest:
            says += f" The passage says “{self.nearest}”."
            if codes := unseen(self.nearest, self.quote):
                says += f" The two differ in what cannot be seen ({codes})."
        return says


class NotUnique(QuoteError):
    def __init__(self, count: int, places: list[Found]):
        super().__init__(count, places)
        self.count, self.places = count, places

    def __str__(self) -> str:
        return (
            f"The words stand {self.count} times in the passage: "
            "add a prefix or suffix that tells which."
        )


def normalise(text: str) -> str:
    """The text in Unicode NFC, its quotation marks and dashes plain, single spaces between words.

    White space is what `str.isspace` says. Zero-width characters are none, and stay.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _SHAPED.search(text):
            text = text.translate(_PLAIN)
    return " ".join(text.split())


def plain(text: str) -> str:
    """The text, its quotation marks and dashes plain and each white space a space: as long."""
    return _SPACE.sub(" ", text.translate(_PLAIN))


class Normalised:
    """A text, normalised once, in which many quotes are looked up."""

    def __init__(self, text: str):
        self.text = text
        self.normal = normalise(text)
        self._marks = not text.isascii()

    def locate(self, quote: str, prefix: str = "", suffix: str = "") -> Found:
        """Where the quote stands: exactly once, right after the prefix and before the suffix.

        White space at either seam may be there or not. Raises EmptyQuote, NotFound or NotUnique.
        """
        sought = normalise(quote)
        if not sought:
            raise EmptyQuote
        before, after = normalise(prefix), normalise(suffix)
        places = self._places(sought, before, after)
        if len(places) == 1:
            return self._stored(places[0], len(sought))
        if places:
            raise NotUnique(len(places), [self._stored(place, len(sought)) for place in places])
        stands = bool((before or after) and self._places(sought))
        raise NotFound(self.text, quote, prefix, suffix, stands)

    def in_whole_words(self, quote: str) -> list[Found]:
        """Everywhere that the quote stands and neither its first nor its last word is a part of
        one in the text.

        Raises EmptyQuote.
        """
        sought = normalise(quote)
        if not sought:
            raise EmptyQuote
        found = (self._stored(place, len(sought)) for place in self._places(sought))
        return [f for f in found if not any(_parts_word(self.text, cut) for cut in f)]

    def _places(self, sought: str, before: str = "", after: str = "") -> list[int]:
        """Where it begins in the normalised text, overlaps included."""
        text, places = self.normal, []
        start = text.find(sought)
        while start != -1:
            end = start + len(sought)
            if not (self._marks and (self._splits(start) or self._splits(end))) and (
                not (before or after) or self._between(before, start, end, after)
            ):
                places.append(start)
            start = text.find(sought, start + 1)
        return places

    def _splits(self, at: int) -> bool:
        """Whether a cut here would part a letter from its combining marks."""
        return at < len(self.normal) and unicodedata.category(self.normal[at])[0] == "M"

    def _between(self, before: str, start: int, end: int, after: str) -> bool:
        text = self.normal
        return (
            text.endswith(before, 0, start)
            or (text.endswith(" ", 0, start) and text.endswith(before, 0, start - 1))
        ) and (text.startswith(after, end) or text.startswith(f" {after}", end))

    def _stored(self, start: int, length: int) -> Found:
        end = start + length
        if self._offsets is None:
            return Found(start, end)
        return Found(self._offsets[start], self._offsets[end])

    @cached_property
    def _offsets(self) -> list[int] | None:
        """For each cut in the normalised text the same in the stored one; None if all are equal.

        No cut falls inside a letter and its marks or at the far side of white space, so only
        the others need be right.
        """
        text = self.text
        if len(self.normal) == len(text) and (
            not self._marks or unicodedata.is_normalized("NFC", text)
        ):
            return None
        offsets: list[int] = []
        for word in re.finditer(r"\S+", text):
            if not self._marks or unicodedata.is_normalized("NFC", word[0]):
                offsets.extend(range(word.start(), word.end()))
            else:
                start = word.start()
                for letter in _letters(word[0]):
                    offsets.extend([start] * len(unicodedata.normalize("NFC", letter)))
                    start += len(letter)
            offsets.append(word.end())
        return offsets


def _parts_word(text: str, at: int) -> bool:
    """Whether a cut here would part a word, a compound, a genitive or a number: US|-led,
    Russia|'s, 1|,000."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    if before[-1] in _BINDING or before[-1] in _OF_NUMBERS:
        return _within(before[:-1], before[-1], after[0])
    if after[0] in _BINDING or after[0] in _OF_NUMBERS:
        return _within(before[-1], after[0], after[1:])
    return _joins(before[-1]) and _joins(after[0])


def _within(left: str, sign: str, right: str) -> bool:
    """Whether the sign between these two stands in a word or in a number."""
    if not (left and right):
        return False
    if sign in _BINDING:
        return _joins(left) and _joins(right)
    return left.isdigit() and right.isdigit()


def _joins(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _letters(word: str) -> list[str]:
    """The word cut where what stands on either side is normalised alone as it is together.

    Nothing below U+0300 is a mark or composes with what stands before it.
    """
    nfc = unicodedata.normalize
    letters: list[str] = []
    for character in word:
        if (letters and character >= "\u0300") and (
            unicodedata.category(character)[0] == "M"
            or nfc("NFC", letters[-1] + character)
            != nfc("NFC", letters[-1]) + nfc("NFC", character)
        ):
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def locate(text: str, quote: str, prefix: str = "", suffix: str = "") -> Found:
    """`Normalised.locate`, for one quote of a text."""
    return Normalised(text).locate(quote, prefix, suffix)


def unseen(text: str, other: str) -> str:
    """The codes of characters that cannot be seen and stand in one of the two only."""
    hidden = _hidden(text) ^ _hidden(other)
    return ", ".join(sorted(f"U+{ord(character):04X}" for character in hidden))


def _hidden(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) == "Cf"}


def nearest(text: str, quote: str) -> str:
    """The stretch of the text most like the quote, for a message; empty where nothing is like it.

    Finds the window that shares the most words, long words counting more and misspelt ones as
    what they are like. Looks at 10,000 words of the text and 300 of the quote.
    """
    spans = [word.span() for word in itertools.islice(re.finditer(r"\S+", text), 10_000)]
    words = [_bare(text[start:end]) for start, end in spans]
    sought = [_bare(word) for word in quote.split()[:300]]
    sought = _respelt(sought, set(words))
    weight = Counter(sought)
    total = sum(len(word) * count for word, count in weight.items())
    missing, shared, best, at = weight.copy(), 0, 0, 0
    for i, word in enumerate(words):
        if word in missing:
            shared += len(word) if missing[word] > 0 else 0
            missing[word] -= 1
        if i >= len(sought) and (word := words[i - len(sought)]) in missing:
            missing[word] += 1
            shared -= len(word) if missing[word] > 0 else 0
        if shared > best:
            best, at = shared, max(0, i + 1 - len(sought))
    if not best or best < 0.4 * total:
        return ""
    low = max(0, at - len(sought) // 4)
    window = words[low : at + len(sought) + len(sought) // 4 + 1]
    blocks = difflib.SequenceMatcher(None, window, sought, autojunk=False).get_matching_blocks()
    first, last = blocks[0], blocks[-2]
    begin = max(0, low + first.a - first.b)
    end = min(len(words), low + last.a + len(sought) - last.b)
    found = " ".join(text[spans[begin][0] : spans[end - 1][1]].split())
    return found.rstrip(".,;:") if quote.rstrip()[-1:].isalnum() else found


class Difference(NamedTuple):
    """A stretch of two texts: words that both have (`same`), else those of each alone."""

    same: bool
    said: str
    source: str


def differences(said: str, source: str) -> list[Difference]:
    """The two texts word by word, the shape of quotation marks and dashes aside."""
    ours, theirs = said.split(), source.split()
    matcher = difflib.SequenceMatcher(
        None, [normalise(word) for word in ours], [normalise(word) for word in theirs], False
    )
    return [
        Difference(tag == "equal", " ".join(ours[a:b]), " ".join(theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
    ]


def _bare(word: str) -> str:
    return normalise(word).strip(".,;:!?()[]'\"").casefold()


def _respelt(words: list[str], known: set[str]) -> list[str]:
    """The words, those that are not known replaced by a known one that is spelt much alike."""
    alike = {}
    unknown = dict.fromkeys(word for word in words if word not in known and len(word) <= 40)
    for word in itertools.islice(unknown, 20):
        candidates = [
            other
            for other in known
            if abs(len(other) - len(word)) < 3
            and (other[:1] == word[:1] or other[-1:] == word[-1:])
        ]
        alike[word] = next(iter(difflib.get_close_matches(word, sorted(candidates), 1, 0.7)), word)
    return [alike.get(word, word) for word in words]


_STOP = re.compile(r"""(?<![.!?…])[.!?…]+["'\u2019”»)\]]*(?:\[\d+\])*(?=\s)|\n\s*\n""")
_LAST_WORD = re.compile(r"[\w.]*$")
_NEXT_WORD = re.compile(r"""\s+["'\u2018“„«(\[]*(\w+)""")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_NUMBER = re.compile(r"\d+|[IVXLC]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After a title a full stop ends no sentence; after the next sort it does unless a number follows;
# after the third, and after initials as in U.S., only if an opener follows.
_TITLES = _words(
    "adm amb brig capt cf cmdr col cpl dr e.g gen gov hon i.e lt maj messrs mr mrs ms mt pres "
    "prof rep rev sen sgt st v viz vs"
)
_NUMBERED = _words(
    "app art arts ca ch doc fig figs no nos p para paras pp pt res sec vol "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_SHORTENED = _words("al approx bros co corp dept ed eds est etc ibid inc jr ltd ph.d sr univ")
_OPENERS = _words(
    "a according after all also although an and as at because before both but by despite during "
    "either even finally for from furthermore he her here his how however i if in instead it its "
    "many meanwhile moreover most neither nor now on one or our overall several she since so some "
    "still such that the their then there therefore these they this those though thus to under "
    "until we what when where whereas whether which while who why with yet you"
)


def sentences(text: str) -> list[Found]:
    """The sentences of English prose, in order; between them stands nothing but white space.

    A blank line parts sentences too. Errs toward too few: “… in the U.S. President Yoon …” stays
    whole.
    """
    found: list[Found] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop[0].isspace() or _ends(text, start, stop):
            found += _trimmed(text, start, stop.end())
            start = stop.end()
    return found + _trimmed(text, start, len(text))


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(text, stop.end())
    if not following or following[1][0].islower():
        return False
    if stop[0] != ".":
        return True
    word = _LAST_WORD.search(text[max(start, stop.start() - 20) : stop.start()])[0].lower()
    if word in _TITLES or (word.isdigit() and text[start : stop.start()].strip() == word):
        return False
    if word in _NUMBERED:
        return not _NUMBER.fullmatch(following[1])
    if word in _SHORTENED or _INITIALS.fullmatch(word):
        return following[1].lower() in _OPENERS
    return True


def _trimmed(text: str, start: int, end: int) -> list[Found]:
    piece = text[start:end]
    words = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return [Found(start, start + len(words))] if words else []
