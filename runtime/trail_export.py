"""A stretch of a trail in one file, JSON a line, that can be verified again by itself.

The first line names the trail, its public key and the stretch, with the hash of the entry before it
and the tree up to there; then come the entries, and each signed note behind the last that it is of.
"""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from domain.audit import GENESIS
from domain.checkpoints import NoCheckpoint, read_checkpoint
from domain.merkle import Node, peaks
from domain.trail_check import Kept, LedgerLine, read_body
from runtime.verification import Keys, Progress
from storage.auditing.trail import Extent, SqlTrail, StoredNote

AT_ONCE: Final = 2000


class NoExport(Exception):
    """A file that is no export of a trail, or a stretch that cannot be exported."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The stretch that is in the file."""

    first: int
    last: int
    notes: int


async def export_trail(
    trail: SqlTrail,
    keys: Keys,
    out: IO[str],
    first: int,
    last: int | None,
    progress: Progress,
) -> Exported:
    """Write entries from one number to another, and on to the note that covers the last.

    Raises NoExport, NoTrail, Unavailable and OSError.
    """
    extent = await trail.extent()
    end = min(last or extent.counted, extent.counted)
    if first > end:
        raise NoExport(f"there is no entry {first} to export: the trail ends with {extent.counted}")
    covering = await trail.next_note(end)
    goal = covering.size if covering and covering.size <= extent.counted else end
    _write(out, await _header(trail, keys, first, goal))
    number, notes = first - 1, 0
    while number < goal:
        kept = await trail.entries(number, min(AT_ONCE, goal - number))
        if not kept:
            raise NoExport(f"entry {number + 1} is missing: see `meridian audit verify`")
        signed = {note.size: note.note for note in await trail.notes(number, number + len(kept))}
        for one in kept:
            _write(out, {"body": _text(one.body), "hash": one.hash.hex()})
            if one.number in signed:
                _write(out, {"note": signed[one.number]})
        number, notes = kept[-1].number, notes + len(signed)
        progress(number - first + 1, goal - first + 1)
    return Exported(first, number, notes)


class ExportedTrail:
    """The file as a source of verification. It reads on, and from the beginning if need be."""

    is_whole: bool = False  # what comes behind the stretch is elsewhere, and so is the ledger

    def __init__(self, path: Path) -> None:
        """Read its first line and its notes. Raises NoExport and OSError."""
        self._path = path
        self._header = _read_header(path)
        self._notes = sorted(_notes(path), key=lambda note: note.size)
        self._lines = _entries(path, self.first)
        self._next = self.first

    @property
    def origin(self) -> str:
        """Of which trail it says to be."""
        return str(self._header["trail"])

    @property
    def key(self) -> str:
        """The public key that it brings."""
        return str(self._header["key"])

    @property
    def first(self) -> int:
        """The number of its first entry."""
        return int(self._header["first"])

    async def extent(self) -> Extent:
        """As far as the file says to go."""
        last = int(self._header["last"])
        return Extent(last, last, 0, ())

    async def entries(self, after: int, limit: int) -> list[Kept]:
        """Entries behind a number; that before the first is known by its hash alone."""
        if after == self.first - 2:
            return [Kept(self.first - 1, b"", bytes.fromhex(str(self._header["previous"])))]
        if after + 1 != self._next:
            self._lines = (one for one in _entries(self._path, self.first) if one.number > after)
        found = [one for one, _ in zip(self._lines, range(limit), strict=False)]
        self._next = found[-1].number + 1 if found else -1
        return found

    async def notes(self, after: int, last: int) -> list[StoredNote]:
        """Notes of more than so many entries, up to so many."""
        return [note for note in self._notes if after < note.size <= last]

    async def next_note(self, size: int) -> StoredNote | None:
        """The first note of at least so many."""
        return next((note for note in self._notes if note.size >= size), None)

    async def leaves(self, after: int, limit: int) -> Mapping[int, bytes]:
        """It brings no tree but the one before its first entry."""
        return {}

    async def nodes(self, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
        """Those of the tree before its first entry."""
        edge = [base64.b64decode(one) for one in self._header["edge"]]
        known = dict(zip(peaks(self.first - 1), edge, strict=False))
        return {node: known[node] for node in wanted if node in known}

    async def ledger(self, first: int, last: int) -> list[tuple[LedgerLine, str]]:
        """It brings none, so that nothing of what belongs to one is asked for."""
        return []

    async def retained(self, tickets: Collection[str]) -> list[Kept]:
        """Nothing."""
        return []

    async def all_retained(self, after: int, limit: int) -> list[Kept]:
        """Nothing."""
        return []

    async def has_ledger(self, tickets: Collection[str]) -> frozenset[str]:
        """None of them."""
        return frozenset()


async def _header(trail: SqlTrail, keys: Keys, first: int, last: int) -> dict[str, object]:
    before = await trail.entries(first - 2, 1) if first > 1 else []
    edge = peaks(first - 1)
    nodes = await trail.nodes(edge)
    return {
        "trail": keys.origin,
        "key": keys.verifiers.splitlines()[0],
        "first": first,
        "last": last,
        "previous": (before[0].hash if before else GENESIS).hex(),
        "edge": [base64.b64encode(nodes[node]).decode() for node in edge if node in nodes],
    }


def _read_header(path: Path) -> Mapping[str, Any]:
    with path.open(encoding="utf-8") as file:
        header = _line(file.readline())
    try:
        right = int(header["first"]) >= 1 and int(header["last"]) >= int(header["first"]) - 1
        bytes.fromhex(header["previous"])
        right = right and all(isinstance(header[name], str) for name in ("trail", "key"))
        right = right and all(base64.b64decode(one) for one in header["edge"])
    except (KeyError, TypeError, ValueError):
        right = False
    if not right:
        raise NoExport(f"{path} is no export of a trail")
    return header


def _entries(path: Path, first: int) -> Iterator[Kept]:
    """Each entry by the number that its body says, as nothing else in the file does."""
    number = first - 1
    for line in _lines(path):
        if "note" in line:
            continue
        number += 1
        body = str(line.get("body", "")).encode("utf-8", "surrogatepass")
        said = (read_body(body) or {}).get("number")
        yield Kept(said if isinstance(said, int) else number, body, _hex(line.get("hash")))


def _notes(path: Path) -> Iterator[StoredNote]:
    for line in _lines(path):
        if isinstance(note := line.get("note"), str):
            yield StoredNote(_size(note), note)


def _size(note: str) -> int:
    """Of how many entries it says to be; 1, at which it will be found wanting, if of none."""
    try:
        return read_checkpoint(note.rpartition("\n\n")[0] + "\n").size
    except NoCheckpoint:
        return 1


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        file.readline()
        for line in file:
            yield _line(line)


def _line(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _hex(written: object) -> bytes:
    try:
        return bytes.fromhex(str(written))
    except ValueError:
        return b""


def _text(body: bytes) -> str:
    return body.decode("utf-8", "surrogatepass")


def _write(out: IO[str], line: Mapping[str, object]) -> None:
    out.write(json.dumps(line, separators=(",", ":")) + "\n")
