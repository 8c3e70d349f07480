"""Lives sealed histories again beside an event loop: in a process of its own, or in a thread.

A replay is work for the processor. In a worker's own process it would take the interpreter from
the tickets that wait there, so a worker has it done by another.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Final

from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.workflow import NondeterminismError

from domain.histories import Disagreement, FetchedRun, Relived
from domain.ledger import Entry
from domain.ports import Relive
from domain.story import Story
from runtime.codec import data_converter
from runtime.crew import Crew, CrewLost
from runtime.replay import difference_in, lived_again
from runtime.sdk import sdk_tells
from runtime.temporal_client import workflow_id_of
from runtime.witness import Life

LONGEST: Final = 60.0  # seconds for one run; the SDK was seen to end one on a busy machine never
BESIDE: Final = 1  # process; what ends in minutes is sealed in minutes all the same
_LEFT: Final[list[asyncio.Runner]] = []  # for as long as the process lives: something hangs there
Reliving = Callable[[], AbstractAsyncContextManager[Relive]]


class NotLived(Exception):
    """Today's code does not live a history as it was lived; the message says where it parts."""


@dataclass(frozen=True, slots=True)
class Job:
    """A run's history as it is sealed, and the ledger of its ticket."""

    ticket_id: str
    body: bytes
    ledger: tuple[Entry, ...]


def history_of(ticket_id: str, body: bytes) -> WorkflowHistory:
    """What a body says, as the SDK reads it. Raises ValueError for what is no history."""
    try:
        return WorkflowHistory.from_json(workflow_id_of(ticket_id), json.loads(body))
    except (ValueError, TypeError, AttributeError, KeyError) as fault:
        raise ValueError("this is no history") from fault


async def lived(history: WorkflowHistory, converter: DataConverter) -> Life:
    """Live a run again. Raises NotLived, and WrongKey where its payloads do not open.

    It is tried twice: on a machine that is too busy the SDK takes any step for one without end.
    Raises CrewLost where it never came to an end, which says nothing of the run.
    """
    story = history.events[0].workflow_execution_started_event_attributes.input.payloads
    await converter.decode(story, [Story])
    try:
        return await _in_time(history, converter)
    except (NondeterminismError, RuntimeError, CrewLost):
        pass
    try:
        return await _in_time(history, converter)
    except (NondeterminismError, RuntimeError) as fault:
        raise NotLived(str(fault).split("\n", 1)[0][:200]) from fault


async def _in_time(history: WorkflowHistory, converter: DataConverter) -> Life:
    """What hangs is left where it hangs: waiting for it to be cancelled would hang as well."""
    living = asyncio.create_task(lived_again(history, converter))
    done, _ = await asyncio.wait({living}, timeout=LONGEST)
    if not done:
        living.cancel()
        raise CrewLost("A run that was lived again came to no end; try again.")
    return living.result()


class Reliver:
    """Does one job after the other, on an event loop of its own. Raises WrongKey."""

    def __init__(self, converter: DataConverter) -> None:
        self._converter = converter
        self._runner = asyncio.Runner()

    def __call__(self, job: Job) -> Relived:
        """What comes of living a run again."""
        return self._runner.run(self._relived(job))

    def close(self) -> None:
        """End the loop, but for one in which something hangs: ending it would never come about."""
        if asyncio.all_tasks(self._runner.get_loop()):
            _LEFT.append(self._runner)
        else:
            self._runner.close()

    async def _relived(self, job: Job) -> Relived:
        try:
            life = await lived(history_of(job.ticket_id, job.body), self._converter)
        except NotLived:
            return Relived(None, Disagreement.WOULD_NOT_REPLAY)
        found = difference_in(job.ledger, life)
        if found is not None:
            return Relived(life.digest, Disagreement.LEDGER_DIFFERS, found.sequence)
        return Relived(life.digest)


def in_a_process(region: str, *payload_keys: bytes) -> Reliving:
    """Another process lives them, once there is one to be lived; these are all the keys it has."""
    return partial(_reliving, BESIDE, partial(_with_keys, region, *payload_keys))


def in_a_thread(converter: DataConverter) -> Reliving:
    """This process lives them: for what has no tickets waiting, and for tests."""
    return partial(_reliving, 0, partial(Reliver, converter))


def _with_keys(region: str, *payload_keys: bytes) -> Reliver:
    sdk_tells()
    return Reliver(data_converter(region, *payload_keys))


@contextlib.asynccontextmanager
async def _reliving(size: int, make: Callable[[], Reliver]) -> AsyncIterator[Relive]:
    crew: Crew[Job, Relived] = Crew(size, make)
    begun = False

    async def relive(fetched: FetchedRun, ledger: Sequence[Entry]) -> Relived:
        nonlocal begun
        if not begun:
            await asyncio.to_thread(crew.__enter__)
            begun = True
        job = Job(fetched.run.ticket_id, fetched.body, tuple(ledger))
        try:
            [result] = await asyncio.to_thread(lambda: list(crew.results([job])))
        except CrewLost:
            begun = False  # another crew lives the next one
            await asyncio.to_thread(crew.__exit__, None, None, None)
            raise
        return result

    try:
        yield relive
    finally:
        if begun:
            await asyncio.to_thread(crew.__exit__, None, None, None)
