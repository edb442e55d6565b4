"""Search follows every change in its transaction: what is public is found, and nothing else."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geopolitics import publishing, search
from geopolitics.changes.current import change_set
from geopolitics.management.commands import start
from geopolitics.models import (
    Actor,
    ActorName,
    Article,
    ChangeSet,
    Citation,
    Document,
    Event,
    Passage,
    Position,
    SearchEntry,
    Statement,
    Topic,
    Treaty,
)
from geopolitics.verify import verify

WORD = "Zyxwvutsrqponmlk"


@pytest.fixture
def draft(register, curator):
    """A state that the curator wrote, in review, under a topic of its own."""
    passage = Passage.objects.get(number="10")
    with change_set(way="command"):
        Topic(slug="borders", name="Borders zyxborders").save()
    with publishing.edit(curator, way="form"):
        actor = Actor(slug="mongolia", name="Mongolia", kind="state", description=WORD)
        actor.save()
        actor.topics.add(Topic.objects.get(slug="borders"))
        Citation(actor=actor, key="c1", passage=passage, quote=passage.text[:20]).save()
    publishing.submit(actor, by=curator)
    actor.refresh_from_db()
    return actor


def test_publishing_and_withdrawing(draft, ask, reviewer, sound):
    assert ask("Mongolia") == ask(WORD) == ask("zyxborders") == []
    publishing.publish([draft], by=reviewer)
    assert ask("Mongolia") == ask(WORD) == ["actor mongolia"]
    assert ask("zyxborders") == ["topic borders"]
    assert ask("mongolia", topic="borders") == ["actor mongolia"]
    sound()
    publishing.withdraw([draft], by=reviewer, reason="A mistake.")
    assert ask("Mongolia") == ask(WORD) == ask("zyxborders") == []
    sound()


def test_a_proposal_is_found_once_it_is_approved_and_lost_once_undone(
    register, ask, curator, reviewer, sound
):
    with publishing.edit(curator, way="form") as result:
        actor = Actor.objects.get(slug="south-korea")
        ActorName(actor=actor, key="ko", name="대한민국", kind="official", language="ko").save()
    assert ask("대한민국") == []
    publishing.approve(result.proposal, by=reviewer)
    assert ask("대한민국") == ["actor south-korea"]
    sound()
    back = publishing.undo(ChangeSet.objects.get(pk=result.proposal.pk), by=curator)
    publishing.approve(back.proposal, by=reviewer)
    assert ask("대한민국") == []
    sound()


def test_what_is_refused_leaves_no_trace(register, ask, sound):
    with pytest.raises(RuntimeError), change_set(way="command"):
        actor = Actor.objects.get(slug="russia")
        actor.description = WORD
        actor.save()
        raise RuntimeError
    assert ask(WORD) == []
    sound()


def _rename(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


# What is changed, and in rows of which kinds at least the new word is then found.
CHANGES = {
    "an actor's name": (
        lambda: _rename(Actor.objects.get(slug="russia"), name=WORD),
        {"actor", "treaty", "event"},
    ),
    "a speaker's name": (
        lambda: _rename(Actor.objects.get(slug="yoon-suk-yeol"), name=WORD),
        {"actor", "statement"},
    ),
    "an author's name": (
        lambda: _rename(Actor.objects.get(slug="sandip-mishra"), name=WORD),
        {"actor", "document", "statement"},
    ),
    "an alias": (
        lambda: ActorName.objects.create(
            actor=Actor.objects.get(slug="russia"), name=WORD, kind="alias"
        ),
        {"actor"},
    ),
    "an office": (
        lambda: [_rename(office, title=WORD) for office in Position.objects.all()],
        {"actor", "statement"},
    ),
    "a treaty's title": (
        lambda: _rename(Treaty.objects.get(slug="russia-dprk-2024"), title=WORD),
        {"treaty", "article"},
    ),
    "a treaty's slug": (
        lambda: _rename(Treaty.objects.get(slug="russia-dprk-2024"), slug="new", summary=WORD),
        {"treaty"},
    ),
    "a treaty's day": (
        lambda: _rename(Treaty.objects.get(slug="ussr-dprk-1961"), signed="1961-07-11", place=WORD),
        {"treaty"},
    ),
    "a document's title": (
        lambda: _rename(Document.objects.get(), title=WORD),
        {"document"},
    ),
    "a document's rights": (
        lambda: _rename(Document.objects.get(), rights="full text may be shown", title=WORD),
        {"document"},
    ),
    "a topic's slug": (
        lambda: _rename(Topic.objects.get(slug="sanctions"), slug="measures", name=WORD),
        {"topic"},
    ),
    "a topic's place": (
        lambda: _rename(
            Topic.objects.get(slug="sanctions"), broader=Topic.objects.get(slug="media"), name=WORD
        ),
        {"topic"},
    ),
    "an event's set of topics": (
        lambda: [
            _rename(event := Event.objects.public().first(), summary=WORD),
            event.topics.set([Topic.objects.get(slug="media")]),
        ],
        {"event"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_shows_a_name_follows_it(name, register, ask, sound):
    change, kinds = CHANGES[name]
    with change_set(way="command"):
        change()
    sound()
    found = search.find(search.parse(WORD))
    assert kinds <= {kind for kind, count in found.kinds.items() if count.number}


def test_a_topic_that_is_taken_away_is_no_longer_offered(register, ask, sound):
    assert ask("sanctions", topic="sanctions")
    with change_set(way="command"):
        Topic.objects.get(slug="sanctions").delete()
    assert ask("sanctions", topic="sanctions") == []
    sound()


def test_a_quote_that_moves_takes_its_words_along(register, ask, sound):
    event = Event.objects.get(slug="ukraine-war")
    passage = Passage.objects.get(number="10")
    words = passage.text[:30]
    with change_set(way="command"):
        citation = event.citations.first()
        citation.passage, citation.quote, citation.prefix, citation.suffix = passage, words, "", ""
        citation.save()
    sound()
    assert "event ukraine-war" in ask(f'"{words}"')


def test_a_document_of_which_excerpts_are_shown_is_found_by_its_cited_words_alone(
    register, ask, sound
):
    uncited = [
        word
        for word in {w.strip(".,") for p in register.passages.all() for w in p.text.split()}
        if word.isalpha() and not any(word in e.shown["pieces"] for e in _passages())
    ]
    hidden = [word for word in uncited if not ask(word)]
    assert hidden
    with change_set(way="command"):
        _rename(Document.objects.get(), rights="full text may be shown")
    assert all(ask(word) for word in hidden)
    sound()
    with change_set(way="command"):
        _rename(Document.objects.get(), rights="excerpts only")
    assert not any(ask(word) for word in hidden)
    sound()


def _passages():
    return SearchEntry.objects.filter(kind="passage")


def test_no_phrase_reaches_over_words_left_out(register, ask):
    for entry in _passages():
        for one, other in zip(entry.shown["pieces"], entry.shown["pieces"][1:], strict=False):
            joined = f'"{" ".join(one.split()[-2:])} {" ".join(other.split()[:2])}"'
            assert f"passage {entry.slug}" not in ask(joined)


def test_loaddata_and_dumpdata(register, ask, sound, tmp_path):
    row = {"slug": "fuji", "name": f"Fuji {WORD}", "kind": "other"}
    file = tmp_path / "more.json"
    file.write_text(json.dumps([{"model": "geopolitics.actor", "fields": row}]))
    call_command("loaddata", str(file), verbosity=0)
    assert ask(WORD) == []  # a draft
    call_command("dumpdata", output=str(tmp_path / "all.json"), verbosity=0)
    assert "searchentry" not in (tmp_path / "all.json").read_text()
    sound()


def test_all_withdrawn_nothing_is_found(register, reviewer, sound):
    everything = [
        r for m in (Treaty, Article, Actor, Statement, Event, Document) for r in m.objects.public()
    ]
    publishing.withdraw(everything, by=reviewer, reason="The source was retracted.")
    assert not SearchEntry.objects.exists()
    sound()


def test_a_register_older_than_its_index_is_brought_up(register, sound):
    count = SearchEntry.objects.count()
    SearchEntry.objects.all().delete()
    said = []
    start.bring_up_search(said.append)
    assert said == [f"Search is made ready: {count} entries."]
    sound()
    start.bring_up_search(pytest.fail)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE geopolitics_searchentry SET form = 0 WHERE kind = 'topic'")
    start.bring_up_search(said.append)
    assert len(said) == 2
    start.bring_up_search(pytest.fail)


def test_a_database_that_cannot_search_is_told_at_the_start(db, monkeypatch):
    start.reach_database()
    monkeypatch.setattr(search, "missing", lambda: "No full-text search.")
    with pytest.raises(CommandError, match="No full-text search"):
        start.reach_database()


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("DELETE FROM geopolitics_searchentry WHERE slug = 'russia'", "search does not find it"),
        (
            "UPDATE geopolitics_actor SET status = 'draft' WHERE slug = 'iran'",
            "search finds it, and it is not public",
        ),
        (
            "UPDATE geopolitics_searchentry SET names = 'x' WHERE slug = 'russia'",
            "search finds it by what it no longer says",
        ),
    ],
)
def test_verify_names_what_has_drifted_and_reindex_mends_it(register, sql, reason):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = [failure.reason for failure in verify() if failure.check == "search"]
    assert f"{reason}: manage.py reindex makes the index anew" in found
    call_command("reindex", verbosity=0)
    assert not [failure for failure in verify() if failure.check == "search"]


def test_verify_sees_words_that_the_database_has_lost(register):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL generates them itself")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER geopolitics_searchwords_delete")
        cursor.execute("DELETE FROM geopolitics_searchentry WHERE slug = 'russia'")
    found = [f.reason for f in verify() if f.check == "search" and f.table == "entry"]
    assert found
    call_command("reindex", verbosity=0)
    assert not [failure for failure in verify() if failure.check == "search"]
