"""States, their names in six languages, states of the past, and those who led them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.management import call_command

from geopolitics.changes.current import change_set
from geopolitics.models import Actor, ActorCode, ActorName, Citation, Position
from tests.exchange.test_real_data import Sheets, alliances, states

from .rows import Slugs, States, day, document, in_order, passage, rows_of, words, write

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")


def field_and_alliances() -> None:
    """The states of the Correlates of War and ATOP's alliances, by the exchange's own door."""
    sheets = Sheets()
    states(sheets)
    alliances(sheets, None)
    empire = next(row for row in sheets.rows["actor"] if row["slug"] == "russian-empire")
    source = "cow-states-2016"
    number, row = next((n, r) for n, r in rows_of("cow_states_2016.csv") if r["ccode"] == "365")
    empire.update(
        document=source,
        passage=str(number),
        citation_quote=words(row, "stateabb", "ccode", "statenme"),
    )
    for table in ("document", "actor", "treaty"):
        for cells in sheets.rows[table]:
            cells["status"] = "published"
    with tempfile.TemporaryDirectory() as folder:
        file = sheets.write(Path(folder) / "field.zip")
        call_command("import_records", str(file), message="Big data: states and alliances")


def names() -> None:
    """The names of the members of the UN in its six languages; members not held yet as actors."""
    source = document("un-names", "Names of UN members in six languages")
    held, slugs = States(), Slugs(set(Actor.objects.values_list("slug", flat=True)))
    with change_set(way="import", message="Big data: names"):
        rows = list(rows_of("un_names_six_languages.csv"))
        passages = write([passage(source, number, row) for number, row in rows])
        new = {
            row["iso_alpha3"]: Actor(
                slug=slugs.new(row["name_common"]),
                name=row["name_en"],
                kind="state",
                status="published",
            )
            for _, row in rows
            if held.by_iso3(row["iso_alpha3"]) is None
        }
        write(list(new.values()))
        write([ActorCode(actor=a, key="iso3", scheme="iso3", value=c) for c, a in new.items()])
        cited, named = [], []
        for (_, row), paragraph in zip(rows, passages, strict=True):
            code = row["iso_alpha3"]
            actor = new.get(code) or held.by_iso3(code)
            cited.append(
                Citation(actor=actor, key="unnames", passage=paragraph, quote=words(row, "name_en"))
            )
            named += [
                ActorName(
                    actor=actor,
                    key=f"un-{language}",
                    name=row[f"name_{language}"],
                    kind="official",
                    language=language,
                )
                for language in LANGUAGES
                if row[f"name_{language}"]
            ]
        write(cited)
        write(named)


def past_states() -> None:
    """Periods of states and state-like actors, those that bear a name not held yet."""
    source = document("states-edtf", "Periods of states and state-like actors", "2025")
    slugs = Slugs(set(Actor.objects.values_list("slug", flat=True)))
    held = {actor.name: actor for actor in Actor.objects.filter(kind="state").order_by("-slug")}
    with change_set(way="import", message="Big data: states of the past"):
        rows = list(rows_of("states_edtf.csv"))
        passages = write([passage(source, number, row) for number, row in rows])
        new, cited = [], []
        for _, row in rows:
            if row["StateName"] in held:
                continue
            began = day(row["Begin"])
            actor = Actor(
                slug=slugs.new(row["StateName"]),
                name=row["StateName"],
                kind="state",
                began=began,
                ended=in_order(began, day(row["End"])),
                seat=row["Capital"],
                status="published",
            )
            held[actor.name] = actor
            new.append(actor)
        write(new)
        for (number, row), paragraph in zip(rows, passages, strict=True):
            quote = words(row, "stateID", "StateName", "Capital", "Begin")
            actor = held[row["StateName"]]
            cited.append(Citation(actor=actor, key=f"p{number}", passage=paragraph, quote=quote))
        write(cited)


def leaders() -> None:
    """Leaders as persons, each spell in office as a position in the state led."""
    source = document("archigos-4-1", "Archigos 4.1, political leaders", "2015")
    held, slugs = States(), Slugs(set(Actor.objects.values_list("slug", flat=True)))
    with change_set(way="import", message="Big data: leaders"):
        rows = list(rows_of("archigos_4_1_leaders.csv"))
        passages = write([passage(source, number, row) for number, row in rows])
        people: dict[tuple[str, str], Actor] = {}
        for _, row in rows:
            whose = (row["gwcode"], row["leader"])
            if whose not in people:
                people[whose] = Actor(
                    slug=slugs.new(row["leader"], row["obsid"].partition("-")[0]),
                    name=row["leader"],
                    kind="person",
                    status="published",
                )
        write(list(people.values()))
        spells, cited = [], []
        for (number, row), paragraph in zip(rows, passages, strict=True):
            person = people[row["gwcode"], row["leader"]]
            began = day(row["startdate"])
            ended = "" if row["enddate"] == "2015-12-31" else in_order(began, day(row["enddate"]))
            spells.append(
                Position(
                    person=person,
                    key=f"p{number}",
                    title="Leader",
                    body=held.by_cow(row["gwcode"], began),
                    began=began,
                    ended=ended,
                )
            )
            quote = words(row, "obsid", "gwcode", "leader")
            cited.append(Citation(actor=person, key=f"p{number}", passage=paragraph, quote=quote))
        write(spells)
        write(cited)
