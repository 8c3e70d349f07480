"""Nothing that an agent writes is lost or goes twice: with cut networks, too, and lost answers."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from tests.console.at_a_ticket import ANSWER, opened, said_to, somebody, wrote
from tests.console.browsing import cut
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "Where is my order 4711?"


def english() -> dict[str, str]:
    return somebody(country="IE", locale="en-IE")


def wrote_again(timeline: dict[str, Any]) -> bool:
    """Whether the ticket has heard of the customer's second message."""
    kinds = [one["kind"] for one in timeline["items"]]
    return kinds.count("message_received") == 2


async def test_words_written_without_a_network_go_once_when_it_is_back(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)
    await cut(at.context)
    await at.answers()
    waiting = at.page.locator(".message[data-state=waiting]")
    await expect(waiting).to_contain_text(ANSWER)
    await expect(waiting).to_contain_text("Kept on this device")
    await cut(at.context, off=False)
    await at.is_sent()
    await desk.received(2, ticket)
    assert await said_to(desk, ticket) == [ANSWER]


async def test_a_lost_answer_sends_nothing_twice(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)
    times = []

    async def loses_the_first(route: Route) -> None:
        times.append(route.request.headers["idempotency-key"])
        if len(times) == 1:
            assert (await route.fetch()).status == 200
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await at.page.route("**/replies", loses_the_first)
    await at.answers()
    await at.is_sent()
    await desk.received(2, ticket)
    said = await desk.read(f"/v1/tickets/{ticket}/messages")
    assert [one["original"]["text"] for one in said["items"]].count(ANSWER) == 1
    assert await said_to(desk, ticket) == [ANSWER]
    assert len(times) >= 2
    assert len(set(times)) == 1


async def test_a_draft_outlives_the_page_and_is_one_in_two_tabs(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)
    await at.words.fill("Your parcel")
    await at.page.reload()
    await expect(at.words).to_have_value("Your parcel")
    other = await at.context.new_page()
    await other.goto(at.page.url)
    await expect(other.locator(".paper textarea")).to_have_value("Your parcel")
    await at.words.fill("Your parcel left.")
    await expect(other.locator(".paper textarea")).to_have_value("Your parcel left.")


async def test_what_the_customer_wrote_meanwhile_is_shown_before_anything_goes(
    browser: Browser, desk: Desk
) -> None:
    sender = english()
    ticket = await wrote(desk, ASKED, sender)
    at = await opened(browser, desk, ticket)

    first = asyncio.Event()

    async def meanwhile(route: Route) -> None:
        """The customer writes once the answer is on its way, so that no page could have known."""
        if not first.is_set():
            first.set()
            await desk.write("Wait, it is here!", whole_sender=sender)
            await desk.eventually(f"/v1/tickets/{ticket}/timeline", wrote_again)
        await route.continue_()

    await at.page.route("**/v1/tickets/*/replies", meanwhile)
    await at.answers()
    refused = at.page.locator(".refusal")
    await expect(refused).to_contain_text("the customer wrote")
    await expect(refused).to_contain_text("Your words are kept here")
    await expect(at.words).to_have_value(ANSWER)
    await expect(at.log).to_contain_text("Wait, it is here!")
    assert await said_to(desk, ticket) == []
    await refused.get_by_role("button", name="Go on all the same").click()
    await at.is_sent()


async def test_a_ticket_that_closed_meanwhile_takes_nothing_and_keeps_the_words(
    browser: Browser, desk: Desk
) -> None:
    sender = english()
    one = await wrote(desk, ASKED, sender, thread="one", subject="Order 4711")
    other = await wrote(desk, "And my invoice?", sender, thread="other", subject="Order 4711 again")
    at = await opened(browser, desk, one)
    await at.words.fill("Half an answer")
    await at.words.blur()
    await at.page.keyboard.press("m")
    sheet = at.page.get_by_role("dialog")
    await sheet.locator("li").filter(has_text=other).get_by_role("button").click()
    await expect(at.page.locator(".composer")).to_contain_text("The ticket is closed")
    await expect(at.page.locator(".composer")).to_contain_text("Half an answer")
    await expect(at.page.locator(".facts")).to_contain_text("goes on in another ticket")


async def test_an_expired_key_loses_no_word(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)

    async def refuses(route: Route) -> None:
        body = '{"code": "unknown_key", "detail": "The key is unknown.", "status": 401}'
        await route.fulfill(status=401, body=body, content_type="application/problem+json")

    await at.page.route("**/v1/tickets/**", refuses)
    await at.answers()
    sheet = at.page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    await at.page.unroute("**/v1/tickets/**")
    await sheet.locator("input").first.fill(desk.facts["keys"]["agent"])
    await sheet.locator("button[type=submit]").click()
    await at.is_sent()
    await desk.received(2, ticket)
    assert await said_to(desk, ticket) == [ANSWER]


async def test_colleagues_see_each_other_before_they_write_at_once(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)
    here = {"present": [{"who": "ana", "doing": "writing", "since": "2026-03-02T10:00:00Z"}]}
    await at.page.route("**/v1/events**", lambda route: route.abort())  # where nobody else is
    await at.page.route("**/presence", lambda route: route.fulfill(json=here))
    await at.page.reload()
    await expect(at.page.locator(".here")).to_contain_text("ana is writing here too")


async def test_ones_own_presence_is_told(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, ASKED, english())
    at = await opened(browser, desk, ticket)
    await desk.eventually(
        "/v1/presence",
        lambda told: any(
            one["ticket_id"] == ticket and one["present"][0]["doing"] == "reading"
            for one in told["items"]
        ),
    )
    await at.page.keyboard.press("r")
    await at.page.keyboard.type("Your")
    await desk.eventually(
        "/v1/presence",
        lambda told: any(
            one["ticket_id"] == ticket and one["present"][0]["doing"] == "writing"
            for one in told["items"]
        ),
    )
