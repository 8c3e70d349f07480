"""Real parts that outlive a killed worker: Temporal's server, the databases, a callback."""

import asyncio
import contextlib
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from channels.callback import CallbackAccount, CallbackChannel
from channels.guarded_http import GuardedHttp
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.clock import SystemClock
from runtime.codec import data_converter
from runtime.settings import ROOT
from runtime.temporal_client import workflow_id_of
from runtime.temporal_server import temporal_program
from storage.open import Place, open_region
from tests.channels.receiver import Receiver
from tests.fakes.channel import FakeChannel
from tests.language.fakes import FakeEngine
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_policy
from workers.region import worker_of

PATIENCE = 100.0
AFTER_A_CRASH = timedelta(seconds=45)  # a delivery in a dead worker's hands is missed after 35


def callback_account(url: str) -> dict[tuple[str, str], CallbackAccount]:
    """The sample account, delivering to this machine."""
    account = CallbackAccount("webhook", "sample", url, b"s" * 32, loopback=True)
    return {("webhook", "sample"): account}


@dataclass
class Scene:
    """A desk whose workers come and go."""

    desk: LiveDesk
    client: Client
    folder: Path
    receiver: Receiver
    detector: Detector = field(default_factory=Detector)
    doomed: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def callback(self) -> str:
        """Where answers go."""
        return f"http://127.0.0.1:{self.receiver.port}/callback"

    @contextlib.asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """An ordinary worker, with the real callback."""
        translator = TranslatorChain([FakeEngine()])
        async with GuardedHttp() as http:
            accounts = callback_account(self.callback)
            channel = CallbackChannel(accounts, SystemClock(), http, loopback_allowed=True)
            worker = worker_of(
                self.desk.stores,
                self.client,
                read_desk(ROOT / "desk"),
                detector=self.detector,
                translator=translator,
                channels={"webhook": channel},
            )
            async with worker:
                yield
        translator.close()

    async def holding_worker(
        self, plan: Mapping[str, str], *, faulty: bool = False
    ) -> asyncio.subprocess.Process:
        """A worker that stops where the plan says: ticket -> activity, or `sent`."""
        facts = {
            "address": self.client.service_client.config.target_host,
            "namespace": self.client.namespace,
            "folder": str(self.folder),
            "callback": self.callback,
            "hold": {workflow_id_of(ticket): where for ticket, where in plan.items()},
            "faulty": faulty,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.e2e.programs.holding_worker", json.dumps(facts),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.doomed.append(process)
        assert await line_of(process) == "ready"
        return process

    async def complaints(self, tickets: Sequence[str]) -> list[str]:
        """What is wrong: a ledger that is not its workflow's, or an answer under two ids."""
        found = []
        for ticket in tickets:
            try:
                await self.desk.rests(ticket, AFTER_A_CRASH)
            except TimeoutError as wrong:
                found.append(str(wrong))
        return found + [
            f"message {message} went out under {len(keys)} webhook-ids"
            for message, keys in self.deliveries().items()
            if len(keys) != 1
        ]

    async def forget_an_entry(self, ticket: str) -> None:
        """The planted fault: the last entry of a ticket's ledger is gone."""
        with contextlib.closing(sqlite3.connect(self.folder / "region.sqlite")) as database:
            database.execute(
                "delete from ledger where ticket_id = ? and sequence ="
                " (select max(sequence) from ledger where ticket_id = ?)",
                (ticket, ticket),
            )
            database.commit()

    def deliveries(self) -> Mapping[str, set[str]]:
        """Under which webhook-ids each message reached the callback."""
        keys = defaultdict(set)
        for request in self.receiver.requests:
            message = json.loads(request.body)["message"]["id"]
            keys[message].add(request.headers["webhook-id"])
        return keys

    def repeats(self) -> int:
        """How many times a message came again under its own webhook-id."""
        return len(self.receiver.requests) - sum(len(keys) for keys in self.deliveries().values())


async def line_of(process: asyncio.subprocess.Process) -> str:
    """The next line that the program prints."""
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()


@contextlib.asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    """A scene without any worker."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
        data_converter=data_converter("eu", KEY),
    )
    opened = await open_region("eu", Place.in_folder(folder), KEY)
    async with environment, opened, Receiver() as receiver:
        policy = a_policy(read_desk(ROOT / "desk"))
        desk = LiveDesk(environment.client, opened.stores, FakeChannel(), policy)
        scene = Scene(desk, environment.client, folder, receiver)
        try:
            yield scene
        finally:
            for process in scene.doomed:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
