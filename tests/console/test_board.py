"""The board in a browser: its numbers, the tickets behind them, fresh, and for everyone."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.console.browsing import axe, faults, signed_in
from tests.console.looking import looks
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
SOON = 20_000  # milliseconds: a board waits some seconds, so that numbers do not jump
SENDERS = (("maria", "PT"), ("lena", "DE"), ("sean", "IE"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tickets(desk: Desk) -> list[str]:
    """Three tickets in Europe, of which the first was answered, solved and rated."""
    made = [
        (await desk.write(f"Where is my parcel, {name}?", whole_sender=sender(name, country)))[
            "ticket_id"
        ]
        for name, country in SENDERS
    ]
    for ticket in made:
        await desk.eventually(f"/v1/tickets/{ticket}", lambda found: found["team"] is not None)
    await desk.ask(made[0], "claim")
    await desk.ask(made[0], "replies", text="It arrives tomorrow.")
    await desk.ask(made[0], "solve")
    await desk.ask(made[0], "rating", score=4)
    return made


def sender(name: str, country: str) -> dict[str, Any]:
    return {"id": name, "name": name.title(), "country": country}


@pytest_asyncio.fixture(loop_scope="module")
async def board(browser: Browser, desk: Desk, tickets: list[str]) -> AsyncIterator[Page]:
    page = await signed_in(browser, desk, "ops", "board?region=eu&period=today")
    await expect(page.locator(".board-tile").first).to_be_visible()
    yield page
    assert faults(page) == []
    await page.context.close()


def number(page: Page, name: str) -> Any:
    """The number of a tile."""
    tile = page.locator(".board-tile").filter(
        has=page.get_by_role("heading", name=name, exact=True)
    )
    return tile.locator(".board-tile-number")


async def test_the_board_says_what_the_api_says(board: Page, desk: Desk) -> None:
    total = (await desk.read("/v1/analytics?region=eu", "ops"))["total"]
    await expect(number(board, "Opened")).to_have_text(str(total["opened"]))
    await expect(number(board, "Solved")).to_have_text("1")
    await expect(number(board, "Open")).to_have_text(str(total["backlog"]))
    await expect(number(board, "Satisfaction")).to_have_text("4.0")
    await expect(number(board, "First reply kept")).to_have_text("100%")


async def test_each_number_leads_to_the_tickets_behind_it(board: Page, tickets: list[str]) -> None:
    """With an address of its own; what is opened from there is the ticket."""
    await number(board, "Solved").get_by_role("link").click()
    sheet = board.get_by_role("dialog")
    await expect(sheet.get_by_role("heading", name="Solved")).to_be_visible()
    links = sheet.locator(".board-tickets a")
    await expect(links).to_have_count(1)
    await expect(links.first).to_have_attribute("href", f"/console/inbox/{tickets[0]}")
    assert "counted=solved" in board.url
    await board.reload()
    await expect(board.get_by_role("dialog").locator(".board-tickets a")).to_have_count(1)
    await board.keyboard.press("Escape")
    await expect(board.get_by_role("dialog")).to_have_count(0)
    assert "counted" not in board.url


async def test_a_row_leads_to_its_own_tickets_and_narrows_the_board(board: Page) -> None:
    await board.get_by_label("Group by").select_option("country")
    row = board.locator(".board-groups tbody tr").filter(has_text="Germany")
    opened = row.get_by_role("link", name="Opened, Germany")
    await expect(opened).to_have_text("1")
    await opened.click()
    await expect(board.locator(".board-tickets a")).to_have_count(1)
    await board.keyboard.press("Escape")
    await row.get_by_role("link", name="Germany", exact=True).click()
    await expect(number(board, "Opened")).to_have_text("1")
    await board.get_by_role("button", name="Not only Germany").click()
    await expect(number(board, "Opened")).not_to_have_text("1")


async def test_each_plot_has_the_same_as_a_table(board: Page) -> None:
    plots = board.locator(".board-plot")
    await expect(plots).to_have_count(2)
    for plot in await plots.all():
        await expect(plot.locator("canvas")).to_be_visible()
    volume = plots.first
    await volume.locator("summary").click()
    await expect(volume.locator(".board-table td").first).to_be_visible()
    opened = int(await number(board, "Opened").inner_text())
    for column, expected in ((1, opened), (2, 1)):
        cells = await volume.locator(f".board-table td:nth-of-type({column})").all_text_contents()
        assert sum(map(int, cells)) == expected, cells


async def test_it_is_fresh_without_being_loaded_anew(board: Page, desk: Desk) -> None:
    opened = int(await number(board, "Opened").inner_text())
    await desk.write("And my invoice?", whole_sender=sender("amelie", "FR"))
    await expect(number(board, "Opened")).to_have_text(str(opened + 1), timeout=SOON)


async def test_all_of_it_is_done_by_the_keyboard(board: Page) -> None:
    await board.keyboard.press("3")
    await expect(board.get_by_role("button", name="30 days")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert "period=month" in board.url
    await board.keyboard.press("b")
    await expect(board.get_by_role("columnheader", name="Topic")).to_be_visible()
    async with board.expect_download() as saving:
        await board.keyboard.press("e")
    saved = await saving.value
    assert saved.suggested_filename.startswith("meridian-")
    written = (await saved.path()).read_text(encoding="utf-8-sig")
    assert written.startswith("region,country,channel,")


async def test_where_nothing_happened_the_board_says_what_to_do(board: Page, desk: Desk) -> None:
    await board.goto(f"{desk.facts['url']}/console/board?team=nobody-here&period=today")
    empty = board.locator(".board .empty")
    await expect(empty.get_by_role("heading")).to_have_text("Nothing happened in this period")
    await empty.get_by_role("button", name="Show everything").click()
    await expect(number(board, "Opened")).to_be_visible()
    assert "team" not in board.url


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
        {"locale": "ar"},
    ],
    ids=json.dumps,
)
async def test_it_is_for_everyone(
    browser: Browser, desk: Desk, tickets: list[str], options: dict[str, Any]
) -> None:
    """axe finds nothing serious, also with a table and tickets open; nothing is cut or overlaps."""
    page = await signed_in(browser, desk, "ops", "board?period=week", **options)
    await expect(page.locator(".board-plot canvas").first).to_be_visible()
    for summary in await page.locator(".board summary").all():
        await summary.click()
    assert await axe(page) == []
    if options.get("locale") != "ar":
        await page.evaluate("document.querySelector('.strip').remove()")  # of every page
        assert await looks(page) == []
    assert await page.evaluate("document.documentElement.dir") == (
        "rtl" if options.get("locale") == "ar" else "ltr"
    )
    await page.locator(".board-tile a").first.click()
    await expect(page.locator(".board-tickets a").first).to_be_visible()
    assert await axe(page) == []
    assert faults(page) == []
    await page.context.close()


async def test_what_draws_is_fetched_by_the_board_alone(browser: Browser, desk: Desk) -> None:
    """The first page is not to wait for it."""
    page = await signed_in(browser, desk, None, "inbox")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    key = json.dumps(desk.facts["keys"]["ops"])
    await page.evaluate(f"sessionStorage.setItem('meridian.key', {key})")
    await page.reload()
    await expect(page.get_by_role("link", name="Board")).to_be_visible()
    assert not [url for url in fetched if "Plot" in url]
    await page.get_by_role("link", name="Board").click()
    await expect(page.locator(".board-plot canvas").first).to_be_visible()
    assert [url for url in fetched if "Plot" in url]
    await page.context.close()
