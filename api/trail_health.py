"""Whether a region's trail is signed as it should be, as far as an API process can see."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.audit import AuditTrail
from domain.ports import Clock
from runtime.checkpoint_files import NoteFolder
from storage.trail.checkpoints import SqlCheckpoints, cut

UNSIGNED_FOR: Final = timedelta(minutes=10)  # a worker signs within one


@dataclass(frozen=True, slots=True)
class Trail:
    """A region's trail, what is signed of it, and where its notes are outside the database."""

    entries: AuditTrail
    checkpoints: SqlCheckpoints
    notes: NoteFolder

    async def fault(self, clock: Clock) -> str | None:
        """What is wrong with it; None where nothing is known to be. Raises Unavailable."""
        standing = await self.checkpoints.standing()
        try:
            outside = await asyncio.to_thread(self.notes.newest)
        except OSError as fault:
            return f"the folder of notes cannot be read: {fault.strerror}"
        if outside is not None and outside.size > standing.size:
            return cut(standing.size, outside.size)
        return await self._unsigned(standing.signed.size, clock.now())

    async def _unsigned(self, signed: int, now: datetime) -> str | None:
        for entry in await self.entries.entries(after=signed, limit=1):
            at = datetime.fromisoformat(str(entry.document["at"]))
            if now - at > UNSIGNED_FOR:
                return (
                    f"entry {entry.number} waits to be signed since {at:%Y-%m-%d %H:%M} UTC: see "
                    "the log of a worker"
                )
        return None
