"""Treaties on environment, trade and health, with their other titles and topics."""

from __future__ import annotations

import re

from django.utils.text import slugify

from geopolitics.changes.current import change_set
from geopolitics.models import Citation, Topic, Treaty, TreatyName

from .rows import Row, Slugs, day, document, in_order, passage, rows_of, words, write

FORMS = {
    "Agreement": "agreement",
    "Amendment": "protocol",
    "Protocol": "protocol",
    "MOU": "memorandum",
    "Resolution": "resolution",
}
URL = re.compile(r"https?://[^\s/|]+\.[^\s|]*", re.ASCII)


def known(text: str) -> str:
    return "" if text == "NA" else text


def treaties() -> None:
    """Each row a treaty, cited to itself; each subject a topic under its domain."""
    source = document("treaties-edtf", "International agreements with dates in EDTF", "2024")
    slugs = Slugs(set(Treaty.objects.values_list("slug", flat=True)))
    with change_set(way="import", message="Big data: treaties"):
        rows = list(rows_of("treaties_edtf.csv"))
        topics = _topics([row for _, row in rows])
        passages = write([passage(source, number, row) for number, row in rows])
        made = write([_treaty(row, slugs) for _, row in rows])
        names, cited = [], []
        for (number, row), treaty, paragraph in zip(rows, made, passages, strict=True):
            first = ("Title", "Begin", "End", "Signature", "Force", "Term")
            quote = words(row, *first)
            cited.append(Citation(treaty=treaty, key=f"r{number}", passage=paragraph, quote=quote))
            if other := known(row["TitleAlt"]):
                names.append(TreatyName(treaty=treaty, key="alt", name=other[:300]))
        write(names)
        write(cited)
        for (_, row), treaty in zip(rows, made, strict=True):
            if filed := topics.get(row["TypeSubject"]) or topics.get(row["TypeDomain"]):
                treaty.topics.add(filed)


def _treaty(row: Row, slugs: Slugs) -> Treaty:
    signed, in_force = day(row["Signature"]), day(row["Force"])
    ended = in_order(in_force, in_order(signed, day(row["Term"]) or day(row["End"])))
    url = known(row["TextURL"])
    return Treaty(
        slug=slugs.new(row["Title"][:80], signed[:4].replace("X", "")),
        title=row["Title"][:500],
        title_supplied=len(row["Title"]) > 500,
        form=FORMS.get(row["TypeAgree"], "other"),
        signed=signed,
        in_force=in_force,
        ended=ended,
        place=known(row["Location"])[:200],
        url=url if len(url) <= 500 and URL.fullmatch(url) else "",
        coding_note="End of the term as the data set gives it." if ended else "",
        status="published",
    )


def _topics(rows: list[Row]) -> dict[str, Topic]:
    """Topics by the words of the data set, subjects under their domains."""
    taken = Slugs(set(Topic.objects.values_list("slug", flat=True)))
    domains = sorted({known(row["TypeDomain"]).partition(",")[0] for row in rows} - {""})
    found = {name: Topic(slug=taken.new("domain", name), name=name) for name in domains}
    write(list(found.values()))
    subjects: dict[str, Topic] = {}
    for row in rows:
        name = known(row["TypeSubject"])
        if name and slugify(name) and name not in subjects and name not in found:
            above = found.get(row["TypeDomain"].partition(",")[0])
            subjects[name] = Topic(slug=taken.new(name), name=name[:200], broader=above)
    write(list(subjects.values()))
    return found | subjects
