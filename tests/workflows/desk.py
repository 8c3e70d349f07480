"""One region's desk for the workflow's tests: real workflow, worker and database, fast time."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.arrivals import Arrival, Batch, Opening, Sender
from domain.changes import rebuilt
from domain.commands import Command
from domain.ledger import Entry
from domain.policy import Policy
from domain.ports import StaffingSource
from domain.stores import RegionStores, Text
from domain.ticket import Ticket
from domain.vocabulary import Actor, ActorKind
from rulebook.freeze import content_hash
from runtime.clock import SystemClock
from runtime.telling import TellingTemporal
from runtime.temporal_client import workflow_id_of
from runtime.waiting import until
from tests.fakes.channel import FakeChannel
from tests.fakes.outside import FakeDirectory
from tests.fakes.pager import FakePager
from tests.patience import PATIENCE
from workflows.ticket import TicketWorkflow

ANA = Actor(ActorKind.AGENT, "ana")
BEN = Actor(ActorKind.AGENT, "ben")


@dataclass
class LiveDesk:
    """Customers write to it, agents command it, and time passes in it as the test says."""

    client: Client
    stores: RegionStores
    channel: FakeChannel
    policy: Policy
    environment: WorkflowEnvironment | None = None
    staffing: StaffingSource | None = None
    pager: FakePager = field(default_factory=FakePager)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    skew: dict[str, timedelta] = field(default_factory=dict)  # how far each ticket's clock is on
    senders: dict[str, str] = field(default_factory=dict)  # the ticket that each wrote to last

    async def opens_ticket(self, text: str = "Olá, onde está a minha encomenda?") -> str:
        """A new customer writes; the ticket, once all that follows has been done."""
        return await self.hears(text, sender=str(ULID()))

    async def hears(self, text: str, sender: str) -> str:
        """A customer writes, and the ticket is told; its id, once it is at rest."""
        ticket = await self.accepts(text, sender)
        await self.dispatches()
        await self.rests(ticket)
        return ticket

    async def hears_in_thread(self, text: str, sender: str, thread: str) -> str:
        """The same, in a conversation of its own."""
        ticket = await self.accepts(text, sender, thread)
        await self.dispatches()
        await self.rests(ticket)
        return ticket

    async def accepts(self, text: str, sender: str, thread: str | None = None, **facts: Any) -> str:
        """The door accepts a message, of which `facts` say more; nobody is told yet."""
        now = SystemClock().now()
        known = await self._skew_of(sender)
        arrival = Arrival(
            id=str(ULID()),
            message_id=str(ULID()),
            channel="webhook",
            account="sample",
            thread=thread,
            sender=Sender(id=sender),
            content={"text": text},
            fingerprint=text,
            accepted_at=now + known,
            sent_at=now + known,
            new_ticket_id=f"eu-{ULID()}".lower(),
            region_reason="declared country",
        )
        accepted = await self.stores.inbox.accept(replace(arrival, **facts))
        self.senders[sender] = accepted.ticket_id
        return accepted.ticket_id

    async def tells_twice(self) -> None:
        """What waits is told, and told again, as after a lost acknowledgement."""
        await self.dispatches(times=2)

    async def dispatches(self, times: int = 1) -> None:
        """All that waits in the inbox is told."""
        tell = TellingTemporal("eu", self.client, self.stores.policies, self._freeze)
        now = SystemClock().now()
        inbox = self.stores.inbox
        while batches := await inbox.lease("test", now, now + PATIENCE, 100):
            for batch in batches:
                for _ in range(times):
                    await tell(batch)
                await self._told(batch, now)

    async def asks(self, ticket: str, command: Command, command_id: str | None = None) -> int:
        """A person's command; the version that it led to."""
        return await self.handle(ticket).execute_update(
            TicketWorkflow.command, command, id=command_id or str(ULID())
        )

    async def replies(self, ticket: str, text: str = "Hello, it is on its way.") -> str:
        """Ana answers; the message's id."""
        message = await self._kept(ticket, text)
        await self.asks(ticket, commands.Reply(by=ANA, message_id=message, language="en"))
        return message

    async def first_run(self, ticket: str) -> str:
        """The run in which the ticket's workflow began."""
        description = await self.handle(ticket).describe()
        return description.raw_description.workflow_execution_info.first_run_id

    async def notes(self, ticket: str, text: str = "She has waited for a week.") -> str:
        """Ana writes a note; its id."""
        message = await self._kept(ticket, text)
        await self.asks(ticket, commands.Note(by=ANA, message_id=message, language="en"))
        return message

    async def passes(self, ticket: str, **time: float) -> None:
        """Time passes for the ticket, and what falls due is done."""
        await self.moves_on(ticket, **time)
        await self.rests(ticket)

    async def moves_on(self, ticket: str, **time: float) -> None:
        """Time passes for the ticket, whatever is under way."""
        assert self.environment is not None
        passed = timedelta(**time)
        self.skew[ticket] = self.skew.get(ticket, timedelta()) + passed
        await self.environment.fast_forward(self.handle(ticket), passed)

    def now_of(self, ticket: str) -> datetime:
        """The present instant by the ticket's own clock."""
        return SystemClock().now() + self.skew.get(ticket, timedelta())

    async def rests(self, ticket: str, within: timedelta = PATIENCE) -> list[Entry]:
        """The ledger, once nothing is under way and it tells the same ticket as the workflow."""
        found: list[Entry] = []

        async def at_rest() -> bool:
            try:
                live = await self.standing(ticket)
            except RPCError:  # it was not told yet, or nobody works on it
                return False
            entries = await self.stores.ledger.entries(ticket)
            if _pending(live) or not entries or live != rebuilt(ticket, [e.event for e in entries]):
                return False
            found[:] = entries
            if await self._is_busy(ticket):
                return False
            return [entry.sequence for entry in entries] == [*range(1, len(entries) + 1)]

        await until(at_rest, within, f"the ledger of {ticket} did not become the ticket's.")
        return found

    async def _is_busy(self, ticket: str) -> bool:
        """Whether an activity is under way that its ticket says nothing of: who is on."""
        description = (await self.handle(ticket).describe()).raw_description
        return bool(description.pending_activities or description.HasField("pending_workflow_task"))

    async def standing(self, ticket: str) -> Ticket:
        """The ticket as its workflow knows it."""
        return await self.handle(ticket).query(TicketWorkflow.standing)

    async def kinds(self, ticket: str) -> list[str]:
        """The kinds of the ledger's events, in order."""
        return [entry.event.kind for entry in await self.rests(ticket)]

    def handle(self, ticket: str) -> WorkflowHandle[TicketWorkflow, None]:
        """The ticket's workflow."""
        return self.client.get_workflow_handle_for(TicketWorkflow.run, workflow_id_of(ticket))

    def under(self, **changes: Any) -> "LiveDesk":
        """The same desk, opening tickets under a policy that differs so."""
        policy = replace(self.policy, **changes)
        reference = replace(policy.reference, hash=content_hash(asdict(policy)))
        return replace(self, policy=replace(policy, reference=reference))

    async def _skew_of(self, sender: str) -> timedelta:
        return self.skew.get(self.senders.get(sender, ""), timedelta())

    def _freeze(self, _: Opening) -> Policy:
        return self.policy

    async def _told(self, batch: Batch, now: datetime) -> None:
        await self.stores.inbox.told([news.id for news in batch.news], now + timedelta(days=1))

    async def _kept(self, ticket: str, text: str) -> str:
        message = str(ULID())
        view = await self.stores.views.ticket(ticket)
        content = {"text": text}
        await self.stores.vault.put(
            Text(message, view.customer_id, ticket, "message", "en", content)
        )
        return message


def _pending(ticket: Ticket) -> tuple[object, ...]:
    """What is yet to be done now: not what is tried again later, or held back until then."""
    to_translate = (one for one in ticket.to_translate if one.not_before is None)
    to_deliver = (one for one in ticket.to_deliver if one.not_before is None)
    at_once = (*ticket.to_understand, *ticket.to_fetch, *ticket.to_notify)
    return (*at_once, *to_translate, *to_deliver)
