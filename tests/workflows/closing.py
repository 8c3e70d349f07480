"""A desk on which a test can act at the very instant at which a ticket ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from ulid import ULID

from domain.arrivals import Arrival, Opening, Sender
from domain.events import Event, MessageReceived, TicketClosed, TicketMerged
from domain.ledger import Entry, Page
from domain.policy import Policy
from domain.stores import Inbox, Ledger, Merging
from domain.vocabulary import Priority, Tier
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.facts import Desk
from rulebook.freeze import freeze
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.installation import running
from runtime.telling import TellingTemporal
from storage.database.engine import open_database
from storage.database.writer import Writer
from storage.open import Place, open_region
from storage.tickets import bindings, pages
from storage.tickets.ledger import SqlLedger
from tests.fakes.channel import FakeChannel
from tests.fakes.outside import an_outside
from tests.language.fakes import FakeEngine
from tests.regions import in_shape
from tests.workflows.desk import LiveDesk
from workers.region import worker_of


async def nothing() -> None:
    """What happens around an ending unless a test says otherwise."""


@dataclass
class WatchedLedger:
    """A ledger; a test may act just before an ending's transaction, and just after its commit."""

    ledger: Ledger
    before: Callable[[], Awaitable[None]] = nothing
    after: Callable[[], Awaitable[None]] = nothing  # only where the ticket did end
    endings: list[bool | Merging] = field(default_factory=list)

    async def write(self, page: Page) -> None:
        await self.ledger.write(page)

    async def close(self, page: Page) -> bool:
        await self.before()
        ended = await self.ledger.close(page)
        self.endings.append(ended)
        if ended:
            await self.after()
        return ended

    async def merge(self, page: Page, into: str) -> Merging:
        await self.before()
        outcome = await self.ledger.merge(page, into)
        self.endings.append(outcome)
        if outcome is Merging.DONE:
            await self.after()
        return outcome

    async def entry(self, ticket_id: str, sequence: int) -> Entry | None:
        return await self.ledger.entry(ticket_id, sequence)

    async def entries(
        self, ticket_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[Entry]:
        return await self.ledger.entries(ticket_id, after=after, limit=limit)


class CarelessLedger(SqlLedger):
    """The planted fault: it closes a ticket without a look into the inbox."""

    def __init__(self, place: Place) -> None:
        self._own = open_database(place.url)
        self._hand = Writer(self._own)
        super().__init__(self._own, self._hand)

    async def __aenter__(self) -> "CarelessLedger":
        self._hand.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hand.close()
        await self._own.dispose()

    async def close(self, page: Page) -> bool:
        ticket = page.entries[0].ticket_id
        await self._hand.write(lambda connection: pages.write_page(connection, page))
        await self._hand.write(lambda connection: bindings.end(connection, ticket))
        return True


@dataclass
class ClosingDesk:
    """A live desk with its dispatcher running, and the ledger that its worker writes."""

    live: LiveDesk
    ledger: WatchedLedger
    dispatcher: Dispatcher


@dataclass(frozen=True)
class Parts:
    """What every desk of these tests is made of."""

    client: Client
    desk: Desk
    detector: Detector
    folder: Path
    key: bytes


@asynccontextmanager
async def a_closing_desk(
    parts: Parts, reopen_within: timedelta, *, careless: bool = False
) -> AsyncIterator[ClosingDesk]:
    """Real stores, worker and dispatcher; tickets close so long after they were solved."""
    async with AsyncExitStack() as stack:
        place = in_shape(parts.folder)
        opened = await stack.enter_async_context(await open_region("eu", place, parts.key))
        real = opened.stores.ledger
        if careless:
            real = await stack.enter_async_context(CarelessLedger(place))
        ledger, channel = WatchedLedger(real), FakeChannel()
        stores = replace(opened.stores, ledger=ledger)
        translator = TranslatorChain([FakeEngine()])
        stack.callback(translator.close)
        worker = worker_of(
            stores,
            parts.client,
            parts.desk,
            detector=parts.detector,
            translator=translator,
            outside=an_outside({"webhook": channel}),
        )
        await stack.enter_async_context(worker)
        policy = _without_deadlines(parts.desk, reopen_within)
        live = LiveDesk(parts.client, stores, channel, policy)
        dispatcher = _dispatcher(live)
        await stack.enter_async_context(running(dispatcher))
        yield ClosingDesk(live, ledger, dispatcher)


def _without_deadlines(desk: Desk, reopen_within: timedelta) -> Policy:
    """So that nothing but the end of the window falls due."""
    policy = freeze(
        desk, region="eu", tier=Tier.STANDARD, priority=Priority.NORMAL, channel="webhook",
        at=SystemClock().now(),
    )  # fmt: skip
    return replace(policy, targets={}, warn_at={}, steps=(), reopen_within=reopen_within)


def _dispatcher(live: LiveDesk) -> Dispatcher:
    def frozen(_: Opening) -> Policy:
        return live.policy

    tell = TellingTemporal("eu", live.client, live.stores.policies, frozen)
    return Dispatcher("eu", live.stores.inbox, tell, SystemClock(), "test", sweep_every=0.1)


@dataclass
class Rush:
    """One customer's messages, and which ticket each acceptance named."""

    inbox: Inbox
    nudge: Callable[[], None]
    sender: str = field(default_factory=lambda: str(ULID()))
    named: dict[str, set[str]] = field(default_factory=dict)
    known_as: dict[str, str] = field(default_factory=dict)  # our id of a message -> the client's
    under_way: list[asyncio.Task[None]] = field(default_factory=list)

    async def post(self, count: int, thread: str | None = None) -> str:
        """Write so many messages at once; each fifth is written twice, as a client retries."""
        names = [f"client-{len(self.named) + number}" for number in range(count)]
        for name in names:
            self.named[name] = set()
        twice = [name for number, name in enumerate(names) if number % 5 == 4]
        await asyncio.gather(*(self._write(name, thread) for name in (*names, *twice)))
        return min(self.named[names[0]])

    def start(self, count: int) -> None:
        """The same, beside what happens next."""
        self.under_way.append(asyncio.create_task(self._post(count)))

    async def settle(self) -> None:
        """Wait for what was started."""
        await asyncio.gather(*self.under_way)

    async def _post(self, count: int) -> None:
        await self.post(count)

    async def _write(self, name: str, thread: str | None) -> None:
        now = SystemClock().now()
        arrival = Arrival(
            id=str(ULID()),
            message_id=f"{self.sender}-{name}",
            channel="webhook",
            account="sample",
            thread=thread,
            sender=Sender(id=self.sender),
            content={"text": f"My parcel has still not arrived, where is it? This is {name}."},
            fingerprint=name,
            accepted_at=now,
            sent_at=now,
            new_ticket_id=f"eu-{ULID()}".lower(),
            region_reason="declared country",
            language_hint="en",
        )
        self.known_as[arrival.id] = name
        self.named[name].add((await self.inbox.accept(arrival)).ticket_id)
        self.nudge()


async def moments(count: int) -> None:
    """Let whatever runs beside us go on a little, as often as that."""
    for _ in range(count):
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)


def complaints(
    named: Mapping[str, set[str]], known_as: Mapping[str, str], told: Mapping[str, Sequence[Event]]
) -> list[str]:
    """Every message that is not once in exactly the ticket that its acceptance named.

    `told` holds the events of each ledger; the last of them may end the ticket, no other.
    """
    places: dict[str, list[str]] = {name: [] for name in named}
    for ticket, events in told.items():
        for event in events:
            if isinstance(event, MessageReceived):
                name = known_as.get(event.message.id, event.message.id)
                places.setdefault(name, []).append(ticket)
    return [
        *(f"{name} {fault}" for name in places for fault in _faults(named, places, name)),
        *(f"{ticket} goes on after its end" for ticket in told if _goes_on(told[ticket])),
    ]


def _faults(
    named: Mapping[str, set[str]], places: Mapping[str, list[str]], name: str
) -> Iterator[str]:
    if len(named.get(name, ())) != 1:
        yield f"was accepted for {sorted(named.get(name, ()))}"
        return
    [ticket] = named[name]
    if not places[name]:
        yield f"was accepted for {ticket} and is in no ticket"
    elif len(places[name]) > 1:
        yield f"is there more than once, in {places[name]}"
    elif places[name] != [ticket]:
        yield f"was accepted for {ticket} and is in {places[name][0]}"


def _goes_on(events: Sequence[Event]) -> bool:
    return any(isinstance(event, TicketClosed | TicketMerged) for event in events[:-1])
