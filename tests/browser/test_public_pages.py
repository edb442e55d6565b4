"""Every kind of public page: nothing for axe to find in either scheme, no scrolling sideways at
any width or at twice the size, everything reached by the keyboard, no complaint."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from geopolitics import publishing
from geopolitics.models import Event, Topic

PAGES = {
    "home": "/",
    "treaties": "/treaties/",
    "treaties, narrowed": "/treaties/?status=ended&on=2001-01-01&from=1960",
    "articles": "/articles/",
    "actors": "/actors/",
    "statements": "/statements/?stance=opposes",
    "events": "/events/",
    "documents": "/documents/",
    "empty list": "/statements/?from=1901&to=1902",
    "faulty list": "/treaties/?from=Julember&on=Julember&sort=x&after=x",
    "treaty": "/treaties/russia-dprk-2024/",
    "treaty, expressly without": "/treaties/russia-dprk-2000/?on=2001-01-01",
    "article": "/treaties/russia-dprk-2024/art_4/",
    "actor": "/actors/russia/",
    "statement": "/statements/chinese-spokesperson-declines-comment/",
    "statement in our words": "/statements/chang-on-arms-to-ukraine/",
    "lineage": "/treaties/russia-dprk-2024/lineage/",
    "no lineage": "/treaties/unsc-resolutions/lineage/",
    "who said what": "/treaties/russia-dprk-2024/said/",
    "who said what, narrowed": "/treaties/russia-dprk-2024/said/?voice=attributed&act=x",
    "attributed or said": "/actors/china/said/",
    "differences": "/differences/?how=conflicts",
    "topics": "/topics/",
    "vocabularies": "/vocabularies/",
    "timeline": "/timeline/",
    "timeline, narrowed": "/timeline/?from=2023&to=2024&occurrence=planned",
    "ties": "/ties/",
    "ties of one": "/ties/?actor=north-korea",
    "obligations": "/obligations/?kind=defense&on=1985-01-01&and=2024-07-19",
    "obligations of an actor": "/obligations/?actor=russia",
    "obligations, faulty": "/obligations/?actor=Korea&on=Julember&kind=x",
    "two actors": "/between/russia/north-korea/",
    "two actors to choose": "/between/?a=Korea&b=russia",
    "search": "/search/?q=korea",
    "empty search": "/search/?q=zyxwvutsrqponm",
    "not found": "/treaties/nothing/",
    "quote": "/quote/",
    "quote, verbatim": "/quote/?q=renewed+in+2000+without+the+mutual+defence+clause",
    "quote, altered": "/quote/?q=renewed+in+2001+without+a+mutual+defence+clause",
    "quote, not found": "/quote/?q=an+attack+on+one+is+an+attack+on+both",
    "quote, unfit": "/quote/?q=one",
}
IN_VIEW = """mark => {
    const { top, bottom } = mark.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def kinds(live_server, register, reviewer):
    """The address of each kind of page."""
    gone, *_ = Event.objects.public().filter(parts=None, targeted_by=None)
    event = Event.objects.public().exclude(pk=gone.pk).first()
    publishing.withdraw([gone], by=reviewer, reason="Told twice.")
    found = dict(PAGES)
    found["event"] = event.get_absolute_url()
    found["topic"] = Topic.objects.public().first().get_absolute_url()
    found["document"] = register.get_absolute_url()
    found["document, some kinds"] = f"{register.get_absolute_url()}?only=treaty&p=1&at=480-529"
    found["withdrawn"] = gone.get_absolute_url()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], indirect=["width"])
def test_axe_finds_nothing(page, kinds, complaints, scheme):
    page.emulate_media(color_scheme=scheme)
    for kind, address in kinds.items():
        page.goto(address)
        found = Axe().run(page).response["violations"]
        told = [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found]
        assert not told, (kind, scheme)
        assert page.evaluate(SIDEWAYS) <= 0, kind
    refused = ("status of 404", "status of 410", "status of 400")
    assert not [line for line in complaints.lines if not any(r in line for r in refused)]


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_nothing_scrolls_sideways_at_any_width(page, kinds):
    """At 320 px, which is also 1280 px at four times the size, at 640, twice; and at 1600."""
    for kind, address in kinds.items():
        page.goto(address)
        for width in (320, 640, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SIDEWAYS) <= 0, (kind, width)


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_the_keyboard_reaches_everything(page, kinds):
    """Tab goes through every link, button and field that shows, in the order of the page."""
    for kind in ("home", "treaties", "treaty", "search"):
        page.goto(kinds[kind])
        shown = page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input, summary')].filter(
            e => e.checkVisibility({visibilityProperty: true}) && e.type != 'hidden').length"""
        )
        page.evaluate("document.activeElement.blur()")
        reached = set()
        for _ in range(shown + 5):
            page.keyboard.press("Tab")
            place = page.evaluate(
                """() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"""
            )
            reached.add(place)
        assert len(reached) >= shown, kind


def test_a_source_opens_where_one_is_and_leads_to_its_very_words(page, kinds, complaints):
    page.goto(kinds["treaty"])
    page.locator("button.cite").first.click()
    card = page.locator(".card:popover-open")
    assert card.count() == 1
    words = card.locator("q").text_content()
    card.get_by_role("link", name="Read it in its paragraph").click()
    assert said(page.locator(":target")) == words
    page.wait_for_function(f"() => ({IN_VIEW})(document.querySelector('mark:target'))")
    assert complaints.lines == []


def said(found):
    return " ".join(found.text_content().split())
