"""A customer's chat with people of the desk, on the page of a shop."""

import pytest
from playwright.async_api import Browser, Dialog, Route, expect

from tests.console.at_a_chat import OTHER_SITE, Shop, a_shop, at_chat, claimed, heard, visiting
from tests.console.browsing import cut, faults
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>\"'`{{7*7}}"
    " \u202etxt.exe\u202c javascript:alert(3)"
)


async def test_an_answer_comes_while_the_chat_is_closed_and_is_counted(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says("Hello")
    await at.has_said(["Hello"])
    await at.words.press("Escape")
    await expect(at.words).to_be_hidden()
    await expect(at.launcher).to_be_focused()
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text="Good morning.")
    await expect(at.page.locator("meridian-chat .badge")).to_have_text("1")
    await expect(at.launcher).to_have_attribute("aria-label", "Chat (1)")
    await at.page.keyboard.press("Enter")
    await expect(at.words).to_be_focused()
    bubble = at.frame.locator(".bubble[data-by=agent]")
    await expect(bubble.locator(".said")).to_have_text("Good morning.")
    await expect(bubble.locator(".chip")).to_have_text("Person")
    await expect(at.page.locator("meridian-chat .badge")).to_be_hidden()
    await desk.eventually(
        f"/v1/tickets/{at.ticket}/messages",
        lambda said: said["items"][-1]["delivery"]["state"] == "read",
    )
    await at.context.close()


async def test_an_unread_answer_is_counted_on_the_next_page(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop, OTHER_SITE)
    await at.says("Hello")
    await at.has_said(["Hello"])
    await at.page.goto("about:blank")
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text="Good morning.")
    await at.page.goto(shop.page(OTHER_SITE))
    await expect(at.page.locator("meridian-chat .badge")).to_have_text("1")
    await at.context.close()


async def test_what_somebody_types_is_text_and_nothing_is_run(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    opened: list[Dialog] = []
    at.page.on("dialog", lambda dialog: opened.append(dialog))  # noqa: PLW0108 - not a builtin
    await at.says(HOSTILE)
    await at.has_said([HOSTILE])
    assert await heard(desk, at.ticket, 1) == [HOSTILE]
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text=HOSTILE)
    await expect(at.answers).to_have_text([HOSTILE])
    await expect(at.frame.locator("img, .bubble script, .bubble a")).to_have_count(0)
    assert opened == []
    assert faults(at.page) == []
    await at.context.close()


async def test_a_long_text_is_not_taken_and_not_lost(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.words.fill("x" * 200_000)
    await expect(at.frame.locator("#excess")).to_contain_text("180,000 characters too many")
    await at.words.press("Enter")
    await expect(at.words).to_have_value("x" * 200_000)
    await expect(at.frame.get_by_role("button", name="Send")).to_be_disabled()
    longest = "y" * 20_000
    await at.says(longest)
    await at.has_said([longest])
    assert await heard(desk, at.ticket, 1) == [longest]
    await at.context.close()


async def test_who_writes_is_shown_to_both(browser: Browser, desk: Desk, shop: Shop) -> None:
    at = await visiting(browser, shop)
    await at.says("Hello")
    await at.has_said(["Hello"])
    await claimed(desk, at.ticket)
    answer = await desk.http.post(
        f"/v1/tickets/{at.ticket}/typing", json={}, headers=desk.key("agent")
    )
    assert answer.status_code == 204, answer.text
    await expect(at.frame.locator(".typing")).to_have_text("Somebody is writing …")
    await desk.ask(at.ticket, "replies", text="Hello to you.")
    await expect(at.answers).to_have_text(["Hello to you."])
    await expect(at.frame.locator(".typing")).to_have_count(0)
    await at.words.type("I am wri")
    await desk.eventually(
        "/v1/presence",
        lambda said: any(
            one["ticket_id"] == at.ticket
            and [there["doing"] for there in one["present"] if there["who"] == "customer"]
            == ["writing"]
            for one in said["items"]
        ),
    )
    await at.context.close()


async def test_how_it_was_is_asked_once_a_request_is_solved(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says("A question")
    await at.has_said(["A question"])
    await claimed(desk, at.ticket)
    await desk.ask(at.ticket, "replies", text="An answer")
    await desk.ask(at.ticket, "solve")
    card = at.frame.locator("section.card", has_text="How did we do?")
    await card.get_by_label("Very well").check()
    await card.get_by_label("What should we know?").fill("Quick and kind")
    await cut(at.context)
    await card.get_by_role("button", name="Send the rating").click()
    await expect(card).to_have_count(0)
    await cut(at.context, off=False)
    await desk.eventually(
        f"/v1/tickets/{at.ticket}/timeline",
        lambda told: (
            [one["score"] for one in told["items"] if one["kind"] == "ticket_rated"] == [5]
        ),
    )
    await at.page.reload()
    await at.open()
    await at.has_said(["A question"])
    await expect(card).to_have_count(0)
    await at.context.close()


async def test_consent_is_asked_once_for_each_purpose(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says("Hello")
    await at.has_said(["Hello"])
    card = at.frame.locator("section.card", has_text="May we?")
    await card.get_by_role("button", name="Yes").click()
    await expect(card).to_have_count(0)
    ticket = await desk.read(f"/v1/tickets/{at.ticket}")
    where = f"/v1/customers/{ticket['customer_id']}/consents"
    found = await desk.eventually(where, lambda said: bool(said["history"]), role="privacy")
    assert [one["given"] for one in found["history"]] == [True]
    await at.page.reload()
    await at.open()
    await at.has_said(["Hello"])
    await expect(card).to_have_count(0)
    await at.context.close()


async def test_whoever_has_the_link_sees_how_far_it_is_and_no_word(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    at = await visiting(browser, shop)
    await at.says("My secret question")
    await at.has_said(["My secret question"])
    await at.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await at.frame.get_by_role("button", name="Copy a link to this request").click()
    await expect(at.frame.get_by_text("Copied.")).to_be_visible()
    link = await at.page.evaluate("navigator.clipboard.readText()")
    stranger = await browser.new_context(locale="en-GB")
    page = await stranger.new_page()
    await page.goto(link)
    await expect(page.get_by_role("heading", name="Your request")).to_be_visible()
    await expect(page.locator(".status-words")).not_to_be_empty()
    assert "secret" not in await page.content()
    await page.goto(link + "x")
    await page.reload()
    await expect(page.get_by_text("This link leads to nothing any more.")).to_be_visible()
    for context in (at.context, stranger):
        await context.close()


async def test_closed_it_says_when_it_opens_and_asks_for_an_address(
    browser: Browser, desk: Desk, shop: Shop
) -> None:
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Lisbon")
    page = await context.new_page()

    async def closed(route: Route) -> None:
        answer = await route.fetch()
        facts = await answer.json()
        hours = {"open": False, "opens_at": "2031-11-24T09:00:00Z", "asks_email": True}
        await route.fulfill(response=answer, json=facts | {"desk": hours})

    # Somebody is always on in the sample desk: what a desk says that is closed is put in its place.
    await page.route("**/v1/chat/shop/visitors", closed)
    await page.route("**/v1/chat/shop/events", lambda route: route.abort())
    at = await at_chat(page, shop.page())
    await at.open()
    await expect(at.frame.get_by_role("heading", name="Leave us a message")).to_be_visible()
    await at.frame.get_by_label("Your name").fill("Zoë \u202eeoZ")
    await at.frame.get_by_label("Your e-mail address").fill("zoe.example.com")
    await at.words.fill("Where is my parcel?")
    await at.words.press("Enter")
    await expect(at.frame.get_by_text("Write an address such as name@example.com.")).to_be_visible()
    await at.frame.get_by_label("Your e-mail address").fill("zoe@example.com")
    await at.words.press("Enter")
    await at.has_said(["Where is my parcel?"])
    await expect(at.frame.get_by_label("Your e-mail address")).to_have_count(0)
    await context.close()


async def test_a_page_that_forbids_nearly_everything_is_not_disturbed(
    browser: Browser, desk: Desk
) -> None:
    address = desk.facts["url"]
    policy = (
        f"default-src 'none'; script-src {address}; frame-src {address}; "
        "require-trusted-types-for 'script'"
    )
    async with a_shop(desk, policy) as strict:
        at = await visiting(browser, strict)
        await at.says("Through a narrow door")
        await at.has_said(["Through a narrow door"])
        box = await at.launcher.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (56, 56)  # the page's styles are not ours
        assert [one for one in faults(at.page) if "inline style" not in one] == []
        await at.context.close()


async def test_a_page_goes_on_whose_desk_is_away(browser: Browser, desk: Desk) -> None:
    async with a_shop(desk) as shop:
        context = await browser.new_context()
        page = await context.new_page()
        await page.route(f"{shop.desk}/**", lambda route: route.abort("connectionrefused"))
        at = await at_chat(page, shop.page())
        await page.locator("#buy").click()
        assert faults(page) == []
        await page.unroute(f"{shop.desk}/**")
        await page.route(f"{shop.desk}/chat/{'shop'}*", lambda route: route.abort())
        await page.reload()
        await at.launcher.click()
        await expect(page.locator("meridian-chat p")).to_have_text("Loading …")
        await context.close()
