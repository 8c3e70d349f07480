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


async def the_morning(page: Page) -> None:
    """Both are in the list, unread, in words that the agent reads where an engine can."""
    for name in ("Maria Souza", "أحمد الزهراني"):
        await expect(page.locator(".ticket-row[data-unread=true]", has_text=name)).to_be_visible()
    await expect(page.locator(".ticket-row", has_text="Maria")).to_contain_text("A-10293")


async def taken(page: Page, name: str, ticket: str) -> AtTicket:
    """A ticket of the list, opened and claimed."""
    await page.keyboard.press("Escape")
    await open_row(page, name)
    await expect(page.get_by_role("button", name="Claim")).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.get_by_role("log")).to_contain_text("sam took it")
    return AtTicket(page, ticket)


async def answered_in_portuguese(at: AtTicket, desk: Desk) -> None:
    """Written in English, and read as it was shown while it was written."""
    await at.page.keyboard.press("r")
    await at.words.fill(ANSWER)
    shown = await at.page.locator("section.preview .said").inner_text()
    await expect(at.send_button).to_contain_text("Send in European Portuguese")
    await at.page.keyboard.press("Control+Enter")
    await at.is_sent(ANSWER)
    await desk.received(2, at.ticket)  # the first one told her that her message had arrived
    assert await said_to(desk, at.ticket) == [shown]


async def answered_untranslated(at: AtTicket, desk: Desk) -> None:
    """Nobody here can put English into Arabic: the agent is told before it goes, and decides."""
    await expect(at.log).to_contain_text("not translated")
    await at.page.keyboard.press("r")
    await at.words.fill(ANSWER)
    await expect(at.send_button).to_contain_text("Send untranslated, in English")
    await at.page.keyboard.press("Control+Enter")
    await at.is_sent(ANSWER)
    await desk.received(2, at.ticket)
    assert await said_to(desk, at.ticket) == [ANSWER]


async def noted_for_the_team(at: AtTicket, desk: Desk) -> None:
    """For whoever comes next; the customer never sees it."""
    await at.page.keyboard.press("Escape")
    await at.page.keyboard.press("n")
    await at.words.fill("He prefers to be called in the morning.")
    await at.page.keyboard.press("Control+Enter")
    await expect(at.page.locator(".message", has_text="for the team only")).to_be_visible()
    assert await said_to(desk, at.ticket) == [ANSWER]


async def handed_over(at: AtTicket, desk: Desk) -> None:
    """The shift ends: it goes on elsewhere with a brief."""
    await at.page.keyboard.press("Escape")
    await at.page.keyboard.press("h")
    sheet = at.page.get_by_role("dialog")
    await sheet.get_by_label("To whom").select_option("latam-care")
    for label, words in BRIEF.items():
        await sheet.get_by_label(label).fill(words)
    await sheet.get_by_role("button", name=re.compile("^Hand over to latam-care")).click()
    await expect(sheet).to_have_count(0)
    path = f"/v1/tickets/{at.ticket}"
    ticket = await desk.eventually(path, lambda one: one["team"] == "latam-care")
    assert ticket["handover"]["from_team"] == "eu-care"
    await expect(at.log).to_contain_text("handed it over to latam-care")


async def test_an_agents_whole_day(browser: Browser, desk: Desk) -> None:
    hers = await wrote(desk, ASKED, MARIA)
    his = await wrote(desk, IN_ARABIC, AHMED)
    page = await signed_in(browser, desk, path="inbox?view=all")
    await the_morning(page)
    await answered_in_portuguese(await taken(page, "Maria Souza", hers), desk)
    ahmed = await taken(page, "أحمد", his)
    await answered_untranslated(ahmed, desk)
    await noted_for_the_team(ahmed, desk)
    await handed_over(ahmed, desk)

    # Maria is glad: solved, and the day's numbers say so.
    await open_row(page, "Maria Souza")
    await page.keyboard.press("s")
    await desk.eventually(f"/v1/tickets/{hers}", lambda one: one["status"] == "solved")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(page.locator(".board-tile", has_text="Solved").first).to_contain_text("1")
    assert faults(page) == []
    assert await axe(page) == []
