"""How the chat looks and is used by everybody: light, dark, in Arabic, on a telephone, by keys."""

import gzip
import json
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.console.at_a_chat import WAIT, AtChat, Shop, at_chat, claimed, visiting
from tests.console.browsing import BUILT, axe, faults, watch
from tests.console.looking import looks
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOADER_AT_MOST: Final = 5_000  # bytes as they are, of the issue
CHAT_AT_MOST: Final = 60_000  # gzipped, all that is fetched before one can write
TALL: Final = {"width": 392, "height": 640}  # as the frame is in a page
WORD: Final = "Wo ist mein Paket?"
WAYS: Final = {
    "light": ("en", {"locale": "en-GB", "color_scheme": "light", "viewport": TALL}),
    "dark": ("en", {"locale": "en-GB", "color_scheme": "dark", "viewport": TALL}),
    "arabic": ("ar", {"locale": "ar", "viewport": TALL}),
    "german": ("de", {"locale": "de-DE", "viewport": TALL}),
    "russian": ("ru", {"locale": "ru-RU", "viewport": TALL}),
    "phone": ("en", {"locale": "en-GB", "viewport": {"width": 320, "height": 568}}),
}


async def alone(browser: Browser, desk: Desk, **options: Any) -> Page:
    """The chat as a page of its own."""
    expect.set_options(timeout=WAIT)
    context = await browser.new_context(reduced_motion="reduce", **options)
    page = await context.new_page()
    watch(page)
    await page.goto(f"{desk.facts['url']}/chat/shop")
    await expect(page.locator(".composer textarea")).to_be_focused()
    return page


async def wrong_with(page: Page, language: str) -> list[str]:
    return [*await looks(page, language), *await axe(page), *faults(page)]


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_wrong_with_how_it_looks(browser: Browser, desk: Desk, way: str) -> None:
    language, options = WAYS[way]
    page = await alone(browser, desk, **options)
    await expect(page.locator(".empty h2")).to_be_visible()
    assert await wrong_with(page, language) == []
    await page.locator(".composer textarea").fill(WORD + " https://track.example/" + "A" * 60)
    async with page.expect_response(lambda got: got.url.endswith("/messages")) as response:
        await page.locator("button[type=submit]").click()
    ticket = (await (await response.value).json())["ticket_id"]
    await expect(page.locator(".card")).to_be_visible()
    await claimed(desk, ticket)
    await desk.ask(ticket, "replies", text="Your parcel left our house today. " * 5)
    await expect(page.locator(".bubble[data-by=agent] .said")).to_be_visible()
    assert await wrong_with(page, language) == []
    await desk.ask(ticket, "solve")
    await page.locator(".score input").first.check()
    await page.context.set_offline(True)
    await page.locator("input[type=file]").set_input_files(
        {"name": "a" * 80 + ".txt", "mimeType": "text/plain", "buffer": b"receipt"}
    )
    await expect(page.locator(".attached .chip")).to_be_visible()
    assert await wrong_with(page, language) == []
    await page.locator(".composer textarea").fill(WORD)
    await page.locator("button[type=submit]").click()
    await expect(page.locator("progress")).to_be_visible()
    assert await wrong_with(page, language) == []
    await page.context.close()


async def test_the_page_around_has_nothing_wrong_either(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    assert [one for one in await axe(at.page) if "meridian-chat" in one] == []
    await at.context.close()


async def test_language_and_direction_are_those_of_the_page(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop, lang="ar", dir="rtl")
    page = at.frame.locator("html")
    await expect(page).to_have_attribute("lang", "ar")
    await expect(page).to_have_attribute("dir", "rtl")
    box, launcher = await at.page.locator("meridian-chat .panel").bounding_box(), at.launcher
    assert box is not None
    assert box["x"] < 40, "in a page that runs from the right the chat is at the left"
    await expect(launcher).to_have_attribute("aria-label", "الدردشة")
    await at.page.evaluate(
        "document.documentElement.lang = 'ja'; document.documentElement.dir = ''"
    )
    await expect(page).to_have_attribute("lang", "ja")
    await expect(page).to_have_attribute("dir", "ltr")
    await at.context.close()
    said = {"data-language": "ru", "data-theme": "dark"}
    other = await visiting(browser, shop, lang="ar", **said)
    await expect(other.frame.locator("html")).to_have_attribute("lang", "ru")
    await expect(other.frame.locator("html")).to_have_attribute("data-theme", "dark")
    await other.context.close()


async def test_on_a_telephone_it_fills_the_screen(browser: Browser, desk: Desk, shop: Shop) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    at = await at_chat(await context.new_page(), shop.page())
    await at.open()
    box = await at.page.locator("meridian-chat .panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    await expect(at.launcher).to_be_hidden()
    await at.words.fill("Two\nlines")
    await at.words.press("Enter")  # a key of the screen: a new line, not a message
    await expect(at.words).to_have_value("Two\nlines\n")
    await at.frame.get_by_role("button", name="Send").click()
    await at.has_said(["Two\nlines"])
    await at.frame.get_by_role("button", name="Close the chat").click()
    await expect(at.launcher).to_be_visible()
    await context.close()


async def test_everything_can_be_reached_by_keys(browser: Browser, desk: Desk, shop: Shop) -> None:
    at = await visiting(browser, shop)
    await at.says("Hello")
    await at.has_said(["Hello"])
    await expect(at.frame.locator(".card")).to_be_visible()
    reached = set()
    for _ in range(12):
        await at.page.keyboard.press("Shift+Tab")
        reached.add(await focused(at))
    wanted = {"Attach a file", "Yes", "No", "Copy a link to this request", "Close the chat"}
    assert wanted <= reached
    await at.context.close()


async def focused(at: AtChat) -> str:
    """What has the focus in the chat, by its name."""
    here: Locator = at.frame.locator(":focus")
    if not await here.count():
        return ""
    return await here.get_attribute("aria-label") or await here.inner_text()


async def test_new_messages_are_read_out_and_what_becomes_of_them_is_not(
    browser: Browser, desk: Desk
) -> None:
    page = await alone(browser, desk, locale="en-GB")
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-relevant", "additions")
    await expect(log).to_have_attribute("aria-busy", "false")  # once all that was said is there
    await page.context.close()


async def test_it_is_as_small_as_was_asked(browser: Browser, desk: Desk, shop: Shop) -> None:
    assert len((BUILT.parent / "loader.js").read_bytes()) <= LOADER_AT_MOST
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    fetched: dict[str, int] = {}

    async def note(response: Any) -> None:
        if response.url.startswith(shop.desk) and "/v1/" not in response.url:
            fetched[response.url] = len(gzip.compress(await response.body(), 9))

    page.on("response", note)
    at = await at_chat(page, shop.page())
    await expect(at.launcher).to_be_visible()
    assert len(fetched) == 1, "no more than the loader before somebody wants to chat"
    await at.open()
    assert sum(fetched.values()) <= CHAT_AT_MOST, json.dumps(fetched, indent=1)
    await context.close()
