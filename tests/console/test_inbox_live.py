"""The inbox while others work: what is new, who is where, what was read, and what was refused."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Route, expect

from tests.console.at_a_ticket import somebody, wrote
from tests.console.at_an_inbox import AtInbox, Colleague, at_inbox
from tests.console.browsing import faults
from tests.console.shifting import key_of
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLDEST = "inbox?view=all&sort=opened&direction=asc"


async def ines(desk: Desk) -> Colleague:
    return Colleague(desk, await key_of(desk, "ines", "eu-care"))


async def test_what_is_new_is_announced_and_moves_nothing_until_somebody_wants_it(
    browser: Browser, desk: Desk
) -> None:
    first = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk)
    before = await inbox.row(first).bounding_box()
    second = await wrote(desk, "And where is mine?")
    third = await wrote(desk, "And mine?")
    await expect(inbox.fresh).to_contain_text("2 new")
    await expect(inbox.row(third)).to_have_count(0)
    assert await inbox.row(first).bounding_box() == before
    await inbox.press(".")
    await expect(inbox.row(second)).to_be_visible()
    await expect(inbox.rows.first).to_have_id(f"row-{third}")
    await expect(inbox.row(third)).to_be_focused()
    await expect(inbox.fresh).to_have_count(0)
    assert faults(inbox.page) == []


async def test_what_changes_changes_where_it_stands(browser: Browser, desk: Desk) -> None:
    whom = somebody()
    ticket = await wrote(desk, "Where is my parcel?", whom)
    inbox = await at_inbox(browser, desk, OLDEST)
    await desk.write("Hello? Is anybody there?", whole_sender=whom)
    await expect(inbox.row(ticket)).to_contain_text("Is anybody there?")
    await (await ines(desk)).asks("POST", f"/v1/tickets/{ticket}/claim")
    await expect(inbox.row(ticket)).to_contain_text("ines has it")


async def test_a_ticket_that_belongs_here_no_more_stays_and_says_so(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk, "inbox?view=unassigned")
    await (await ines(desk)).asks("POST", f"/v1/tickets/{ticket}/claim")
    await expect(inbox.row(ticket)).to_contain_text("no longer in this list")
    await desk.ask(ticket, "solve")
    await expect(inbox.row(ticket)).to_contain_text("solved meanwhile")
    await inbox.press(".")
    await expect(inbox.row(ticket)).to_have_count(0)


async def test_what_was_opened_is_read_on_every_device_and_what_comes_then_is_not(
    browser: Browser, desk: Desk
) -> None:
    whom = somebody()
    ticket = await wrote(desk, "Where is my parcel?", whom)
    inbox, elsewhere = [await at_inbox(browser, desk, OLDEST) for _ in range(2)]
    for one in (inbox, elsewhere):
        await expect(one.row(ticket)).to_have_attribute("data-unread", "true")
    async with inbox.page.expect_response(re.compile("/read$")):
        await inbox.row(ticket).click()
    await expect(inbox.row(ticket)).to_have_attribute("data-unread", "false")
    await elsewhere.page.reload()
    await expect(elsewhere.row(ticket)).to_have_attribute("data-unread", "false")
    await inbox.press("Escape")
    await desk.write("Hello?", whole_sender=whom)
    for one in (inbox, elsewhere):
        await expect(one.row(ticket)).to_have_attribute("data-unread", "true")


async def test_who_else_is_at_a_ticket_is_said_in_its_row(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    colleague = await ines(desk)
    inbox = await at_inbox(browser, desk, OLDEST)
    await colleague.is_at(ticket, "reading")
    await expect(inbox.row(ticket)).to_contain_text("ines is reading")
    await colleague.is_at(ticket, "writing")
    await expect(inbox.row(ticket)).to_contain_text("ines is writing")
    await colleague.is_at(ticket, "away")
    await expect(inbox.row(ticket)).not_to_contain_text("ines")


async def test_two_who_write_to_one_customer_are_told_before_either_sends(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk, f"inbox/{ticket}?view=all")
    warned = inbox.page.locator(".pane-ticket").get_by_text("is writing an answer")
    colleague = await ines(desk)
    await colleague.is_at(ticket, "writing")
    await expect(inbox.row(ticket)).to_contain_text("ines is writing")
    await expect(warned).to_have_count(0)
    await inbox.page.locator(".paper textarea").press_sequentially("Your parcel")
    await expect(warned).to_be_visible()
    await colleague.is_at(ticket, "away")
    await expect(warned).to_have_count(0)


async def claims(inbox: AtInbox, ticket: str) -> None:
    await inbox.row(ticket).focus()
    await inbox.press("c")


async def test_a_claim_is_shown_before_the_desk_has_answered(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk, OLDEST)
    await expect(inbox.row(ticket)).to_contain_text("nobody has it")
    goes_on = asyncio.Event()

    async def held(route: Route) -> None:
        await goes_on.wait()
        await route.continue_()

    await inbox.page.route("**/claim", held)
    await claims(inbox, ticket)
    await expect(inbox.row(ticket)).not_to_contain_text("nobody has it")
    assert (await desk.read(f"/v1/tickets/{ticket}"))["assignee"] is None
    goes_on.set()
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["assignee"] == "sam")


async def test_a_claim_that_is_refused_is_undone_by_what_is_true(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk, OLDEST)
    await expect(inbox.row(ticket)).to_contain_text("nobody has it")
    refusal = '{"code": "solved", "detail": "ines has solved it just now.", "status": 409}'
    await inbox.page.route(
        "**/claim",
        lambda route: route.fulfill(
            status=409, body=refusal, content_type="application/problem+json"
        ),
    )
    await (await ines(desk)).asks("POST", f"/v1/tickets/{ticket}/claim")
    await claims(inbox, ticket)
    alert = inbox.page.locator(".pane-list").get_by_role("alert")
    await expect(alert).to_contain_text("ines has solved it just now.")
    await expect(inbox.row(ticket)).to_contain_text("ines has it")


async def test_without_a_network_a_claim_is_undone_and_the_list_goes_on_when_it_is_back(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, "Where is my parcel?")
    inbox = await at_inbox(browser, desk, OLDEST)
    await inbox.page.context.set_offline(True)
    await claims(inbox, ticket)
    await expect(inbox.page.locator(".pane-list").get_by_role("alert").first).to_be_visible()
    await expect(inbox.row(ticket)).to_contain_text("nobody has it")
    await inbox.page.context.set_offline(False)
    other = await wrote(desk, "And mine?")
    await expect(inbox.fresh).to_be_visible()
    await inbox.press(".")
    await expect(inbox.row(other)).to_be_visible()
