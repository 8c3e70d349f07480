"""Real parts that outlive a killed worker: Temporal's server, the databases, the receivers."""

import asyncio
import contextlib
import json
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from sqlalchemy import delete, func, select
from temporalio.client import Client
from temporalio.worker import WorkerDeploymentConfig

from language.detection import Detector
from rulebook.staffing import DeskStaffing
from runtime.codec import data_converter
from runtime.settings import ROOT
from storage.database.engine import open_database
from storage.open import open_region
from storage.tables.region import LedgerRow, table_of
from tests.channels.mail_server import MailServer
from tests.channels.receiver import Receiver, Request
from tests.e2e import once
from tests.e2e.databases import place_of
from tests.e2e.once import Arrived
from tests.e2e.parts import Parts, a_worker
from tests.fakes.channel import FakeChannel
from tests.patience import PATIENCE
from tests.servers import a_server
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_policy
from tests.workflows.relaying import Shifts

AFTER_A_CRASH = timedelta(seconds=90)  # a delivery in a dead worker's hands is missed after 35


@dataclass
class Scene:
    """A desk whose workers come and go."""

    desk: LiveDesk
    client: Client
    folder: Path
    parts: Parts
    receiver: Receiver  # of what customers are told
    pages: Receiver  # of what agents are told, and those who have it by mail:
    mail: MailServer
    detector: Detector = field(default_factory=Detector)
    doomed: list[asyncio.subprocess.Process] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def worker(
        self, parts: Parts | None = None, deployment: WorkerDeploymentConfig | None = None
    ) -> AsyncIterator[None]:
        """An ordinary worker, with the real ways out; without a deployment it has no version."""
        parts, stores, client = parts or self.parts, self.desk.stores, self.client
        async with (
            parts.outside() as outside,
            a_worker(stores, client, parts.desk(), outside, self.detector, deployment),
        ):
            yield

    async def holding_worker(
        self, plan: Mapping[str, str], *, faulty: Collection[str] = ()
    ) -> asyncio.subprocess.Process:
        """A worker that holds tickets where the plan says, as `programs.holding_worker` has it."""
        facts = {
            "address": self.client.service_client.config.target_host,
            "namespace": self.client.namespace,
            "folder": str(self.folder),
            "parts": asdict(self.parts),
            "hold": dict(plan),
            "faulty": list(faulty),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.e2e.programs.holding_worker", json.dumps(facts),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.doomed.append(process)
        assert await _line_of(process) == "ready"
        return process

    async def all_held(self, doomed: asyncio.subprocess.Process, tickets: Collection[str]) -> None:
        """Wait until the worker holds these. Temporal's own warnings stand between the lines."""
        awaited = {f"held {ticket}" for ticket in tickets}
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                while awaited:
                    awaited.discard(await _line_of(doomed))
        except TimeoutError:
            raise AssertionError(f"the worker has not {sorted(awaited)}") from None

    async def kill(self, doomed: asyncio.subprocess.Process) -> None:
        """SIGKILL, of which a process hears nothing."""
        doomed.send_signal(signal.SIGKILL)
        await doomed.wait()

    async def complaints(
        self, tickets: Sequence[str], within: timedelta = AFTER_A_CRASH
    ) -> list[str]:
        """What is wrong: a ledger that is not its workflow's, or that the world contradicts."""
        found = []
        for ticket in tickets:
            try:
                entries = await self.desk.rests(ticket, within)
            except TimeoutError as wrong:
                found.append(str(wrong))
                continue
            events = [entry.event for entry in entries]
            found += once.complaints(ticket, events, self.arrived(ticket))
        return found

    def arrived(self, ticket: str) -> Arrived:
        """What reached people of a ticket."""
        messages, pages = defaultdict(set), defaultdict(set)
        for request in self.deliveries(ticket):
            message = json.loads(request.body)["message"]["id"]
            messages[message].add(request.headers["webhook-id"])
        for request in self.pages.requests:
            for one in json.loads(request.body)["notifications"]:
                if one["ticket_id"] == ticket:
                    pages[one["id"]].add(request.headers["webhook-id"])
        return Arrived(messages, pages, self._mailed(ticket))

    def deliveries(self, ticket: str) -> list[Request]:
        """The requests by which a ticket's customer was told, repeats too."""
        requests = self.receiver.requests
        return [one for one in requests if json.loads(one.body)["ticket_id"] == ticket]

    def repeats(self, ticket: str) -> int:
        """How many times a message came again under its own webhook-id."""
        keys = self.arrived(ticket).messages.values()
        return len(self.deliveries(ticket)) - sum(len(each) for each in keys)

    async def forget_an_entry(self, ticket: str) -> None:
        """The planted fault: the last entry of a ticket's ledger is gone."""
        database = open_database(place_of(self.folder).url)
        ledger = table_of(LedgerRow)
        last = select(func.max(ledger.c.sequence)).where(ledger.c.ticket_id == ticket)
        gone = delete(ledger).where(
            ledger.c.ticket_id == ticket, ledger.c.sequence == last.scalar_subquery()
        )
        await database.reshape(lambda connection: connection.execute(gone))
        await database.dispose()

    def _mailed(self, ticket: str) -> list[str]:
        """Whom a mail about the ticket went to; addresses begin with the agent's name."""
        return [
            recipient.partition("@")[0]
            for mail in self.mail.taken
            for recipient in mail.recipients
            if ticket.encode() in _words_of(mail.content)
        ]


def _words_of(mail: bytes) -> bytes:
    words = message_from_bytes(mail).get_payload(decode=True)
    assert isinstance(words, bytes)
    return words


async def _line_of(process: asyncio.subprocess.Process) -> str:
    """The next line that the program prints."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE.total_seconds())
    assert line, "the program has ended"
    return line.decode().strip()


@contextlib.asynccontextmanager
async def a_scene(
    folder: Path,
    shifts: Shifts | None = None,
    contacts: Mapping[str, Mapping[str, str]] | None = None,
) -> AsyncIterator[Scene]:
    """A scene without any worker: who is on in it, and how agents are told outside."""
    environment = await a_server(data_converter("eu", KEY))
    opened = await open_region("eu", place_of(folder), KEY)
    async with (
        environment, opened, Receiver() as receiver, Receiver() as pages, MailServer() as mail,
    ):  # fmt: skip
        parts = Parts(
            callback=f"http://127.0.0.1:{receiver.port}/callback",
            webhook=f"http://127.0.0.1:{pages.port}/pages",
            mail_port=mail.port,
            shifts=shifts,
            contacts=contacts or {},
        )
        files = parts.desk()
        desk = LiveDesk(
            environment.client,
            opened.stores,
            FakeChannel(),
            a_policy(files),
            staffing=DeskStaffing(files),
        )
        scene = Scene(desk, environment.client, folder, parts, receiver, pages, mail)
        try:
            yield scene
        finally:
            for process in scene.doomed:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
