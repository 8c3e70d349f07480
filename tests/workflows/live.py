"""A desk on real parts for as long as a test needs it."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from temporalio.client import Client

from domain.channels import Mouth
from domain.policy import Calendar, Policy
from domain.vocabulary import Priority, Tier
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.facts import Desk
from rulebook.freeze import freeze
from rulebook.staffing import DeskStaffing
from runtime.clock import SystemClock
from storage.open import open_region
from tests.fakes.channel import FakeChannel
from tests.fakes.outside import FakeDirectory, an_outside
from tests.fakes.pager import FakePager
from tests.language.fakes import FakeEngine
from tests.regions import in_shape
from tests.workflows.desk import LiveDesk
from workers.region import worker_of

KEY = b"k" * 32
ROUND_THE_CLOCK = Calendar(
    "round-the-clock", "UTC", {str(day): (("00:00", "00:00"),) for day in range(7)}
)


def a_policy(desk: Desk) -> Policy:
    """The sample desk's standard policy, working round the clock."""
    frozen = freeze(
        desk,
        region="eu",
        tier=Tier.STANDARD,
        priority=Priority.NORMAL,
        channel="webhook",
        at=SystemClock().now(),
    )
    return replace(frozen, calendar=ROUND_THE_CLOCK)


class a_live_desk:  # noqa: N801 - reads as what it gives: `async with a_live_desk(…) as desk`
    """A worker on a task queue of its own, over a database of its own."""

    def __init__(
        self,
        client: Client,
        desk: Desk,
        detector: Detector,
        folder: Path,
        channel: Mouth | None = None,
        translator: TranslatorChain | None = None,
        *,
        others: Mapping[str, Mouth] | None = None,
    ) -> None:
        """`channel` takes the sample account's messages, `others` those of further channels."""
        self._client, self._desk, self._detector = client, desk, detector
        self._folder = folder
        self._fake = FakeChannel()
        self._mouths = {"webhook": channel or self._fake, **(others or {})}
        self._translator = translator or TranslatorChain([FakeEngine()])
        self._pager, self._directory = FakePager(), FakeDirectory()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> LiveDesk:
        opened = await open_region("eu", in_shape(self._folder), KEY)
        await self._stack.enter_async_context(opened)
        self._stack.callback(self._translator.close)
        worker = worker_of(
            opened.stores,
            self._client,
            self._desk,
            detector=self._detector,
            translator=self._translator,
            outside=an_outside(self._mouths, self._pager, self._directory),
        )
        await self._stack.enter_async_context(worker)
        return LiveDesk(
            self._client,
            opened.stores,
            self._fake,
            a_policy(self._desk),
            staffing=DeskStaffing(self._desk),
            pager=self._pager,
            directory=self._directory,
        )

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
