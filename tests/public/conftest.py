"""Records of the document that the tests of public pages look at, and writing of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from geopolitics.changes.current import change_set
from geopolitics.models import RECORDS, Document, Passage

LISTS = (
    "/treaties/",
    "/articles/",
    "/actors/",
    "/statements/",
    "/events/",
    "/documents/",
    "/topics/",
)
UNCITED = "one two three four five six seven"
OTHERS = ("/", "/vocabularies/", "/robots.txt", "/obligations/", "/between/")


@pytest.fixture
def every_page(register: Document) -> list[str]:
    """The address of every published record and document."""
    records = [record for model in RECORDS for record in model.objects.public()]
    return [record.get_absolute_url() for record in [*records, register]]


@pytest.fixture
def each_kind(register: Document) -> list[str]:
    """The address of one published record of each kind, and of the document."""
    records = [model.objects.public().first() for model in RECORDS]
    return [record.get_absolute_url() for record in [*records, register]]


@pytest.fixture
def written() -> Callable:
    """A change set of the operator's, for rows that a test adds."""

    @contextmanager
    def writing() -> Iterator[None]:
        with change_set(way="command", message="for a test"):
            yield

    return writing


@pytest.fixture
def text(register: Document, written: Callable) -> Document:
    """A document of which all may be shown, beside that of excerpts; of the latter one paragraph
    more, with words that nothing cites."""
    with written():
        whole = Document(
            slug="whole",
            title="Whole text",
            kind="official text",
            rights="full text may be shown",
            published="2020",
            status="published",
        )
        whole.save()
        first = "The Parties — both of them — shall “consult” in Seoul, on 1,000 days: US-led."
        Passage(document=whole, number="1", position=1, section="Duties", text=first).save()
        long = f"{'Preamble words. ' * 80}And the last of them is not the least. {'End. ' * 90}"
        Passage(document=whole, number="2", position=2, section="Close", text=long).save()
        hidden = f"Alpha beta gamma delta {UNCITED} omega."
        Passage(document=register, number="99", position=99, text=hidden).save()
    return whole
