"""A desk on which many random lives are lived side by side, for real but for time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from temporalio import client as temporal
from temporalio import worker as at_work
from temporalio import workflow
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import HandleUpdateInput, WorkflowInboundInterceptor
from ulid import ULID

from domain.arrivals import Arrival, Opening, Sender
from domain.events import TicketOpened
from domain.ledger import Entry
from domain.stores import Text
from language.chain import Patience, TranslatorChain
from language.detection import Detector
from rulebook.enacting.enactment import Done, Scene
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from runtime.replay import histories
from runtime.waiting import until
from storage.open import open_region
from tests.fakes.outside import FakeDirectory, an_outside
from tests.language.fakes import FakeEngine
from tests.patience import PATIENCE
from tests.regions import in_shape
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_policy
from tests.workflows.shifts import working
from tests.workflows.simulated.moods import Moods, MoodyChannel, MoodyPager
from tests.workflows.simulated.promises import SHIFTS, promised
from tests.workflows.simulated.recording import Recording, recorded
from tests.workflows.simulated.scripts import WRITES, Plan, Turn
from workers.region import worker_of

SIDE_BY_SIDE = 20


@dataclass(frozen=True)
class Lived:
    """A life that was lived: what it was given, what it wrote down, and what it refused."""

    scene: Scene
    recording: Recording
    ledger: tuple[Entry, ...]
    refused: tuple[tuple[str, str], ...]  # commands by their ids, with the code


@dataclass
class Crowd:
    """The desk, and what its workflows refused when."""

    desk: LiveDesk
    staffing: DeskStaffing
    refusals: dict[str, dict[str, Done]]
    in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one tells the inbox's news
    few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SIDE_BY_SIDE))

    async def lives(self, plan: Plan, done: Callable[[], None]) -> Lived:
        """Live one life, and hear again from its histories what it was."""
        async with self.few:
            lived = await self._lives(plan)
        done()
        return lived

    async def as_it_was(self, desk: LiveDesk, ticket: str, codes: dict[str, str]) -> Lived:
        """The life so far of a ticket that comes to rest, with what it refused."""
        ledger = tuple(await desk.rests(ticket))
        runs = [run async for run in histories(desk.client, ticket)]
        recording = await recorded(runs, desk.client.data_converter)
        refused = self.refusals.get(ticket, {}).values()
        done = sorted([*recording.done, *refused], key=lambda one: one.at)
        assert recording.last is not None
        scene = Scene(
            ticket_id=ticket,
            region="eu",
            opening=opening_of(ledger),
            policy=desk.policy,
            done=tuple(done),
            until=max([recording.last, *(one.at for one in refused)]),
        )
        return Lived(scene, recording, ledger, tuple(sorted(codes.items())))

    async def _lives(self, plan: Plan) -> Lived:
        base = self.desk.under(**promised(plan.promise, plan.zone))
        sender, codes = str(ULID()), dict[str, str]()
        ticket = await self._writes(base, plan, sender, plan.words)
        with contextlib.suppress(RPCError):  # it is over, and the script with it
            for turn in plan.turns:
                if turn.wait:
                    await base.moves_on(ticket, seconds=turn.wait.total_seconds())
                if turn.verb != WRITES:
                    await self._asks(base, ticket, turn, codes)
                elif await self._writes(base, plan, sender, turn.words) != ticket:
                    break  # another ticket has begun
            await base.moves_on(ticket, seconds=max(plan.rest.total_seconds(), 1))
        return await self.as_it_was(base, ticket, codes)

    async def _writes(self, desk: LiveDesk, plan: Plan, sender: str, words: str) -> str:
        """The customer writes, and the ticket is told; its id."""
        async with self.in_turn:
            ticket = await _accepted(desk, plan, sender, words)
            await desk.dispatches()
        return ticket

    async def _asks(self, desk: LiveDesk, ticket: str, turn: Turn, codes: dict[str, str]) -> None:
        """An agent asks for something; a refusal is noted with its code. Raises RPCError."""
        message, command_id = str(ULID()), str(ULID())
        content = {"text": turn.words, "done": turn.words, "next": "Call them."}
        customer = await _customer_of(desk, ticket)
        await desk.stores.vault.put(Text(message, customer, ticket, "message", "en", content))
        now = desk.now_of(ticket)
        command = turn.command(message, now, self.staffing.view(now, {}))
        try:
            await desk.asks(ticket, command, command_id)
        except WorkflowUpdateFailedError as refusal:
            codes[command_id] = getattr(refusal.cause, "type", "")


@contextlib.asynccontextmanager
async def a_crowd(
    environment: WorkflowEnvironment, sample: Desk, detector: Detector, folder: Path
) -> AsyncIterator[Crowd]:
    """A desk for as long as the lives last."""
    desk = working(sample, SHIFTS)
    refusals: dict[str, dict[str, Done]] = {}
    async with AsyncExitStack() as stack:
        opened = await open_region("eu", in_shape(folder), KEY)
        await stack.enter_async_context(opened)
        translator = TranslatorChain([FakeEngine(Moods())], Patience(failures=1_000_000))
        stack.callback(translator.close)
        channel, pager = MoodyChannel(), MoodyPager()
        directory = FakeDirectory({"maya": "on-call", "rafael": "on-call", "aoife": "desk-phone"})
        worker = worker_of(
            opened.stores,
            _listening(environment.client, refusals),
            desk,
            detector=detector,
            translator=translator,
            outside=an_outside({"webhook": channel}, pager, directory),
        )
        await stack.enter_async_context(worker)
        live = LiveDesk(
            environment.client,
            opened.stores,
            channel,
            a_policy(desk),
            environment=environment,
            staffing=DeskStaffing(desk),
            pager=pager,
            directory=directory,
        )
        yield Crowd(live, DeskStaffing(desk), refusals)


async def _accepted(desk: LiveDesk, plan: Plan, sender: str, words: str) -> str:
    known = desk.senders.get(sender, "")
    now = desk.now_of(known)
    arrival = Arrival(
        id=str(ULID()),
        message_id=str(ULID()),
        channel="webhook",
        account="sample",
        thread=None,
        sender=Sender(id=sender),
        content={"text": words},
        fingerprint=words,
        accepted_at=now,
        sent_at=now,
        new_ticket_id=f"eu-{ULID()}".lower(),
        region_reason="declared country",
        priority=plan.priority,
        tier=plan.tier,
    )
    accepted = await desk.stores.inbox.accept(arrival)
    desk.senders[sender] = accepted.ticket_id
    return accepted.ticket_id


async def _customer_of(desk: LiveDesk, ticket: str) -> str:
    """Whose it is, once the ledger says so."""
    entries: list[Entry] = []

    async def is_written() -> bool:
        entries[:] = await desk.stores.ledger.entries(ticket, limit=1)
        return bool(entries)

    await until(is_written, PATIENCE, f"nobody wrote down that {ticket} opened.")
    return opening_of(tuple(entries)).customer_id


def opening_of(ledger: tuple[Entry, ...]) -> Opening:
    """What the ticket was opened with, by its first event."""
    event = ledger[0].event
    assert isinstance(event, TicketOpened)
    return Opening(
        channel=event.channel,
        account=event.account,
        customer_id=event.customer_id,
        accepted_at=event.at,
        region_reason=event.region_reason,
        priority=event.priority,
        tier=event.tier,
        topic=event.topic,
        linked=event.linked,
    )


def _listening(client: Client, refusals: dict[str, dict[str, Done]]) -> Client:
    """The client, with which a worker notes what its tickets refuse: no history tells of it."""
    config = client.config()
    config["interceptors"] = [*config["interceptors"], _Refusals(refusals)]
    return Client(**config)


class _Refusals(temporal.Interceptor, at_work.Interceptor):
    def __init__(self, refusals: dict[str, dict[str, Done]]) -> None:
        self._refusals = refusals

    def workflow_interceptor_class(
        self, input: at_work.WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        """One that looks at what a validator says."""
        refusals = self._refusals

        class Inbound(WorkflowInboundInterceptor):
            def handle_update_validator(self, input: HandleUpdateInput) -> None:
                try:
                    super().handle_update_validator(input)
                except ApplicationError:
                    ticket = workflow.info().workflow_id.removeprefix("ticket-")
                    asked = Done(workflow.now(), input.args[0], input.id)
                    refusals.setdefault(ticket, {})[input.id] = asked
                    raise

        return Inbound
