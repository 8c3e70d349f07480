"""What browser tests of the chat share: a shop's page with the chat in it, and a customer at it."""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Locator,
    Page,
    Response,
    expect,
)

from tests.console.browsing import watch
from tests.e2e.running import Desk
from tests.patience import PATIENCE

ACCOUNT: Final = "shop"
# Two names of this machine. To a browser the first is the desk's own site, whatever the port; the
# second is a stranger's, in whose pages a frame of the desk may keep nothing.
SAME_SITE: Final = "127.0.0.1"
OTHER_SITE: Final = "localhost"
WAIT: Final = PATIENCE.total_seconds() * 1_000 / 4

PAGE: Final = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>button {{ background: red !important; font-size: 40px }} div {{ color: green }}</style>
</head><body><h1>A shop</h1><button id="buy">Buy</button>
<script async src="{desk}/chat/loader.js" data-account="{account}" {more}></script>
</body></html>"""


@dataclass(frozen=True)
class Shop:
    """A web site of its own, which serves the same page at every address."""

    desk: str
    port: int

    def page(self, host: str = SAME_SITE, **said: str) -> str:
        """An address of it, with `lang`, `dir`, `account` and attributes of the script."""
        query = "&".join(f"{name}={value}" for name, value in said.items())
        return f"http://{host}:{self.port}/cart?{query}"


@contextlib.asynccontextmanager
async def a_shop(desk: Desk, policy: str = "") -> AsyncIterator[Shop]:
    """The site, as long as the context lasts; `policy` is its content security policy."""
    address = str(desk.facts["url"])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            line = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            writer.write(_answer(address, dict(parse_qsl(urlsplit(line).query)), policy))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, SAME_SITE, 0)
    async with server:
        yield Shop(address, server.sockets[0].getsockname()[1])


def _answer(desk: str, said: Mapping[str, str], policy: str) -> bytes:
    known = {"lang": "en", "dir": "", "account": ACCOUNT, **said}
    more = {name: value for name, value in said.items() if name.startswith("data-")}
    attributes = " ".join(f'{name}="{html.escape(value)}"' for name, value in more.items())
    body = PAGE.format(
        desk=desk,
        more=attributes,
        **{name: html.escape(known[name]) for name in ("lang", "dir", "account")},
    ).encode()
    head = [
        "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *([f"Content-Security-Policy: {policy}"] if policy else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass(frozen=True)
class AtChat:
    """A customer's page with the chat in it."""

    page: Page
    tickets: set[str] = field(default_factory=set)
    times: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def launcher(self) -> Locator:
        return self.page.locator("meridian-chat .launcher")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("meridian-chat iframe")

    @property
    def words(self) -> Locator:
        """Where one writes."""
        return self.frame.locator(".composer textarea")

    @property
    def said(self) -> Locator:
        """The customer's own messages that the desk has."""
        return self.frame.locator(".bubble[data-by=customer]:not([data-waiting]) .said")

    @property
    def waiting(self) -> Locator:
        """Those that it has yet to acknowledge."""
        return self.frame.locator(".bubble[data-waiting]")

    @property
    def answers(self) -> Locator:
        """What people at the desk said."""
        return self.frame.locator(".bubble[data-by=agent] .said")

    @property
    def ticket(self) -> str:
        """The ticket that the desk named."""
        (ticket,) = self.tickets
        return ticket

    async def open(self) -> None:
        """Open the chat and wait until one can write."""
        await self.launcher.click()
        await expect(self.words).to_be_focused()

    async def says(self, *texts: str) -> None:
        """Write, and send by key."""
        for text in texts:
            await self.words.fill(text)
            await self.words.press("Enter")
            await expect(self.words).to_have_value("")

    async def has_said(self, texts: Sequence[str]) -> None:
        """The desk has acknowledged all of it; it stands there once and in order, nothing waits."""
        await expect(self.waiting).to_have_count(0)
        await expect(self.said).to_have_text(list(texts))


async def at_chat(page: Page, address: str) -> AtChat:
    """Go to a page of the shop; what the desk answers to messages is noted."""
    expect.set_options(timeout=WAIT)
    at = AtChat(page)

    async def note(response: Response) -> None:
        if response.request.method == "POST" and response.url.endswith("/messages"):
            with contextlib.suppress(Exception):  # an answer that was cut off is none
                body = await response.json()
                at.tickets.add(body["ticket_id"])
                at.times.append(body["id"])

    page.set_default_timeout(WAIT)
    watch(page)
    page.on("response", note)
    await page.goto(address)
    return at


async def visiting(browser: Browser, shop: Shop, host: str = SAME_SITE, **said: str) -> AtChat:
    """A customer whom nobody has met opens the chat on a page of the shop."""
    context = await browser.new_context(locale="en-GB")
    at = await at_chat(await context.new_page(), shop.page(host, **said))
    await at.open()
    return at


async def claimed(desk: Desk, ticket: str) -> None:
    """An agent takes the ticket, as soon as it is somebody's to take."""
    await desk.eventually(f"/v1/tickets/{ticket}", lambda found: found["team"] is not None)
    await desk.ask(ticket, "claim")


async def heard(desk: Desk, ticket: str, count: int) -> list[str]:
    """What the desk has of the customer, in its order, once there is so much of it."""

    def said(found: Any) -> list[str]:
        return [one["original"]["text"] for one in found["items"] if one["direction"] == "in"]

    where = f"/v1/tickets/{ticket}/messages?limit=200"
    return said(await desk.eventually(where, lambda found: len(said(found)) >= count))
