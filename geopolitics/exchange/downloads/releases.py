"""Releases: the public register, frozen under a name, with what changed since the one before."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from geopolitics import rules
from geopolitics.exchange.package import archive
from geopolitics.exchange.package.changes import changes
from geopolitics.exchange.package.descriptor import NAME
from geopolitics.models import Edition, Release
from geopolitics.verify import verify
from geopolitics.verify.reading import one_moment

from .files import alone, draft, keep, sha256

MOST_CHANGES = 1000
MOST_FAILURES = 20


class NotReleased(Exception):
    """Why nothing was released; `lines` say it, one by one."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def folder() -> Path:
    return settings.VAR / "releases"


def freeze(name: str, *, dry_run: bool = False) -> Release:
    """Make a release, or, `dry_run`, only what it would be.

    The file has its place just before the row is committed. Where a crash comes between, no row
    names the file, and the next release of the name replaces it; a file that a row names is
    never written again. Raises NotReleased, and Busy where another release is being made.
    """
    _check(name)
    with alone(folder(), wait=0), draft(folder()) as file:
        before = Release.objects.first()
        with one_moment():
            _verify()
            written = archive.write(file, name)
        made = Release(
            name=name,
            file=f"{name}.zip",
            size=file.seek(0, 2),
            sha256=sha256(file),
            records=written.rows,
            changes=_changes(before, file),
        )
        if not dry_run:
            with transaction.atomic():
                made.save(force_insert=True)
                Edition.renew()  # pages are kept as long as it is the same, and name releases
                keep(file, folder() / made.file)
    return made


def opened(release: Release) -> BinaryIO:
    """The file of a release. Raises FileNotFoundError where it was taken away."""
    return (folder() / release.file).open("rb")


def _check(name: str) -> None:
    if not rules.SLUG.fullmatch(name) or len(name) > Release._meta.get_field("name").max_length:
        raise NotReleased(
            f"“{name}” is no name of a release: lower-case letters and digits, joined by hyphens, "
            "at most 60, such as 2026-10."
        )
    if name == NAME:
        raise NotReleased(f"“{NAME}” is what the register as it stands is called.")
    if Release.objects.filter(name=name).exists():
        raise NotReleased(f"A release is called {name} already, and is for ever: choose another.")


def _verify() -> None:
    failures = verify()
    told = [f"{failure.check}: {failure}" for failure in itertools.islice(failures, MOST_FAILURES)]
    if told:
        more = sum(1 for _ in failures)
        told += [f"And {more:,} more."] if more else []
        raise NotReleased(*told, "The register does not verify: nothing is released.")


def _changes(before: Release | None, file: BinaryIO) -> list[str]:
    """What differs from the release before, in words; the last line tells how many are left out."""
    if before is None:
        return []
    try:
        with opened(before) as old:
            if sha256(old) != before.sha256:
                raise _lost(before, "damaged")
            with zipfile.ZipFile(old) as one, zipfile.ZipFile(file) as other:
                return _capped(changes(one, other), before.name)
    except FileNotFoundError:
        raise _lost(before, "missing") from None


def _lost(release: Release, how: str) -> NotReleased:
    place = folder() / release.file
    return NotReleased(f"The file of the release {release.name} is {how}: put it back, {place}.")


def _capped(lines: Iterator[str], before: str) -> list[str]:
    found = list(itertools.islice(lines, MOST_CHANGES))
    if more := sum(1 for _ in lines):
        found.append(f"And {more:,} more: compare this file with that of {before}.")
    return found
