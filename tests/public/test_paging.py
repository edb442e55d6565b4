"""Lists by keyset: every row once, in order, whatever the dates leave open."""

import pytest
from django.db.models import F

from geopolitics.models import Actor, Treaty
from geopolitics.models.record import dated, dated_down
from geopolitics.public import paging
from geopolitics.public.paging import CHANGED, Order

OLDEST, NEWEST = Order("oldest", dated("signed")), Order("newest", dated_down("signed"), True)


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


@pytest.mark.parametrize("order", [OLDEST, NEWEST, CHANGED], ids=lambda order: order.name)
def test_each_row_comes_once_and_in_order(many, order):
    pages = walk(many, order)
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [25, 25, 25, 25, 20]
    assert len({row.slug for row in rows}) == 120
    keys = [(row.rank, row.slug) for row in rows]
    assert keys == sorted(keys, reverse=order.down)


@pytest.mark.parametrize("order", [OLDEST, NEWEST], ids=lambda order: order.name)
def test_the_undated_are_last_either_way(many, order):
    rows = [row for page in walk(many, order) for row in page]
    assert {row.signed for row in rows[-20:]} == {""}


def test_a_full_page_has_no_next(many):
    order = Order("slug", F("slug"))
    assert [len(page) for page in walk(many.filter(slug__lt="made-025"), order)] == [25]


def test_a_place_outlives_its_row(many, written):
    first = paging.page(many, OLDEST)
    with written():
        first.rows[-1].delete()
    second = paging.page(many, OLDEST, first.next)
    assert not {row.slug for row in first.rows} & {row.slug for row in second.rows}
    assert len(second.rows) == 25


@pytest.mark.parametrize("place", ["russia", "~", "1961~", "~russia\n", "x" * 900 + "~y", "x~y"])
def test_a_place_that_is_none_is_told(many, place):
    order = CHANGED if place == "x~y" else OLDEST
    page = paging.page(many, order, place)
    assert page.fault
    assert page.first
    assert len(page.rows) == 25


def test_names_are_in_order_whatever_their_case(register):
    order = Order("name", F("name"))
    names = [actor.name for page in walk(Actor.objects.public(), order) for actor in page]
    assert sorted(names) == sorted(set(names))
