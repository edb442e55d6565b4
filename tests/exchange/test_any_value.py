"""What goes out comes back: for every kind of column and every format, whatever the value."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geopolitics import dates
from geopolitics.exchange import cells, formats
from geopolitics.exchange.columns import sheet_of
from geopolitics.exchange.grids import ABSENT
from geopolitics.exchange.places import Faults
from geopolitics.models import Actor, Passage, Statement, Treaty
from geopolitics.models.fields import normalised, validate_line, validate_text

EXAMPLES = settings().max_examples
SHARE = settings(
    max_examples=EXAMPLES if EXAMPLES >= 10_000 else 15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
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
    "line": (Treaty, "title", LINES),
    "text": (Treaty, "summary", TEXTS),
    "date": (Treaty, "signed", st.one_of(st.just(""), DATES)),
    "choice": (Statement, "act", st.sampled_from(["AGREE", "COMMENT", "DENY"])),
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


@pytest.mark.parametrize("ending", formats.ENDINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_comes_back(kind, ending):
    model, header, values = KINDS[kind]
    sheet = sheet_of(model)
    by_header = sheet.by_header
    first = "slug" if "slug" in by_header else "number"
    columns = [by_header[first], next(c for c in sheet.own if c.header == header)]

    @SHARE
    @given(st.lists(values, min_size=1, max_size=5))
    def comes_back(given_values):
        rows = [[f"r{n}", cells.write(value)] for n, value in enumerate(given_values)]
        name = f"{sheet.table}.{ending}"
        data = formats.write({sheet.table: (columns, rows)}, ending)
        faults = Faults(name)
        (grid,) = formats.read(data, name, sheet.table, faults)
        assert not faults.found
        assert [columns[0].header, columns[1].header] == grid.header
        found = []
        for line in grid.lines:
            assert ABSENT not in line.cells
            found.append(cells.read(columns[1], line.cells[1], grid.marked))
        assert found == [as_read(value) for value in given_values]
        assert formats.write({sheet.table: (columns, rows)}, ending) == data

    comes_back()
