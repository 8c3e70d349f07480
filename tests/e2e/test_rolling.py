"""Two APIs and two workers are restarted in turn, with new code, while customers write."""

import asyncio
import itertools
import json
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client

from runtime.deployments import build_id, builds
from runtime.keys import read_region_key
from runtime.temporal_client import connect, workflow_id_of
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.rolling import (
    REGION,
    Installation,
    a_release,
    an_installation,
    replacing,
)
from tests.e2e.test_killed_parts import unsent
from tests.patience import COMES_AGAIN, PATIENCE

ENDED = (0, -signal.SIGTERM)  # uvicorn raises the signal again once it has finished
ANSWERED = 3  # every third ticket
ANOTHER_LIMIT = replacing("workflows/ticket.py", "MESSAGES_PER_RUN = 200", "MESSAGES_PER_RUN = 150")
LOOP = "        while self._story.ticket.status is not Status.CLOSED:\n"
A_FIRST_SLEEP = replacing("workflows/ticket.py", LOOP, f"        await workflow.sleep(1)\n{LOOP}")


@dataclass
class Customers:
    """They repeat each request until it is done; here is what they were told."""

    http: httpx.AsyncClient
    keys: dict[str, str]
    receiver: Receiver
    said: dict[str, list[str]] = field(default_factory=dict)  # message ids, by ticket
    answered: set[str] = field(default_factory=set)
    numbers: Any = field(default_factory=itertools.count)

    async def write_until(self, stop: asyncio.Event) -> None:
        """One new customer after the other."""
        while not stop.is_set():
            await self.live(next(self.numbers))

    async def are_accepted_still(self) -> None:
        """Wait until one more of them was."""
        before = len(self.said)

        async def one_more() -> bool:
            return len(self.said) > before

        await until(one_more, PATIENCE, "nobody was accepted any more.")

    async def live(self, number: int) -> str:
        """A customer writes, is perhaps answered, and writes again; the ticket."""
        ticket = await self.says(number, "Olá, a encomenda ainda não chegou.")
        await self.is_acknowledged(ticket)
        if number % ANSWERED == 0:
            self.answered.add(ticket)
            path = f"/v1/tickets/{ticket}/replies"
            await self._done(path, {"text": "It will arrive tomorrow."}, "agent", 200, ticket)
        assert await self.says(number, "Obrigada, fico à espera.") == ticket
        return ticket

    async def says(self, number: int, text: str) -> str:
        """One message; the ticket that the 202 named."""
        name = f"{number}: {text}"
        message = {
            "channel": "webhook",
            "account": "sample",
            "message_id": name,
            "sender": {"id": f"customer-{number}", "country": "PT"},
            "text": text,
        }
        accepted = await self._done("/v1/messages", message, "channel", 202)
        self.said.setdefault(accepted["ticket_id"], []).append(name)
        return str(accepted["ticket_id"])

    async def is_acknowledged(self, ticket: str) -> None:
        """Wait until the desk has said that it has the message: a worker has heard of it."""

        async def heard() -> bool:
            return any(ticket.encode() in request.body for request in self.receiver.requests)

        await until(heard, PATIENCE, f"{ticket} was not acknowledged")

    async def messages(self, ticket: str) -> list[dict[str, Any]]:
        """What stands in a ticket; nothing where no API answers."""
        headers = {"Authorization": f"Bearer {self.keys['agent']}"}
        try:
            answer = await self.http.get(f"/v1/tickets/{ticket}/messages", headers=headers)
        except httpx.TransportError:
            return []
        return list(answer.json()["items"]) if answer.status_code == 200 else []

    async def are_content(self) -> None:
        """Wait until nothing is wrong any more: in what was wrong, and then in all at once."""
        wrong: dict[str, str] = {}

        async def nothing_is_wrong() -> bool:
            doubted = [ticket for ticket in wrong if ticket in self.said]
            found = await self.complaints(doubted) or await self.complaints([*self.said])
            wrong.clear()
            wrong.update(found)
            return not wrong

        try:
            await until(nothing_is_wrong, PATIENCE, "", every=COMES_AGAIN)
        except TimeoutError:
            raise AssertionError(wrong) from None

    async def complaints(self, tickets: Collection[str]) -> dict[str, str]:
        """What was lost or doubled in these tickets, by ticket, or at the callback."""
        ids = defaultdict(set)
        for request in self.receiver.requests:
            ids[json.loads(request.body)["message"]["id"]].add(request.headers["webhook-id"])
        found = {m: f"{m} went out under {len(k)} ids" for m, k in ids.items() if len(k) > 1}
        for ticket in tickets:
            items = await self.messages(ticket)
            lost = astray(ticket, self.said[ticket], items, ticket in self.answered)
            found[ticket] = lost or unsent(items, ids)
        return {about: complaint for about, complaint in found.items() if complaint}

    async def _done(
        self, path: str, body: object, role: str, wanted: int, key: str = ""
    ) -> dict[str, Any]:
        """Repeat a request, as a client does, until it is answered as it should be."""
        headers = {"Authorization": f"Bearer {self.keys[role]}"}
        if key:
            headers["Idempotency-Key"] = f"key of {key}"
        done: list[dict[str, Any]] = []

        async def tried() -> bool:
            try:
                answer = await self.http.post(path, json=body, headers=headers)
            except httpx.TransportError:
                return False
            assert answer.status_code in (wanted, 404, 429, 503), answer.text
            if answer.status_code == wanted:
                done.append(answer.json())
            return bool(done)

        late = f"{path} was never answered with {wanted}"
        await until(tried, PATIENCE, late, every=COMES_AGAIN)
        return done[0]


def astray(ticket: str, said: list[str], items: list[dict[str, Any]], answered: bool) -> str:
    """What is wrong with a ticket: each message of its customer once, and each answer once."""
    heard = Counter(one["message_id"] for one in items if one["direction"] == "in")
    if heard != Counter(said):
        return f"{ticket} heard {dict(heard)} and not {said}"
    answers = [one for one in items if one["author"]["kind"] == "agent"]
    if len(answers) != answered:
        return f"{ticket} has {len(answers)} answers and not {int(answered)}"
    return ""


@asynccontextmanager
async def customers(
    folder: Path, *, apis: int = 1, workers: int = 1
) -> AsyncIterator[tuple[Installation, Customers, Path]]:
    """So many APIs and workers of today's release, and who writes to them."""
    async with Receiver() as receiver:
        callback = f"http://127.0.0.1:{receiver.port}/callback"
        async with an_installation(folder, callback) as desk:
            release = a_release(folder / "release-1")
            first = [await desk.worker(f"worker-{n + 1}", release) for n in range(workers)]
            names = [f"api-{n + 1}" for n in range(apis)]
            await asyncio.gather(*(desk.api(name, release) for name in names))
            for worker in first:
                await worker.has_said('"current"')
            async with desk.either_door(*names) as http:
                yield desk, Customers(http, dict(desk.keys), receiver), release


async def test_a_rolling_restart_with_new_code_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with customers(tmp_path, apis=2, workers=2) as (desk, crowd, first):
        early = await crowd.live(next(crowd.numbers))
        stop = asyncio.Event()
        writing = asyncio.create_task(crowd.write_until(stop))
        release = a_release(tmp_path / "release-2", ANOTHER_LIMIT, of=first)
        for name in ("worker-1", "worker-2"):
            assert await desk.processes[name].stop() in ENDED
            await crowd.are_accepted_still()
            worker = await desk.worker(name, release)
            await worker.has_said('"current"')
        for name in ("api-1", "api-2"):
            assert await desk.processes[name].stop() in ENDED
            await desk.api(name, release)
        stop.set()
        await writing
        await crowd.says(0, "E agora?")
        await crowd.are_content()
        client = await client_of(desk)
        assert (await builds(client, REGION)).current == build_id(release)
        assert await build_of(client, early) == build_id(release)


async def test_a_build_that_would_break_an_open_ticket_is_refused_and_the_old_one_serves_on(
    tmp_path: Path,
) -> None:
    async with customers(tmp_path) as (desk, crowd, first):
        ticket = await crowd.live(next(crowd.numbers))
        client = await client_of(desk)
        await is_listed(client)
        broken = a_release(tmp_path / "release-2", A_FIRST_SLEEP, of=first)
        refused = await desk.worker("worker-2", broken)
        assert await refused.ended() == 2
        sentence = refused.log.read_text().splitlines()[-1]
        assert f"build {build_id(broken)} cannot take over the open tickets of eu" in sentence
        assert f"would not live ticket {ticket} as build {build_id(first)} did" in sentence
        assert not refused.says("Traceback")
        await crowd.says(0, "E agora?")
        await crowd.live(next(crowd.numbers))
        await crowd.are_content()
        assert (await builds(client, REGION)).current == build_id(first)


async def test_setting_versioning_pinned_keeps_a_run_with_its_build_and_needs_no_replay(
    tmp_path: Path,
) -> None:
    async with customers(tmp_path, workers=0) as (desk, crowd, pinning):
        await (await desk.worker("worker-1", pinning, versioning="pinned")).has_said('"current"')
        early = await crowd.live(next(crowd.numbers))
        client = await client_of(desk)
        await is_listed(client)
        broken = a_release(tmp_path / "release-2", A_FIRST_SLEEP, of=pinning)
        await (await desk.worker("worker-2", broken, versioning="pinned")).has_said('"current"')
        assert await build_of(client, early) == build_id(pinning)
        await crowd.says(0, "E agora?")  # at its next rest the ticket goes on in a new run
        late = await crowd.live(next(crowd.numbers))
        await crowd.are_content()
        assert await build_of(client, late) == build_id(broken)
        assert await build_of(client, early) == build_id(broken)


async def client_of(desk: Installation) -> Client:
    key = read_region_key(desk.folder / "keys", REGION, {})
    return await connect(desk.temporal, key, "test")


async def build_of(client: Client, ticket: str) -> str:
    """The build that a ticket is with."""
    described = await client.get_workflow_handle(workflow_id_of(ticket)).describe()
    info = described.raw_description.workflow_execution_info.versioning_info
    return str(info.deployment_version.build_id)


async def is_listed(client: Client) -> None:
    """Wait until Temporal lists an open ticket; it does so a moment after it was opened."""

    async def listed() -> bool:
        return (await client.count_workflows("ExecutionStatus = 'Running'")).count > 0

    await until(listed, PATIENCE, "no ticket is listed.")
