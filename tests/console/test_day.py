"""An agent's whole day at the console: two customers, two languages, one shift, all by keyboard."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.console.at_a_ticket import AtTicket, said_to, somebody, wrote
from tests.console.browsing import axe, faults, signed_in
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

MARIA = somebody(id="maria", name="Maria Souza")
AHMED = somebody(id="ahmed", name="أحمد الزهراني", country="SA", locale="ar-SA")
ASKED = "Olá! A minha encomenda A-10293 ainda não chegou."
IN_ARABIC = "مرحبًا، لم يصلني الطلب A-10294 حتى الآن."
ANSWER = "Your parcel left our warehouse today."
BRIEF = {
    "Done": "I asked the carrier.",
    "Pending": "The carrier has not answered.",
    "Next step": "Call the carrier again.",
    "Promised": "An answer before the evening.",
}


async def open_row(page: Page, name: str) -> None:
    """Open the ticket of a customer from the list."""
    await page.locator(".ticket-row", has_text=name).click()
    await expect(page.locator(".message").first).to_be_visible()


async def test_an_agents_whole_day(browser: Browser, desk: Desk) -> None:
    hers = await wrote(desk, ASKED, MARIA)
    his = await wrote(desk, IN_ARABIC, AHMED)
    page = await signed_in(browser, desk, path="inbox?view=all")

    # The morning: both are in the list, unread, in words that the agent reads where an engine can.
    for name in ("Maria Souza", "أحمد الزهراني"):
        await expect(page.locator(".ticket-row[data-unread=true]", has_text=name)).to_be_visible()
    await expect(page.locator(".ticket-row", has_text="Maria")).to_contain_text("A-10293")

    # Maria: taken, answered in English, read in Portuguese as it was shown while it was written.
    await open_row(page, "Maria Souza")
    await page.keyboard.press("c")
    await expect(page.get_by_role("log")).to_contain_text("sam took it")
    maria = AtTicket(page, hers)
    await page.keyboard.press("r")
    await maria.words.fill(ANSWER)
    shown = await page.locator("section.preview .said").inner_text()
    await expect(maria.send_button).to_contain_text("Send in European Portuguese")
    await page.keyboard.press("Control+Enter")
    await maria.is_sent(ANSWER)
    await desk.received(2, hers)  # the first one told her that her message had arrived
    assert await said_to(desk, hers) == [shown]

    # Ahmed: nobody here can put English into Arabic; the agent is told before it goes, and decides.
    await page.keyboard.press("Escape")
    await open_row(page, "أحمد")
    await page.keyboard.press("c")
    await expect(page.get_by_role("log")).to_contain_text("sam took it")
    ahmed = AtTicket(page, his)
    await expect(page.get_by_role("log")).to_contain_text("not translated")
    await page.keyboard.press("r")
    await ahmed.words.fill(ANSWER)
    await expect(ahmed.send_button).to_contain_text("Send untranslated, in English")
    await page.keyboard.press("Control+Enter")
    await ahmed.is_sent(ANSWER)
    await desk.received(2, his)
    assert await said_to(desk, his) == [ANSWER]

    # A note for whoever comes next; the customer never sees it.
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await ahmed.words.fill("He prefers to be called in the morning.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".message", has_text="for the team only")).to_be_visible()
    assert await said_to(desk, his) == [ANSWER]

    # The end of the shift: Ahmed's ticket goes on with a brief.
    await page.keyboard.press("Escape")
    await page.keyboard.press("h")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("To whom").select_option("latam-care")
    for label, words in BRIEF.items():
        await sheet.get_by_label(label).fill(words)
    await sheet.get_by_role("button", name=re.compile("^Hand over to latam-care")).click()
    await expect(sheet).to_have_count(0)
    ticket = await desk.eventually(f"/v1/tickets/{his}", lambda one: one["team"] == "latam-care")
    assert ticket["handover"]["from_team"] == "eu-care"
    await page.keyboard.press("k")
    await expect(page.get_by_role("log")).to_contain_text("handed it over to latam-care")

    # Maria is glad: solved, and the day's numbers say so.
    await open_row(page, "Maria Souza")
    await page.keyboard.press("s")
    await desk.eventually(f"/v1/tickets/{hers}", lambda one: one["status"] == "solved")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    tile = page.locator(".board-tile", has_text="Solved").first
    await expect(tile).to_contain_text("1")

    assert faults(page) == []
    assert await axe(page) == []
