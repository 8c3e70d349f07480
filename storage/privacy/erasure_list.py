"""The list of erasures of one region, beside its keys and so apart from any backup of its data.

One JSON object a line. A line is on the disk before anything is destroyed for which it stands, so
that whoever restores an older backup is told, and nobody comes back unnoticed.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.halting import CannotGoOn
from domain.stores import Unavailable

OWNER_ONLY = 0o600
FOLDER_OF_OWNER = 0o700


class BrokenList(CannotGoOn):
    """The list cannot be read; the sentence says which line, and what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of one person; with a certificate once the erasure was done."""

    customer_id: str
    at: datetime
    certificate: str = ""


class ErasureList:
    """A file that is only added to. Any number of processes may do so."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, customer_id: str, at: datetime, certificate: str = "") -> None:
        """Put a person on the list, or note the certificate. Again changes nothing.

        Returns once it is on the disk. Raises Unavailable where it cannot be.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_OF_OWNER)
            with self._alone() as file:
                known = _read(os.pread(file, os.fstat(file).st_size, 0), self._path)
                standing = known.get(customer_id)
                if standing is None or (certificate and not standing.certificate):
                    _append(file, Listed(customer_id, at, certificate))
                os.fsync(file)
            self._sync_folder()
        except OSError as error:
            raise Unavailable(f"the list {self._path} cannot be written: {error}") from error

    def persons(self) -> Mapping[str, Listed]:
        """Who is on it, by their id. Raises BrokenList, and OSError where it cannot be read."""
        if not self._path.is_file():
            return {}
        return _read(self._path.read_bytes(), self._path)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _sync_folder(self) -> None:
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _append(file: int, listed: Listed) -> None:
    """Add a line. One that was cut off by a crash goes first: nothing was destroyed for it."""
    content = os.pread(file, os.fstat(file).st_size, 0)
    if content and not content.endswith(b"\n"):
        os.ftruncate(file, content.rfind(b"\n") + 1)
    document = {"customer": listed.customer_id, "at": listed.at.isoformat()}
    if listed.certificate:
        document["certificate"] = listed.certificate
    os.write(file, json.dumps(document, sort_keys=True).encode() + b"\n")


def _read(content: bytes, path: Path) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    lines = content.split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):  # behind the last line feed: cut off
        try:
            document = json.loads(line)
            at = datetime.fromisoformat(document["at"])
            one = Listed(document["customer"], at, document.get("certificate", ""))
        except (ValueError, KeyError, TypeError):
            raise BrokenList(
                f"line {number} of {path} is not an erasure: restore the list from where keys are "
                "kept, or nobody knows who must not come back"
            ) from None
        found[one.customer_id] = one
    return found
