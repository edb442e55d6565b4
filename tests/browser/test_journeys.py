"""Journeys of those who work at the desk, from its first page to what the public sees."""

import time

import pytest
from django.contrib.sessions.models import Session

from geopolitics import publishing
from geopolitics.models import Actor, ChangeSet, Citation, Passage, Treaty
from geopolitics.publishing import edit

PACT = "ussr-dprk-1961"
PUBLIC = f"/treaties/{PACT}/"
WORDS = "expired in the 1990s and was renewed in 2000"


@pytest.fixture(autouse=True)
def told(request, desk_of, complaints):
    """Tells (`-rP`) how long the journey took; nothing depends on it."""
    began = time.monotonic()
    yield
    print(f"{request.node.name}: {time.monotonic() - began:.1f} s")
    assert complaints.lines == []


@pytest.fixture
def treaty(live_server, register):
    return Treaty.objects.get(slug=PACT)


def to_the_form(desk, treaty):
    desk.open("/admin/")
    desk.link("Treaties")
    desk.link(str(treaty))


def correct_the_end(desk):
    """The date as one would say it, and a new citation that proves it."""
    page = desk.page
    page.locator("#id_ended").fill("between 1990 and 1999")
    answer = page.locator("#id_ended ~ output", has_text="between 1990 and 1999")
    answer.wait_for()
    desk.button("Add another Citation")
    number = int(page.locator("#id_citations-TOTAL_FORMS").input_value()) - 1
    desk.complete(f"citations-{number}-passage", "¶ 1 of")
    page.locator(f"#id_citations-{number}-quote").fill(WORDS)
    page.get_by_text("The words stand once in ¶ 1.").last.wait_for()
    page.locator(f"#id_citations-{number}-field").fill("ended")
    page.locator("#id_why").fill("The source names a decade.")
    desk.button("Save")
    page.get_by_text("Kept as a proposal").wait_for()


def test_a_date_is_corrected_with_its_evidence_and_reviewed(treaty, desk_of, curator, reviewer):
    writer, other, public = desk_of(curator), desk_of(reviewer), desk_of(None)
    to_the_form(writer, treaty)
    correct_the_end(writer)
    public.open(PUBLIC)
    assert "between 1990 and 1999" not in public.page.content()

    other.open("/admin/")
    other.link(str(treaty))
    change = other.page.locator(".geo-diff dd", has_text="between 1990 and 1999")
    assert WORDS in change.inner_text()
    other.button("Approve")
    other.page.get_by_text("Approved: the public sees the new version.").wait_for()
    public.open(PUBLIC)
    assert "between 1990 and 1999" in public.page.content()
    assert WORDS in public.page.content()
    print(f"writer {writer.clicks} clicks, reviewer {other.clicks} clicks")
    assert other.clicks <= 3


def test_from_the_first_page_to_published_in_three_clicks(
    live_server, register, desk_of, curator, reviewer
):
    passage = Passage.objects.get(number="10")
    with edit(curator, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state")
        actor.save()
        Citation(actor=actor, key="c1", passage=passage, quote=passage.text[:20]).save()
    publishing.submit(actor, by=curator)
    desk, public = desk_of(reviewer), desk_of(None)
    desk.open("/admin/")
    desk.link("Mongolia")
    desk.button("Publish")
    desk.page.get_by_text("Published: Mongolia.").wait_for()
    print(f"{desk.clicks} clicks")
    assert desk.clicks <= 3
    public.open("/actors/mongolia/")
    assert public.page.get_by_role("heading", name="Mongolia").count()


def test_a_proposal_is_returned_mended_and_approved(treaty, desk_of, curator, reviewer):
    with edit(curator, way="form") as result:
        row = Treaty.objects.get(pk=treaty.pk)
        row.place = "Pyongyang"
        row.save()
    writer, other = desk_of(curator), desk_of(reviewer)
    other.open("/admin/")
    other.link(str(treaty))
    other.page.get_by_label("Remark, for the writer").fill("The source says Moscow.")
    other.button("Return with the remark")
    other.page.get_by_text("Returned to its writer.").wait_for()

    writer.open("/admin/")
    tile = writer.page.locator(".geo-counts a", has_text="Returned to me")
    assert tile.inner_text().split()[0] == "1"
    writer.click(tile)
    assert "The source says Moscow." in writer.page.locator("#returned").inner_text()
    writer.click(writer.page.locator("#returned").get_by_role("link", name=str(treaty)))
    writer.click(writer.page.get_by_role("link", name="Mend"))
    writer.page.locator(".geo-note", has_text="The source says Moscow.").wait_for()
    assert writer.page.locator("#id_place").input_value() == "Pyongyang"
    writer.page.locator("#id_place").fill("Moscow")
    writer.button("Save")
    writer.page.get_by_text("Kept as a proposal").wait_for()

    other.open("/admin/")
    other.link(str(treaty))
    other.button("Approve")
    other.page.get_by_text("Approved").wait_for()
    treaty.refresh_from_db()
    assert treaty.place == "Moscow"
    assert ChangeSet.objects.get(pk=result.proposal.pk).state != "applied"
    print(f"writer {writer.clicks} clicks, reviewer {other.clicks} clicks")


def test_two_browsers_on_one_record(live_server, register, desk_of, curator, administrator):
    with edit(curator, way="form"):
        Actor(slug="mongolia", name="Mongolia", kind="state", seat="Urga").save()
    mine, theirs = desk_of(curator), desk_of(administrator)
    for desk in (mine, theirs):
        desk.open("/admin/geopolitics/actor/?q=mongolia")
        desk.link("Mongolia")
    theirs.page.locator("#id_seat").fill("Darkhan")
    theirs.page.locator("#id_short_name").fill("Mongolia (state)")
    theirs.button("Save")
    theirs.page.get_by_text("was changed successfully").wait_for()
    mine.page.locator("#id_seat").fill("Ulaanbaatar")
    mine.page.locator("#id_summary").fill("Typed with care.")
    mine.button("Save")
    choice = mine.page.get_by_role("group", name="seat")
    assert "Now: Darkhan" in choice.inner_text()
    assert "Yours: Ulaanbaatar" in choice.inner_text()
    assert mine.page.locator("#id_summary").input_value() == "Typed with care."
    mine.click(choice.get_by_label("Now: Darkhan"))
    mine.button("Save")
    mine.page.get_by_text("was changed successfully").wait_for()
    actor = Actor.objects.get(slug="mongolia")
    assert (actor.seat, actor.summary) == ("Darkhan", "Typed with care.")
    assert actor.short_name == "Mongolia (state)"
    print(f"{mine.clicks} clicks of the one who chooses, {theirs.clicks} of the other")


def test_a_quote_that_does_not_stand_in_its_passage(treaty, desk_of, curator):
    desk = desk_of(curator)
    page = desk.page
    to_the_form(desk, treaty)
    page.locator("#id_summary").fill("Typed with care.")
    desk.button("Add another Citation")
    number = int(page.locator("#id_citations-TOTAL_FORMS").input_value()) - 1
    desk.complete(f"citations-{number}-passage", "¶ 1 of")
    page.wait_for_load_state("networkidle")
    assert not page.locator("details.geo-check[open]:has(.geo-yes)").count()
    quote = page.locator(f"#id_citations-{number}-quote")
    box = page.locator(f".geo-quote:has(#id_citations-{number}-quote)")
    quote.fill("expired in the 1980s and was renewed in 2000")
    box.locator(".geo-verdict.geo-no").wait_for()
    assert "expired in the 1990s" in box.locator("mark").inner_text()
    desk.button("Save")
    page.locator(".errornote").wait_for()
    assert page.locator(f"#id_citations-{number}-quote").input_value().startswith("expired in the")
    assert page.locator("#id_summary").input_value() == "Typed with care."
    assert not ChangeSet.objects.filter(state="proposed").exists()
    page.locator(f"#id_citations-{number}-quote").fill(WORDS)
    page.locator(f".geo-quote:has(#id_citations-{number}-quote) .geo-yes").wait_for()
    desk.button("Save")
    page.get_by_text("Kept as a proposal").wait_for()
    after = [o.after for o in ChangeSet.objects.get(state="proposed").operations.all()]
    assert {"summary": "Typed with care."} in after
    assert WORDS in [values.get("quote") for values in after]
    print(f"{desk.clicks} clicks")


def test_a_login_that_expires_while_editing_keeps_the_form(treaty, desk_of, curator, complaints):
    desk = desk_of(curator)
    page = desk.page
    to_the_form(desk, treaty)
    page.locator("#id_place").fill("Moscow")
    desk.button("Add another Treaty name")
    number = int(page.locator("#id_names-TOTAL_FORMS").input_value()) - 1
    page.locator(f"#id_names-{number}-name").fill("The old pact")
    Session.objects.all().delete()
    desk.button("Save")
    with page.expect_popup() as opened:
        desk.link("Sign in, in a new tab")
    login = opened.value
    login.get_by_label("Username").fill("curator")
    login.get_by_label("Password").fill("a pass phrase")
    desk.click(login.get_by_role("button", name="Log in"))
    login.get_by_role("button", name="Log out").wait_for()
    login.close()
    desk.button("Send it again")  # with the token of before the login
    desk.button("Send it again")
    page.get_by_text("Kept as a proposal").wait_for()
    operations = ChangeSet.objects.get(state="proposed").operations.all()
    after = [operation.after for operation in operations]
    assert {"place": "Moscow"} in after
    assert "The old pact" in [values.get("name") for values in after]
    assert all("403 (Forbidden)" in line for line in complaints.lines)
    complaints.lines.clear()
    print(f"{desk.clicks} clicks")


def test_two_proposals_are_approved_at_once(live_server, register, desk_of, curator, reviewer):
    treaties = list(Treaty.objects.public().order_by("slug")[:2])
    for treaty in treaties:
        with edit(curator, way="form"):
            row = Treaty.objects.get(pk=treaty.pk)
            row.place = "Pyongyang"
            row.save()
    desk = desk_of(reviewer)
    desk.open("/admin/")
    desk.click(desk.page.locator(".geo-counts a", has_text="Awaiting my review"))
    for treaty in treaties:
        desk.click(desk.page.get_by_label(f"Approve the change of {treaty}"))
    desk.button("Approve what is ticked")
    desk.page.get_by_text("Published: 2.").wait_for()
    assert {Treaty.objects.get(pk=t.pk).place for t in treaties} == {"Pyongyang"}
    print(f"{desk.clicks} clicks")
