"""Every kind of page at the desk: nothing for axe to find, no scrolling sideways, no complaint.

axe runs with all its rules, over the admin's own markup too: nothing is left out.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from geopolitics import publishing
from geopolitics.changes.current import change_set
from geopolitics.models import (
    Actor,
    Article,
    Citation,
    Event,
    Party,
    Passage,
    Statement,
    Treaty,
)
from geopolitics.publishing import edit

SLUG = "russia-dprk-2024"


def addresses(treaty, proposal, draft):
    """Each kind of page, by what it is."""
    admin, desk = "/admin/geopolitics", "/desk"
    record = f"{desk}/records/treaty/{SLUG}"
    return {
        "index": "/admin/",
        "tables of an app": f"{admin}/",
        "list": f"{admin}/treaty/",
        "list, filtered": f"{admin}/treaty/?days_from=Julember&missing=proof&q=pact",
        "form": f"{admin}/treaty/{treaty.pk}/change/",
        "form of an article": f"{admin}/article/{Article.objects.first().pk}/change/",
        "form of a statement": f"{admin}/statement/{Statement.objects.first().pk}/change/",
        "form of an event": f"{admin}/event/{Event.objects.first().pk}/change/",
        "empty form": f"{admin}/actor/add/",
        "form of a citation": f"{admin}/citation/add/",
        "removal": f"{admin}/party/{Party.objects.first().pk}/delete/",
        "history": f"{admin}/treaty/{treaty.pk}/history/",
        "record": f"{record}/",
        "record in review": f"{desk}/records/actor/{draft.slug}/",
        "preview": f"{record}/preview/",
        "versions": f"{record}/versions/",
        "queue": f"{desk}/",
        "proposal": f"{desk}/proposals/{proposal.pk}/",
        "conflicts": f"{desk}/conflicts/",
        "sentences": f"{desk}/sentences/",
        "import": f"{admin}/treaty/import/",
        "export": f"{admin}/treaty/export/",
        "list of passages": f"{admin}/passage/",
        "form of a passage": f"{admin}/passage/{Passage.objects.first().pk}/change/",
        "list of citations": f"{admin}/citation/",
        "list of changes": f"{admin}/changeset/",
        "password": "/admin/password_change/",
    }


@pytest.fixture
def work(live_server, register, curator):
    """A proposal of every sort of change, a record in review, and sources that differ."""
    treaty = Treaty.objects.get(slug=SLUG)
    quote = treaty.citations.filter(field="title").first()
    with change_set(way="command"):
        treaty.citations.create(
            passage=quote.passage, quote=quote.quote, field="title", value="Another title"
        )
    passage = Passage.objects.get(number="10")
    with edit(curator, way="form"):
        draft = Actor(slug="mongolia", name="Mongolia", kind="state", began="1911")
        draft.save()
        Citation(actor=draft, key="c1", passage=passage, quote=passage.text[:20]).save()
    publishing.submit(draft, by=curator)
    with edit(curator, way="form", message="The place, and an observer.") as result:
        treaty.refresh_from_db()
        treaty.place = "Pyongyang"
        treaty.summary = "A pact of two."
        treaty.save()
        treaty.topics.remove(treaty.topics.first())
        Party(treaty=treaty, key="mn", actor=draft, role="observer").save()
        treaty.citations.create(passage=quote.passage, quote=quote.quote, field="place")
    return Treaty.objects.get(slug=SLUG), result.proposal, draft


def faults(page, complaints):
    """What is wrong with the page as it stands, in words."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    found = [f"scrolls sideways by {wide} px"] if wide > 0 else []
    found += complaints.lines
    for violation in Axe().run(page).response["violations"]:
        places = [node["target"] for node in violation["nodes"]]
        found.append(f"{violation['id']}: {places[:5]}")
    complaints.lines.clear()  # axe itself sets styles, which the page's policy refuses
    return found


def test_every_page_is_sound_at_both_widths(page, sign_in, reviewer, work, complaints, subtests):
    with subtests.test("login"):
        page.goto("/admin/login/")
        assert faults(page, complaints) == []
    sign_in(reviewer)
    for name, path in addresses(*work).items():
        with subtests.test(name):
            answer = page.goto(path, wait_until="networkidle")
            assert answer.status == 200
            assert faults(page, complaints) == []


@pytest.mark.parametrize("role", ["contributor", "curator"])
def test_the_first_page_is_sound_for_whoever_sees_less_of_it(
    page, sign_in, work, complaints, request, role
):
    sign_in(request.getfixturevalue(role))
    page.goto("/admin/", wait_until="networkidle")
    assert faults(page, complaints) == []


def test_a_refused_form_is_sound(page, sign_in, curator, work, complaints):
    sign_in(curator)
    page.goto(f"/admin/geopolitics/treaty/{work[0].pk}/change/")
    page.locator("#id_ended").fill("Julember")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.locator(".errornote").wait_for()
    assert faults(page, complaints) == []
