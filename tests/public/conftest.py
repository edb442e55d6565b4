"""Records of the document that the tests of public pages look at, and writing of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from geopolitics.changes.current import change_set
from geopolitics.models import RECORDS, Document

LISTS = (
    "/treaties/",
    "/articles/",
    "/actors/",
    "/statements/",
    "/events/",
    "/documents/",
    "/topics/",
)
OTHERS = ("/", "/vocabularies/", "/robots.txt")


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
