"""The package of the register as it stands: made when it is asked for, once for each edition."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

from geopolitics.exchange.package import archive
from geopolitics.models import Actor, Edition, Event, Passage, Statement, Treaty

from .files import alone, draft, keep, sha256

# In one of these tables; beyond, a package takes too long for whoever asks, and for the others.
MOST = 10_000
GROWING = (Statement, Passage, Event, Treaty, Actor)
PATIENCE = 5  # seconds that a second request waits for the first


class Kept(NamedTuple):
    """An open file and its SHA-256."""

    file: BinaryIO
    sha256: str


def too_big() -> bool:
    """Whether the public register is so big that only releases of it are made.

    Counts what is public: the answer tells nothing of drafts.
    """
    return any(model.objects.public().order_by()[MOST : MOST + 1].exists() for model in GROWING)


def package() -> Kept:
    """The package of the register as it stands, made if it is not there.

    Raises Busy where another makes it for longer than `PATIENCE`.
    """
    if found := _kept():
        return found
    with alone(_folder(), PATIENCE):
        return _kept() or _made()


def _folder() -> Path:
    return settings.VAR / "downloads"


def _kept() -> Kept | None:
    """The file of the current edition; one that goes meanwhile was not there."""
    for place in _folder().glob(f"{Edition.current()}-*.zip"):
        try:
            return Kept(place.open("rb"), place.stem.rpartition("-")[2])
        except FileNotFoundError:
            continue
    return None


def _made() -> Kept:
    """The file, made; those of editions before go. Who still reads one reads it to its end."""
    with draft(_folder()) as file:
        edition = archive.write(file).edition
        digest = sha256(file)
        place = _folder() / f"{edition}-{digest}.zip"
        keep(file, place)
        for other in _folder().glob("*.zip"):
            if other != place:
                other.unlink()
        return Kept(place.open("rb"), digest)
