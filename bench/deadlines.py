"""Many targets that fall due in the same second: how late each breach is noticed, and that all are.

`python -m bench.deadlines [--tickets N]`. All tickets are accepted at one instant and due at one
other, on Temporal's own server and its own clock; in the time between they are opened. How long
that takes here is tried first. They are not acknowledged, so that opening them takes less.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from time import perf_counter

from temporalio.client import Client
from ulid import ULID

from bench.living import LivingDesk, a_living_desk, region_client
from bench.parts import arrival, server_in, serving
from bench.records import happened
from bench.report import Figure, Progress, Report, Sizes, command, quantile
from domain.events import ClockBreached, Event
from domain.vocabulary import Target
from runtime.clock import SystemClock
from runtime.waiting import until

LATEST = timedelta(seconds=60)  # after the due instant, on a machine with two cores
PATIENCE = timedelta(minutes=5)
FAR = timedelta(days=1)
FEWEST, AT_LEAST = 5, timedelta(seconds=4)


@dataclass(slots=True)
class Noticed:
    """What became of targets that were due at one instant."""

    due: datetime
    opened_by: datetime
    written_by: datetime
    lateness: list[timedelta] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def look_at(self, ticket: str, events: Sequence[Event]) -> None:
        """Find the ticket's one breach, at the due instant; anything else is a fault."""
        breaches = [event for event in events if isinstance(event, ClockBreached)]
        if len(breaches) != 1:
            self.faults.append(f"{ticket} was breached {len(breaches)} times and not once")
        for breach in breaches:
            self.lateness.append((breach.noticed or breach.at) - breach.at)
            if breach.at != self.due:
                self.faults.append(f"{ticket} says {breach.at} and was due at {self.due}")

    def report(self, tickets: int) -> Report:
        """How late they were, beside what is promised."""
        late = [one.total_seconds() for one in self.lateness] or [float("inf")]
        faults = list(self.faults)
        if self.opened_by > self.due:
            faults.append(
                "some were opened after they were due: the machine became slower; try again"
            )
        figures = (
            Figure("breaches noticed", len(self.lateness), at_least=tickets),
            Figure("lateness, p50", quantile(late, 0.5), "s"),
            Figure("lateness, p99", quantile(late, 0.99), "s"),
            Figure("lateness, last", max(late), "s", at_most=LATEST.total_seconds()),
            Figure("last in the ledger", (self.written_by - self.due).total_seconds(), "s"),
            Figure("all open before due", (self.due - self.opened_by).total_seconds(), "s"),
        )
        return Report(f"{tickets:,} targets due in one second", figures, faults)


async def opened(desk: LivingDesk, tickets: int, at: datetime) -> Sequence[str]:
    """That many tickets, all accepted at that instant."""
    inbox, names = desk.desk.stores.inbox, []
    for _ in range(tickets):
        names.append((await inbox.accept(arrival(str(ULID()), at))).ticket_id)
        desk.dispatcher.nudge()
    return names


async def stands(file: Path, kind: str, wanted: int, progress: Progress) -> datetime:
    """When that many events of a kind stood in the ledger; or when it was waited in vain."""

    async def all_of_them() -> bool:
        count = await happened(file, kind)
        progress(kind.replace("_", " "), count, wanted)
        return count >= wanted

    try:
        await until(all_of_them, PATIENCE, "not all of them.")
    except TimeoutError:
        progress("not all", 0, wanted)  # those that are missing will be named
    return SystemClock().now()


def due_in(time: timedelta) -> Mapping[str, timedelta]:
    """The only target that these tickets have."""
    return {Target.FIRST_REPLY: time}


async def time_to_open(desk: LivingDesk, file: Path, tickets: int, progress: Progress) -> timedelta:
    """How long opening that many may take here and now: tried with a few, while all is cold."""
    few = max(FEWEST, tickets // 20)
    began = perf_counter()
    await opened(desk, few, SystemClock().now())
    await stands(file, "ticket_routed", few, progress)
    wanted = (perf_counter() - began) * tickets / few
    return timedelta(seconds=ceil(wanted)) + AT_LEAST


async def measured(client: Client, folder: Path, tickets: int, progress: Progress) -> Noticed:
    """Open them, let them fall due, read what their ledgers say."""
    bare = {"targets": due_in(FAR), "warn_at": {}, "steps": (), "acknowledge": False}
    async with a_living_desk(client, folder, **bare) as desk:
        file = folder / "region.sqlite"
        lead = await time_to_open(desk, file, tickets, progress)
        before = await happened(file, "ticket_routed")
        desk.promises(targets=due_in(lead))
        at = SystemClock().now().replace(microsecond=0)
        names = await opened(desk, tickets, at)
        opened_by = await stands(file, "ticket_routed", before + tickets, progress)
        written_by = await stands(file, "clock_breached", tickets, progress)
        found = Noticed(at + lead, opened_by, written_by)
        for name in names:
            entries = await desk.desk.stores.ledger.entries(name)
            found.look_at(name, [entry.event for entry in entries])
    return found


async def deadlines(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of that many tickets."""
    server = server_in(folder)
    async with serving(server):
        client = await region_client(server.address)
        found = await measured(client, folder / "desk", sizes["tickets"], progress)
    return [found.report(sizes["tickets"])]


if __name__ == "__main__":
    sys.exit(command("bench.deadlines", __doc__, {"tickets": 1_000}, deadlines))
