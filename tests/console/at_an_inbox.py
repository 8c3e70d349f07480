"""What browser tests of the inbox share: an agent's list, and a colleague who asks the API."""

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from tests.console.browsing import signed_in
from tests.e2e.running import Desk
from tests.patience import PATIENCE

expect.set_options(
    timeout=PATIENCE.total_seconds() * 1_000 / 8
)  # for a machine that others use, too

ALL = "inbox?view=all"


@dataclass(frozen=True)
class AtInbox:
    """An agent's page of a list."""

    page: Page

    @property
    def rows(self) -> Locator:
        return self.page.locator(".ticket-place .ticket-row")

    def row(self, ticket: str) -> Locator:
        """The row of one ticket."""
        return self.page.locator(f"[id='row-{ticket}']")

    @property
    def chips(self) -> Locator:
        return self.page.locator(".chips .chip")

    @property
    def fresh(self) -> Locator:
        return self.page.locator(".fresh button")

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def shows(self, *tickets: str) -> None:
        """The list has these tickets, in their order, and no other."""
        await expect(self.rows).to_have_count(len(tickets))
        for place, ticket in enumerate(tickets):
            await expect(self.rows.nth(place)).to_have_id(f"row-{ticket}")


async def at_inbox(browser: Browser, desk: Desk, path: str = ALL, **options: Any) -> AtInbox:
    """A list, once it is there: with tickets, or empty."""
    page = await signed_in(browser, desk, path=path, **options)
    there = page.locator(".ticket-place .ticket-row, .list-rows .empty")
    await expect(there.first).to_be_visible()
    return AtInbox(page)


@dataclass(frozen=True)
class Colleague:
    """Another agent, who works without a page."""

    desk: Desk
    key: str

    async def asks(self, method: str, path: str, **body: object) -> httpx.Response:
        """What the API answers them."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = await self.desk.http.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer

    async def is_at(self, ticket: str, doing: str) -> None:
        """Be at a ticket, reading, writing, or away."""
        await self.asks("PUT", f"/v1/tickets/{ticket}/presence", doing=doing)
