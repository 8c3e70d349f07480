"""What waits on a device outlives the page, and goes once whatever number of tabs there is."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.console.at_a_chat import (
    OTHER_SITE,
    SAME_SITE,
    AtChat,
    Shop,
    at_chat,
    claimed,
    heard,
    visiting,
)
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

API = "**/v1/chat/**"
# Where a frame may keep things itself, and where the page around has to.
KEEPERS = pytest.mark.parametrize("host", [SAME_SITE, OTHER_SITE])
RECEIPT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200


# So long that the desk hears that it is English: the answer comes as it was written.
FIRST = "Hello, where is my parcel?"
SECOND = "It should have been here yesterday."
THIRD = "Can you please have a look?"


async def silence(where: BrowserContext | Page) -> None:
    """Nobody reaches the desk's chat any more; its pages are still there."""
    await where.route(API, lambda route: route.abort("connectionrefused"))


async def another_tab(at: AtChat, shop: Shop, host: str = SAME_SITE) -> AtChat:
    return await at_chat(await at.context.new_page(), shop.page(host))


@KEEPERS
async def test_what_waits_outlives_a_reload(
    browser: Browser, desk: Desk, shop: Shop, host: str
) -> None:
    at = await visiting(browser, shop, host)
    await silence(at.context)
    await at.says("One", "Two", "Three")
    await at.words.fill("and half a sen")
    await at.page.reload()
    await at.open()
    await expect(at.waiting).to_have_count(3)
    await expect(at.words).to_have_value("and half a sen")
    await at.context.unroute(API)
    await at.has_said(["One", "Two", "Three"])
    assert await heard(desk, at.ticket, 3) == ["One", "Two", "Three"]
    await at.page.reload()
    await at.open()
    await at.has_said(["One", "Two", "Three"])
    await at.context.close()


@KEEPERS
async def test_what_waits_goes_by_itself_when_the_page_is_opened_again(
    browser: Browser, desk: Desk, shop: Shop, host: str
) -> None:
    at = await visiting(browser, shop, host)
    await silence(at.context)
    await at.says("Kept", "while nobody looks")
    await at.page.close()
    await at.context.unroute(API)
    again = await another_tab(at, shop, host)  # the chat stays closed
    async with again.page.expect_response(lambda got: got.url.endswith("/events")):
        pass
    await again.open()
    await again.has_said(["Kept", "while nobody looks"])
    assert await heard(desk, again.ticket, 2) == ["Kept", "while nobody looks"]
    await at.context.close()


async def test_two_tabs_are_one_conversation(browser: Browser, desk: Desk, shop: Shop) -> None:
    at = await visiting(browser, shop)
    other = await another_tab(at, shop)
    await other.open()
    await at.says("From the first")
    await other.has_said(["From the first"])
    await silence(at.context)
    await at.says("1 here")
    await other.says("2 there")
    await at.says("3 here")
    await other.says("4 there")
    await expect(at.waiting).to_have_count(4)
    await at.context.unroute(API)
    said = ["From the first", "1 here", "2 there", "3 here", "4 there"]
    await at.has_said(said)
    await other.has_said(said)
    (ticket,) = at.tickets | other.tickets
    assert await heard(desk, ticket, len(said)) == said
    await at.context.close()


async def test_the_tab_that_is_left_goes_on_when_the_one_that_sent_is_closed(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says(FIRST)
    await at.has_said([FIRST])
    other = await another_tab(at, shop)
    await other.open()
    await other.has_said([FIRST])
    await silence(at.context)
    await at.says(SECOND)
    await at.page.close()
    await at.context.unroute(API)
    await other.says(THIRD)
    await other.has_said([FIRST, SECOND, THIRD])
    assert await heard(desk, at.ticket, 3) == [FIRST, SECOND, THIRD]
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text="Heard by who is left.")
    await expect(other.answers).to_have_text(["Heard by who is left."])
    await at.context.close()


@KEEPERS
async def test_a_file_goes_once_and_whole_after_the_network_was_away(
    browser: Browser, desk: Desk, shop: Shop, host: str
) -> None:
    at = await visiting(browser, shop, host)
    await silence(at.context)
    await at.frame.locator("input[type=file]").set_input_files(
        {"name": "Rechnung\u202egnp.exe", "mimeType": "image/png", "buffer": RECEIPT}
    )
    await at.says("My receipt")
    await at.says("Did it arrive?")
    await at.context.unroute(API)
    await at.has_said(["My receipt", "Did it arrive?"])
    assert await heard(desk, at.ticket, 2) == ["My receipt", "Did it arrive?"]
    said = await desk.read(f"/v1/tickets/{at.ticket}/messages")
    ((file,), nothing) = [one["attachments"] for one in said["items"] if one["direction"] == "in"]
    assert nothing == []
    async with at.page.expect_download() as fetched:
        await at.frame.locator(".file button").click()
    assert (await (await fetched.value).path()).read_bytes() == RECEIPT
    assert file["size"] == len(RECEIPT)
    await at.context.close()
