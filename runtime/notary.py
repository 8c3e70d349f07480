"""Signs a region's trail now and then, and keeps what it signed where the database does not reach.

It runs beside the workers, and nowhere else. It never signs a trail that is not what it signed
before: whoever finds two notes that contradict each other knows that the key cannot be trusted.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.checkpoints import Checkpoint
from domain.ports import Clock
from domain.stores import Unavailable
from runtime import metrics
from runtime.checkpoint_files import NoteDiffers, NoteFolder, read_note
from runtime.signed_notes import BadSignature, Signer
from storage.trail.checkpoints import Signed, SqlCheckpoints, Standing, WillNotSign, cut

ENTRIES: Final = 1000  # as many new entries are signed at once
AFTER: Final = timedelta(seconds=60)  # and fewer once the first of them has waited that long
LOOK_EVERY: Final = 5.0  # seconds

log = structlog.get_logger("notary")


class Notary:
    """The notary of one region. Any number may run, in any process: one of them signs."""

    def __init__(
        self,
        region: str,
        checkpoints: SqlCheckpoints,
        signer: Signer,
        verifiers: str,
        notes: NoteFolder,
        clock: Clock,
    ) -> None:
        self._region = region
        self._checkpoints = checkpoints
        self._signer = signer
        self._verifiers = verifiers
        self._notes = notes
        self._clock = clock
        self._seen = Signed()
        self._new_since: datetime | None = None
        self._compared_at: datetime | None = None
        metrics.AUDIT_REFUSALS.labels(region)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Sign what is due. What keeps us from it is logged and counted, and looked at again."""
        try:
            standing = await self._checkpoints.standing()
            await self._catch_up(standing.signed)
            await self._compare(standing)
            if self._is_due(standing):
                await self.sign()
        except Unavailable:
            log.warning("trail does not answer", region=self._region)
        except (WillNotSign, NoteDiffers, BadSignature) as refusal:
            self._refused(str(refusal))
        except OSError as fault:
            self._refused(f"the folder of notes cannot be used: {fault.strerror}")

    async def sign(self) -> None:
        """Sign all that is not signed yet, in steps of a thousand entries.

        Raises WillNotSign, BadSignature for a note in the folder that is none of ours, NoteDiffers,
        OSError and Unavailable.
        """
        while True:
            before = await self._checkpoints.standing()
            if before.signed.size >= before.size:
                return
            outside = await asyncio.to_thread(self._outside)
            sign = self._signer.sign
            made = await self._checkpoints.sign(self._signer.name, sign, before.signed, outside)
            if made is not None:
                await asyncio.to_thread(self._notes.write, made.size, made.note)
                log.info("trail signed", region=self._region, size=made.size)
                metrics.AUDIT_SIGNED.labels(self._region).set(made.size)
            elif (await self._checkpoints.standing()).signed != before.signed:
                return  # somebody else signs

    def _is_due(self, standing: Standing) -> bool:
        """Whether there is enough that is new, or something has waited for long enough."""
        new = standing.size - standing.signed.size
        metrics.AUDIT_UNSIGNED.labels(self._region).set(max(new, 0))
        if standing.signed.size != self._seen.size:
            self._seen, self._new_since = standing.signed, None
        if new < 0:
            raise WillNotSign(cut(standing.size, standing.signed.size))
        if new == 0:
            self._new_since = None
            return False
        now = self._clock.now()
        self._new_since = self._new_since or now
        return new >= ENTRIES or now - self._new_since >= AFTER

    async def _compare(self, standing: Standing) -> None:
        """See now and then that the database is not older than the notes, though nothing is new."""
        now = self._clock.now()
        if self._compared_at is not None and now - self._compared_at < AFTER:
            return
        outside = await asyncio.to_thread(self._outside)
        if outside is not None and outside.size > standing.size:
            raise WillNotSign(cut(standing.size, outside.size))
        self._compared_at = now

    async def _catch_up(self, signed: Signed) -> None:
        """Write the newest note to its file where a process died before it could."""
        if signed.note and signed.size != self._seen.size:
            read_note(signed.note, self._verifiers, self._signer.name)  # or BadSignature
            await asyncio.to_thread(self._notes.write, signed.size, signed.note)
            metrics.AUDIT_SIGNED.labels(self._region).set(signed.size)

    def _outside(self) -> Checkpoint | None:
        newest = self._notes.newest()
        if newest is None:
            return None
        try:
            checkpoint = read_note(newest.read(), self._verifiers, self._signer.name)
        except BadSignature as fault:
            raise BadSignature(f"{newest.path} is none of our notes: {fault}") from None
        if checkpoint.size != newest.size:
            raise BadSignature(f"{newest.path} is a note of {checkpoint.size} entries")
        return checkpoint

    def _refused(self, why: str) -> None:
        metrics.AUDIT_REFUSALS.labels(self._region).inc()
        log.error("trail not signed", region=self._region, reason=why)
