"""A region that goes by its published desks: real workflow, worker, dispatcher and database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from domain.desks import Desks, Files
from domain.policy import Policy
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.publishing.current import Current, Made
from rulebook.publishing.editions import edition_of, files_of
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.installation import ServedRegion, dispatcher_of
from runtime.keys import RegionKey
from runtime.published import Editions, Wish, publish
from runtime.settings import ROOT
from runtime.taking_over import Process, TakingOver
from storage.open import OpenRegion, open_region
from tests.fakes.channel import FakeChannel
from tests.fakes.outside import an_outside
from tests.language.fakes import FakeEngine
from tests.regions import in_shape
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_policy
from workers.region import present, verbs_of, worker_with

STANDARD = "policies/standard.yaml"
GREETING = "replies/acknowledgement/pt.j2"


def never_sleeping() -> Files:
    """The sample desk, with every team on at every hour: a test runs at any."""
    files = {
        path: text
        for path, text in files_of(ROOT / "desk").items()
        if not path.startswith("rosters/")
    }
    teams = files["teams.yaml"].replace("calendar: of the region", "calendar: round-the-clock")
    standard = files[STANDARD].replace("calendar: of the region", "calendar: round-the-clock")
    return {**files, "teams.yaml": teams, STANDARD: standard}


@dataclass(frozen=True)
class Publishing:
    """The region, and how its desk is changed."""

    live: LiveDesk
    desks: Desks
    current: Current
    taking: TakingOver
    dispatcher: Dispatcher

    async def publishes(self, files: Files, why: str = "a better one") -> int:
        """Publish a desk, and have the process that runs take it over; its number."""
        wish = Wish("niamh", why, SystemClock().now())
        done = await publish({"eu": self.desks}, edition_of(files), wish)
        await self.taking.look()
        return done["eu"].desk.number

    async def opens(self, count: int = 1) -> list[str]:
        """So many new customers write; their tickets, once they are at rest."""
        already = len(self.live.senders)
        names = [f"customer {already + number}" for number in range(count)]
        tickets = [await self.live.accepts("Olá, onde está?", name) for name in names]
        await self.dispatcher.drain()
        for ticket in tickets:
            await self.live.rests(ticket)
        return tickets

    async def policy_of(self, ticket: str) -> Policy:
        """What the ticket froze when it opened."""
        view = await self.live.stores.views.ticket(ticket)
        return await self.live.stores.policies.get(view.policy.hash)

    def said(self, ticket: str) -> list[str]:
        """What the customer was sent."""
        return [one.text for one in self.live.channel.delivered if one.ticket_id == ticket]


@asynccontextmanager
async def a_publishing_desk(
    environment: WorkflowEnvironment, detector: Detector, folder: Path, files: Files
) -> AsyncIterator[Publishing]:
    """A process that was started while `files` was the newest desk."""
    async with AsyncExitStack() as stack:
        region = await stack.enter_async_context(await open_region("eu", in_shape(folder), KEY))
        desks, clock = region.stores.desks, SystemClock()
        await publish({"eu": desks}, edition_of(files), Wish("start", "first", clock.now()))
        translator = TranslatorChain([FakeEngine()])
        stack.callback(translator.close)
        channel = FakeChannel()
        verbs = Made(
            lambda desk: verbs_of(
                region.stores,
                desk,
                detector=detector,
                translator=translator,
                outside=an_outside({"webhook": channel}),
            )
        )
        taking = TakingOver("eu", desks, Process("worker test 1", clock, Editions()), verbs.of)
        current = await taking.begin()
        client = environment.client
        can = present(lambda: verbs.of(current.standing.edition))
        await stack.enter_async_context(worker_with("eu", client, can))
        dispatcher = dispatcher_of(served(region), client, current.desk, "test")
        live = LiveDesk(client, region.stores, channel, a_policy(current.desk()), environment)
        yield Publishing(live, desks, current, taking, dispatcher)


def served(region: OpenRegion) -> ServedRegion:
    """The region as a door has it."""
    return ServedRegion(
        "eu",
        RegionKey("eu", KEY),
        region.stores,
        region.api_keys,
        region.idempotency,
        region.pulse,
        region.checkpoints,
        region.rewrapping,
    )
