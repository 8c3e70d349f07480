"""What people do with the desk, all of it by HTTP: each with a key of their own."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

import httpx

from cli.demo.people import AGENTS, Person
from domain.access import Role
from domain.ports import Clock
from runtime.access import make_key
from runtime.embedded_keys import embedded_keys
from runtime.installation import ServedRegion
from runtime.settings import Settings
from storage.desk.api_keys import Scope

Facts = Mapping[str, Any]


class StoryBroke(Exception):
    """A turn of the story did not come; the sentence says which."""


class Front:
    """The desk as people meet it. What it answers is all that anybody of the story knows."""

    def __init__(self, http: httpx.AsyncClient, keys: Mapping[str, str]) -> None:
        self._http = http
        self._keys = keys  # by agent, and by role those of everybody else
        self._numbers = count(1)

    async def writes(self, customer: Person, text: str, **more: str) -> str:
        """A customer's message; the ticket that it is in."""
        message = {
            "channel": "webhook",
            "account": "sample",
            "message_id": f"{customer.id}-{next(self._numbers)}",
            "sender": {"id": customer.id, "name": customer.name, "country": customer.country},
            "text": text,
        }
        accepted = await self._ask("POST", "/v1/messages", Role.CHANNEL, message | more)
        return str(accepted["ticket_id"])

    async def does(self, agent: Person, ticket: str, command: str, **body: object) -> Facts:
        """An agent's command; the ticket as it is then. Raises StoryBroke where it is refused."""
        return await self._ask("POST", f"/v1/tickets/{ticket}/{command}", agent.id, body)

    async def rates(self, ticket: str, score: int) -> Facts:
        """The customer judges the service, through the channel."""
        path = f"/v1/tickets/{ticket}/rating"
        return await self._ask("POST", path, Role.CHANNEL, {"score": score})

    async def ticket(self, ticket: str, reader: Person | None = None) -> Facts:
        """The ticket, as somebody of the story sees it, else as the sample agent does."""
        return await self._ask("GET", f"/v1/tickets/{ticket}", reader.id if reader else Role.AGENT)

    async def timeline(self, ticket: str) -> list[Facts]:
        """All that happened to a ticket, as an auditor reads it."""
        return await self._items(f"/v1/tickets/{ticket}/timeline", Role.AUDITOR)

    async def messages(self, ticket: str) -> list[Facts]:
        """All that was said in a ticket, with its translations."""
        return await self._items(f"/v1/tickets/{ticket}/messages", Role.AGENT)

    async def notifications(self, agent: Person) -> list[Facts]:
        """What an agent was told, the newest first."""
        return await self._items("/v1/notifications?limit=200", agent.id)

    async def on_duty(self, at: datetime) -> dict[str, list[str]]:
        """Who is on, by team."""
        path = f"/v1/desk/on-duty?at={at:%Y-%m-%dT%H:%M:%SZ}"
        found = await self._ask("GET", path, Role.OPS)
        return {team["team"]: [one["id"] for one in team["agents"]] for team in found["now"]}

    async def _items(self, path: str, who: str) -> list[Facts]:
        found: list[Facts] = (await self._ask("GET", path, who))["items"]
        return found

    async def _ask(
        self, method: str, path: str, who: str, body: Facts | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._keys[who]}"}
        answer = await self._http.request(method, path, json=body, headers=headers)
        said: dict[str, Any] = answer.json()
        if not answer.is_success:
            raise StoryBroke(f"{who} asked for {path} and heard: {said.get('detail', said)}")
        return said


async def front_of(
    http: httpx.AsyncClient,
    settings: Settings,
    regions: Mapping[str, ServedRegion],
    clock: Clock,
) -> Front:
    """The front, with the desk's own keys, one a role, and one for each agent of the story."""
    keys = dict(await embedded_keys(settings.data / "keys.json", regions, clock))
    for agent in AGENTS:
        scope = Scope(Role.AGENT, teams=agent.teams, agent_id=agent.id)
        keys[agent.id] = await make_key(regions, scope, clock)
    return Front(http, keys)
