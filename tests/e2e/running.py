"""A whole desk as its users start it: `meridian up`, a receiver for its callbacks, and HTTP."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from ulid import ULID

from runtime.plain_http import plain_http
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.databases import environment_of
from tests.patience import COMES_AGAIN, PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """A running desk: where it is, its keys, and what its callback has received."""

    facts: Mapping[str, Any]
    process: asyncio.subprocess.Process
    http: httpx.AsyncClient
    receiver: Receiver

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.facts["data"])

    def key(self, role: str) -> dict[str, str]:
        """The header by which that role is known."""
        return {"Authorization": f"Bearer {self.facts['keys'][role]}"}

    async def write(
        self,
        text: str,
        sender: str = "maria",
        whole_sender: Mapping[str, str] | None = None,
        **more: object,
    ) -> dict[str, Any]:
        """A customer's message; what the 202 said."""
        message = {
            "channel": "webhook",
            "account": "sample",
            "message_id": str(ULID()),
            "sender": whole_sender or {"id": sender, "country": "PT"},
            "text": text,
        } | more
        answer = await self.http.post("/v1/messages", json=message, headers=self.key("channel"))
        assert answer.status_code == 202, answer.text
        accepted: dict[str, Any] = answer.json()
        return accepted

    async def ask(self, ticket: str, command: str, role: str = "agent", **body: object) -> Any:
        """An agent's command; the ticket as it was answered."""
        answer = await self.http.post(
            f"/v1/tickets/{ticket}/{command}", json=body, headers=self.key(role)
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def read(self, path: str, role: str = "agent") -> Any:
        """What a GET answers."""
        answer = await self.http.get(path, headers=self.key(role))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def eventually(self, path: str, holds: Any, role: str = "agent") -> Any:
        """What a GET answers once `holds` of it is true."""
        found: list[Any] = []

        async def asked() -> bool:
            answer = await self.http.get(path, headers=self.key(role))
            if answer.status_code == 200 and holds(answer.json()):
                found.append(answer.json())
            return bool(found)

        late = f"{path} did not become what was expected."
        await until(asked, PATIENCE, late, every=COMES_AGAIN)
        return found[0]

    async def received(self, count: int, ticket: str | None = None) -> list[dict[str, Any]]:
        """The callback's messages, once there are so many (of a ticket)."""

        async def enough() -> bool:
            return len(self.messages(ticket)) >= count

        await until(enough, PATIENCE, f"the callback did not receive {count} messages.")
        return self.messages(ticket)

    def messages(self, ticket: str | None = None) -> list[dict[str, Any]]:
        """What the callback has received so far, of one ticket or of all."""
        bodies = [json.loads(request.body) for request in self.receiver.requests]
        return [body for body in bodies if ticket in (None, body["ticket_id"])]


@contextlib.asynccontextmanager
async def a_desk(folder: Path, receiver: Receiver, *options: str) -> AsyncIterator[Desk]:
    """`meridian up` on the folder, stopped by SIGINT at the end as by Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "up", "--json", "--port", "0",
        "--data", str(folder / "data"), "--keys", str(folder / "keys"),
        "--callback", f"http://127.0.0.1:{receiver.port}/callback", *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, env={**os.environ, **environment_of(folder)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE.total_seconds())
        assert line, f"meridian up ended with {await process.wait()}"
        facts = json.loads(line)
        async with plain_http(facts["url"], seconds=30) as http:
            yield Desk(facts, process, http, receiver)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), PATIENCE.total_seconds())
