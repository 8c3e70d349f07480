"""An outage's backlog: 10,000 messages over 500 tickets are accepted, then told to Temporal.

`python -m bench.drain [--tickets N] [--messages N]`. The dispatcher runs all the while, first
against a server that is not there. No worker runs: what is measured is the way into Temporal.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

import structlog
from rich.console import Console
from rich.table import Table
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from ulid import ULID

from bench.parts import KEY, REGION, Calls, counted_client, load, server_in, serving
from domain.arrivals import Arrival, Batch, News, Opening, Sender
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
Progress = Callable[[str, int, int], None]


def quietly(what: str, done: int, of: int) -> None:
    """Show no progress."""


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
            arrival = _arrival(sender)
            ticket = (await inbox.accept(arrival)).ticket_id
            taken.setdefault(ticket, []).append(arrival.id)
            progress("accepted", next(done), messages)

    await asyncio.gather(*(write(sender) for sender in turns))
    return taken


def _arrival(sender: str) -> Arrival:
    now, name = SystemClock().now(), str(ULID())
    return Arrival(
        id=name,
        message_id=name,
        channel="webhook",
        account="sample",
        thread=None,
        sender=Sender(id=sender),
        content={"text": "Olá, a minha encomenda ainda não chegou. Podem ajudar?"},
        fingerprint=name,
        accepted_at=now,
        sent_at=now,
        new_ticket_id=f"{REGION}-{ULID()}".lower(),
        region_reason="declared country",
    )


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

    def table(self) -> Table:
        """The figures as a person reads them."""
        messages, tickets = self.messages, len(self.wanted)
        telling = self.all_told - self.first_told
        table = Table("what", "figure", title=f"{messages:,} messages, {tickets} tickets")
        for what, figure in (
            ("accepted, Temporal away", f"{messages / self.accepting:,.0f}/s"),
            ("told, Temporal back", f"{messages / telling:,.0f}/s"),
            ("told : accepted", f"{self.accepting / telling:.2f}"),
            ("accepting took", f"{self.accepting:.1f} s"),
            ("first ticket told", f"{self.first_told:.1f} s after Temporal was started"),
            ("slowest ticket told", f"{self.all_told:.1f} s after Temporal was started"),
            ("calls to Temporal", f"{self.calls:,}"),
            ("calls for each message", f"{self.calls / messages:.3f} (at most {MOST_CALLS})"),
            ("told in order and once", f"{tickets - len(self.faults)} of {tickets} tickets"),
            ("load of the machine", load()),
        ):
            table.add_row(what, figure)
        return table


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


def main() -> int:
    """Measure, print, and fail where the promise is not kept."""
    wishes = argparse.ArgumentParser(prog="python -m bench.drain", description=__doc__)
    wishes.add_argument("--tickets", type=int, default=500)
    wishes.add_argument("--messages", type=int, default=10_000)
    given = wishes.parse_args()
    # That Temporal is away is what is measured, and no news.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("starting") as status:

        def progress(what: str, done: int, of: int) -> None:
            status.update(f"{what}: {done:,} of {of:,}")

        figures = asyncio.run(measured(Path(folder), given.tickets, given.messages, progress))
    console.print(figures.table())
    for fault in figures.faults[:5]:
        console.print(fault)
    return int(bool(figures.faults) or figures.calls > MOST_CALLS * figures.messages)


if __name__ == "__main__":
    sys.exit(main())
