"""Asks a desk's regions, opened as its doors open them, what a key opens."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx

from api.app import create_app
from api.door import Door
from domain.access import ApiKey, Role
from rulebook.desk import read_desk
from runtime.access import DeskApiKeys
from runtime.clock import SystemClock
from runtime.installation import ServedRegion, open_regions
from runtime.settings import ROOT, Settings
from tests.api.house import SetClock, bearer, make_door, message
from tests.cli.commands import Shell

SAMPLE = read_desk(ROOT / "desk")
CUSTOMERS = {"eu": "IE", "na": "US"}  # by region
READ, CLAIM, LIST = "GET /v1/tickets/{}", "POST /v1/tickets/{}/claim", "GET /v1/tickets"


class Regions:
    """This folder's regions, opened as a door opens them."""

    async def __aenter__(self) -> Mapping[str, ServedRegion]:
        self._stack = AsyncExitStack()
        opened = open_regions(Settings.read(), SAMPLE, {})
        return await self._stack.enter_async_context(opened)

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def made(meridian: Shell, *options: str) -> str:
    """A new key."""
    ended = meridian("key", "create", *options)
    assert ended.code == 0, ended
    return ended.out.strip()


def id_of(key: str) -> str:
    return key.split("_")[2]


def found(key: str) -> ApiKey | None:
    """What the desk knows of the key."""

    async def ask() -> ApiKey | None:
        async with Regions() as regions:
            return await DeskApiKeys(regions, SystemClock()).find(key)

    return asyncio.run(ask())


def answered(key: str, *requests: str) -> list[list[httpx.Response]]:
    """What the key gets for each request: for a ticket of `eu` and one of `na`, of `eu-care`."""

    async def ask() -> list[list[httpx.Response]]:
        async with Regions() as regions:
            door, commands, *_ = make_door(
                {name: region.stores for name, region in regions.items()}, SetClock()
            )
            async with client_of(door) as writer:
                tickets = [await ticket_in(writer, region) for region in CUSTOMERS]
            await commands.hear_everything()
            keys = DeskApiKeys(regions, SystemClock())
            async with client_of(replace(door, api_keys=keys)) as client:
                client.headers["Authorization"] = f"Bearer {key}"
                return [
                    [await request(client, one, ticket) for ticket in tickets] for one in requests
                ]

    return asyncio.run(ask())


async def request(client: httpx.AsyncClient, line: str, ticket: str) -> httpx.Response:
    method, path = line.split()
    body = b"{}" if method == "POST" else None
    return await client.request(method, path.format(ticket), content=body)


def statuses(key: str, *requests: str) -> list[list[int]]:
    return [[answer.status_code for answer in answers] for answers in answered(key, *requests)]


def client_of(door: Door) -> httpx.AsyncClient:
    headers = {"Content-Type": "application/json"}
    transport = httpx.ASGITransport(create_app(door))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=headers)


async def ticket_in(writer: httpx.AsyncClient, region: str) -> str:
    sent = from_customer_of(region)
    answer = await writer.post("/v1/messages", json=sent, headers=bearer(Role.CHANNEL))
    assert answer.json()["region"] == region
    return str(answer.json()["ticket_id"])


def from_customer_of(region: str) -> dict[str, object]:
    return message(message_id=region, sender={"id": region, "country": CUSTOMERS[region]})
