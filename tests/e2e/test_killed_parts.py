"""Worker, API and Temporal are killed in turn while two hundred customers write."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

import httpx
import psutil

from domain.changes import rebuilt
from domain.stores import Ledger
from rulebook.desk import read_desk
from runtime.installation import ServedRegion, open_regions
from runtime.settings import ROOT, Settings
from runtime.temporal_client import connect, workflow_id_of
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.databases import settings_of
from tests.e2e.running import Desk, a_desk
from tests.patience import COMES_AGAIN, PATIENCE
from workflows.ticket import TicketWorkflow

CUSTOMERS = 200
ANSWERED = 40
AT_ONCE = 16
PARTS = {"worker": "workers", "api": "api", "temporal": "start-dev"}


async def test_nothing_is_lost_or_doubled_when_parts_are_killed(tmp_path: Path) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        crowd = Crowd(desk)
        writing = asyncio.create_task(crowd.writes())
        for number, part in enumerate(PARTS, start=1):
            await crowd.has_been_accepted(number * CUSTOMERS // 5)
            kill(desk, part)
        await asyncio.wait_for(writing, 2 * PATIENCE.total_seconds())
        await crowd.is_content()
        assert await ledgers_that_differ(tmp_path, desk, crowd.tickets.values()) == []


def test_the_checker_notices_what_is_lost_doubled_or_astray() -> None:
    message = {"direction": "in", "message_id": "m1"}
    assert wrong_with("m1", [message]) == ""
    assert "is not in" in wrong_with("m1", [])
    assert "2 times" in wrong_with("m1", [message, message])
    assert "a stranger" in wrong_with("m1", [message, {"direction": "in", "message_id": "m2"}])


class Crowd:
    """Customers who repeat a message until it is accepted, and an agent who answers some."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.tickets: dict[str, str] = {}  # by message id, as the 202 said
        self._places = asyncio.Semaphore(AT_ONCE)

    async def writes(self) -> None:
        """All of them, some at once."""
        await asyncio.gather(*(self._life(number) for number in range(CUSTOMERS)))

    async def has_been_accepted(self, count: int) -> None:
        """Wait for so many 202s."""

        async def enough() -> bool:
            return len(self.tickets) >= count

        await until(enough, PATIENCE, f"{count} messages were not accepted.")

    async def is_content(self) -> None:
        """Wait until nothing is wrong any more: in what was wrong, and then in all at once."""
        wrong: dict[str, str] = {}

        async def nothing_is_wrong() -> bool:
            doubted = [message for message in wrong if message in self.tickets]
            found = await self.complaints(doubted) or await self.complaints([*self.tickets])
            wrong.clear()
            wrong.update(found)
            return not wrong

        try:
            await until(nothing_is_wrong, PATIENCE, "", every=COMES_AGAIN)
        except TimeoutError:
            raise AssertionError(wrong) from None

    async def complaints(self, messages: Collection[str]) -> dict[str, str]:
        """What is wrong with these messages' tickets, by message, or at the callback."""
        keys = defaultdict(set)
        for request in self.desk.receiver.requests:
            keys[json.loads(request.body)["message"]["id"]].add(request.headers["webhook-id"])
        found = {m: f"{m} went out under {len(k)} ids" for m, k in keys.items() if len(k) > 1}
        for message in messages:
            items = await self._messages_of(self.tickets[message])
            found[message] = wrong_with(message, items) or unsent(items, keys)
        answers = [one["message"] for one in self.desk.messages()]
        answered = sum(message["sender"]["kind"] == "agent" for message in answers)
        if answered < ANSWERED:
            found["answers"] = f"{ANSWERED - answered} have not reached the callback"
        return {about: complaint for about, complaint in found.items() if complaint}

    async def _messages_of(self, ticket: str) -> list[dict[str, Any]]:
        """None yet, where the ticket has been accepted and its first page is not written."""
        path = f"/v1/tickets/{ticket}/messages"
        answer = await self.desk.http.get(path, headers=self.desk.key("agent"))
        return list(answer.json()["items"]) if answer.status_code == 200 else []

    async def _life(self, number: int) -> None:
        async with self._places:
            message = {
                "channel": "webhook",
                "account": "sample",
                "message_id": f"message-{number}",
                "sender": {"id": f"customer-{number}", "country": "PT"},
                "text": f"Olá, a encomenda {number} ainda não chegou. Podem ajudar?",
            }
            accepted = await self._until_done("/v1/messages", message, "channel", 202)
            self.tickets[f"message-{number}"] = accepted["ticket_id"]
            if number < ANSWERED:
                path = f"/v1/tickets/{accepted['ticket_id']}/replies"
                await self._until_done(path, {"text": "It will arrive tomorrow."}, "agent", 200)

    async def _until_done(self, path: str, body: object, role: str, wanted: int) -> Any:
        """Repeat a request under one key, as a client does, until it is done."""
        headers = self.desk.key(role) | {"Idempotency-Key": f"key of {path}"}
        done: list[Any] = []

        async def tried() -> bool:
            try:
                answer = await self.desk.http.post(path, json=body, headers=headers)
            except httpx.TransportError:
                return False
            assert answer.status_code in (wanted, 404, 429, 503), answer.text
            if answer.status_code == wanted:
                done.append(answer.json())
            return bool(done)

        if path == "/v1/messages":
            headers = self.desk.key(role)
        late = f"{path} was never answered with {wanted}"
        await until(tried, PATIENCE * 2, late, every=COMES_AGAIN)
        return done[0]


def wrong_with(message: str, found: list[dict[str, Any]]) -> str:
    """What is wrong with a ticket that should hold one customer's one message."""
    heard = [one["message_id"] for one in found if one["direction"] == "in"]
    if heard.count(message) > 1:
        return f"{message} is in its ticket {heard.count(message)} times"
    if message not in heard:
        return f"{message} is not in its ticket"
    return "" if heard == [message] else f"{message} shares its ticket with a stranger's"


def unsent(found: list[dict[str, Any]], received: Collection[str]) -> str:
    """Which message to the customer has not gone out, or says so and never arrived."""
    for one in found:
        if one["direction"] == "out" and one["delivery"]["state"] != "sent":
            return f"{one['id']} is {one['delivery']['state']}"
        if one["direction"] == "out" and one["id"] not in received:
            return f"{one['id']} never reached the callback"
    return ""


def kill(desk: Desk, part: str) -> None:
    """SIGKILL the process that does that part now."""
    for child in psutil.Process(desk.process.pid).children(recursive=True):
        if PARTS[part] in child.cmdline()[1:4]:
            child.kill()
            return
    raise AssertionError(f"no process does the part {part}")


async def ledgers_that_differ(folder: Path, desk: Desk, tickets: Any) -> list[str]:
    """The tickets whose workflow and ledger, once both are at rest, do not say the same."""
    places = settings_of(folder)
    settings = Settings(data=folder / "data", keys=folder / "keys", regions=("eu",), **places)
    async with open_regions(settings, read_desk(ROOT / "desk"), {}) as regions:
        region = regions["eu"]
        client = await connect(desk.facts["temporal"], region.key, "test")
        return [ticket for ticket in tickets if not await _agrees(client, region, ticket)]


async def _agrees(client: Any, region: ServedRegion, ticket: str) -> bool:
    handle = client.get_workflow_handle_for(TicketWorkflow.run, workflow_id_of(ticket))
    ledger: Ledger = region.stores.ledger

    async def same() -> bool:
        live = await handle.query(TicketWorkflow.standing)
        entries = await ledger.entries(ticket)
        return bool(live == rebuilt(ticket, [entry.event for entry in entries]))

    try:
        await until(same, PATIENCE, ticket)
    except TimeoutError:
        return False
    return True
