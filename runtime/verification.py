"""Verifies a trail: its chain, the ledger that it tells of, and all that was ever signed of it.

Nothing of it needs a key of a customer or of a region. It reads by stretches, so that a trail of
any length takes the same memory.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from domain.audit import GENESIS
from domain.merkle import Frontier, Node, leaf_hash, peaks
from domain.trail_check import Fault, Kept, TrailCheck
from runtime.checkpoint_files import read_note
from runtime.ledger_check import Ledger, LedgerCheck
from runtime.note_sources import FoundNote, OutsideNotes
from runtime.signed_notes import BadSignature
from storage.auditing.trail import Extent, StoredNote

AT_ONCE: Final = 2000  # entries
SHOWN: Final = 5  # bad notes that are named; of the others there is only the number

Progress = Callable[[int, int], None]


class Source(Ledger, Protocol):
    """What a trail is read from; `storage.auditing.trail.SqlTrail` says what each answers.

    `is_whole` says that nothing comes behind it, and that the ledger is there as well.
    """

    is_whole: bool

    async def extent(self) -> Extent:
        """How far it goes."""
        ...

    async def entries(self, after: int, limit: int) -> list[Kept]:
        """Entries behind a number."""
        ...

    async def notes(self, after: int, last: int) -> list[StoredNote]:
        """Notes of more than so many entries, up to so many."""
        ...

    async def next_note(self, size: int) -> StoredNote | None:
        """The first note of at least so many."""
        ...

    async def leaves(self, after: int, limit: int) -> Mapping[int, bytes]:
        """What the tree keeps of entries behind a number."""
        ...

    async def nodes(self, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
        """Those of the tree's nodes that are kept."""
        ...


@dataclass(frozen=True, slots=True)
class Keys:
    """By what signatures are checked: the public keys, one a line, and the trail's own name."""

    origin: str
    verifiers: str


@dataclass(frozen=True, slots=True)
class BadNote:
    """A note that is not believed, and why."""

    where: str
    size: int
    what: str


@dataclass(slots=True)
class Verdict:
    """What came of it. A trail is sound where no entry is bad and every note was believed."""

    first: int
    last: int = 0  # the last entry that was looked at
    signed: int = 0  # how far it is signed, as far as that was looked at
    notes: int = 0  # that were believed
    bad: Fault | None = None
    bad_notes: list[BadNote] = field(default_factory=list)
    more_bad_notes: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether all that was looked at is what it was."""
        return self.bad is None and not self.bad_notes


class Verification:
    """One run over one trail."""

    def __init__(
        self,
        source: Source,
        keys: Keys,
        outside: OutsideNotes,
        progress: Progress = lambda _, __: None,
    ) -> None:
        self._source = source
        self._keys = keys
        self._outside = outside
        self._progress = progress
        self._verdict = Verdict(1)
        self._check = TrailCheck()
        self._ledger = LedgerCheck(source)
        self._is_doubtful = False

    async def run(self, first: int = 1, last: int | None = None) -> Verdict:
        """Verify entries from one number to another, by default all that there are.

        To be sure of the last, it goes on to the next note behind it. Raises Unavailable, NoTrail,
        OSError.
        """
        extent = await self._source.extent()
        await self._run(first, last, extent)
        if self._is_doubtful:  # the tree up to `first` was that of the database, so do without it
            await self._run(1, last, extent)
        return self._verdict

    async def _run(self, first: int, last: int | None, extent: Extent) -> None:
        self._verdict = Verdict(first, last=first - 1)
        self._ledger, self._is_doubtful = LedgerCheck(self._source), False
        end = min(last or extent.counted, extent.counted)
        self._verdict.bad = await self._walked(first, end, extent)
        if self._verdict.bad is None and end == extent.counted and self._source.is_whole:
            self._verdict.bad = await self._cut(extent)

    async def _walked(self, first: int, end: int, extent: Extent) -> Fault | None:
        if first > end + 1:
            return Fault(first, f"it is missing: the trail ends with entry {extent.counted}")
        fault = await self._begin(first - 1)
        goal = await self._goal(end, extent.counted)
        while fault is None and self._check.number < goal and not self._is_doubtful:
            fault = await self._stretch(goal)
            self._verdict.last = self._check.number
            self._progress(self._check.number - first + 1, goal - first + 1)
        return fault

    async def _begin(self, after: int) -> Fault | None:
        """Go on from an entry; the tree up to it is believed once a note behind it fits."""
        if after == 0:
            self._check = TrailCheck(0, GENESIS, Frontier())
            return None
        found = await self._source.entries(after - 1, 1)
        if not found or found[0].number != after:
            return Fault(after, "it is missing")
        edge = peaks(after)
        kept = await self._source.nodes(edge)
        whole = all(node in kept for node in edge)
        frontier = Frontier(after, [kept[node] for node in edge]) if whole else None
        may_go_back = self._source.is_whole and not whole
        self._is_doubtful = may_go_back and await self._is_signed(after)
        self._check = TrailCheck(after, found[0].hash, frontier)
        return None

    async def _goal(self, end: int, counted: int) -> int:
        """The entry at which a note is that says all up to `end` is so; `end` without any."""
        stored = await self._source.next_note(end) if end else None
        sizes = [self._outside.next_size(end), stored and stored.size]
        return min((size for size in sizes if size and size <= counted), default=end)

    async def _is_signed(self, number: int) -> bool:
        stored = await self._source.next_note(number)
        return stored is not None or self._outside.next_size(number) is not None

    async def _stretch(self, goal: int) -> Fault | None:
        after = self._check.number
        kept = await self._source.entries(after, min(AT_ONCE, goal - after))
        if not kept:
            return Fault(after + 1, f"it is missing: the trail ends with entry {after}")
        notes = await self._notes(after, after + len(kept))
        fault = await asyncio.to_thread(self._take, kept, notes)
        if fault is not None:
            fault = await self._located(fault)
        return _first(await self._ledger.compared() if self._source.is_whole else None, fault)

    async def _notes(self, after: int, last: int) -> Mapping[int, list[FoundNote]]:
        """The notes of a stretch by their sizes, those outside before that of the database."""
        outside = await asyncio.to_thread(self._outside.between, after, last)
        inside = await self._source.notes(after, last)
        found: dict[int, list[FoundNote]] = {}
        for note in outside:
            found.setdefault(note.size, []).append(note)
        known = {note.size for note in inside}
        for note in outside:
            if note.size not in known:
                self._bad_note(note, "it is in no row of the database, where it was written first")
        for stored in inside:
            own = FoundNote("the database", stored.size, stored.note)
            found.setdefault(stored.size, []).append(own)
        return found

    def _take(self, kept: Sequence[Kept], notes: Mapping[int, list[FoundNote]]) -> Fault | None:
        for one in kept:
            fault = self._check.take(one) or self._ledger.told(one.number, self._check.document)
            fault = fault or self._compared(notes.get(one.number, ()))
            if fault is not None:
                return fault
        return None

    def _compared(self, notes: Sequence[FoundNote]) -> Fault | None:
        """Whether the entries so far are those of which the notes tell."""
        frontier = self._check.frontier
        if frontier is None or not notes:
            return None
        root, seen = frontier.root(), set[str]()
        for note in notes:
            if note.text in seen:
                continue
            seen.add(note.text)
            signed = self._believed(note)
            if signed is not None and signed != root:
                return self._not_signed(note)
            if signed is not None:
                self._verdict.notes += 1
                self._verdict.signed = note.size
        return None

    def _not_signed(self, note: FoundNote) -> Fault:
        start = max(self._verdict.signed, self._verdict.first - 1) + 1
        from_nodes = self._verdict.first > 1 and not self._verdict.signed
        self._is_doubtful = from_nodes and self._source.is_whole
        what = f"not what was signed of the first {note.size} entries ({note.where})"
        if start == note.size:
            return Fault(start, f"it is {what}")
        return Fault(start, f"one of them is {what}; their links were made anew", last=note.size)

    def _believed(self, note: FoundNote) -> bytes | None:
        """The root that a note tells of; None, keeping it in mind, where its signature is wrong."""
        try:
            checkpoint = read_note(note.text, self._keys.verifiers, self._keys.origin)
        except BadSignature as fault:
            self._bad_note(note, str(fault))
            return None
        if checkpoint.size != note.size:
            self._bad_note(note, f"it was signed of {checkpoint.size} entries")
            return None
        return checkpoint.root

    def _bad_note(self, note: FoundNote, what: str) -> None:
        if len(self._verdict.bad_notes) < SHOWN:
            self._verdict.bad_notes.append(BadNote(note.where, note.size, what))
        else:
            self._verdict.more_bad_notes += 1

    async def _located(self, fault: Fault) -> Fault:
        """A closer answer, where the tree still keeps what entries were before they changed."""
        after = max(self._verdict.signed, self._verdict.first - 1)
        last = fault.last or fault.number
        while after < last:
            limit = min(AT_ONCE, last - after)
            kept = await self._source.entries(after, limit)
            leaves = await self._source.leaves(after, limit)
            for one in kept:
                if one.number <= last and _is_another(one, leaves):
                    return Fault(one.number, "it was changed after it was taken into the tree")
            if len(kept) < limit:
                break
            after = kept[-1].number
        return fault

    async def _cut(self, extent: Extent) -> Fault | None:
        """Whether anything shows that the trail was longer, or that the ledger has more to it."""
        if extent.last > extent.counted:
            return Fault(extent.counted + 1, "it stands there and was never counted: it was put in")
        inside = [FoundNote("the database", one.size, one.note) for one in extent.beyond]
        for note in [*inside, *self._outside.beyond(extent.counted)]:
            if self._believed(note) is not None:
                what = f"a note of {note.size} entries was signed ({note.where})"
                return Fault(
                    extent.counted + 1,
                    f"it is missing: {what}, and the trail ends with entry {extent.counted}: it "
                    "was cut, or the database is older",
                )
        return self._ledger.ends_at(extent)


def _first(one: Fault | None, other: Fault | None) -> Fault | None:
    faults = [fault for fault in (one, other) if fault is not None]
    return min(faults, key=lambda fault: fault.number, default=None)


def _is_another(kept: Kept, leaves: Mapping[int, bytes]) -> bool:
    leaf = leaves.get(kept.number)
    return leaf is not None and leaf != leaf_hash(kept.body)
