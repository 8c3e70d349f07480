"""The verb `fetch_files`: what customers sent comes from the platform into the region's blobs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.abilities import Files
from domain.attachments import LARGEST, Blob, Blobs, TooLarge
from domain.channels import CannotFetch, Mouths, RemoteFile
from domain.forgetting import ERASED
from domain.inspection import Inspection
from domain.ledger import Entry, Page
from domain.message_events import FilesFetched
from domain.remote_files import KIND, REFERENCE, FileState, text_id, text_ids, waiting
from domain.stores import Conflict, Erased, Ledger, Missing, Text, Vault
from domain.ticket import FilesWanted
from domain.vocabulary import THE_DESK

NO_CHANNEL: Final = "no_such_channel"
NO_FILES: Final = "no_files_here"  # the account's channel fetches none, any more
TOO_LARGE: Final = "too_large"
INTERRUPTED: Final = "interrupted"
TOO_SLOW: Final = "too_slow"
USUAL_TIME: Final = timedelta(minutes=4)  # as UNHURRIED has it, where no workflow asks
TO_END_IN: Final = timedelta(seconds=3)  # so that no try goes on beside the next


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """The files of one message, and the place in the ledger that the outcome will take."""

    page: Page | None
    ticket_id: str
    sequence: int
    customer_id: str
    wanted: FilesWanted
    at: datetime


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file of a message, and the message that it belongs to."""

    message: Text = field(repr=False)
    facts: Mapping[str, object] = field(repr=False)

    @property
    def id(self) -> str:
        """Ours: of the blob too, so that a second try finds what the first one did."""
        return str(self.facts["id"])

    @property
    def name(self) -> str:
        """What it was called."""
        return str(self.facts.get("name", ""))

    @property
    def remote(self) -> RemoteFile:
        """The file as its channel finds it."""
        size = self.facts.get("size")
        return RemoteFile(
            reference=str(self.facts.get(REFERENCE, "")),
            name=self.name,
            media_type=str(self.facts.get("mime", "")),
            size=size if isinstance(size, int) else None,
        )

    @property
    def blob(self) -> Blob:
        """Where it will be."""
        message = self.message
        return Blob(self.id, message.customer_id, message.ticket_id, message.id)

    def text(self, facts: Mapping[str, object]) -> Text:
        """What became of it, as the vault keeps that."""
        message = self.message
        own = text_id(self.id)
        return Text(own, message.customer_id, message.ticket_id, KIND, "und", facts)


class FetchingActivities:
    """Brings files home."""

    def __init__(self, ledger: Ledger, vault: Vault, blobs: Blobs, mouths: Mouths) -> None:
        self._ledger = ledger
        self._vault = vault
        self._blobs = blobs
        self._mouths = mouths

    @activity.defn
    async def fetch_files(self, request: FetchRequest) -> FilesFetched:
        """Fetch what is not here yet, and write what became of all in its place.

        Raises ApplicationError where a file might be had later: the others are not fetched twice.
        Of an erased person, or of a message that was taken back, nothing is fetched.
        """
        if request.page is not None:
            await self._ledger.write(request.page)
        written = await self._ledger.entry(request.ticket_id, request.sequence)
        if written is not None and isinstance(written.event, FilesFetched):
            return written.event
        try:
            async with asyncio.timeout_at(_deadline()):
                event = _told(request, await self._all(request.wanted))
        except (Erased, Missing):
            event = _report(request, 0, (ERASED,))
        except TimeoutError:
            raise _again(TOO_SLOW) from None
        await self._ledger.write(Page((Entry(request.ticket_id, request.sequence, event),)))
        return event

    async def _all(self, wanted: FilesWanted) -> list[Mapping[str, object]]:
        """What became of each file. Raises Erased, Missing and ApplicationError."""
        message = await self._vault.get(wanted.message_id)
        known = await self._vault.get_many(text_ids(message.content))
        found, later = [], list[str]()
        for facts in waiting(message.content):
            one = _Waiting(message, facts)
            standing = known.get(text_id(one.id))
            try:
                found.append(standing.content if standing else await self._brought(one, wanted))
            except CannotFetch as delay:
                later.append(delay.reason)
        if later:
            raise _again(later[0])
        return found

    async def _brought(self, one: _Waiting, wanted: FilesWanted) -> Mapping[str, object]:
        """What became of a file, once that is kept. Raises Erased, and CannotFetch for later."""
        try:
            facts = await self._facts(one, wanted)
        except TooLarge:
            facts = _failed(TOO_LARGE)
        except CannotFetch as refusal:
            if refusal.again:
                raise
            facts = _failed(refusal.reason)
        try:
            await self._vault.put(one.text(facts))
        except Conflict:  # a try that was thought dead was first
            return (await self._vault.get(text_id(one.id))).content
        return facts

    async def _facts(self, one: _Waiting, wanted: FilesWanted) -> Mapping[str, object]:
        """What a file is, once it is here. Raises TooLarge, CannotFetch and Erased."""
        inspection = Inspection(one.name)
        try:
            blob = await self._blobs.find(one.blob.ticket_id, one.id)
        except Missing:
            await self._fetch(one, wanted, inspection)
        else:
            async for piece in self._blobs.read(blob):
                inspection.take(piece)
        return {**inspection.facts(), "state": FileState.HERE.value}

    async def _fetch(self, one: _Waiting, wanted: FilesWanted, inspection: Inspection) -> None:
        channel = self._mouths.of(wanted.via.channel, wanted.via.account)
        if not isinstance(channel, Files):
            raise CannotFetch(NO_CHANNEL if channel is None else NO_FILES, again=False)
        try:
            async with channel.fetch(one.remote, LARGEST) as pieces:
                await self._blobs.put(one.blob, _looked_at(pieces, inspection))
        except Conflict:  # parts of a try that was cut short: they are gone now
            raise CannotFetch(INTERRUPTED, again=True) from None


async def _looked_at(pieces: AsyncIterator[bytes], inspection: Inspection) -> AsyncIterator[bytes]:
    async for piece in pieces:
        inspection.take(piece)
        yield piece


def _deadline() -> float:
    """When this try has to be over, by the loop's clock: Temporal starts the next soon after."""
    within = USUAL_TIME
    if activity.in_activity():
        within = activity.info().start_to_close_timeout or USUAL_TIME
    return asyncio.get_running_loop().time() + (within - TO_END_IN).total_seconds()


def _again(reason: str) -> ApplicationError:
    return ApplicationError(reason, type="NotNow")


def _failed(reason: str) -> dict[str, object]:
    return {"state": FileState.FAILED.value, "reason": reason}


def _told(request: FetchRequest, found: list[Mapping[str, object]]) -> FilesFetched:
    failed = tuple(str(one["reason"]) for one in found if one["state"] == FileState.FAILED)
    return _report(request, len(found) - len(failed), failed)


def _report(request: FetchRequest, fetched: int, failed: tuple[str, ...]) -> FilesFetched:
    return FilesFetched(
        at=request.at,
        by=THE_DESK,
        message_id=request.wanted.message_id,
        fetched=fetched,
        failed=failed,
    )
