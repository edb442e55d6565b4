"""Nothing of what is not published shows: not a word, not a link, not a count."""

import re

import pytest
from django.urls import reverse

from geopolitics import publishing
from geopolitics.changes.closure import NotClosed
from geopolitics.models import (
    RECORDS,
    Actor,
    Article,
    Citation,
    Document,
    Event,
    Obligation,
    Participant,
    Party,
    Passage,
    Redirect,
    Statement,
    Succession,
    Target,
    Topic,
    Treaty,
    TreatyRelation,
)

from .conftest import LISTS, OTHERS

MARK = "Zyxwvutsrqponmlk"


@pytest.fixture
def hidden(register, written):
    """Drafts woven into the published records from every side that may point to them."""
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    article = Article.objects.get(slug="russia-dprk-2024--art_4")
    russia = Actor.objects.get(slug="russia")
    event = Event.objects.public().filter(treaties=treaty).first()
    said = Statement.objects.public().about(treaty).first()
    passage = register.passages.get(number="1")
    common = {"summary": MARK, "coding_note": MARK, "staff_notes": MARK}
    with written():
        for record in (treaty, article, russia, event, said, register):
            record.staff_notes = MARK
            record.save()
        topic = Topic(slug="hidden-topic", name=MARK, note=MARK)
        topic.save()
        actor = Actor(
            slug="hidden-actor", name=MARK, short_name=MARK, kind="state", part_of=russia, **common
        )
        pact = Treaty(slug="hidden-treaty", title=MARK, signed="1961", **common)
        draft = Document(slug="hidden-document", title=MARK, kind="book", publisher=russia)
        for record in (actor, pact, draft):
            record.save()
        draft.authors.set([russia])
        Passage(document=draft, number="1", position=1, text=MARK).save()
        clause = Article(treaty=pact, eid="art_1", number="1", label=MARK, text=MARK, **common)
        happening = Event(slug="hidden-event", title=MARK, kind="visit", part_of=event, **common)
        words = Statement(
            slug="hidden-statement",
            speaker=russia,
            on_behalf_of=russia,
            act="COMMENT",
            quote=MARK,
            responds_to=said,
            **common,
        )
        for record in (clause, happening, words):
            record.save()
        clause.takes_up.set([article])
        happening.treaties.set([treaty])
        happening.articles.set([article])
        words.addressees.set([russia])
        for record in (actor, pact, clause, happening, words):
            record.topics.set([topic])
        rows = [
            Party(treaty=pact, actor=russia, role="signatory"),
            Obligation(treaty=pact, kind="defense", obligor=russia, trigger=MARK, note=MARK),
            TreatyRelation(treaty=pact, kind="renews", earlier=treaty),
            Succession(predecessor=actor, successor=russia, kind="continues"),
            Participant(event=happening, actor=russia, role="host"),
            Target(statement=words, about_treaty=treaty, stance="opposes", holder=russia),
            Target(statement=words, about_actor=russia),
            Citation(event=happening, passage=passage, quote=passage.text[:40], note=MARK),
        ]
        for row in rows:
            row.save()
    Redirect.objects.create(table="treaty", old="older-hidden", new=pact.slug)
    return [actor, pact, clause, happening, words, draft, topic]


def everything(reader, every_page):
    topics = [topic.get_absolute_url() for topic in Topic.objects.public()]
    days = ["/treaties/?on=2001-01-01", "/treaties/russia-dprk-2024/?on=1985-01-01"]
    searches = ["/search/?q=korea", "/search/?q=the&order=newest", "/search/names.json?q=ru"]
    return {
        address: reader.get(address).content
        for address in [*every_page, *topics, *LISTS, *OTHERS, *days, *searches]
    }


def test_drafts_change_no_byte_of_any_page(reader, every_page, hidden, written):
    dated = re.compile(rb'<time class="when" datetime="\d{4}-\d\d-\d\d">')
    shown = everything(reader, every_page)
    assert not [address for address, body in shown.items() if MARK.encode() in body]
    assert not [address for address, body in shown.items() if b"hidden-" in body]
    actor, pact, clause, happening, words, draft, topic = hidden
    with written():
        for record in (words, happening, clause, pact, actor):
            record.delete()
        draft.passages.all().delete()
        draft.delete()
        topic.delete()
    bare = everything(reader, every_page)
    assert dated.search(bare["/"])
    assert shown == bare


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_hidden_place_in_a_list_is_as_one_that_never_was(reader, hidden, model):
    record = next(record for record in hidden if isinstance(record, model))
    address = f"/{model._meta.verbose_name_plural}/"
    told = reader.get(address, {"after": record.slug})
    assert told.status_code == 400
    assert told.content == reader.get(address, {"after": "never-was"}).content


def test_no_address_or_anchor_is_a_bare_number(reader, every_page):
    for address in every_page:
        html = reader.get(address).content.decode()
        assert not re.search(r'href="/[a-z]+/\d+/', html)
        assert not re.search(r' (?:id|name|value|data-[a-z]+)="\d+"', html)


@pytest.mark.parametrize("then", ["withdrawn", "in review"])
def test_a_withdrawn_record_is_gone_with_its_reason(reader, register, written, reviewer, then):
    """And nothing of what becomes of it afterwards shows."""
    event = Event.objects.public().filter(parts=None, targeted_by=None).first()
    publishing.withdraw([event], by=reviewer, reason="Told twice by mistake.")
    with written():
        event = Event.objects.get(pk=event.pk)
        event.status, event.title, event.slug = then, MARK, "another-slug"
        event.save()
    old = Redirect.objects.get(new="another-slug").old
    told = reader.get(f"/events/{old}/")
    assert told.status_code == 410
    assert "Told twice by mistake." in told.content.decode()
    assert MARK not in told.content.decode()
    assert "reviewer" not in told.content.decode()
    assert reader.get("/events/another-slug/").status_code == 404
    assert old not in reader.get("/events/").content.decode()


def test_a_withdrawn_treaty_takes_its_article_and_document_along(reader, register, reviewer):
    treaty = Treaty.objects.get(slug="russia-dprk-2024")
    with pytest.raises(NotClosed):
        publishing.withdraw([treaty], by=reviewer, reason="A mistake.")
    everything = [r for m in (*RECORDS, Document) for r in m.objects.public()]
    publishing.withdraw(everything, by=reviewer, reason="The source was retracted.")
    for record in everything:
        told = reader.get(record.get_absolute_url())
        assert told.status_code == 410
        assert "retracted" in told.content.decode()


@pytest.mark.parametrize("way", ["record", "proposal"])
def test_what_staff_look_at_before_it_is_public_is_kept_for_nobody(
    reader, text, written, curator, reviewer_client, way
):
    """The names of actors are kept in the process: also those that a trial made public."""
    name = "Parties"  # as the text has it
    if way == "record":
        with written():
            actor = Actor(slug="hidden-actor", name=name, kind="state", summary=MARK)
            actor.save()
            draft = Document(slug="hidden", title=MARK, kind="book", publisher=actor)
            draft.rights, draft.published = text.rights, "2021"
            draft.save()
            Passage(document=draft, number="1", position=1, text=f"{name} met. {name}.").save()
            Citation(actor=actor, passage=draft.passages.get(), quote=f"{name} met").save()
        address = reverse("desk:record_preview", args=["document", "hidden"])
    else:
        with publishing.edit(curator, way="form", message=MARK) as edit:
            renamed = Actor.objects.get(slug="japan")
            renamed.short_name = name
            renamed.save()
            whole = Document.objects.get(pk=text.pk)
            whole.language = "en-GB"
            whole.save()
        address = reverse("desk:proposal_preview", args=[edit.proposal.pk, "document", text.slug])
    looked = reviewer_client.get(address)
    assert looked.status_code == 200
    assert f">{name}</a>" in looked.content.decode()
    assert f">{name}</a>" not in reader.get(text.get_absolute_url()).content.decode()
