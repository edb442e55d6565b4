"""The fixtures of the first document: whole, in order, and every word in its place."""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from geopolitics import quotes, rules
from geopolitics.models import RECORDS, REGISTER, Citation, Document, Passage, SideRow

FIXTURES = Path(__file__).parents[1] / "fixtures"
SOURCE = Path(__file__).parents[2] / "shared/source/000_d8a30e36d1820c7d.txt"
NAMES = [
    "topics",
    "actors",
    "actor_names",
    "actor_codes",
    "positions",
    "successions",
    "documents",
    "passages",
    "treaties",
    "treaty_names",
    "articles",
    "parties",
    "treaty_relations",
    "obligations",
    "events",
    "participants",
    "statements",
    "targets",
    "citations",
]
FILES = [FIXTURES / f"{number:02}_{name}.json" for number, name in enumerate(NAMES, 1)]
ROWS = {
    model: [row["fields"] for row in json.loads(file.read_text(encoding="utf-8"))]
    for model, file in zip(REGISTER, FILES, strict=True)
}
PASSAGES = {tuple(row["document"]) + (row["number"],): row for row in ROWS[Passage]}
HOUSEKEEPING = {"id", "created", "modified", "version", "start", "end"}
BY_MODEL = pytest.mark.parametrize("model", REGISTER, ids=NAMES)


def target(citation: dict) -> tuple[str, str]:
    (kind,) = (name for name in rules.TARGETS if name in citation)
    return kind, citation[kind][0]


def key(model: type, row: dict) -> tuple[str, ...]:
    if model is Citation:
        return (*target(row), row["key"])
    if model is Passage:
        return (*row["document"], row["number"])
    return (*row[model.owner_field], row["key"]) if issubclass(model, SideRow) else (row["slug"],)


def order(model: type, row: dict) -> tuple:
    """What the rows of a file are sorted by: the natural key; passages as they are read."""
    if model is Passage:
        return (*row["document"], row["position"])
    if model is Citation:
        kind, slug = target(row)
        return (rules.TARGETS.index(kind), slug, row["key"])
    return key(model, row)


def columns(model: type) -> dict:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    kept = {f.name: f for f in fields if f.name not in HOUSEKEEPING}
    return {name: f for name, f in kept.items() if not getattr(f, "generated", False)}


KEYS = {model: {key(model, row) for row in rows} for model, rows in ROWS.items()}


def test_one_file_for_each_table_and_no_other():
    assert sorted(FIXTURES.glob("*")) == FILES


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_file_is_written_in_the_one_form(file):
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text)
    label = REGISTER[FILES.index(file)]._meta.label_lower
    assert text == json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    assert all(list(row) == ["model", "fields"] and row["model"] == label for row in rows)


@BY_MODEL
def test_rows_are_sorted_and_their_keys_stand_once(model):
    places = [order(model, row) for row in ROWS[model]]
    assert places == sorted(places)
    assert len(KEYS[model]) == len(ROWS[model])


@BY_MODEL
def test_columns_exist_stand_in_order_and_say_something(model):
    known = columns(model)
    for row in ROWS[model]:
        assert list(row) == [name for name in known if name in row], key(model, row)
        for name, value in row.items():
            assert value not in ("", None, []), (key(model, row), name)
            if name != "key" and known[name].has_default():
                assert value != known[name].get_default(), (key(model, row), name)


@BY_MODEL
def test_values_are_codes_of_their_list(model):
    for name, column in columns(model).items():
        if column.choices:
            allowed = {value for value, _ in column.flatchoices}
            given = {row[name] for row in ROWS[model] if name in row}
            assert given <= allowed, name


@BY_MODEL
def test_references_resolve(model):
    for name, column in columns(model).items():
        if column.is_relation:
            there = KEYS[column.related_model]
            for row in ROWS[model]:
                found = row.get(name, [])
                found = found if column.many_to_many else [found] if found else []
                assert found == sorted(found), (key(model, row), name)
                assert {tuple(one) for one in found} <= there, (key(model, row), name)


def test_an_article_bears_the_slug_made_of_its_treaty_and_element_id():
    for model in RECORDS:
        if model._meta.model_name == "article":
            for row in ROWS[model]:
                assert row["slug"] == f"{row['treaty'][0]}--{row['eid']}"


def test_every_record_is_published_has_a_summary_and_is_cited():
    cited = {target(row) for row in ROWS[Citation]}
    for model in RECORDS:
        for row in ROWS[model]:
            assert row["status"] == "published", row["slug"]
            assert row["summary"], row["slug"]
            assert (model.table(), row["slug"]) in cited, row["slug"]
    assert all(row["status"] == "published" for row in ROWS[Document])


def test_every_topic_is_used_itself_or_by_a_narrower_one():
    used = {topic for model in RECORDS for row in ROWS[model] for (topic,) in row.get("topics", [])}
    topics, rows = REGISTER[0], {row["slug"]: row for row in ROWS[REGISTER[0]]}
    for slug in list(used):
        while "broader" in rows[slug]:
            slug = rows[slug]["broader"][0]
            used.add(slug)
    assert {slug for (slug,) in KEYS[topics]} == used


def test_every_quote_stands_once_in_its_passage():
    for row in ROWS[Citation]:
        text = PASSAGES[tuple(row["passage"])]["text"]
        found = quotes.locate(text, row["quote"], row.get("prefix", ""), row.get("suffix", ""))
        assert text[found.start : found.end] == row["quote"], key(Citation, row)


def test_a_prefix_or_suffix_is_given_only_where_it_is_needed():
    for row in ROWS[Citation]:
        if "prefix" in row or "suffix" in row:
            with pytest.raises(quotes.NotUnique):
                quotes.locate(PASSAGES[tuple(row["passage"])]["text"], row["quote"])


def test_the_words_that_a_statement_quotes_stand_in_its_citation():
    cited = {}
    for row in ROWS[Citation]:
        cited.setdefault(target(row), []).append(row["quote"])
    for model in RECORDS:
        for row in ROWS[model]:
            if "quote" in row:
                assert any(row["quote"] in words for words in cited[model.table(), row["slug"]])


def test_every_field_that_a_citation_proves_is_one_of_its_record():
    models = {model.table(): model for model in REGISTER}
    for row in ROWS[Citation]:
        kind, slug = target(row)
        steps, model = row.get("field", "").split("/"), models[kind]
        if len(steps) > 1:
            model = models[rules.SIDE_SETS[kind][steps[0]]]
            assert (slug, steps[1]) in KEYS[model], key(Citation, row)
            steps = steps[2:]
        assert len(steps) < 2, key(Citation, row)
        assert set(steps) <= {"", *columns(model)}, key(Citation, row)
        assert steps or "value" not in row, key(Citation, row)


SIDE_ROWS_WITH_WORDS = {"names", "positions", "successions", "parties", "relations", "obligations"}


def test_every_name_office_party_and_duty_has_words_of_its_own():
    proved = {
        (*target(row), *row["field"].split("/")[:2]) for row in ROWS[Citation] if "field" in row
    }
    models = {model.table(): model for model in REGISTER}
    for kind, sets in rules.SIDE_SETS.items():
        for name in SIDE_ROWS_WITH_WORDS & set(sets):
            for slug, own in KEYS[models[sets[name]]]:
                assert (kind, slug, name, own) in proved, (slug, name, own)


def test_every_sentence_is_touched_by_a_citation():
    spans = {}
    for row in ROWS[Citation]:
        place = tuple(row["passage"])
        found = quotes.locate(
            PASSAGES[place]["text"], row["quote"], row.get("prefix", ""), row.get("suffix", "")
        )
        spans.setdefault(place, []).append(found)
    for place, passage in PASSAGES.items():
        if passage.get("boilerplate"):
            continue
        for sentence in quotes.sentences(passage["text"]):
            assert any(
                span.start < sentence.end and sentence.start < span.end
                for span in spans.get(place, [])
            ), passage["text"][sentence.start : sentence.end]


def test_passages_are_numbered_in_the_order_of_the_document():
    assert [row["position"] for row in ROWS[Passage]] == list(range(1, len(PASSAGES) + 1))
    count = Counter()
    for row in ROWS[Passage]:
        letter = row["number"].rstrip("0123456789")
        count[letter] += 1
        assert row["number"] == f"{letter}{count[letter]}"
        assert row.get("boilerplate", False) or letter != "b"


def test_nothing_of_the_document_is_lost():
    if not SOURCE.exists():
        pytest.skip(f"the document as received is not here: {SOURCE}")
    received = SOURCE.read_bytes()
    (document,) = ROWS[Document]
    assert document["sha256"] == hashlib.sha256(received).hexdigest()
    pieces, section = [], ""
    for row in ROWS[Passage]:
        if row.get("section", "") not in ("", section):
            pieces.append(row["section"])
        section = row.get("section", "")
        pieces.append(row["text"])
    plain = re.sub(r"\[([^\]]*)\]\(#\)", r"\1", received.decode().replace("**", ""))
    assert " ".join(pieces).split() == plain.split()
