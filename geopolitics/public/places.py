"""Where words stand in a document, and where two actors are held against one another: addresses."""

from urllib.parse import quote, urlencode

from django.urls import reverse

_FRAGMENT = 60  # characters of a text fragment; of longer words it gives the beginning and the end


def anchor(number: str, start: int | None = None, end: int | None = None) -> str:
    """The id of a paragraph on the page of its document; with places, of a stretch of its text."""
    return f"p-{number}" if start is None else f"p-{number}-{start}-{end}"


def paragraph(document: str, number: str, words: str = "") -> str:
    """The address at which the paragraph of this number is shown, whatever page it is on.

    `document` is the slug. Of `words` a browser that knows text fragments marks the first that
    are found (https://wicg.github.io/scroll-to-text-fragment/).
    """
    page = reverse("public:document", args=[document])
    fragment = f":~:text={_fragment(words)}" if words else ""
    return f"{page}?{urlencode({'p': number})}#{anchor(number)}{fragment}"


def stretch(document: str, number: str, start: int, end: int) -> str:
    """The address at which this stretch of the paragraph is marked: places in code points of its
    text, the end not included."""
    page = reverse("public:document", args=[document])
    asked = urlencode({"p": number, "at": f"{start}-{end}"})
    return f"{page}?{asked}#{anchor(number, start, end)}"


def shared(document: str, number: str, start: int, end: int) -> str:
    """The address at which a cited stretch is held against its source, with how to cite it."""
    return f"{reverse('public:quote')}?" + urlencode(
        {"of": document, "p": number, "at": f"{start}-{end}"}
    )


def _fragment(words: str) -> str:
    words = " ".join(words.split())
    if len(words) <= _FRAGMENT:
        return _escaped(words)
    half = _FRAGMENT // 2
    first, last = words[:half].rpartition(" ")[0], words[-half:].partition(" ")[2]
    return f"{_escaped(first)},{_escaped(last)}" if first and last else ""


def _escaped(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")


def between(one: str, other: str, suffix: str = "") -> str:
    """The one address of the page of two actors, by their slugs: the last in the alphabet first.

    With a suffix, that of its file.
    """
    first, second = sorted((one, other), reverse=True)
    if suffix:
        return reverse("public:pair-file", args=[first, second, suffix])
    return reverse("public:pair", args=[first, second])
