"""A desk that can erase, and how a test asks it to."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.channels import Mouth
from domain.persons import Erasing, ErasureOrder, ErasureReason
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from runtime.clock import SystemClock
from runtime.signed_notes import Signer
from runtime.temporal_client import task_queue_of
from storage.open import Erasures, open_region
from storage.privacy.erasure_list import ErasureList
from tests.fakes.channel import FakeChannel
from tests.fakes.outside import FakeDirectory, an_outside
from tests.fakes.pager import FakePager
from tests.language.fakes import FakeEngine
from tests.regions import in_shape
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_policy
from workers.region import worker_of
from workflows.erasure import Erasure, ErasureWorkflow

SIGNER = Signer.of_seed("meridian/eu", b"s" * 32)


def the_list(folder: Path) -> ErasureList:
    return ErasureList(folder / "keys" / "erasures" / "eu.jsonl")


class erasing_desk:  # noqa: N801 - reads as what it gives: `async with erasing_desk(…) as desk`
    """As `a_live_desk`, with a list of erasures and a key to sign certificates with."""

    def __init__(
        self,
        client: Client,
        desk: Desk,
        detector: Detector,
        folder: Path,
        channel: Mouth | None = None,
        erasing: Callable[[Erasing], Erasing] = lambda one: one,
    ) -> None:
        self._client, self._desk, self._detector = client, desk, detector
        self._folder = folder
        self._fake = FakeChannel()
        self._channel = channel or self._fake
        self._erasing = erasing
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> LiveDesk:
        place = in_shape(self._folder / "eu")
        erasures = Erasures(the_list(self._folder))
        opened = await open_region("eu", place, KEY, erasures=erasures)
        await self._stack.enter_async_context(opened)
        translator = TranslatorChain([FakeEngine()])
        self._stack.callback(translator.close)
        pager, directory = FakePager(), FakeDirectory()
        stores = replace(opened.stores, erasing=self._erasing(opened.stores.erasing))
        worker = worker_of(
            stores,
            self._client,
            self._desk,
            detector=self._detector,
            translator=translator,
            outside=an_outside({"webhook": self._channel}, pager, directory),
            notary=SIGNER,
        )
        await self._stack.enter_async_context(worker)
        return LiveDesk(
            self._client,
            opened.stores,
            self._fake,
            a_policy(self._desk),
            staffing=DeskStaffing(self._desk),
            pager=pager,
            directory=directory,
        )

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def an_order(customer: str, **changes: Any) -> ErasureOrder:
    told = {"by": "key-1", "by_kind": "privacy", "reason": ErasureReason.REQUEST.value}
    return ErasureOrder(customer_id=customer, at=SystemClock().now(), **{**told, **changes})


async def begun(desk: LiveDesk, customer: str) -> WorkflowHandle[ErasureWorkflow, Erasure]:
    """Have the person erased, whoever asked for it before."""
    return await desk.client.start_workflow(
        ErasureWorkflow.run,
        an_order(customer),
        id=f"erasure-{customer}",
        task_queue=task_queue_of("eu"),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def erased(desk: LiveDesk, customer: str) -> Erasure:
    """The same, and what becomes of it."""
    return await (await begun(desk, customer)).result()
