"""Bad files of kinds that the shared corpus lacks: refused with their place, by both doors."""

import csv
import datetime
import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from .conftest import digest, no_more_memory_than

HEADER = ["slug", "speaker", "made", "act", "summary", "treaties"]
GOOD = ["said-1", "arcadia", "2001", "COMMENT", "Words", "pact"]
BASE = {
    "document": [
        ["slug", "title", "kind", "published"],
        ["almanac", "Almanac", "book", "1950"],
    ],
    "passage": [
        ["document", "number", "text"],
        ["almanac", "007", "Arcadia spoke. Arcadia wrote."],
    ],
    "actor": [
        ["slug", "name", "kind", "aliases"],
        ["arcadia", "Arcadia", "state", "The Land"],
        ["borduria", "Borduria", "state", ""],
        ["old-borduria", "Old Borduria", "state", ""],
        ["mr-x", "Mr X", "person", ""],
    ],
    "actor_code": [
        ["actor", "key", "scheme", "value", "valid_from", "valid_until"],
        ["old-borduria", "cow", "cow", "998", "", "1991-12-25"],
        ["borduria", "cow", "cow", "998", "1991-12-26", ""],
    ],
    "treaty": [["slug", "title"], ["pact", "Pact"]],
    "statement": [
        [*HEADER, "document", "passage", "citation_quote"],
        ["base", "arcadia", "2000", "COMMENT", "Base", "pact", "almanac", "007", "Arcadia spoke"],
    ],
}


def csv_of(*rows, **options):
    out = io.StringIO(newline="")
    csv.writer(out, **options).writerows(rows)
    return out.getvalue().encode()


def one(**cells):
    """A statement that would be taken, but for these cells; further ones are further columns."""
    row = dict(zip(HEADER, GOOD, strict=True)) | cells
    return csv_of(list(row), list(row.values()))


def book(prepare=None, rows=(HEADER, GOOD), title="statement", edits=()):
    """A workbook, changed before it is saved by `prepare`, and in its members by `edits`."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    if prepare:
        prepare(made)
    out = io.BytesIO()
    made.save(out)
    return repacked(out.getvalue(), dict(edits)) if edits else out.getvalue()


def repacked(data, edits):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, edits.pop(name, lambda body: body)(old.read(name)))
        for name, body in edits.items():
            new.writestr(name, body(b""))
    return out.getvalue()


def cell(column, value, number_format=None):
    """Sets the cell of the good row under a column."""

    def prepare(made):
        found = made.active.cell(2, HEADER.index(column) + 1, value)
        if number_format:
            found.number_format = number_format

    return prepare


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


def record(**cells):
    return dict(zip(HEADER, GOOD, strict=True)) | cells


SHEET = "xl/worksheets/sheet1.xml"
ERROR = (b"</sheetData>", b'<row r="3"><c r="E3" t="e"><v>#REF!</v></c></row></sheetData>')
FAR = (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
REL = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'

# name of the file: table, content, what the faults must name, and what they must say.
CASES = {
    "error_cell.xlsx": (
        "statement",
        book(edits={SHEET: lambda x: x.replace(*ERROR)}),
        "sheet statement, row 3, column summary",
        "#REF!",
    ),
    "far_blank.xlsx": (
        "statement",
        book(edits={SHEET: lambda x: x.replace(*FAR)}),
        "",
        "IMPORT_MAX_ROWS",
    ),
    "second_sheet.xlsx": (
        "statement",
        book(lambda b: b.create_sheet("More").append(["x"])),
        "",
        "further sheets",
    ),
    "about_that_is_not_ours.xlsx": (
        "statement",
        book(lambda b: b.create_sheet("About").append(["Notes"])),
        "",
        "further sheets",
    ),
    "date_in_text.xlsx": (
        "statement",
        book(cell("summary", datetime.datetime(2024, 3, 1))),
        "sheet statement, row 2, column summary",
        "date",
    ),
    "time_in_date.xlsx": (
        "statement",
        book(cell("made", datetime.datetime(2024, 3, 1, 12, 30))),
        "sheet statement, row 2, column made",
        "time of day",
    ),
    "only_a_time.xlsx": (
        "statement",
        book(cell("made", datetime.time(12, 30))),
        "sheet statement, row 2, column made",
        "time of day",
    ),
    "zeros_by_format.xlsx": (
        "statement",
        book(cell("slug", 7, "000")),
        "sheet statement, row 2, column slug",
        "zeros",
    ),
    "broken_number.xlsx": (
        "statement",
        book(cell("summary", 1.1)),
        "sheet statement, row 2, column summary",
        "lost zeros",
    ),
    "long_number.xlsx": (
        "statement",
        book(cell("summary", 12345678901234567890)),
        "sheet statement, row 2, column summary",
        "too long",
    ),
    "true_in_text.xlsx": (
        "statement",
        book(cell("summary", True)),
        "sheet statement, row 2, column summary",
        "TRUE",
    ),
    "formula_with_value.xlsx": (
        "statement",
        book(edits={SHEET: lambda x: re.sub(b'<c r="E2"[^>]*>', b'<c r="E2"><f>1+1</f>', x)}),
        "sheet statement, row 2, column summary",
        "formula",
    ),
    "beyond_header.xlsx": (
        "statement",
        book(lambda b: b.active.cell(2, 9, "stray")),
        "sheet statement, row 2",
        "right of the last header",
    ),
    "external_link.xlsx": (
        "statement",
        book(edits={"xl/externalLinks/externalLink1.xml": lambda _: REL}),
        "",
        "linked",
    ),
    "utf16_entities.xlsx": (
        "statement",
        book(
            edits={
                "xl/extra.xml": lambda _: (
                    '<?xml version="1.0" encoding="UTF-16"?>'
                    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")
                )
            }
        ),
        "",
        "entities",
    ),
    "no_workbook.xlsx": ("statement", zipped(("a.txt", "x")), "", "without a workbook"),
    "member_of_another_kind.zip": (
        "statement",
        zipped(("statement.csv", one()), ("readme.txt", "x")),
        "",
        "readme.txt",
    ),
    "nested.zip": ("statement", zipped(("inner.zip", zipped(("statement.csv", one())))), "", "CSV"),
    "two_tables.zip": (
        "statement",
        zipped(("statement.csv", one()), ("actor.csv", csv_of(["slug"]))),
        "",
        "actor",
    ),
    "many_members.zip": (
        "statement",
        zipped(*((f"{n}_statement.csv", one()) for n in range(300))),
        "",
        "IMPORT_MAX_MEMBERS",
    ),
    "damaged_member.zip": (
        "statement",
        zipped(("statement.csv", one())).replace(one()[:0] + b"PK\x03\x04", b"PK\x03\x05", 1),
        "",
        "damaged",
    ),
    "name_twice.json": (
        "statement",
        json.dumps([record()]).replace('"summary"', '"slug"').encode(),
        "row 2, column slug",
        "twice",
    ),
    "object_in_cell.json": (
        "statement",
        json.dumps([record(summary={"en": "x"})]).encode(),
        "row 2, column summary",
        "object",
    ),
    "rest.json": ("statement", json.dumps([record()]).encode() + b"[]", "", "JSON"),
    "surrogate.json": (
        "statement",
        json.dumps([record(summary="a\ud800b")]).encode(),
        "row 2, column summary",
        "D800",
    ),
    "infinite.json": (
        "statement",
        json.dumps([record()]).replace('"2001"', "1e999").encode(),
        "row 2, column made",
        "date",
    ),
    "text.json": ("statement", b'"statement"', "", "list of rows"),
    "twice.yaml": (
        "statement",
        b"- slug: a\n  act: COMMENT\n  act: DENY\n",
        "row 2, column act",
        "twice",
    ),
    "two_documents.yaml": ("statement", b"- slug: a\n---\n- slug: b\n", "", "YAML"),
    "merge_key.yaml": ("statement", b"- &a {slug: a}\n- {<<: *a}\n", "", "alias"),
    "tabs.yaml": ("statement", b"- slug: a\n\tact: b\n", "", "line 2"),
    "open_quote.csv": ("statement", one() + b'"open,', "row 3", "quotation marks"),
    "short_row.csv": ("statement", one() + b"said-2,arcadia\r\n", "row 3", "2 cells"),
    "no_header_over_cells.csv": (
        "statement",
        csv_of([*HEADER, ""], [*GOOD, "stray"]),
        "row 1",
        "no header",
    ),
    "title_above.csv": (
        "statement",
        csv_of(["Statements of 2024"], HEADER, GOOD),
        "row 1, column Statements of 2024",
        "no such column",
    ),
    "header_again.csv": (
        "statement",
        csv_of(HEADER, GOOD, HEADER),
        "row 3, column made",
        "not a date",
    ),
    "ids.csv": ("statement", one(id="7"), "row 1, column id", "numbers of rows"),
    "foreign_id.csv": ("statement", one(speaker_id="7"), "row 1, column speaker_id", "numbers"),
    "created.csv": ("statement", one(created="2024"), "row 1, column created", "register's own"),
    "error_text.csv": ("statement", one(summary="#REF!"), "row 2, column summary", "#REF!"),
    "power.csv": ("statement", one(place="1.23E+15"), "row 2, column place", "digits"),
    "serial.csv": ("statement", one(made="45462"), "row 2, column made", "45462"),
    "empty_piece.csv": ("statement", one(treaties="pact||"), "row 2, column treaties", "between"),
    "one_actor_twice.csv": (
        "statement",
        one(addressees="arcadia|The Land"),
        "row 2, column addressees",
        "two of these words",
    ),
    "line_end_in_a_line.csv": ("statement", one(place="a\nb"), "row 2, column place", "000A"),
    "long_slug.csv": ("statement", one(slug="a" * 201), "row 2, column slug", "200"),
    "cyrillic_slug.csv": ("statement", one(slug="s\u0430id"), "row 2, column slug", "no slug"),
    "code_without_day.csv": (
        "statement",
        one(made="", speaker="cow:998"),
        "row 2, column speaker",
        "old-borduria until 1991-12-25",
    ),
    "code_of_two_in_one_year.csv": (
        "statement",
        one(made="1991", speaker="998"),
        "row 2, column speaker",
        "borduria from 1991-12-26",
    ),
    "stance_on_nothing.csv": (
        "statement",
        one(treaties="", stance="supports"),
        "row 2, column stance",
        "target",
    ),
    "quote_without_passage.csv": (
        "statement",
        one(document="almanac", citation_quote="Arcadia"),
        "row 2, column passage",
        "citation",
    ),
    "passage_without_zeros.csv": (
        "statement",
        one(document="almanac", passage="7", citation_quote="Arcadia spoke"),
        "row 2, column passage",
        "zeros",
    ),
    "prefix_elsewhere.csv": (
        "statement",
        one(document="almanac", passage="007", citation_quote="He", prefix="nowhere"),
        "row 2, column citation_quote",
        "prefix",
    ),
    "field_that_is_none.csv": (
        "statement",
        one(document="almanac", passage="007", citation_quote="He wrote", field="signed"),
        "row 2, column field",
        "signed",
    ),
    "emptied.csv": (
        "actor",
        csv_of(["slug", "name"], ["arcadia", ""]),
        "row 2, column name",
        "empty",
    ),
    "key_in_capitals.csv": (
        "party",
        csv_of(["treaty", "key", "actor", "role"], ["pact", "P1", "arcadia", "party"]),
        "row 2, column key",
        "no key",
    ),
    "no_owner.csv": (
        "party",
        csv_of(["key", "actor", "role"], ["p1", "arcadia", "party"]),
        "row 2, column treaty",
        "names the row",
    ),
    "same_party_twice.csv": (
        "party",
        csv_of(
            ["treaty", "key", "actor", "role"],
            ["pact", "p1", "arcadia", "party"],
            ["pact", "p2", "Arcadia", "party"],
        ),
        "row 3, column actor",
        "same",
    ),
    "two_targets_in_one.csv": (
        "target",
        csv_of(
            ["statement", "key", "about_treaty", "about_actor"], ["base", "t9", "pact", "arcadia"]
        ),
        "row 2",
        "exactly one",
    ),
    "two_records_of_one_citation.csv": (
        "citation",
        csv_of(
            ["actor", "treaty", "document", "passage", "quote"],
            ["arcadia", "pact", "almanac", "007", "Arcadia spoke"],
        ),
        "row 2, column treaty",
        "exactly one",
    ),
    "code_held_by_another.csv": (
        "actor_code",
        csv_of(["actor", "scheme", "value", "valid_from"], ["arcadia", "cow", "998", "2000"]),
        "row 2, column value",
        "same day",
    ),
    "state_in_office.csv": (
        "position",
        csv_of(["person", "key", "title"], ["arcadia", "king", "King"]),
        "row 2, column person",
        "person",
    ),
    "others_position.csv": (
        "statement",
        one(capacity="mr-x/chair"),
        "row 2, column capacity",
        "no position",
    ),
    "big_number.csv": (
        "passage",
        csv_of(["document", "number", "position"], ["almanac", "007", "99999999999"]),
        "row 2, column position",
        "whole number",
    ),
}


@pytest.fixture(scope="module")
def filled(kept_for_module, tmp_path_factory):
    """The curator of a register that holds BASE, and what then stands in its tables."""
    folder = tmp_path_factory.mktemp("base")
    with kept_for_module():
        for table, rows in BASE.items():
            place = folder / f"{table}.csv"
            place.write_bytes(csv_of(*rows))
            call_command("import_records", str(place), stdout=None)
        user = User.objects.create_user("curator", password="x", is_staff=True)
        user.groups.add(Group.objects.get(name="Curators"))
        yield user, digest()


@pytest.fixture
def world(filled, db):
    return filled


@pytest.mark.parametrize("name", CASES)
def test_refused_with_its_place(world, tmp_path, take, name):
    user, before = world
    table, content, place, says = CASES[name]
    file = tmp_path / name
    file.write_bytes(content)
    with no_more_memory_than(512):
        taken = take(file, table, user)
    assert not taken.accepted
    assert digest() == before
    assert any(f"{name}{', ' if place else ''}{place}" in fault for fault in taken.faults)
    assert says in " ".join(taken.faults)


GOOD_ONES = {
    "plain.csv": one(),
    "semicolons.csv": csv_of(HEADER, GOOD, delimiter=";"),
    "tabs.tsv": csv_of(HEADER, GOOD, delimiter="\t"),
    "utf16.tsv": csv_of(HEADER, GOOD, delimiter="\t").decode().encode("utf-16"),
    "false_dimension.xlsx": book(
        edits={SHEET: lambda x: x.replace(b'ref="A1:F2"', b'ref="A1:A1"')}
    ),
    "other_title.xlsx": book(title="Sheet1"),
    "blank_rows.csv": csv_of(HEADER, [""] * 6, GOOD, [""] * 6),
    "trailing_commas.csv": csv_of([*HEADER, "", ""], [*GOOD, "", ""]),
    "code_on_its_day.csv": one(speaker="998"),
    "name.csv": one(speaker="Borduria"),
}


@pytest.mark.parametrize("name", GOOD_ONES)
def test_taken(world, tmp_path, take, name):
    file = tmp_path / name
    file.write_bytes(GOOD_ONES[name])
    taken = take(file, "statement", world[0])
    assert taken.accepted, taken.faults


def test_a_table_that_the_user_may_not_write(world, tmp_path, by_command):
    user, before = world
    file = tmp_path / "topic.csv"
    file.write_bytes(csv_of(["slug", "name"], ["peace", "Peace"]))
    taken = by_command(file, user=user)
    assert taken.faults == ["topic.csv, row 2: curator may not add a topic."]
    assert digest() == before
