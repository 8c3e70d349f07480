"""A list of a hundred thousand tickets scrolls without a long task."""

import pytest
from playwright.async_api import Browser

from tests.console.at_a_ticket import wrote
from tests.console.scrolling import LONG, TICKETS, scrolled
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_hundred_thousand_tickets_scroll_without_a_long_task(
    browser: Browser, desk: Desk
) -> None:
    await wrote(desk, "Where is my parcel?")
    found = await scrolled(browser, desk)
    assert found.tickets == TICKETS
    assert found.seen > 5_000
    assert found.rows < 60
    assert found.longest < LONG, f"{found.longest:.0f} ms"
