"""A visitor of a web site as their device has them: a token, ids of its own, and a stream."""

import contextlib
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from runtime.waiting import until
from tests.patience import COMES_AGAIN, PATIENCE

Event = tuple[int | None, str, dict[str, Any]]  # the position, if it has one; name; data


@dataclass
class Chat:
    """One visitor's device."""

    http: httpx.AsyncClient
    account: str = "shop"
    token: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    async def open(self, **body: object) -> dict[str, Any]:
        """Get a token; with the one that there is, one stays the same."""
        answer = await self.ask("POST", "visitors", **body)
        assert answer.status_code == 200, answer.text
        self.facts = answer.json()
        self.token = self.facts["token"]
        return self.facts

    async def ask(self, method: str, path: str, **body: object) -> httpx.Response:
        """A request of the visitor."""
        content = None if method == "GET" else body
        return await self.http.request(
            method, f"/v1/chat/{self.account}/{path}", headers=self.header, json=content
        )

    @property
    def header(self) -> dict[str, str]:
        """What stands in `Authorization`."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def say(self, text: str, own: str | None = None, **more: object) -> dict[str, Any]:
        """A message; what the 202 said."""
        own = own or str(uuid.uuid4())
        answer = await self.ask("POST", "messages", id=own, text=text, **more)
        assert answer.status_code == 202, answer.text
        said: dict[str, Any] = answer.json()
        return said

    async def send_file(self, content: bytes, name: str) -> httpx.Response:
        """A file, byte for byte."""
        named = {"Meridian-File-Name": name, "Content-Type": "application/octet-stream"}
        path = f"/v1/chat/{self.account}/files"
        return await self.http.post(path, headers={**self.header, **named}, content=content)

    async def items(self, after: int = 0) -> list[dict[str, Any]]:
        """The conversation after a position."""
        answer = await self.ask("GET", f"messages?after={after}")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def hears(self, wanted: Any, after: int = 0) -> dict[str, Any]:
        """The first item that is `wanted`, once it is there."""
        found: list[dict[str, Any]] = []

        async def there() -> bool:
            found[:] = [one for one in await self.items(after) if wanted(one)]
            return bool(found)

        await until(there, PATIENCE, "the visitor did not hear it.", every=COMES_AGAIN)
        return found[0]

    @contextlib.asynccontextmanager
    async def stream(self, after: int = 0) -> AsyncIterator[AsyncGenerator[Event, None]]:
        """The visitor's events from a position on."""
        path = f"/v1/chat/{self.account}/events?after={after}"
        async with self.http.stream("GET", path, headers=self.header) as answer:
            assert answer.status_code == 200
            async with contextlib.aclosing(_events(answer)) as events:
                yield events


async def _events(answer: httpx.Response) -> AsyncGenerator[Event, None]:
    said: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            said[name] = value.strip()
        elif "event" in said:
            place = int(said["id"]) if "id" in said else None
            yield place, said["event"], json.loads(said["data"])
            said = {}
        else:
            said = {}
