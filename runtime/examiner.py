"""Examines tickets for whoever asks: here, in a process of its own, or in several side by side."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from temporalio.client import Client, WorkflowHistory
from temporalio.common import HeaderCodecBehavior
from temporalio.service import RPCError, RPCStatusCode

from domain.stores import Missing, Unavailable
from runtime.codec import WrongKey, data_converter
from runtime.examination import Examination, NoHistory, examined
from runtime.examination_facts import Facts, facts_of
from runtime.hindsight import at_an_instant
from runtime.replay import histories
from runtime.sdk import sdk_tells
from runtime.temporal_server import namespace_of
from storage.auditing.kept import Kept, NothingSealed, open_kept

FAILURES: Final = (Missing, NoHistory, NothingSealed, Unavailable, WrongKey)


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a region's record is, and what opens the payloads of its histories; nothing else."""

    region: str
    url: str
    payload_keys: tuple[bytes, ...]  # each opens what it encrypted
    temporal: str | None = None  # its address, where runs that are not sealed yet are to be asked


@dataclass(frozen=True, slots=True)
class Question:
    """Which ticket is to be examined, and which instant (aware) is looked at."""

    ticket_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of one ticket among many."""

    ticket_id: str
    runs: int
    events: int
    run: str | None = None  # in which the first difference is
    first: str | None = None  # a sentence; None where all agrees


class Examiner:
    """Answers questions about the tickets of one region. Raises FAILURES."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._converter = data_converter(archive.region, *archive.payload_keys)
        self._open = AsyncExitStack()
        self._kept: Kept | None = None

    async def facts(self, question: Question) -> Facts:
        """All that there is to say of a ticket, as JSON has it."""
        asked = _InTemporal(self._archive, question.ticket_id)
        kept = await self._opened()
        found = await examined(kept, question.ticket_id, self._converter, asked)
        then = None
        if question.at is not None and found.runs:
            then = await at_an_instant(kept, found, question.at)
        return facts_of(found, asked.answer, then)

    async def verdict(self, ticket_id: str) -> Verdict:
        """Whether one ticket's sealed runs agree, in few words."""
        try:
            found = await examined(await self._opened(), ticket_id, self._converter)
        except (Missing, NoHistory) as nothing:
            return Verdict(ticket_id, 0, 0, first=str(nothing))
        events = sum(run.events for run in found.sealed)
        return Verdict(ticket_id, len(found.sealed), events, *_first(found))

    async def close(self) -> None:
        """Close the region's database."""
        await self._open.aclose()

    async def _opened(self) -> Kept:
        if self._kept is None:
            opening = open_kept(self._archive.url)
            self._kept = await self._open.enter_async_context(opening)
        return self._kept


class _InTemporal:
    """Asks Temporal for a ticket's runs, and remembers how that went."""

    def __init__(self, archive: Archive, ticket_id: str) -> None:
        self._archive = archive
        self._ticket_id = ticket_id
        self.answer = "not asked"

    async def __call__(self) -> Sequence[WorkflowHistory]:
        if self._archive.temporal is None:
            return ()
        try:
            client = await _client(self._archive, self._archive.temporal)
            found = [history async for history in histories(client, self._ticket_id)]
        except RPCError as error:
            forgotten = error.status is RPCStatusCode.NOT_FOUND
            self.answer = "forgotten" if forgotten else "away"
            return ()
        except RuntimeError:  # what the SDK says of an address at which nobody answers
            self.answer = "away"
            return ()
        self.answer = "asked"
        return found


async def _client(archive: Archive, address: str) -> Client:
    return await Client.connect(
        address,
        namespace=namespace_of(archive.region),
        data_converter=data_converter(archive.region, *archive.payload_keys),
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        identity=f"replay-{archive.region}",
        lazy=True,
    )


def _first(found: Examination) -> tuple[str | None, str | None]:
    if found.faults:
        return found.faults[0].run_id, found.faults[0].sentence
    if found.difference is None:
        return None, None
    place = found.difference.sequence
    run = next((r for r in found.runs if r.life.first <= place <= r.life.last), found.runs[-1])
    return run.life.run_id, f"the ledger differs from the replay at place {place}"


class FactsWorker:
    """An examiner in a process of its own; every answer is waited for there."""

    def __init__(self, archive: Archive) -> None:
        sdk_tells()
        self._runner = asyncio.Runner()
        self._examiner = Examiner(archive)

    def __call__(self, question: Question) -> Facts | None:
        """All that there is to say of a ticket; None where there is no run of it."""
        try:
            return self._runner.run(self._examiner.facts(question))
        except (Missing, NoHistory):
            return None

    def close(self) -> None:
        """Close the database and end the loop."""
        self._runner.run(self._examiner.close())
        self._runner.close()


class VerdictsWorker:
    """The same for many tickets: a few at a time, a verdict for each."""

    def __init__(self, archive: Archive) -> None:
        sdk_tells()
        self._runner = asyncio.Runner()
        self._examiner = Examiner(archive)

    def __call__(self, ticket_ids: tuple[str, ...]) -> tuple[Verdict, ...]:
        """A verdict for each."""
        return self._runner.run(self._all(ticket_ids))

    def close(self) -> None:
        """Close the database and end the loop."""
        self._runner.run(self._examiner.close())
        self._runner.close()

    async def _all(self, ticket_ids: tuple[str, ...]) -> tuple[Verdict, ...]:
        return tuple([await self._examiner.verdict(one) for one in ticket_ids])
