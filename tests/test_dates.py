import calendar
import pickle
from datetime import date
from time import struct_time

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geopolitics import dates

MONTHS = "January February March April May June July August September October November December"
MONTHS = MONTHS.split()


def ordinal(number):
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }".replace(" ", "")


days = st.dates().map(date.isoformat)
years = st.integers(1, 9999).map("{:04}".format)
plain = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    years,
    st.integers(1, 999).map("{:03}X".format),
    st.integers(1, 99).map("{:02}XX".format),
)
marked = st.tuples(plain, st.sampled_from(["", "~", "?"])).map("".join)


@st.composite
def ranges(draw):
    first, last = draw(st.tuples(plain, plain).filter(lambda ends: ends[0] != ends[1]))
    if dates.parse(first).earliest > dates.parse(last).latest:
        first, last = last, first
    return draw(st.sampled_from([f"[{first}..{last}]", f"[{first}..]", f"[..{last}]"]))


values = st.one_of(marked, ranges())


# Bounds


def day_of(bound):
    return date(*bound[:3]) if isinstance(bound, struct_time) else None


def oracle(text):
    """Earliest and latest day by edtf."""
    value = edtf.parse_edtf(text)
    return day_of(value.lower_strict()), day_of(value.upper_strict())


@given(marked)
def test_bounds_of_one_value(text):
    value = dates.parse(text)
    assert (value.first_day, value.last_day) == oracle(text)


@given(ranges())
def test_bounds_of_a_range_are_those_of_its_ends(text):
    value = dates.parse(text)
    first, last = text[1:-1].split("..")
    assert value.first_day == (oracle(first)[0] if first else None)
    assert value.last_day == (oracle(last)[1] if last else None)
    try:
        whole = oracle(text)
    except edtf.EDTFParseException:
        return  # it knows no range whose ends differ in shape
    assert (value.first_day, value.last_day) == whole


@given(values)
def test_bounds_are_iso_text_that_sorts(text):
    value = dates.parse(text)
    assert value.text == text
    for bound, day in (value.earliest, value.first_day), (value.latest, value.last_day):
        assert (bound is None) == (day is None)
        if bound is not None:
            assert len(bound) == 10
            assert bound[:7] == day.isoformat()[:7]
            assert int(bound[8:]) >= day.day
    if value.earliest and value.latest:
        assert value.earliest <= value.latest
        assert value.first_day <= value.last_day


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2024-07-11", "2024-07-11", "2024-07-11", "day"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
        ("2024-02", "2024-02-01", "2024-02-31", "month"),
        ("2024-07~", "2024-07-01", "2024-07-31", "month"),
        ("2024?", "2024-01-01", "2024-12-31", "year"),
        ("199X", "1990-01-01", "1999-12-31", "decade"),
        ("19XX~", "1900-01-01", "1999-12-31", "century"),
        ("0001", "0001-01-01", "0001-12-31", "year"),
        ("99XX", "9900-01-01", "9999-12-31", "century"),
        ("[1996-01..1996-09-10]", "1996-01-01", "1996-09-10", "range"),
        ("[..2024-07-19]", None, "2024-07-19", "range"),
        ("[2024-06-18..]", "2024-06-18", None, "range"),
        ("[199X..20XX]", "1990-01-01", "2099-12-31", "range"),
        ("[2024-07..2024]", "2024-07-01", "2024-12-31", "range"),
        ("[2024-02-29..2024-02]", "2024-02-29", "2024-02-31", "range"),
    ],
)
def test_accepted(text, earliest, latest, precision):
    value = dates.parse(text)
    assert (value.earliest, value.latest, value.precision) == (earliest, latest, precision)


def test_last_day_is_real():
    assert dates.parse("2024-02").last_day == date(2024, 2, 29)
    assert dates.parse("2023-02").last_day == date(2023, 2, 28)
    assert dates.parse("[2024-06-18..]").last_day is None


def test_only_an_unmarked_day_is_exact():
    assert dates.parse("2024-07-11").exact
    assert not any(dates.parse(text).exact for text in ("2024-07-11~", "2024-07-11?", "2024-07"))
    marks = [(v.approximate, v.uncertain) for v in map(dates.parse, ("2024~", "2024?", "2024"))]
    assert marks == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "Julember", "unknown", "..", "XXXX", "0XXX", "1XXX", "19X4", "2024-1X"),
        *("2024-07-1X", "2024-XX", "199x", "19xx", "24", "12024", "Y12024", "-0044", "+2024"),
        *("0000", "0000-01-01", "000X", "00XX", "2023-02-29", "1900-02-29", "2024-04-31"),
        *("2024-13", "2024-00", "2024-07-00", "2024-07-32", "2024-24", "2024-7-1", "20240711"),
        *("2024%", "2024~?", "2024?~", "?2024", "2024-?07", "2024~~", "~2024"),
        *(" 2024", "2024 ", "2024\n", "\n2024", "2024\u00a0", "2024\x00", "２０２４", "٢٠٢٤"),
        *("1961/2024", "1961/..", "../2024", "1961/", "2024/2023", "2024-07-11T12:00"),
        *("[..]", "[]", "[2024]", "[2024..2024]", "[2024-07-11..2024-07-11]", "[2024..2023]"),
        *("[2024-03..2024-02]", "[2024..199X]", "[2024~..2025]", "[..2024?]", "[..2024]~"),
        *("[2024..2025", "2024..2025", "{2024..2025}", "[2024,2025]", "[2024 .. 2025]"),
        *("[2023-02-29..2024]", "[2024..2025-13]", "[0000..2024]", "[..2024\n]", "[..2024]\n"),
        *("[00XX..2024]", "[2024...2025]", "[2024.2025]", "[1990s..2024]", "[..199x]"),
        *("11 July 2024", "the 1990s", "about 2024", "by 2024"),
    ],
)
def test_refused(text):
    with pytest.raises(dates.NotADate):
        dates.parse(text)


# Messages


def refusal(reader, text):
    with pytest.raises(dates.NotADate) as refused:
        reader(text)
    return str(refused.value)


def test_a_refusal_names_the_subset():
    assert refusal(dates.parse, "Julember") == (
        "“Julember” is not a date. Write 2024-07-11, 2024-07, 2024, 199X or [..2024-07-19]."
    )
    assert refusal(dates.read, "Julember") == (
        "“Julember” is not a date. Write 2024-07-11, 2024-07, 2024, 1990s or “by 19 July 2024”."
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023-02-29", "there is no such day"),
        ("29 February 2023", "there is no such day"),
        ("2024-13", "there is no such month"),
        ("31 June 2024", "there is no such day"),
        ("0000", "there is no year 0"),
        ("[2024..2023]", "it ends before it begins"),
        ("between 2024 and 2023", "it ends before it begins"),
        ("[2024..2024]", "its two ends are the same"),
        ("the 1900s", "it may be “1900s (decade)” or “1900s (century)”"),
        ("about the 2000s", "it may be “2000s (decade)” or “2000s (century)”"),
        ("since 1961", "it tells how long, not when"),
        ("06/07/2024", "either number may be the month"),
        ("before 2024", "it leaves open whether that day counts; say “by” or “not before”"),
    ],
)
def test_a_refusal_gives_its_reason(text, reason):
    assert refusal(dates.read, text).startswith(f"“{text}” is not a date: {reason}. Write ")


def test_a_refusal_shows_hostile_text_safely():
    message = refusal(dates.parse, "a\x00\u202e\ud800" + "x" * 5000)
    assert message.isprintable()
    assert len(message) < 200


def test_a_refusal_can_be_carried_between_processes():
    refused = dates.NotADate("why")
    assert str(pickle.loads(pickle.dumps(refused))) == "why"


# English


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("11 July 2024", "2024-07-11"),
        ("  11  july 2024 ", "2024-07-11"),
        ("11 July\u00a02024", "2024-07-11"),
        ("11 Jul. 2024", "2024-07-11"),
        ("the 11th of July, 2024", "2024-07-11"),
        ("July 11, 2024", "2024-07-11"),
        ("July 22nd, 2024", "2024-07-22"),
        ("on July 11, 2024", "2024-07-11"),
        ("1 May 0987", "0987-05-01"),
        ("Sept. 2024", "2024-09"),
        ("in July 2024", "2024-07"),
        ("2024", "2024"),
        ("in 2024", "2024"),
        ("1990s", "199X"),
        ("The 1990s", "199X"),
        ("1990s (decade)", "199X"),
        ("1900s (decade)", "190X"),
        ("1900s (century)", "19XX"),
        ("20th century", "19XX"),
        ("the 21st century", "20XX"),
        ("about 2024", "2024~"),
        ("c. 2024", "2024~"),
        ("c.2024", "2024~"),
        ("ca. 11 July 2024", "2024-07-11~"),
        ("circa the 1990s", "199X~"),
        ("in about 2024", "2024~"),
        ("around 2024-07", "2024-07~"),
        ("2024?", "2024?"),
        ("11 July 2024?", "2024-07-11?"),
        ("2024 (uncertain)", "2024?"),
        ("probably 2024", "2024?"),
        ("possibly the 1990s", "199X?"),
        ("by 19 July 2024", "[..2024-07-19]"),
        ("by 2024-07-19", "[..2024-07-19]"),
        ("on or before July 19, 2024", "[..2024-07-19]"),
        ("before or on 19 July 2024", "[..2024-07-19]"),
        ("no later than 2024", "[..2024]"),
        ("by the 1990s", "[..199X]"),
        ("not before 18 June 2024", "[2024-06-18..]"),
        ("on or after 18 June 2024", "[2024-06-18..]"),
        ("not earlier than June 2024", "[2024-06..]"),
        ("between January 1996 and 10 September 1996", "[1996-01..1996-09-10]"),
        ("between the 1990s and 2005", "[199X..2005]"),
        ("199X~", "199X~"),
        ("[1996-01..1996-09-10]", "[1996-01..1996-09-10]"),
    ],
)
def test_read(said, text):
    assert dates.read(said).text == text


@pytest.mark.parametrize(
    "said",
    [
        *("", "Julember", "early 2024", "late 1990s", "the mid-1990s", "spring 2024", "Tuesday"),
        *("06/07/2024", "06.07.2024", "2024/07/06", "6-7-24", "11 July", "July 11", "'90s", "90s"),
        *("earlier this year", "recently", "today", "the 1900s", "2000s", "1995s", "1990-1995"),
        *("since 1961", "from 1961", "from 1961 to present", "until 2024", "1961 to 2024"),
        *(
            "before 2024",
            "after 18 June 2024",
            "the treaty of 1961 with 2 articles",
            "2024 or 2025",
        ),
        *("Thursday, 11 July 2024", "11 and 12 July 2024", "11–12 July 2024", "July 2024 onwards"),
        *(
            "11th July 2024 at noon",
            "11st July 2024",
            "31 June 2024",
            "29 February 2023",
            "July 24",
        ),
        *("0 July 2024", "11 July 24", "11 July 987", "1st century", "21th century", "0th century"),
        *("about 2024?", "about 2024~", "probably about 2024", "by about 2024", "about by 2024"),
        *("probably by 2024", "by by 2024", "by the end of 2024", "not by 2024", "not 2024"),
        *("between 2024 and 2024", "between 2024 and 2023", "between January and July 2024"),
        *("between 2023 and 2024 and 2025", "between 2024", "between about 2023 and 2024"),
        *("199x", "[..]", "[by 2024..]", "2024]", "ſept 2024", "1９９0s", "XXth century", "MCMXCI"),
        *("11 July 2024 (or later)", "2024 BC", "11 July 2024, 2023", "2024 - 07", "nearly 2024"),
    ],
)
def test_not_read(said):
    with pytest.raises(dates.NotADate):
        dates.read(said)


@given(values)
def test_words_read_back(text):
    assert dates.read(dates.words(text)) == dates.parse(text)


@given(values)
def test_edtf_reads_as_itself(text):
    assert dates.read(text) == dates.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2024-07-11", "11 July 2024"),
        ("2024-07", "July 2024"),
        ("2024", "2024"),
        ("0987-05-01", "1 May 0987"),
        ("199X", "1990s"),
        ("190X", "1900s (decade)"),
        ("19XX", "1900s (century)"),
        ("2024~", "about 2024"),
        ("199X~", "about the 1990s"),
        ("2024-07-11?", "11 July 2024 (uncertain)"),
        ("[..2024-07-19]", "by 19 July 2024"),
        ("[2024-06-18..]", "not before 18 June 2024"),
        ("[2024-06..]", "not before June 2024"),
        ("[1996-01..1996-09-10]", "between January 1996 and 10 September 1996"),
    ],
)
def test_words(text, words):
    assert dates.words(text) == words


@given(st.dates(), st.booleans())
def test_a_day_in_english(day, abbreviated):
    month = MONTHS[day.month - 1]
    month = month[:3] if abbreviated else month
    year = f"{day.year:04}"
    for said in (
        f"{day.day} {month} {year}",
        f"{day.day:02} {month.upper()} {year}",
        f"{month} {day.day}, {year}",
        f"{month} {ordinal(day.day)} {year}",
        f"the {ordinal(day.day)} of {month.lower()} {year}",
    ):
        assert dates.read(said).text == day.isoformat()


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(0, 40))
def test_days_in_english_are_real(year, month, day):
    said = f"{day} {MONTHS[month - 1]} {year:04}"
    if 1 <= day <= calendar.monthrange(year, month)[1]:
        assert dates.read(said).text == f"{year:04}-{month:02}-{day:02}"
    else:
        with pytest.raises(dates.NotADate):
            dates.read(said)


@given(st.integers(2, 100))
def test_a_century(number):
    value = dates.read(f"{ordinal(number)} century")
    assert value.earliest == f"{number - 1:02}00-01-01"


# Any text

almost = st.text("0123456789X~?[].- xé\n٣", max_size=24)
words = (
    "2024 1990s 1900s 31 0 11th 12st July Feb. of the about c. by not before on or in between and "
    "since after century (decade) (century) (uncertain) ? ~ [ .. ] , 199X 19XX 2023-02-29 early"
)
pieces = st.lists(st.sampled_from([*words.split(), "\x00", "\ud800"]), max_size=8).map(" ".join)


@given(st.one_of(st.text(), almost, pieces, values.map(lambda text: text + "\n")))
def test_any_text_is_a_date_or_not_one(text):
    for reader in dates.parse, dates.read, dates.words:
        try:
            result = reader(text)
        except dates.NotADate:
            continue
        if reader is dates.parse:
            assert result.text == text
        elif reader is dates.read:
            assert dates.parse(result.text) == result
        else:
            assert dates.read(result).text == text


@pytest.mark.parametrize("text", ["between " + " and " * 20000, "[" * 50000, "c" * 50000 + "?"])
def test_long_text_is_refused_soon(text):
    with pytest.raises(dates.NotADate):
        dates.read(text)


# Agreement


@pytest.mark.parametrize(
    ("value", "to", "relation"),
    [
        ("1996-09-10", "1996-09-10", "agrees"),
        ("2024~", "2024~", "agrees"),
        ("[1990..1999]", "199X", "agrees"),
        ("[2024-02-01..2024-02-29]", "2024-02", "agrees"),
        ("1996-09-10", "199X", "narrower"),
        ("1996-09-10", "[..1996-09-10]", "narrower"),
        ("1996-09-10~", "1996", "narrower"),
        ("[1996-01..1996-09]", "[1996..]", "narrower"),
        ("2024", "2024~", "narrower"),
        ("199X", "1996-09-10", "wider"),
        ("2024?", "2024", "wider"),
        ("2024~", "2024-07-11", "wider"),
        ("2024~", "2024?", "conflicts"),
        ("2023", "2024", "conflicts"),
        ("[2023..2024-06]", "2024", "conflicts"),
        ("[..2024]", "[2023..]", "conflicts"),
    ],
)
def test_relation(value, to, relation):
    assert dates.relation(value, to) == relation


@given(values, values)
def test_relation_from_either_side(one, other):
    mirrored = {"narrower": "wider", "wider": "narrower"}
    relation = dates.relation(one, other)
    assert dates.relation(other, one) == mirrored.get(relation, relation)
    assert dates.relation(one, one) == "agrees"


def test_an_empty_field_is_unbounded():
    nothing = dates.bounds("")
    assert (nothing.earliest, nothing.latest) == (None, None)
    assert dates.bounds("199X") == dates.parse("199X")
    with pytest.raises(dates.NotADate):
        dates.parse("")
