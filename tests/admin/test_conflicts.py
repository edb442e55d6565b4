"""Two people on one draft: both values are shown, one is chosen, nothing typed is lost."""

import pytest

from geopolitics.models import Actor, ActorName, Topic
from geopolitics.publishing import edit


@pytest.fixture
def draft(register, curator):
    with edit(curator, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state", seat="Urga")
        actor.save()
        for key, name in (("n1", "Outer Mongolia"), ("n2", "Mongol State")):
            ActorName(actor=actor, key=key, name=name).save()
    return actor


@pytest.fixture
def race(draft, form_of, change_url, curator_client, administrator):
    """race(theirs, mine): a colleague's edit, then the save of a form that was open before it."""

    def race(theirs, mine):
        values = form_of(curator_client.get(change_url(draft)))
        with edit(administrator, way="form", message="Mended."):
            theirs(Actor.objects.get(pk=draft.pk))
        return curator_client.post(change_url(draft), values | mine)

    return race


def choices(answer):
    return {c.name: (c.theirs, c.mine, c.taken) for c in answer.context["moved"].choices}


def to_darkhan(actor):
    actor.seat = "Darkhan"
    actor.save()


@pytest.mark.parametrize(("take", "seat"), [("mine", "Ulaanbaatar"), ("theirs", "Darkhan")])
def test_both_values_are_shown_and_one_is_chosen(
    draft, race, form_of, change_url, curator_client, take, seat
):
    answer = race(to_darkhan, {"seat": "Ulaanbaatar", "summary": "Typed."})
    page = answer.content.decode()
    assert "administrator changed this record" in page
    assert "Mended." in page
    assert choices(answer) == {"choose-seat": ("Darkhan", "Ulaanbaatar", "mine")}
    draft.refresh_from_db()
    assert draft.seat == "Darkhan"
    curator_client.post(change_url(draft), form_of(answer) | {"choose-seat": take})
    draft.refresh_from_db()
    assert (draft.seat, draft.summary) == (seat, "Typed.")


def test_what_only_the_colleague_changed_is_kept(draft, race, form_of, change_url, curator_client):
    answer = race(to_darkhan, {"summary": "Typed."})
    assert choices(answer) == {"choose-seat": ("Darkhan", "Urga", "theirs")}
    curator_client.post(change_url(draft), form_of(answer))
    draft.refresh_from_db()
    assert (draft.seat, draft.summary) == ("Darkhan", "Typed.")


def test_sets_and_choices_are_compared_too(draft, race, form_of, change_url, curator_client):
    one, two = Topic.objects.all()[:2]

    def theirs(actor):
        actor.kind = "group"
        actor.collective = True
        actor.save()
        actor.topics.add(one)

    answer = race(theirs, {"topics": [str(two.pk)]})
    shown = choices(answer)
    assert shown["choose-topics"] == (one.name, two.name, "mine")
    assert shown["choose-collective"] == ("yes", "no", "theirs")
    curator_client.post(change_url(draft), form_of(answer) | {"choose-topics": "theirs"})
    draft.refresh_from_db()
    assert (draft.kind, draft.collective) == ("group", True)
    assert list(draft.topics.all()) == [one]


@pytest.mark.parametrize(
    ("take", "names"),
    [("mine", {"Khalkha", "Mongol State"}), ("theirs", {"Mongolia Minor", "Mongol State"})],
)
def test_a_side_row_that_both_changed(
    draft, race, form_of, change_url, curator_client, take, names
):
    def theirs(actor):
        row = actor.names.get(key="n1")
        row.name = "Mongolia Minor"
        row.save()

    answer = race(theirs, {"names-0-name": "Khalkha"})
    label = "choose-names-n1"
    assert choices(answer)[label] == ("name: Mongolia Minor", "name: Khalkha", "mine")
    curator_client.post(change_url(draft), form_of(answer) | {label: take})
    assert {row.name for row in draft.names.all()} == names


@pytest.mark.parametrize(
    ("typed", "take", "names"),
    [
        ("Outer Mongolia", None, {"Mongol State"}),
        ("Khalkha", None, {"Khalkha", "Mongol State"}),
        ("Khalkha", "theirs", {"Mongol State"}),
    ],
)
def test_a_side_row_that_the_colleague_removed(
    draft, race, form_of, change_url, curator_client, typed, take, names
):
    answer = race(lambda actor: actor.names.get(key="n1").delete(), {"names-0-name": typed})
    values = form_of(answer) | ({"choose-names-n1": take} if take else {})
    saved = curator_client.post(change_url(draft), values)
    assert saved.status_code == 302
    assert {row.name for row in draft.names.all()} == names


def test_a_side_row_that_the_colleague_added_stays(
    draft, race, form_of, change_url, curator_client
):
    answer = race(
        lambda actor: ActorName(actor=actor, key="n3", name="Third").save(), {"seat": "Darkhan"}
    )
    assert choices(answer) == {}
    curator_client.post(change_url(draft), form_of(answer))
    draft.refresh_from_db()
    assert draft.seat == "Darkhan"
    assert {row.key for row in draft.names.all()} == {"n1", "n2", "n3"}
