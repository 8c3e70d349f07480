"""What makes a trail believable, entry by entry: no gap, no broken link, nothing beside the body.

Pure: whoever reads a trail, from a database or from an export, hands its entries in, in order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.audit import GENESIS, Action, linked
from domain.merkle import Frontier, leaf_hash


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands beside a body, to be looked for; it has to say the same."""

    at: datetime | None  # None for what is no instant
    action: str
    by: str
    about: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it is kept, before anything of it is believed."""

    number: int
    body: bytes
    hash: bytes
    columns: Columns | None = None  # an export has none


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that is not what it was, and what is wrong with it.

    `last` is there where no single entry is known: then it is one of those from `number` to `last`.
    """

    number: int
    what: str
    last: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One place of the ledger: as it stands there, or as an entry of the trail tells of it."""

    position: int
    ticket_id: str
    sequence: int
    hash: str  # SHA-256 of its body, in hex


class TrailCheck:
    """Takes the entries of a trail in order, from any place on."""

    def __init__(
        self, after: int = 0, previous: bytes = GENESIS, frontier: Frontier | None = None
    ) -> None:
        """Go on behind an entry, of which the hash is known and, if it can be, the tree so far."""
        self.number = after
        self.frontier = frontier
        self.document: dict[str, object] = {}  # what the last entry says
        self._previous = previous

    def take(self, kept: Kept) -> Fault | None:
        """Check the next entry, and go on from it if it is sound."""
        expected = self.number + 1
        if kept.number != expected:
            found = f"{kept.number} follows {self.number}" if self.number else f"{kept.number}"
            return Fault(expected, f"it is missing: the trail goes on with entry {found}")
        wrong = self._wrong(kept)
        if wrong is not None:
            return Fault(kept.number, wrong)
        self.number, self._previous = kept.number, kept.hash
        if self.frontier is not None:
            self.frontier.append(leaf_hash(kept.body))
        return None

    def _wrong(self, kept: Kept) -> str | None:
        document = read_body(kept.body)
        if document is None:
            return "its body is not what an entry says"
        self.document = document
        if document.get("number") != kept.number:
            return f"its body is that of entry {document.get('number')}: it was moved or put in"
        if linked(self._previous, kept.body) != kept.hash:
            return "its hash is not that of its body and of the entry before: one of them changed"
        return None if kept.columns is None else _beside(kept.columns, document)


def read_body(body: bytes) -> dict[str, object] | None:
    """What a body says; None for what is no body of an entry."""
    try:
        document = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def ledger_lines(document: dict[str, object]) -> list[LedgerLine]:
    """What an entry says was written to the ledger; empty for any other. Raises ValueError."""
    facts = document.get("facts")
    if document.get("action") != Action.LEDGER_WRITTEN.value or not isinstance(facts, dict):
        return []
    first, written = facts.get("position"), facts.get("entries")
    if not isinstance(first, int) or not isinstance(written, list):
        raise ValueError("it does not say what was written")
    return list(_lines(first, str(document.get("about")), written))


def hash_of(body: str) -> str:
    """What the trail says of a body of the ledger: its SHA-256 in hex."""
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def differs(told: Sequence[LedgerLine], found: Mapping[int, LedgerLine]) -> str | None:
    """Where the ledger, by its positions, is not what an entry tells of it; None where it is."""
    for line in told:
        standing = found.get(line.position)
        where = f"place {line.sequence} of {line.ticket_id}"
        if standing is None:
            return f"the ledger has nothing at {where}, of which it tells"
        if standing != line:
            return f"the ledger has another event at {where} than the one of which it tells"
    return None


def _lines(first: int, ticket_id: str, written: list[object]) -> Iterator[LedgerLine]:
    for position, one in enumerate(written, start=first):
        match one:
            case [int(sequence), str(), str(its_hash)]:
                yield LedgerLine(position, ticket_id, sequence, its_hash)
            case _:
                raise ValueError("it does not say what was written")


def _beside(columns: Columns, document: dict[str, object]) -> str | None:
    told = {
        "action": columns.action,
        "by": columns.by,
        "about": columns.about,
        "at": columns.at and columns.at.isoformat(timespec="microseconds"),
    }
    for name, value in told.items():
        if document.get(name) != value:
            return f"the column `{name}` beside it does not say what its body says"
    return None
