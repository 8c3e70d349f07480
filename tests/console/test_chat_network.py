"""No word is lost or doubled, whatever becomes of the network, the desk and the clock."""

import json
import re
import time

import psutil
import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.console.at_a_chat import Shop, at_chat, claimed, heard, visiting
from tests.console.browsing import cut, faults
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

# As a telephone at the edge of a cell: the figures.
LATENCY = 2_000  # milliseconds
THROUGHPUT = 20_000  # bytes a second
ABLE_WITHIN = 25  # seconds, on a machine that does other things, too
POSTS = re.compile(r"/v1/chat/shop/messages$")


def numbered(first: int, last: int) -> list[str]:
    return [f"Message {number}" for number in range(first, last + 1)]


async def test_words_said_over_a_cut_network_arrive_once_and_in_order(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says(*numbered(1, 1))
    await at.has_said(numbered(1, 1))
    await cut(at.context)
    await at.says(*numbered(2, 6))
    await expect(at.waiting).to_have_count(5)
    await expect(at.waiting.first).to_contain_text("Kept on this device")
    await expect(at.frame.get_by_role("status").first).to_contain_text("No connection")
    await cut(at.context, off=False)
    await at.has_said(numbered(1, 6))
    assert await heard(desk, at.ticket, 6) == numbered(1, 6)
    assert faults(at.page) == []
    await at.context.close()


async def test_answers_that_came_while_the_network_was_cut_are_there_afterwards(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says("Where is my parcel?")
    await at.has_said(["Where is my parcel?"])
    await claimed(desk, at.ticket)
    await cut(at.context)
    for text in ("It left today.", "It arrives tomorrow."):
        await desk.ask(at.ticket, "replies", text=text)
    await cut(at.context, off=False)
    await expect(at.answers).to_have_text(["It left today.", "It arrives tomorrow."])
    await at.context.close()


async def test_words_said_to_a_killed_api_arrive_once_and_in_order(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says(*numbered(1, 2))
    await at.has_said(numbered(1, 2))
    kill_api(desk)
    await at.says(*numbered(3, 12))
    await at.has_said(numbered(1, 12))
    assert await heard(desk, at.ticket, 12) == numbered(1, 12)
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text="All twelve are here.")
    await expect(at.answers).to_have_text(["All twelve are here."])  # the stream goes on, too
    await at.context.close()


async def test_an_answer_that_was_lost_doubles_nothing(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    posts: list[str] = []

    async def loses_some(route: Route) -> None:
        posts.append(json.loads(route.request.post_data or "{}")["id"])
        if len(posts) in (1, 2, 4):
            assert (await route.fetch()).status == 202
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await at.page.route(POSTS, loses_some)
    await at.says(*numbered(1, 4))
    await at.has_said(numbered(1, 4))
    assert await heard(desk, at.ticket, 4) == numbered(1, 4)
    assert len(posts) > len(set(posts)) >= 2, "nothing was sent twice: the test tests nothing"
    await at.context.close()


async def test_somebody_elses_page_in_the_desks_place_takes_no_message(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    strangers = []

    async def answers_itself(route: Route) -> None:
        strangers.append(route.request.url)
        if len(strangers) <= 2:
            await route.fulfill(
                status=200, content_type="text/html", body="<p>Log in to the WLAN</p>"
            )
        else:
            await route.continue_()

    await at.page.route(POSTS, answers_itself)
    await at.says("Through a hotel's network")
    await at.has_said(["Through a hotel's network"])
    assert len(strangers) >= 3
    assert await heard(desk, at.ticket, 1) == ["Through a hotel's network"]
    await at.context.close()


async def test_the_chat_works_at_two_seconds_and_twenty_kilobytes(
    browser: Browser, shop: Shop
) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await slowed(page)
    begun = time.monotonic()
    at = await at_chat(page, shop.page())
    await at.open()
    able = time.monotonic() - begun
    await at.says("On a slow line")
    await at.frame.locator("input[type=file]").set_input_files(
        {"name": "receipt.txt", "mimeType": "text/plain", "buffer": b"receipt " * 7_500}
    )
    await at.says("With a file of 60 kB")
    await expect(at.frame.locator("progress")).to_be_visible()
    await at.has_said(["On a slow line", "With a file of 60 kB"])
    assert able < ABLE_WITHIN
    await expect(at.frame.locator(".file")).to_contain_text("receipt.txt")
    await context.close()


async def test_a_wrong_clock_turns_nothing_around(browser: Browser, desk: Desk, shop: Shop) -> None:
    at = await visiting(browser, shop)
    await cut(at.context)
    for year, text in ((2031, "First"), (1999, "Second"), (2026, "Third")):
        await at.page.clock.set_system_time(f"{year}-05-01T12:00:00Z")
        await at.says(text)
    await cut(at.context, off=False)
    await at.has_said(["First", "Second", "Third"])
    assert await heard(desk, at.ticket, 3) == ["First", "Second", "Third"]
    await at.context.close()


def kill_api(desk: Desk) -> None:
    """As a power cut would; `meridian up` starts it again."""
    for child in psutil.Process(desk.process.pid).children(recursive=True):
        if "api" in child.cmdline()[1:4]:
            child.kill()
            return
    raise AssertionError("no API runs")


async def slowed(page: Page) -> None:
    """A slow line for the page and all that it fetches."""
    session = await page.context.new_cdp_session(page)
    await session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": THROUGHPUT,
            "uploadThroughput": THROUGHPUT,
        },
    )
