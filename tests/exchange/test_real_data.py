"""States and alliances of the field, through the same door: each row a passage, and cited.

`reshape` only gives the rows our columns. Two things it knows beside the data: that Russia before
1917 is another actor than the USSR, which bears the same code, and that 8152 is in no list.
"""

import csv
import datetime
import io
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from geopolitics.models import Actor, ActorCode, Citation, Obligation, Party, Passage, Treaty
from geopolitics.verify import verify

DATA = Path(__file__).parents[3] / "shared" / "data"
if not DATA.exists():
    pytest.skip("../shared/data/ is not here", allow_module_level=True)

SHARE = {"3180", "3220", "3240", "3375", "3440", "3445", "4125", "4365", "4940"}
UNKNOWN = {"8152"}
KINDS = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
    "consul": "consultation",
}


def lines_of(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), 2)


def words(row, *names):
    """A row, or some of its columns that stand together, as its passage has them."""
    return "\n".join(f"{name}: {row[name]}" for name in (names or row))


def day(row, *names):
    """A date of three columns, as far as it is known; 0 is none."""
    parts = [int(row[name] or 0) for name in names]
    known = parts[: parts.index(0)] if 0 in parts else parts
    return "-".join(f"{part:0{width}}" for part, width in zip(known, (4, 2, 2), strict=False))


class Sheets:
    """Rows by table, to be written as one ZIP of CSVs."""

    def __init__(self):
        self.rows = defaultdict(list)

    def add(self, table, **cells):
        self.rows[table].append(cells)

    def document(self, slug, title):
        self.add("document", slug=slug, title=title, kind="data set", rights="excerpts only")

    def passage(self, document, number, row):
        self.add("passage", document=document, number=str(number), text=words(row))

    def write(self, place):
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            for table, rows in self.rows.items():
                out = io.StringIO(newline="")
                names = list(dict.fromkeys(name for row in rows for name in row))
                writer = csv.DictWriter(out, names, restval="")
                writer.writeheader()
                writer.writerows(rows)
                archive.writestr(f"{table}.csv", out.getvalue())
        return place


def states(sheets):
    """The states of the Correlates of War as actors with their codes, those held left alone."""
    held = set(ActorCode.objects.filter(scheme="cow").values_list("value", flat=True))
    iso3 = {row["cow_code"]: row["iso_alpha3"] for _, row in lines_of("state_codes.csv")}
    taken = set(ActorCode.objects.filter(scheme="iso3").values_list("value", flat=True))
    slugs = set(Actor.objects.values_list("slug", flat=True))
    sheets.document("cow-states-2016", "State System Membership List, v2016")
    seen = set()
    for number, row in lines_of("cow_states_2016.csv"):
        code = row["ccode"]
        sheets.passage("cow-states-2016", number, row)
        if code in held or code in seen:
            continue
        seen.add(code)
        slug = "-".join("".join(c if c.isalnum() else " " for c in row["statenme"].lower()).split())
        slug = f"{slug}-cow" if slug in slugs else slug
        iso = iso3.get(code) or ""
        sheets.add(
            "actor",
            slug=slug,
            name=row["statenme"],
            kind="state",
            cow=code,
            iso3="" if iso in taken else iso,
            document="cow-states-2016",
            passage=str(number),
            citation_quote=words(row, "stateabb", "ccode", "statenme"),
        )
    sheets.add("actor", slug="russian-empire", name="Russian Empire", kind="state")
    for actor, key, since, until in (
        ("russian-empire", "cow", "", "1917-03-15"),
        ("ussr", "cow", "1917-03-16", "1991-12-25"),
    ):
        span = {"valid_from": since, "valid_until": until}
        sheets.add("actor_code", actor=actor, key=key, scheme="cow", value="365", **span)


def spans(rows):
    """The phases of one membership joined where one begins as the other ends."""
    found = []
    for number, row in rows:
        entered, left = (
            day(row, "yrent", "moent", "dayent"),
            day(row, "yrexit", "moexit", "dayexit"),
        )
        if found and found[-1][2] and _follows(found[-1][2], entered):
            found[-1][2] = left
        else:
            found.append([number, entered, left])
    return found


def _follows(left, entered):
    if len(left) != 10 or len(entered) != 10:
        return left == entered
    apart = datetime.date.fromisoformat(entered) - datetime.date.fromisoformat(left)
    return datetime.timedelta(0) <= apart <= datetime.timedelta(1)


def alliances(sheets, wanted, unknown=UNKNOWN):
    """ATOP's alliances as treaties, its members as parties and what they owe."""
    sheets.document("atop-4-01-alliances", "ATOP 4.01, alliances")
    sheets.document("atop-4-01-members", "ATOP 4.01, members")
    for number, row in lines_of("atop_4_01_alliances.csv"):
        if wanted and row["atopid"] not in wanted:
            continue
        sheets.passage("atop-4-01-alliances", number, row)
        sheets.add(
            "treaty",
            slug=f"atop-{row['atopid']}",
            title=f"ATOP {row['atopid']}",
            title_supplied="yes",
            signed=day(row, "begyr", "begmo", "begday"),
            ended=day(row, "endyr", "endmo", "endday"),
            document="atop-4-01-alliances",
            passage=str(number),
            citation_quote=words(row, "begyr", "begmo", "begday", "endyr", "endmo", "endday"),
        )
    members = defaultdict(list)
    for number, row in lines_of("atop_4_01_members.csv"):
        if (not wanted or row["atopid"] in wanted) and row["member"] not in unknown:
            members[row["atopid"], row["member"]].append((number, row))
    for (atopid, member), rows in members.items():
        treaty, found = f"atop-{atopid}", spans(rows)
        for number, entered, left in found:
            sheets.add(
                "party",
                treaty=treaty,
                key=f"m{number}",
                actor=f"cow:{member}",
                role="party",
                signed=entered,
                bound_from=entered if len(found) > 1 else "",
                bound_until=left,
            )
        for number, row in rows:
            sheets.passage("atop-4-01-members", number, row)
            cite(sheets, treaty, number, words(row, "member"), f"parties/m{found[0][0]}")
            for column, kind in KINDS.items():
                if row[column] == "1":
                    key = f"m{number}-{column}"
                    sheets.add(
                        "obligation",
                        treaty=treaty,
                        key=key,
                        kind=kind,
                        obligor=f"cow:{member}",
                        began=day(row, "yrent", "moent", "dayent"),
                        ended=day(row, "yrexit", "moexit", "dayexit"),
                    )
                    cite(sheets, treaty, number, words(row, column), f"obligations/{key}")


def cite(sheets, treaty, number, quote, field):
    sheets.add(
        "citation",
        treaty=treaty,
        key=f"c{number}-{field.rpartition('-')[2] if '-' in field else 'member'}",
        document="atop-4-01-members",
        passage=str(number),
        quote=quote,
        field=field,
    )


@pytest.fixture
def loaded(register, by_command, tmp_path, long):
    sheets = Sheets()
    states(sheets)
    alliances(sheets, None if long else SHARE)
    taken = by_command(sheets.write(tmp_path / "real.zip"))
    assert taken.accepted, taken.faults[:20]
    return sheets


def test_the_field_s_data_stands_in_the_register(loaded, by_command, tmp_path, long):
    assert Actor.objects.filter(kind="state", codes__scheme="cow").distinct().count() == 217 + 2
    assert Treaty.objects.filter(slug__startswith="atop-").count() == (745 if long else len(SHARE))
    _one_code_is_two_actors_only_by_its_day()
    _the_end_of_the_data_is_no_end()
    _duties_need_not_be_mutual()
    _each_row_is_a_passage_and_cited(loaded)
    assert not list(verify())
    again = by_command(loaded.write(tmp_path / "again.zip"))
    assert "0 new, 0 changed" in again.said


def _one_code_is_two_actors_only_by_its_day():
    def parties(slug):
        return set(Party.objects.filter(treaty__slug=slug).values_list("actor__slug", flat=True))

    assert parties("atop-3440") == {"ussr", "north-korea"}
    assert parties("atop-4940") == {"russia", "north-korea"}
    assert parties("atop-4365") == {"russia", "south-korea"}


def _the_end_of_the_data_is_no_end():
    for row in Party.objects.filter(treaty__slug="atop-3240"):
        assert (row.signed, row.bound_until) == ("1953-10-01", "")
    assert Treaty.objects.get(slug="atop-3440").ended == "1996-09-10"
    assert Treaty.objects.get(slug="atop-3445").ended == ""
    assert not Actor.objects.filter(slug="canada").exclude(ended="").exists()
    nato = Party.objects.filter(treaty__slug="atop-3180", actor__slug="canada")
    assert [(row.signed, row.bound_until) for row in nato] == [("1949-04-04", "")]


def _duties_need_not_be_mutual():
    owed = Obligation.objects.filter(treaty__slug="atop-3375", kind="defense")
    assert {row.obligor.slug for row in owed} == {"united-states"}


def _each_row_is_a_passage_and_cited(sheets):
    for slug in ("atop-4-01-alliances", "atop-4-01-members"):
        passages = Passage.objects.filter(document__slug=slug)
        rows = [row for row in sheets.rows["passage"] if row["document"] == slug]
        assert passages.count() == len(rows)
        assert not passages.filter(citations=None).exists()
    assert Citation.objects.filter(field__startswith="obligations/m").count() == len(
        sheets.rows["obligation"]
    )


def test_what_no_list_knows_is_refused_with_its_place(register, by_command, tmp_path, digest):
    sheets = Sheets()
    states(sheets)
    alliances(sheets, {"1320"}, unknown=())
    before = digest()
    taken = by_command(sheets.write(tmp_path / "real.zip"))
    assert not taken.accepted
    assert all("cow:8152" in fault for fault in taken.faults)
    assert any("sheet party.csv, row 3, column actor" in fault for fault in taken.faults)
    assert digest() == before


def test_a_code_without_its_day_is_no_actor(register, by_command, tmp_path):
    (tmp_path / "treaty.csv").write_text("slug,title\nundated,Undated\n")
    assert by_command(tmp_path / "treaty.csv").accepted
    (tmp_path / "party.csv").write_text("treaty,key,actor,role\nundated,x,cow:365,party\n")
    taken = by_command(tmp_path / "party.csv")
    assert "ussr until 1991-12-25" in taken.faults[0]
    assert "russia from 1991-12-25" in taken.faults[0]
