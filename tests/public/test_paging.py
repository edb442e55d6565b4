"""Lists by keyset: every row once, in order, whatever the dates leave open."""

import pytest

from geopolitics.models import Actor, Treaty
from geopolitics.models.record import dated
from geopolitics.public import paging


@pytest.fixture
def many(register, written):
    dates = ["", "1961", "199X", "[..1970]", "[1980..]", "1961-07-11"]
    with written():
        for number in range(120):
            signed = dates[number % len(dates)]
            Treaty(slug=f"made-{number:03}", title=f"Made {number}", signed=signed).save()
    return Treaty.objects.filter(slug__startswith="made-")


def walk(rows, order):
    found, after = [], ""
    while True:
        page = paging.page(rows, order, after)
        assert not page.fault
        found.append(page.rows)
        if not page.next:
            return found
        after = page.next


def test_each_row_comes_once_and_in_order(many):
    pages = walk(many, dated("signed"))
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({row.slug for row in rows}) == 120
    keys = [(row.signed_earliest or row.signed_latest or "9999-12-31", row.slug) for row in rows]
    assert keys == sorted(keys)
    assert rows[-1].signed == ""


def test_a_full_page_has_no_next(many):
    assert [len(page) for page in walk(many.filter(slug__lt="made-050"), "slug")] == [50]


def test_names_are_in_order_whatever_their_case(register):
    names = [actor.name for page in walk(Actor.objects.public(), "name") for actor in page]
    assert sorted(names) == sorted(set(names))
