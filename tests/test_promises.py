"""The promises, swept over every table and every public address that the resolver knows."""

from itertools import cycle

from django.db.models import ForeignKey
from django.urls import get_resolver, resolve

from geopolitics.changes import review
from geopolitics.changes.current import change_set
from geopolitics.models import (
    RECORDS,
    REGISTER,
    ActorCode,
    Article,
    Citation,
    Document,
    Passage,
    Redirect,
    Sourced,
    Topic,
    model_of,
)
from geopolitics.models.fields import Line, Text
from geopolitics.publishing import edit

MARK = "Zyxwvutsrqponmlk"
QUERIES = ("", "?on=1985-01-01", "?on=Julember", "?after=twin-russia", "?after=russia")
SEARCHES = (
    "?q=korea",
    "?q=the&order=newest",
    f"?q={MARK}",
    f"?q={MARK[:5]}*",
    f"?q=korea+-{MARK}",
    "?q=russia&kind=treaty",
    "?q=treaty&topic=twin-topic",
    "?q=the&document=twin-russia",
    "?q=ru",
    "?q=zyxwvutsrqponml",
)
# What stands only beside another value.
UNMARKED = ("capacity_text", "translation", "translator", "value")
HEADERS_OF_THE_MOMENT = {"Date", "Set-Cookie"}


def addresses():
    """Each address of a published record, document and topic, and each that takes no slug."""
    found = [
        row.get_absolute_url()
        for model in (*RECORDS, Document, Topic)
        for row in model.objects.public().order_by("slug")
    ]
    public = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "public")
    return found + [f"/{p.pattern}" for p in public.url_patterns if "<" not in str(p.pattern)]


def seen(reader):
    """Status, headers and body of every public address, also with odd questions."""
    found = {}
    for address in addresses():
        lists = address.count("/") == 2
        queries = QUERIES if lists or "/treaties/" in address else ("",)
        for query in SEARCHES if address.startswith("/search/") else queries:
            answer = reader.get(address + query)
            headers = {k: v for k, v in answer.items() if k not in HEADERS_OF_THE_MOMENT}
            found[address + query] = (answer.status_code, headers, answer.content)
    return found


def test_every_public_address_is_swept(register):
    public = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "public")
    names = {pattern.name for pattern in public.url_patterns}
    assert {resolve(address).url_name for address in addresses()} == names


def marked(column, value, key):
    """The column's value in a twin: our word wherever people write text."""
    if isinstance(column, Text | Line) and column.name not in UNMARKED:
        return f"{MARK} {key}"
    return f"twin-{value}" if column.name == "slug" else value


def make_twins():
    """An unpublished twin of each row of a published record, that points where the first does."""
    twins = {}
    for model in REGISTER:
        if model in (Topic, ActorCode):
            continue
        for row in model.objects.public():
            twin = model()
            for column in model.columns():
                value = getattr(row, column.name)
                if isinstance(column, ForeignKey):
                    own = column.name in (*model.owner_fields(), "article") or model is Article
                    value = twins.get(value, value) if own else value
                elif model is not Citation or column.name == "note":
                    value = marked(column, value, getattr(row, "key", ""))
                setattr(twin, column.name, value)
            if isinstance(twin, Sourced):
                twin.status = "draft"
            twin.save()
            for field in model._meta.local_many_to_many:
                getattr(twin, field.name).set(getattr(row, field.name).all())
            twins[row] = twin
    records = [twin for twin in twins.values() if isinstance(twin, Sourced)]
    for twin, status in zip(records, cycle(["draft", "in review", "withdrawn"])):
        twin.refresh_from_db()
        twin.status = status
        twin.save()
    return records


def test_with_unpublished_twins_every_address_answers_the_same(register, reader, curator, reviewer):
    """Pages, headers, counts, order: nothing of drafts, proposals or staff notes tells."""
    before = seen(reader)
    with change_set(way="command", message=MARK):
        twins = make_twins()
        Topic(slug="twin-topic", name=MARK, note=MARK).save()
        twins[0].topics.add(Topic.objects.get(slug="twin-topic"))
        for model in (*RECORDS, Document):
            for row in model.objects.public():
                row.staff_notes = MARK
                row.save()
    Redirect.objects.create(table="actor", old="older-twin", new="twin-russia")
    for rejected in (False, True):
        with edit(curator, way="form", message=MARK) as result:
            for model in RECORDS:
                row = model.objects.public().first()
                row.summary = row.coding_note = MARK
                row.save()
        if rejected:
            review.reject(result.proposal, by=reviewer, remark=MARK)
    after = seen(reader)
    telling = {address: body for address, (_, _, body) in after.items() if MARK not in address}
    assert not [address for address, body in telling.items() if MARK.encode() in body]
    assert not [address for address in before if before[address] != after[address]]
    assert before.keys() == after.keys()
    for twin in twins:
        never = reader.get("/actors/never-was/")
        hidden = reader.get(twin.get_absolute_url())
        assert (hidden.status_code, hidden.content) == (404, never.content), twin


def test_every_published_record_rests_on_words_that_stand(register):
    for model in RECORDS:
        for row in model.objects.public():
            words = row.citations.all() or row.treaty.citations.all()
            assert words, row
            for citation in words:
                stretch = citation.passage.text[citation.start : citation.end]
                assert stretch == citation.quote
                assert citation.passage.document.is_public


def test_every_table_is_named_once_and_found_by_its_natural_key(register):
    for model in REGISTER:
        assert model_of(model.table()) is model
        row = model.objects.first()
        assert row is None or model.objects.get_by_natural_key(*row.natural_key()) == row
    assert Passage.objects.get_by_natural_key(register.slug, "1").position
