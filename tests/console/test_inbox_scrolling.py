"""Of a long list only what is seen is on the page, wherever one is in it."""

import pytest
from playwright.async_api import Browser

from tests.console.at_a_ticket import wrote
from tests.console.scrolling import scrolled
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
TICKETS = 5_000


async def test_a_long_list_is_scrolled_with_a_few_rows(browser: Browser, desk: Desk) -> None:
    await wrote(desk, "Where is my parcel?")
    found = await scrolled(browser, desk, TICKETS)
    assert found.tickets == TICKETS
    assert found.seen > 3_000
    assert 0 < found.rows < 60
