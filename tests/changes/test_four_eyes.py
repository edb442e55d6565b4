"""Nobody makes public what they wrote and nobody else approved, whatever came between."""

import re
from threading import Thread

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st

from geopolitics import publishing
from geopolitics.changes import versions, writers
from geopolitics.changes.apply import replay
from geopolitics.changes.propose import own_pending, pending
from geopolitics.curation import waiting
from geopolitics.models import Actor, ActorName, ChangeSet, Citation, Passage
from geopolitics.publishing import NotAllowed, edit

SLUG = "borduria"
EXAMPLES = settings().max_examples


@pytest.fixture
def people(world):
    """Three reviewers: each may write, approve, publish and withdraw."""
    found = {}
    for name in "ABC":
        found[name] = User.objects.create_user(name, password="a pass phrase", is_staff=True)
        found[name].groups.add(Group.objects.get(name="Reviewers"))
    return found


class Play:
    """One record that several write, and what each of its words has been through.

    A word is its writer's letter and a number. `cleared` are the words that became public by an
    approval of somebody who had not written them.
    """

    COLUMNS = ("seat", "description")

    def __init__(self, people, begun_by="A"):
        self.people = people
        self.words = 0
        self.cleared = set()
        self.pk = None
        self.begin(begun_by)

    def begin(self, who):
        with edit(self.people[who], way="form"):
            actor = Actor(slug=SLUG, name="Borduria", kind="state", seat=self.word(who))
            actor.save()
            passage = Passage.objects.get(document__slug="almanac")
            Citation(actor=actor, key="c1", passage=passage, quote="Syldavia").save()

    def word(self, who):
        self.words += 1
        return f"{who}{self.words}"

    @property
    def record(self):
        return Actor.objects.filter(slug=SLUG).first()

    def text(self):
        actor = self.record
        if actor is None or not actor.is_public:
            return set()
        parts = [getattr(actor, c) for c in self.COLUMNS] + [n.name for n in actor.names.all()]
        return set(re.findall(r"\b[ABC]\d+\b", " ".join(parts)))

    def edit(self, who, number):
        """As the form does it: over one's own proposal, or over a colleague's that one takes up."""
        user, record = self.people[who], self.record
        own = own_pending(record, user)
        if own is None and number % 2:
            own = pending(record).last()
        with edit(user, way="form", replacing=own) as result:
            if own:
                replay(own.operations.all())
            record.refresh_from_db()
            place = number % 3
            if place < 2:
                setattr(record, self.COLUMNS[place], self.word(who))
                record.save()
            else:
                name = record.names.first() or ActorName(actor=record, key="n1")
                name.name = self.word(who)
                name.save()
        return result

    def submit(self, who, number):
        publishing.submit(self.record, by=self.people[who])

    def publish(self, who, number):
        if self.record.status in ("draft", "withdrawn"):
            self.submit(who, number)
        publishing.publish([self.record], by=self.people[who])
        return who

    def approve(self, who, number):
        publishing.approve(self.waiting(number), by=self.people[who])
        return who

    def waiting(self, number):
        found = list(ChangeSet.objects.filter(state="proposed"))
        if not found:
            raise ValidationError("Nothing waits.")
        return found[number % len(found)]

    def send_back(self, who, number):
        if number % 2:
            publishing.send_back(self.record, by=self.people[who], remark="No.")
        else:
            publishing.return_proposal(self.waiting(number), by=self.people[who], remark="No.")

    def withdraw(self, who, number):
        publishing.withdraw([self.record], by=self.people[who], reason="A mistake.")

    def restore(self, who, number):
        known = versions.versions_of(self.record)
        version = known[number % len(known)]
        publishing.restore(self.record, version, by=self.people[who])

    def undo(self, who, number):
        found = list(
            ChangeSet.objects.filter(state="applied", by__isnull=False).exclude(way="review")
        )
        publishing.undo(found[number % len(found)], by=self.people[who])

    def delete(self, who, number):
        with edit(self.people[who], way="form"):
            self.record.delete()

    def act(self, name, who, number):
        """Do it, or be refused; then hold what is public against who made it so.

        Where the record is not there, its deletion is undone instead.
        """
        if self.record is None:
            name, number = "undo", 0
        try:
            with transaction.atomic():
                approver = getattr(self, name)(who, number)
        except ValidationError:
            return
        public = self.text()
        if name in ("publish", "approve"):
            self.cleared |= {word for word in public if word[0] != approver}
        own = public - self.cleared
        assert not own, f"{name} by {who}: {own} is public, and nobody else approved it"


ACTS = (
    *("edit", "edit", "edit", "submit", "publish", "publish", "approve", "approve", "approve"),
    *("send_back", "withdraw", "restore", "restore", "undo", "undo", "delete"),
)


def test_whatever_is_done_nobody_publishes_their_own_words(people):
    @settings(max_examples=EXAMPLES if EXAMPLES >= 10_000 else 25)
    @given(
        st.lists(
            st.tuples(st.sampled_from(ACTS), st.sampled_from("ABC"), st.integers(0, 5)),
            min_size=4,
            max_size=16,
        )
    )
    def plays(acts):
        with transaction.atomic():
            play = Play(people)
            for act in acts:
                play.act(*act)
            transaction.set_rollback(True)

    plays()


# Ways in which own words once got past: who does what, in order; the last must be refused.
HOLES = {
    "a proposal taken up after its record was withdrawn": (
        "A:submit B:publish A:edit:1 B:withdraw C:edit:3 C:submit A:publish"
    ),
    "an undo that puts back what was never published": (
        "A:edit:1 B:edit:1 B:submit C:publish B:undo:0 A:approve"
    ),
    "an undo of an undo": (
        "B:submit C:publish C:withdraw A:edit:1 B:undo:0 B:submit C:publish B:undo:0 A:approve"
    ),
    "a version restored that was never published": (
        "A:edit:1 B:edit:1 B:submit C:publish B:restore:3 A:approve"
    ),
    "a draft deleted, and the deletion undone": "B:delete B:undo:0 B:submit A:publish",
}


@pytest.mark.parametrize("hole", HOLES)
def test_a_way_around_is_closed(people, hole):
    play = Play(people)
    *before, last = HOLES[hole].split()
    for step in before:
        who, act, *number = step.split(":")
        getattr(play, act)(who, int(number[0]) if number else 0)
    who, act = last.split(":")
    with pytest.raises(NotAllowed, match="second person"):
        getattr(play, act)(who, 0)
    getattr(play, act)("B" if "taken up" in hole else "C", 0)


def test_what_was_approved_before_is_anybodys_to_approve_again(people):
    play = Play(people)
    for act, who in (("submit", "A"), ("publish", "B")):
        getattr(play, act)(who, 0)
    published = versions.versions_of(play.record)[0]
    publishing.approve(play.edit("C", 0).proposal, by=people["B"])
    back = publishing.restore(play.record, published, by=people["B"])
    publishing.approve(back.proposal, by=people["A"])
    assert play.record.seat == "A1"


def test_the_queue_shows_nobody_what_holds_their_words(people):
    play = Play(people)
    play.submit("A", 0)
    play.publish("B", 0)
    play.edit("A", 0)
    taken_up = play.edit("C", 1).proposal
    found = {name: waiting.proposals(user).found for name, user in people.items()}
    assert found == {"A": [], "B": [taken_up], "C": []}
    play.withdraw("B", 0)
    play.edit("B", 1)
    play.submit("B", 0)
    found = {name: waiting.in_review(user).found for name, user in people.items()}
    assert found == {"A": [], "B": [], "C": []}


def test_who_wrote_or_decided_is_not_deleted(people):
    play = Play(people)
    play.submit("A", 0)
    play.publish("B", 0)
    publishing.reject(play.edit("C", 0).proposal, by=people["B"], remark="No.")
    for user in people.values():
        with pytest.raises(ProtectedError):
            user.delete()
    assert writers.of_record(Actor, play.record.pk) == set()


def other_connection_may_write(record):
    """Whether somebody else could change the record now: asked without waiting."""
    found = []

    def attempt():
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA busy_timeout = 0")
            with transaction.atomic():
                list(Actor.objects.select_for_update(nowait=True).filter(pk=record.pk))
            found.append(True)
        except OperationalError:
            found.append(False)
        finally:
            connection.close()

    thread = Thread(target=attempt)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["publish", "approve"])
def test_who_wrote_is_asked_while_nobody_can_write(people, monkeypatch, act):
    play = Play(people)
    play.submit("A", 0)
    if act == "approve":
        play.publish("B", 0)
        play.edit("A", 0)
    record, asked = play.record, []
    for name in ("may_publish", "may_decide"):
        rule = getattr(publishing, name)

        def watched(what, user, rule=rule):
            asked.append(other_connection_may_write(record))
            return rule(what, user)

        monkeypatch.setattr(publishing, name, watched)
    getattr(play, act)("B", 0)
    assert asked == [False]
