"""The inbox: lists, what they are narrowed to, words, and all of it by keyboard."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from tests.console.at_a_ticket import somebody, wrote
from tests.console.at_an_inbox import AtInbox, at_inbox
from tests.console.browsing import axe, faults, signed_in
from tests.console.looking import looks
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

LENA = somebody(name="Lena Groß", country="DE", locale="de-DE")
SPOOF = "Bruno \u202etxt.exe"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tickets(desk: Desk) -> AsyncIterator[tuple[str, str, str]]:
    """Three tickets; the first was written first, and is changed no more."""
    said = (
        ("Guten Tag, meine Rechnung 2026-118 ist falsch.", LENA),
        ("Olá, a minha encomenda A-10293 ainda não chegou.", somebody()),
        ("Ola, fui cobrado duas vezes!", somebody(name=SPOOF)),
    )
    first, second, third = [await wrote(desk, text, who) for text, who in said]
    await desk.ask(second, "claim")
    await desk.ask(second, "priority", priority="urgent")
    yield first, second, third


async def opened_at(inbox: AtInbox, ticket: str) -> None:
    """The ticket is open, and the address says so."""
    await expect(inbox.page).to_have_url(re.compile(f"/console/inbox/{ticket}"))
    await expect(inbox.page.locator(".message").first).to_be_visible()


async def test_a_row_says_who_wrote_what_and_what_is_unusual(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    first, second, third = tickets
    inbox = await at_inbox(browser, desk)
    await expect(inbox.row(first)).to_contain_text("Lena Groß")
    await expect(inbox.row(first)).to_contain_text("nobody has it")
    await expect(inbox.row(second)).to_contain_text("urgent")
    await expect(inbox.row(second)).to_contain_text("A-10293")
    await expect(inbox.row(third)).to_contain_text("‹U+202E›")
    await expect(inbox.row(first).locator(".left")).to_contain_text("left")
    assert faults(inbox.page) == []


async def test_a_list_is_worked_through_by_keyboard(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk, "inbox?view=all&sort=opened&direction=asc")
    await inbox.shows(*tickets)
    await inbox.press("j")
    await expect(inbox.row(tickets[0])).to_be_focused()
    await inbox.press("j", "j", "k")
    await expect(inbox.row(tickets[1])).to_be_focused()
    await inbox.press("Enter")
    await opened_at(inbox, tickets[1])
    await expect(inbox.row(tickets[1])).to_have_attribute("aria-current", "true")
    await inbox.press("j", "Enter")
    await opened_at(inbox, tickets[2])
    await inbox.press("Escape")
    await expect(inbox.page).to_have_url(re.compile(r"/console/inbox\?view=all"))


async def test_a_list_is_one_stop_for_tab_and_says_how_long_it_is(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk, "inbox?view=all&sort=opened&direction=asc")
    await inbox.shows(*tickets)
    stops = [await row.get_attribute("tabindex") for row in await inbox.rows.all()]
    assert stops == ["0", "-1", "-1"]
    await inbox.press("j", "j")
    await expect(inbox.row(tickets[1])).to_have_attribute("tabindex", "0")
    await expect(inbox.row(tickets[0])).to_have_attribute("tabindex", "-1")
    place = inbox.page.locator(".ticket-place").nth(2)
    await expect(place).to_have_attribute("aria-posinset", "3")
    await expect(place).to_have_attribute("aria-setsize", "3")


@pytest.mark.parametrize(("key", "shown"), [("r", ".paper textarea"), ("h", "dialog[open]")])
async def test_what_a_row_wants_is_one_key_away(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str], key: str, shown: str
) -> None:
    inbox = await at_inbox(browser, desk, "inbox?view=all&sort=opened&direction=asc")
    await inbox.press("j", "j", key)
    await opened_at(inbox, tickets[1])
    there = inbox.page.locator(shown)
    await (expect(there).to_be_focused() if key == "r" else expect(there).to_be_visible())


async def test_a_key_in_the_list_is_about_the_row_not_about_the_ticket_beside_it(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    ours = await wrote(desk, "Where is my parcel?")
    other = await wrote(desk, "Where is my other parcel?")
    inbox = await at_inbox(browser, desk, f"inbox/{ours}?view=unassigned")
    await opened_at(inbox, ours)
    await inbox.row(other).focus()
    await inbox.press("c")
    await desk.eventually(f"/v1/tickets/{other}", lambda one: one["assignee"] == "sam")
    assert (await desk.read(f"/v1/tickets/{ours}"))["assignee"] is None
    for one in (ours, other):
        await desk.ask(one, "solve")


async def test_each_view_is_a_digit_away_and_has_its_address(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk)
    await inbox.press("1")
    await inbox.shows(tickets[1])
    await expect(inbox.page).to_have_url(re.compile("view=mine"))
    await inbox.press("4")
    await expect(inbox.rows).to_have_count(2)
    await expect(inbox.row(tickets[1])).to_have_count(0)
    await inbox.page.go_back()
    await inbox.shows(tickets[1])


async def test_filters_are_chips_in_the_address(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk)
    await inbox.press("f")
    sheet = inbox.page.get_by_role("dialog")
    await sheet.get_by_label("Priority").select_option("urgent")
    await sheet.get_by_role("button", name="Show these").click()
    await inbox.shows(tickets[1])
    await expect(inbox.chips).to_have_text([re.compile("Priority: urgent")])
    await expect(inbox.page).to_have_url(re.compile("priority=urgent"))
    await inbox.page.reload()
    await inbox.shows(tickets[1])
    await inbox.chips.get_by_role("button").click()
    await expect(inbox.rows).to_have_count(3)
    await expect(inbox.chips).to_have_count(0)


async def test_words_are_looked_for_while_they_are_written(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk)
    await inbox.press("/")
    field = inbox.page.get_by_role("searchbox")
    await expect(field).to_be_focused()
    await field.fill("rechnung")
    await inbox.shows(tickets[0])
    await expect(inbox.page).to_have_url(re.compile("search=rechnung"))
    await field.press("Enter")
    await expect(inbox.row(tickets[0])).to_be_focused()
    await inbox.press("/")
    await field.fill("nobodywrotethis")
    await expect(inbox.page.get_by_text("No ticket is like that")).to_be_visible()


async def test_a_list_that_was_saved_is_there_on_every_device(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk, "inbox?view=all&priority=urgent")
    await inbox.page.get_by_role("button", name="Save as a list").click()
    await inbox.page.get_by_label("What the list is called").fill("On fire")
    await inbox.page.get_by_role("dialog").get_by_role("button", name="Save as a list").click()
    await expect(inbox.page.get_by_role("link", name="On fire")).to_have_attribute(
        "aria-current", "page"
    )
    elsewhere = await at_inbox(browser, desk)
    await elsewhere.page.get_by_role("link", name="On fire").click()
    await elsewhere.shows(tickets[1])
    await elsewhere.page.get_by_role("button", name="Take the list On fire out").click()
    await expect(elsewhere.page.get_by_role("link", name="On fire")).to_have_count(0)


async def test_an_empty_list_says_who_works_and_when_the_next_shift_begins(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk, "inbox?view=handed")
    regions = (await desk.read("/v1/desk/on-duty"))["regions"]
    lines = inbox.page.locator(".who-works li")
    await expect(lines).to_have_count(len(regions))
    for title in regions.values():
        await expect(lines.filter(has_text=title)).to_contain_text(re.compile("until|next at"))


async def test_where_the_desk_does_not_answer_the_list_stays_and_says_what_to_do(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk)
    problem = '{"code": "database_away", "detail": "Try again shortly.", "status": 503}'

    async def away(route: Route) -> None:
        await route.fulfill(status=503, body=problem, content_type="application/problem+json")

    await inbox.page.route("**/v1/tickets?*", away)
    await inbox.press("1")
    alert = inbox.page.locator(".pane-list").get_by_role("alert")
    await expect(alert).to_contain_text("Try again shortly.")
    await inbox.page.unroute("**/v1/tickets?*")
    await alert.get_by_role("button").click()
    await inbox.shows(tickets[1])
    await expect(alert).to_have_count(0)


WIDE = {"width": 1440, "height": 900}
WAYS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": WIDE},
    "dark": {"color_scheme": "dark", "viewport": WIDE},
    "arabic": {"locale": "ar", "viewport": WIDE},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "path", ["inbox?view=all", "inbox?view=all&priority=low", "inbox/{}?view=all"]
)
async def test_nothing_is_wrong_with_how_it_looks(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str], way: str, path: str
) -> None:
    inbox = await at_inbox_anyhow(browser, desk, path.format(tickets[0]), **WAYS[way])
    found = await axe(inbox.page)
    wrong = [] if way == "arabic" else await looks(inbox.page)
    ours = [one for one in wrong if "row-" in one or "pane-list" in one or "too wide" in one]
    assert [*found, *ours, *faults(inbox.page)] == []
    direction = await inbox.page.evaluate("getComputedStyle(document.body).direction")
    assert direction == ("rtl" if way == "arabic" else "ltr")


async def at_inbox_anyhow(browser: Browser, desk: Desk, path: str, **options: Any) -> AtInbox:
    """A page of the inbox of which the list need not be in sight."""
    page = await signed_in(browser, desk, path=path, **options)
    await page.locator(".inbox[data-open]").wait_for()
    await page.locator("[aria-busy=true]").first.wait_for(state="detached")
    return AtInbox(page)


async def test_a_telephone_shows_one_pane_at_a_time_at_the_same_addresses(
    browser: Browser, desk: Desk, tickets: tuple[str, str, str]
) -> None:
    inbox = await at_inbox(browser, desk, **WAYS["phone"])
    listed, ticket = inbox.page.locator(".pane-list"), inbox.page.locator(".pane-ticket")
    await expect(ticket).to_be_hidden()
    await inbox.row(tickets[0]).click()
    await opened_at(inbox, tickets[0])
    await expect(listed).to_be_hidden()
    await inbox.page.locator(".to-person").click()
    person = inbox.page.locator(".pane-person")
    await expect(person).to_contain_text("Lena Groß")
    await expect(ticket).to_be_hidden()
    await person.get_by_role("link", name="Back to the conversation").click()
    await inbox.page.locator(".to-list").click()
    await expect(listed).to_be_visible()
    await expect(inbox.row(tickets[0])).to_be_visible()
