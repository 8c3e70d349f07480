"""A desk whose tickets live whole lives, told of what happens instead of asking for it.

Asking costs the server as much as working does, so a benchmark that asks measures itself.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client
from ulid import ULID

from bench.parts import KEY, REGION, arrival
from domain import commands
from domain.arrivals import Opening
from domain.policy import Policy
from domain.ports import Outbound, Receipt
from domain.vocabulary import Actor, ActorKind
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.installation import running
from runtime.keys import RegionKey
from runtime.settings import ROOT
from runtime.telling import TellingTemporal
from runtime.temporal_client import connect
from tests.fakes.channel import FakeChannel
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk
from tests.workflows.shifts import always_on

CUSTOMER = Actor(ActorKind.CUSTOMER, "the customer")
WINDOW = timedelta(seconds=12)  # in which a solved ticket can come back, or be rated
ENDING = timedelta(minutes=2)


@dataclass
class Happenings:
    """Wakes whoever waits for something; what has happened before is not waited for."""

    _events: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    def happened(self, what: str) -> None:
        """It has."""
        self._events[what].set()

    async def wait(self, what: str) -> None:
        """Until it has. Raises TimeoutError."""
        async with asyncio.timeout(ENDING.total_seconds()):
            await self._events[what].wait()


class TellingChannel(FakeChannel):
    """Takes every message at once, and tells that it did."""

    def __init__(self, happenings: Happenings) -> None:
        super().__init__()
        self._happenings = happenings

    async def send(self, message: Outbound) -> Receipt:
        """Take the message."""
        receipt = await super().send(message)
        self._happenings.happened(message.message_id)
        return receipt


@dataclass
class LivingDesk:
    """Tickets live in it: everything is real but the channel and the translation engine."""

    desk: LiveDesk
    happenings: Happenings
    dispatcher: Dispatcher

    def promises(self, **policy: Any) -> None:
        """Open tickets under a policy that differs so, from now on."""
        self.desk = self.desk.under(**policy)

    async def rated(self) -> str:
        """A ticket: received, routed, acknowledged, claimed, answered, delivered, solved, rated."""
        message = arrival(str(ULID()), SystemClock().now())
        ticket = (await self.desk.stores.inbox.accept(message)).ticket_id
        self.dispatcher.nudge()
        await self.happenings.wait(f"{ticket}-acknowledgement")
        await self.desk.asks(ticket, commands.Claim(by=ANA))
        answer = await self.desk.replies(ticket)
        await self.happenings.wait(answer)
        await self.desk.asks(ticket, commands.Solve(by=ANA))
        await self.desk.asks(ticket, commands.Rate(by=CUSTOMER, score=5))
        return ticket

    async def closed(self, ticket: str) -> None:
        """Wait until nobody reopened it in time. Raises TimeoutError."""
        async with asyncio.timeout(ENDING.total_seconds()):
            await self.desk.handle(ticket).result()


@asynccontextmanager
async def a_living_desk(client: Client, folder: Path, **policy: Any) -> AsyncIterator[LivingDesk]:
    """One region's desk over databases of its own; its policy differs from the sample's so."""
    sample, detector = always_on(read_desk(ROOT / "desk")), await asyncio.to_thread(Detector)
    happenings = Happenings()
    channel = TellingChannel(happenings)
    async with a_live_desk(client, sample, detector, folder, channel) as live:

        def frozen(_: Opening) -> Policy:
            return living.desk.policy

        tell = TellingTemporal(REGION, client, live.stores.policies, frozen)
        dispatcher = Dispatcher(REGION, live.stores.inbox, tell, SystemClock(), "bench")
        living = LivingDesk(live, happenings, dispatcher)
        living.promises(**{"reopen_within": WINDOW} | policy)
        async with running(dispatcher):
            yield living


async def region_client(address: str) -> Client:
    """A connected client of the region's namespace, as the desk's own."""
    return await connect(address, RegionKey(REGION, KEY), "bench", lazy=False)
