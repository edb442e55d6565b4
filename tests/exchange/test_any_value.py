"""What goes out comes back: for every kind of column and every format, whatever the value."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geopolitics import dates
from geopolitics.exchange import cells, formats
from geopolitics.exchange.columns import sheet_of
from geopolitics.exchange.grids import ABSENT
from geopolitics.exchange.places import Faults
from geopolitics.models import Actor, Passage, Statement, Treaty
from geopolitics.models.fields import normalised, validate_line, validate_text

LONG = settings().max_examples >= 10_000
TOGETHER = 100  # values in one file: opening one costs more than a value in it


def share(gate, long):
    return settings(
        max_examples=long if LONG else gate,
        suppress_health_check=list(HealthCheck),
    )


ODD = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "'",
    '"',
    ",",
    ";",
    "|",
    "\n",
    "_x0041_",
    "#REF!",
    "1E+5",
    " ",
    "0",
]
ANY = st.lists(
    st.one_of(st.sampled_from(ODD), st.text(max_size=8), st.text("0123456789.E", max_size=6)),
    max_size=6,
).map("".join)


def holds(check):
    def good(text):
        try:
            check(text)
        except Exception:
            return False
        return True

    return good


LINES = ANY.map(normalised).filter(holds(validate_line)).map(lambda text: text[:300])
TEXTS = ANY.map(normalised).filter(holds(validate_text))
DAYS = st.dates().map(str)
DATES = st.one_of(
    DAYS,
    DAYS.map(lambda day: day[:7]),
    DAYS.map(lambda day: f"{day[:4]}~"),
    st.integers(100, 999).map(lambda decade: f"{decade}X"),
    DAYS.map(lambda day: f"[..{day}]"),
    DAYS.map(lambda day: f"[{day}..]"),
).filter(holds(dates.parse))
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)

KINDS = {
    "line": (Treaty, "place", LINES),
    "text": (Treaty, "summary", TEXTS),
    "date": (Treaty, "signed", st.one_of(st.just(""), DATES)),
    "choice": (Statement, "act", st.sampled_from(sheet_of(Statement).by_header["act"].choices)),
    "flag": (Treaty, "collective", st.booleans()),
    "number": (Passage, "position", st.integers(0, 10**9 - 1)),
    "reference": (Actor, "part_of", st.one_of(st.none(), SLUGS.map(lambda slug: [slug]))),
    "set": (
        Statement,
        "addressees",
        st.lists(SLUGS, unique=True, max_size=3).map(lambda found: [[slug] for slug in found]),
    ),
}


def as_read(value):
    """A value as reading gives it: references as they are written, an empty one as EMPTY."""
    if value in (None, "", []):
        return cells.EMPTY
    if isinstance(value, list):
        keys = [cells.Words(key[0]) for key in value if isinstance(key, list)]
        return keys or cells.Words(value[0])
    return value


def read_back(sheet, columns, rows, ending):
    """The second column's cells, once the rows were written and read."""
    name = f"{sheet.table}.{ending}"
    data = formats.write({sheet.table: (columns, rows)}, ending)
    faults = Faults(name)
    (grid,) = formats.read(data, name, sheet.table, faults)
    assert not faults.found
    assert grid.header == [column.header for column in columns]
    assert not any(ABSENT in line.cells for line in grid.lines)
    assert formats.write({sheet.table: (columns, rows)}, ending) == data
    return [cells.read(columns[1], line.cells[1], grid.marked) for line in grid.lines]


@pytest.mark.parametrize("kind", KINDS)
def test_comes_back(kind):
    """In every format, files of a hundred values; each example is one value."""
    model, header, values = KINDS[kind]
    sheet = sheet_of(model)
    first = sheet.by_header["slug" if "slug" in sheet.by_header else "number"]
    columns = [first, next(c for c in sheet.own if c.header == header)]
    waiting = []

    def comes_back(some):
        rows = [[f"r{n}", cells.write(value)] for n, value in enumerate(some)]
        for ending in formats.ENDINGS:
            assert read_back(sheet, columns, rows, ending) == [as_read(value) for value in some]

    def narrowed(some):
        """Fails with the fewest values that fail together."""
        try:
            comes_back(some)
        except Exception:
            half = len(some) // 2
            for part in (some[:half], some[half:]) if half else ():
                narrowed(part)
            raise

    @share(gate=100, long=10_000)
    @given(values)
    def collect(value):
        waiting.append(value)

    collect()
    while waiting:
        narrowed([waiting.pop() for _ in range(min(TOGETHER, len(waiting)))])


ROWS = st.lists(
    st.fixed_dictionaries({kind: values for kind, (_, _, values) in KINDS.items()}),
    min_size=10,
    max_size=10,
)


def own_slug(number):
    """Of a record that holds values; no slug among the values is like it."""
    return f"recordnumber-{number}"


def record_of(number, kinds):
    """The tables of a few records that hold one value of each kind."""
    slug = own_slug(number)
    found = {
        "document": {"slug": slug, "title": "D", "kind": "book"},
        "passage": {"document": slug, "number": "1", "text": "Words"},
        "actor": {"slug": slug, "name": "A", "kind": "state"},
        "treaty": {"slug": slug, "title": "T"},
        "statement": {"slug": slug},
    }
    for kind, value in kinds.items():
        model, header, _ = KINDS[kind]
        found[model.table()][header] = cells.write(value)
    return found


@pytest.fixture
def imported(command, tmp_path):
    """Imports a file, and gives what was said."""

    def take(place):
        code, said, wrong = command("import_records", place)
        assert code == 0, wrong
        return said

    return take


def test_comes_back_through_the_register(db, empty_register, command, imported, digest, tmp_path):
    """Written, exported and imported again by the commands, in every format."""
    empty_register()

    def by_slug(name):
        return {"slug": name, "name": name, "kind": "state"}

    @share(gate=2, long=100)
    @given(ROWS)
    def comes_back(rows):
        with transaction.atomic():
            made = [record_of(number, kinds) for number, kinds in enumerate(rows)]
            tables = {name: [each[name] for each in made] for name in made[0]}
            named = {s for kinds in rows for s in _named(kinds)}
            tables["actor"] += [by_slug(name) for name in sorted(named)]
            first = tmp_path / "first.json"
            first.write_text(json.dumps(tables))
            imported(first)
            before = digest()
            for ending in formats.WHOLE:
                place = tmp_path / f"all.{ending}"
                assert command("export_records", place)[0] == 0
                assert "0 new, 0 changed" in imported(place)
            for ending in ("csv", "tsv"):
                for table in tables:
                    place = tmp_path / f"{table}.{ending}"
                    assert command("export_records", place, table=table)[0] == 0
                    assert "0 new, 0 changed" in imported(place)
            assert digest() == before
            for number, kinds in enumerate(rows):
                for kind, value in kinds.items():
                    assert _stands(number, kind) == (sorted(value) if kind == "set" else value)
            transaction.set_rollback(True)

    comes_back()


def _named(kinds):
    """The slugs of actors that the values of a row name."""
    own = [kinds["reference"]] if kinds["reference"] else []
    return {key[0] for key in [*own, *kinds["set"]]}


def _stands(number, kind):
    """The value that the register holds, as it was given."""
    model, header, _ = KINDS[kind]
    path = "document__slug" if model is Passage else "slug"
    value = getattr(model.objects.get(**{path: own_slug(number)}), header)
    if kind == "set":
        return sorted([actor.slug] for actor in value.all())
    if kind == "reference":
        return [value.slug] if value else None
    return str(value) if kind == "date" else value
