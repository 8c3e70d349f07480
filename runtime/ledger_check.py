"""Compares the ledger with what the trail tells of it: an event cannot be changed beside it."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from domain.retained import all_taken_out, taken_out
from domain.trail_check import Fault, Kept, LedgerLine, differs, ledger_lines
from storage.auditing.trail import Extent

AT_ONCE: Final = 2000  # lines
BEGUN: Final = "trail.begun"  # by the migration: what stood in the ledger before the trail


class Ledger(Protocol):
    """What the ledger is read from."""

    async def ledger(self, first: int, last: int) -> list[tuple[LedgerLine, str]]:
        """The lines from one position to another, each with its body."""
        ...

    async def retained(self, tickets: Collection[str]) -> list[Kept]:
        """What the trail says that retention took out of tickets."""
        ...

    async def all_retained(self, after: int, limit: int) -> list[Kept]:
        """The same of all, behind a number."""
        ...

    async def has_ledger(self, tickets: Collection[str]) -> frozenset[str]:
        """The tickets of which something stands in the ledger."""
        ...


class LedgerCheck:
    """Goes along with the entries of a trail.

    Lines may be missing of which a later entry says that retention took them out. That entry is
    believed here, as the walk comes to it, too; one behind the end of the walk is not looked at.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._told: list[tuple[int, list[LedgerLine]]] = []  # by entry, not compared yet
        self._before: tuple[int, int, str] | None = None  # an entry: so many lines, their digest
        self._position: int | None = None  # the last that an entry told of
        self._gone: dict[str, int] = {}  # tickets whose ledger retention took out, by what entry

    def told(self, number: int, document: dict[str, object]) -> Fault | None:
        """Note what an entry tells of; a fault where it leaves out a place."""
        if number == 1:
            self._position = self._begins(number, document)
        out = taken_out(number, document)
        if out is not None and out.has_records:
            self._gone[out.about] = number
        try:
            lines = ledger_lines(document)
        except ValueError as fault:
            return Fault(number, str(fault))
        if not lines:
            return None
        known, self._position = self._position, lines[-1].position
        if known is not None and lines[0].position != known + 1:
            return Fault(number, f"nothing tells of position {known + 1} of the ledger before it")
        self._told.append((number, lines))
        return None

    async def compared(self) -> Fault | None:
        """Compare what was told since the last time with the ledger itself."""
        before, self._before = self._before, None
        if before is not None and not await self._is_as_before(before[1], before[2]):
            return Fault(before[0], "the ledger from before the trail is not the one it tells of")
        put_back = await self._put_back()
        told, self._told = self._told, []
        if not told:
            return put_back
        first, last = told[0][1][0].position, told[-1][1][-1].position
        standing = {line.position: line for line, _ in await self._ledger.ledger(first, last)}
        lines = (line for _, lines in told for line in lines)
        missing = {line.ticket_id for line in lines if line.position not in standing}
        left = _left(told, standing, await self._taken_out(missing))
        wrong = await asyncio.to_thread(_compared, left, standing)
        return min(filter(None, (wrong, put_back)), key=lambda one: one.number, default=None)

    async def _taken_out(self, tickets: Collection[str]) -> Mapping[str, int]:
        """Of which of them an entry says that retention took out the ledger, and which entry."""
        found = all_taken_out(await self._ledger.retained(tickets)) if tickets else []
        return {one.about: one.number for one in found if one.has_records}

    async def _put_back(self) -> Fault | None:
        """Whether something stands of what an entry says is gone."""
        gone, self._gone = self._gone, {}
        back = await self._ledger.has_ledger(gone) if gone else frozenset[str]()
        faults = (
            Fault(gone[one], f"the ledger has lines of {one}, which it says retention took out")
            for one in back
        )
        return min(faults, key=lambda one: one.number, default=None)

    def ends_at(self, extent: Extent) -> Fault | None:
        """Whether the ledger has more to it than the whole trail tells of."""
        known = self._position
        if known is None or extent.positions <= known:
            return None
        return Fault(
            extent.counted + 1,
            f"it is missing: the ledger goes on behind position {known}, and no entry tells of it",
        )

    def _begins(self, number: int, document: dict[str, object]) -> int:
        facts = document.get("facts")
        if document.get("action") != BEGUN or not isinstance(facts, dict):
            return 0
        known, digest = facts.get("positions"), facts.get("ledger")
        if not isinstance(known, int) or not isinstance(digest, str):
            return 0
        self._before = number, known, digest
        return known

    async def _is_as_before(self, known: int, digest: str) -> bool:
        made, retained = hashlib.sha256(), dict[int, str]()
        for first in range(1, known + 1, AT_ONCE):
            last = min(first + AT_ONCE - 1, known)
            lines = {line.position: line.hash for line, _ in await self._ledger.ledger(first, last)}
            if len(lines) < last - first + 1:
                retained = retained or await self._older_lines()
                lines = {**retained, **lines}
            for position in range(first, last + 1):
                if position not in lines:
                    return False
                made.update(bytes.fromhex(lines[position]))
        return made.hexdigest() == digest

    async def _older_lines(self) -> dict[int, str]:
        """The hashes of lines from before the trail that retention took out, by their positions."""
        found: dict[int, str] = {}
        after = 0
        while entries := await self._ledger.all_retained(after, AT_ONCE):
            for one in all_taken_out(entries):
                found |= one.before_trail
            after = entries[-1].number
        return found


def _left(
    told: Sequence[tuple[int, list[LedgerLine]]],
    standing: Mapping[int, LedgerLine],
    out: Mapping[str, int],
) -> list[tuple[int, list[LedgerLine]]]:
    """What was told, without the missing lines of which a later entry says that they are gone."""

    def is_left(number: int, line: LedgerLine) -> bool:
        return line.position in standing or out.get(line.ticket_id, 0) <= number

    return [(number, [one for one in lines if is_left(number, one)]) for number, lines in told]


def _compared(
    told: Sequence[tuple[int, list[LedgerLine]]], standing: Mapping[int, LedgerLine]
) -> Fault | None:
    for number, lines in told:
        wrong = differs(lines, standing)
        if wrong is not None:
            return Fault(number, wrong)
    return None
