"""The data package: valid, closed, without anything that is not public, and loaded back."""

import csv
import io
import json
import zipfile

import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st

from geopolitics import publishing, quotes, vocabularies
from geopolitics.changes.current import change_set
from geopolitics.exchange.columns import sheet_of, tables
from geopolitics.exchange.package import archive
from geopolitics.exchange.package.excerpts import Excerpt
from geopolitics.exchange.package.rows import columns
from geopolitics.exchange.packaged import MARK as LEFT_OUT
from geopolitics.models import (
    Actor,
    Article,
    Citation,
    Document,
    Event,
    Passage,
    Statement,
    Treaty,
)
from tests.canaries import plant
from tests.sweep import HIDDEN, MARK

FULL = "full text may be shown"


def packed(version=""):
    place = io.BytesIO()
    archive.write(place, version)
    return place.getvalue()


def table(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(f"{name}.csv").decode(), newline="")))


@pytest.fixture
def written():
    """A change set of the operator's."""
    return lambda: change_set(way="command", message="for a test")


def test_frictionless_finds_it_valid_and_would_find_what_is_not(register, tmp_path):
    place = tmp_path / "geopolitics.zip"
    place.write_bytes(packed("2026-10"))
    report = Package(str(place)).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(tables())
    descriptor = json.loads(zipfile.ZipFile(place).read("datapackage.json"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["version"] == "2026-10"
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(place).extractall(folder)
    for table_name, right, wrong in (
        ("party", b",ussr,party", b",nobody,party"),
        ("citation", b",mishra-2024-russia-dprk-pact,1,", b",mishra-2024-russia-dprk-pact,77,"),
    ):
        file = folder / f"{table_name}.csv"
        file.write_bytes(file.read_bytes().replace(right, wrong, 1))
        resource = next(r for r in descriptor["resources"] if r["name"] == table_name)
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["type"]) == [["foreign-key"], ["foreign-key"]]


def test_each_public_column_is_described_and_no_other_is_there(register):
    data = packed()
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        descriptor = json.loads(opened.read("datapackage.json"))
        codebook = opened.read("CODEBOOK.md").decode()
    fields = {
        r["name"]: {f["name"]: f for f in r["schema"]["fields"]} for r in descriptor["resources"]
    }
    for name, model in tables().items():
        public = [c.header for c in columns(model)]
        assert list(fields[name]) == public == list(table(data, name)[0])
        assert not set(public) & {*model.staff_fields, "id", "created", "modified"}
        for column in sheet_of(model).own:
            if column.kind == "choice" and column.name in model.public_fields:
                assert fields[name][column.header]["constraints"]["enum"] == column.choices
    for vocabulary in vocabularies.ALL:
        for term in vocabulary:
            assert f"`{term.value}`" in codebook
    assert "The casus foederis" in codebook


def test_each_member_of_a_set_is_a_row(register):
    data = packed()
    slugs = {name: {row["slug"] for row in table(data, name)} for name in ("actor", "topic")}
    topics = [t for row in table(data, "statement") for t in row["topics"].split("|") if t]
    assert topics
    assert set(topics) <= slugs["topic"]
    assert set(table(data, "document")[0]["authors"].split("|")) <= slugs["actor"]
    held = {f"{row['person']}/{row['key']}" for row in table(data, "position")}
    assert {row["capacity"] for row in table(data, "statement")} - {""} <= held


def test_nothing_hidden_is_in_it(register, curator, reviewer, written):
    """Drafts, staff notes and withdrawn records leave no word, no row, no other byte; not in a
    set either, nor as a broader topic."""
    before = packed()
    plant(curator, reviewer)
    with written():
        draft = Actor(slug="twin-member", name=MARK, kind="state")
        draft.save()
        register.authors.add(draft)
        Statement.objects.public().first().addressees.add(draft)
        event = Event.objects.public().first()
        event.treaties.add(Treaty.objects.get(slug="twin-russia-dprk-2024"))
        event.articles.add(Article.objects.filter(slug__startswith="twin-").first())
    assert packed() == before
    with zipfile.ZipFile(io.BytesIO(packed())) as opened:
        for name in opened.namelist():
            body = opened.read(name)
            assert MARK.encode() not in body, name
            assert not any(prefix.encode() in body for prefix in HIDDEN), name


def test_of_excerpts_only_the_cited_words_are_there(register):
    data = packed()
    shown = {row["number"]: row for row in table(data, "passage")}
    cited = Citation.objects.public().filter(passage__document=register)
    assert set(shown) == set(cited.values_list("passage__number", flat=True))
    for passage in register.passages.all():
        covered = set()
        for citation in cited.filter(passage=passage):
            covered.update(range(citation.start, citation.end))
        for at, word in enumerate(passage.text.split(" ")):
            start = sum(len(w) + 1 for w in passage.text.split(" ")[:at])
            hidden = word.isalpha() and not covered & set(range(start, start + len(word)))
            if hidden and passage.text.count(word) == 1:
                assert word not in shown.get(passage.number, {"text": ""})["text"]
    assert not any(row["section"] for row in shown.values())
    for row in table(data, "citation"):
        quotes.locate(shown[row["passage"]]["text"], row["quote"], row["prefix"], row["suffix"])
        visible = shown[row["passage"]]["text"]
        assert quotes.normalise(row["prefix"]) in quotes.normalise(visible)


def loaded_back(data, command, empty_register, tmp_path):
    place = tmp_path / "back.zip"
    place.write_bytes(data)
    empty_register()
    code, said, wrong = command("import_records", place)
    assert (code, wrong) == (0, ""), wrong
    assert command("verify")[0] == 0
    return said


@pytest.mark.parametrize("rights", ["excerpts only", FULL])
def test_it_loads_back_into_an_empty_register(
    register, written, command, empty_register, tmp_path, rights
):
    with written():
        register.rights = rights
        register.save()
    data = packed()
    assert (len(table(data, "passage")) == register.passages.count()) == (rights == FULL)
    said = loaded_back(data, command, empty_register, tmp_path)
    assert packed() == data
    rows = sum(len(table(data, name)) for name in tables())
    assert said.startswith(f"{rows} rows: {rows} new")
    assert {d.status for d in Document.objects.all()} == {"published"}
    again = command("import_records", tmp_path / "back.zip")
    assert "0 new, 0 changed" in again[1]


def test_words_that_no_quote_covers_are_there_if_a_record_says_them(
    register, written, command, empty_register, tmp_path
):
    """Hidden words tell two equal quotes apart: visible ones take their place. What a statement
    gives as the speaker's own words is public with it, though its citation quotes others."""
    text = "Alone one said yes. Hidden two said yes. He “swore by it”, privately, to all."
    with written():
        words = Passage(document=register, number="900", position=900, text=text)
        words.save()
        actor = Actor(slug="swearer", name="Swearer", kind="person", status="published")
        actor.save()
        said = Statement(
            slug="swears", speaker=actor, act="COMMENT", quote="swore by it", status="published"
        )
        said.save()
        Citation(actor=actor, key="a", passage=words, quote="said yes", prefix="one").save()
        Citation(statement=said, key="b", passage=words, quote="said yes", prefix="two").save()
    data = packed()
    shown = next(row for row in table(data, "passage") if row["number"] == "900")
    assert (
        shown["text"]
        == f"{LEFT_OUT} said yes {LEFT_OUT} said yes {LEFT_OUT} swore by it {LEFT_OUT}"
    )
    loaded_back(data, command, empty_register, tmp_path)
    assert packed() == data
    assert Statement.objects.get(slug="swears").quote == "swore by it"


def test_a_register_that_holds_more_of_a_document_keeps_it(register, command, digest, tmp_path):
    before = digest()
    place = tmp_path / "own.zip"
    place.write_bytes(packed())
    assert "0 new, 0 changed" in command("import_records", place)[1]
    assert digest() == before


def test_a_register_loaded_from_a_package_takes_the_next(
    register, written, command, empty_register, tmp_path
):
    first = packed()
    with written():
        passage = register.passages.exclude(citations=None).get(number="1")
        Citation(
            actor=Actor.objects.get(slug="russia"), passage=passage, quote="caught even"
        ).save()
        uncited = register.passages.filter(citations=None).first()
        Citation(
            actor=Actor.objects.get(slug="japan"), passage=uncited, quote=uncited.text[:30]
        ).save()
    second = packed()
    loaded_back(first, command, empty_register, tmp_path)
    place = tmp_path / "second.zip"
    place.write_bytes(second)
    assert command("import_records", place)[0] == 0
    assert packed() == second
    assert command("verify")[0] == 0


def test_what_was_withdrawn_is_not_published_by_an_older_package(
    register, reviewer, command, written, tmp_path
):
    with written():
        event = Event(slug="brief", title="Brief", kind="visit", status="published")
        event.save()
        passage = register.passages.get(number="1")
        Citation(event=event, passage=passage, quote=passage.text[:40]).save()
        register.rights = FULL
        register.save()
    place = tmp_path / "old.zip"
    place.write_bytes(packed())
    publishing.withdraw([event], by=reviewer, reason="Told twice.")
    assert command("import_records", place)[0] == 0
    event.refresh_from_db()
    assert event.status == "withdrawn"


def test_what_a_user_takes_from_it_is_a_draft(register, curator, command, tmp_path):
    place = tmp_path / "theirs.zip"
    with zipfile.ZipFile(io.BytesIO(packed())) as opened, zipfile.ZipFile(place, "w") as theirs:
        for name in opened.namelist():
            more = b"newcomer,,,,Newcomer,,state\r\n" if name == "actor.csv" else b""
            if more:
                more = more.rstrip() + b"," * (len(columns(Actor)) - 7) + b"\r\n"
            theirs.writestr(name, opened.read(name) + more)
    code, said, wrong = command("import_records", place, user=curator.username)
    assert code == 0, wrong
    assert "1 new, 0 changed" in said
    assert Actor.objects.get(slug="newcomer").status == "draft"


def test_its_size_does_not_make_it_slow_in_queries(register, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        packed()


@st.composite
def cited_texts(draw):
    text = draw(st.text("ab c.—\u0301“", min_size=1, max_size=40))
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=5))
    found = []
    for start, length in spans:
        quote = text[start : start + length].strip()
        try:
            place = quotes.locate(text, quote)
        except quotes.NotUnique as several:
            place = several.places[-1]
        except quotes.QuoteError:
            continue
        found.append((text[place[0] : place[1]], tuple(place)))
    return text, found


@given(cited_texts())
def test_each_quote_stands_in_its_excerpt_and_an_excerpt_of_it_is_the_same(case):
    text, cited = case
    excerpt = Excerpt(text, [place for _, place in cited])
    again = []
    for quote, place in cited:
        prefix, suffix = excerpt.context(quote, place, "", "")
        found = quotes.locate(excerpt.text, quote, prefix, suffix)
        assert excerpt.text[found.start : found.end] == quote
        again.append(tuple(found))
    if cited:
        assert Excerpt(excerpt.text, again).text == excerpt.text
