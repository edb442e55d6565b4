"""Files that are there whole or not at all: written beside, then renamed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

DRAFT = ".tmp"
AGAIN = 0.1  # seconds


class Busy(Exception):
    """Another holds the folder."""


@contextmanager
def alone(folder: Path, wait: float) -> Iterator[None]:
    """Let nobody else work in the folder meanwhile, on this machine; made where it is not there.

    Drafts that a killed process left are cleared away. Raises Busy after `wait` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    with (folder / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(AGAIN)
        for left in folder.glob(f"*{DRAFT}"):
            left.unlink()
        yield


@contextmanager
def draft(folder: Path) -> Iterator[BinaryIO]:
    """A file in the folder that `keep` gives a name; without one it does not stay."""
    with tempfile.NamedTemporaryFile(
        "w+b", dir=folder, prefix="draft-", suffix=DRAFT, delete=False
    ) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def keep(file: BinaryIO, place: Path) -> None:
    """Give a draft its name; what has the name is replaced, and a power cut takes back neither."""
    file.flush()
    os.fchmod(file.fileno(), 0o644)
    os.fsync(file.fileno())
    os.replace(file.name, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256(file: BinaryIO) -> str:
    """Of the whole file, from its beginning, in hexadecimal digits."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
