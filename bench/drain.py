"""An outage's backlog: 10,000 messages over 500 tickets are accepted, then told to Temporal.

`python -m bench.drain [--tickets N] [--messages N]`. The dispatcher runs all the while, first
against a server that is not there. No worker runs: what is measured is the way into Temporal.
"""

import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from ulid import ULID

from bench.parts import (
    KEY,
    REGION,
    Calls,
    arrival,
    counted_client,
    server_in,
    serving,
)
from bench.report import Figure, Progress, Report, Sizes, command, quietly
from domain.arrivals import Batch, News, Opening
from domain.policy import Policy
from domain.ports import Clock
from domain.stores import Inbox, RegionStores
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from rulebook.freeze import freeze
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher, Teller
from runtime.installation import running
from runtime.settings import ROOT
from runtime.telling import TellingTemporal
from runtime.temporal_client import workflow_id_of
from runtime.waiting import until
from storage.open import Place, open_region

PATIENCE = timedelta(minutes=10)
AT_ONCE = 64  # how many clients write at the same time
MOST_CALLS = 1.1  # for each message

Accepted = Mapping[str, Sequence[str]]  # ticket -> ids of its messages, in order


@dataclass
class Timed:
    """A teller; when each ticket was last told, by `perf_counter`, in that order."""

    tell: Teller
    last: dict[str, float] = field(default_factory=dict)

    async def __call__(self, batch: Batch) -> None:
        """Tell, and note the time."""
        await self.tell(batch)
        self.last.pop(batch.ticket_id, None)
        self.last[batch.ticket_id] = perf_counter()


def dispatcher_over(stores: RegionStores, client: Client, clock: Clock) -> tuple[Dispatcher, Timed]:
    """The region's dispatcher as the doors build it, with the time taken of each ticket."""
    desk, at = read_desk(ROOT / "desk"), SystemClock().now()
    policy = freeze(
        desk, region=REGION, tier=Tier.STANDARD, priority=Priority.NORMAL, channel="webhook", at=at
    )

    def frozen(_: Opening) -> Policy:
        return policy

    timed = Timed(TellingTemporal(REGION, client, stores.policies, frozen))
    return Dispatcher(REGION, stores.inbox, timed, clock, "bench", sweep_every=0.2), timed


async def accepted(
    inbox: Inbox, tickets: int, messages: int, progress: Progress = quietly
) -> Accepted:
    """Customers write in a mixed order; each writes on once the message before was accepted."""
    senders = [str(ULID()) for _ in range(tickets)]
    turns = [senders[number % tickets] for number in range(messages)]
    random.Random(messages).shuffle(turns)
    in_turn = {sender: asyncio.Lock() for sender in senders}
    door, taken, done = asyncio.Semaphore(AT_ONCE), dict[str, list[str]](), count(1)

    async def write(sender: str) -> None:
        async with in_turn[sender], door:
            message = arrival(sender, SystemClock().now())
            ticket = (await inbox.accept(message)).ticket_id
            taken.setdefault(ticket, []).append(message.id)
            progress("accepted", next(done), messages)

    await asyncio.gather(*(write(sender) for sender in turns))
    return taken


async def drained(inbox: Inbox, messages: int, progress: Progress = quietly) -> None:
    """Wait until nothing is left to tell."""

    async def empty() -> bool:
        left = await inbox.waiting()
        progress("told", messages - left, messages)
        return left == 0

    await until(empty, PATIENCE, "the inbox did not become empty.")


async def heard(client: Client, tickets: Sequence[str], progress: Progress = quietly) -> Accepted:
    """What each ticket's history says that it was told, in that order."""
    found: dict[str, list[str]] = {}
    for ticket in tickets:
        history = await client.get_workflow_handle(workflow_id_of(ticket)).fetch_history()
        found[ticket] = []
        for event in history.events:
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                payloads = event.workflow_execution_signaled_event_attributes.input.payloads
                [news] = await client.data_converter.decode(payloads, [tuple[News, ...]])
                found[ticket] += [one.id for one in news]
        progress("histories read", len(found), len(tickets))
    return found


def faults(wanted: Accepted, found: Accepted) -> list[str]:
    """Tickets that were not told all that was accepted for them, once and in that order."""
    return [
        f"{ticket} was told {list(found.get(ticket, ()))} and not {list(ids)}"
        for ticket, ids in wanted.items()
        if list(found.get(ticket, ())) != list(ids)
    ]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run measured. Durations in seconds, the last two since Temporal was started."""

    wanted: Accepted
    faults: list[str]
    calls: int
    accepting: float
    first_told: float
    all_told: float

    @property
    def messages(self) -> int:
        """How many there were."""
        return sum(map(len, self.wanted.values()))

    def report(self) -> Report:
        """The figures, beside what is promised."""
        messages, tickets = self.messages, len(self.wanted)
        telling = self.all_told - self.first_told
        figures = (
            Figure("accepted, Temporal away", messages / self.accepting, "/s"),
            Figure("told, Temporal back", messages / telling, "/s"),
            Figure("told : accepted", self.accepting / telling),
            Figure("accepting took", self.accepting, "s"),
            Figure("first ticket told, after Temporal was started", self.first_told, "s"),
            Figure("slowest ticket told, after Temporal was started", self.all_told, "s"),
            Figure("calls to Temporal", self.calls),
            Figure("calls for each message", self.calls / messages, at_most=MOST_CALLS),
            Figure("tickets told in order and once", tickets - len(self.faults), at_least=tickets),
        )
        title = f"a backlog of {messages:,} messages, {tickets} tickets"
        return Report(title, figures, self.faults)


async def measured(folder: Path, tickets: int, messages: int, progress: Progress) -> Figures:
    """The whole story, once."""
    calls, server = Calls(), server_in(folder)
    client = await counted_client(server.address, calls)
    async with await open_region(REGION, Place.in_folder(folder), KEY) as region:
        inbox = region.stores.inbox
        dispatcher, timed = dispatcher_over(region.stores, client, SystemClock())
        async with running(dispatcher):
            began = perf_counter()
            wanted = await accepted(inbox, tickets, messages, progress)
            accepting = perf_counter() - began
            back, before = perf_counter(), calls.count()
            async with serving(server):
                await drained(inbox, messages, progress)
                made = calls.count() - before
                found = await heard(client, list(wanted), progress)
    first, *_, last = timed.last.values()
    return Figures(wanted, faults(wanted, found), made, accepting, first - back, last - back)


async def drain(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of that many messages over that many tickets."""
    figures = await measured(folder, sizes["tickets"], sizes["messages"], progress)
    return [figures.report()]


if __name__ == "__main__":
    sys.exit(command("bench.drain", __doc__, {"tickets": 500, "messages": 10_000}, drain))
