"""The archive: written as its rows are read, without times or places, so that the same register
gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from geopolitics.exchange import delimited
from geopolitics.exchange.columns import tables
from geopolitics.models import Edition, Register
from geopolitics.verify.reading import one_moment

from . import words
from .descriptor import Member, descriptor
from .excerpts import Excerpts
from .rows import columns, rows, sources

READABLE = 0o644 << 16


@dataclass(frozen=True)
class Written:
    """What a package holds: the register's edition, and how many rows of each table."""

    edition: int | None
    rows: dict[str, int]


def write(place: BinaryIO, version: str = "") -> Written:
    """Write the public register, as it stands at one moment; `version` is a release's name."""
    with one_moment(), zipfile.ZipFile(place, "w") as archive:
        edition, excerpts = Edition.current(), Excerpts()
        members = [_table(archive, model, excerpts) for model in tables().values()]
        for name, body in (
            (delimited.DESCRIPTOR, descriptor(members, sources(), version)),
            ("README.md", words.readme(members, version)),
            ("CODEBOOK.md", words.codebook(members)),
        ):
            archive.writestr(_named(name), body)
    return Written(edition, {member.model.table(): member.rows for member in members})


def _table(archive: zipfile.ZipFile, model: type[Register], excerpts: Excerpts) -> Member:
    count, size, digest = 0, 0, hashlib.sha256()
    with archive.open(_named(f"{model.table()}.csv"), "w") as member:
        for lines, body in _bodies(model, excerpts):
            member.write(body)
            digest.update(body)
            count, size = count + lines, size + len(body)
    return Member(model, size, digest.hexdigest(), count)


def _bodies(model: type[Register], excerpts: Excerpts) -> Iterator[tuple[int, bytes]]:
    """The bytes of a table, some rows at a time, with how many they are."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.header for column in columns(model))
    yield 0, _taken(text)
    for row in rows(model, excerpts):
        writer.writerow(row)
        yield 1, _taken(text)


def _taken(text: io.StringIO) -> bytes:
    body = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return body


def _named(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, delimited.FIXED)
    found.compress_type = zipfile.ZIP_DEFLATED
    found.external_attr = READABLE
    return found
