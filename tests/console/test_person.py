"""The person's page in a browser, on a real desk."""

import json
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect
from ulid import ULID

from tests.console.browsing import axe, faults, signed_in
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID: Final = "A encomenda A-10293 não chegou! O meu telefone é +351 912 345 678."


async def somebody(desk: Desk, text: str = SAID, **more: str) -> tuple[str, str]:
    """A customer whom nobody has met, and their ticket, which has a team."""
    sender = {"id": f"c-{ULID()}", "name": "Maria Silva", "country": "PT", "locale": "pt-PT"}
    accepted = await desk.write(text, whole_sender=sender | more)
    ticket = accepted["ticket_id"]
    found = await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] is not None)
    return found["customer_id"], ticket


async def page_of(
    browser: Browser, desk: Desk, customer: str, role: str = "agent", **options: Any
) -> Page:
    page = await signed_in(browser, desk, role, f"people/{customer}", **options)
    await page.locator(".person-who").wait_for()
    return page


def section(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name)


async def test_what_was_given_stands_there_and_nobody_asks_twice(
    desk: Desk, browser: Browser
) -> None:
    customer, ticket = await somebody(desk)
    page = await page_of(browser, desk, customer)
    given = section(page, "Given already")
    for value in ("A-10293", "+351 912 345 678", "Portugal"):
        await expect(given.get_by_text(value, exact=True)).to_be_visible()
    link = given.get_by_role("link").first
    assert await link.get_attribute("href") == f"/console/inbox/{ticket}"
    assert faults(page) == []


async def test_the_time_there_is_beside_the_name(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk, country="JP", locale="ja-JP", name="佐藤 花子")
    page = await page_of(browser, desk, customer, timezone_id="America/Sao_Paulo")
    there = page.locator(".person-who .there")
    await expect(there).to_have_attribute("title", "By the clock of Tokyo")
    shown = (await there.inner_text()).split()
    hour = "{hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo'}"
    now = await page.evaluate(f"new Intl.DateTimeFormat('en-GB', {hour}).format(Date.now())")
    assert now[:2] in " ".join(shown)


async def test_a_promise_is_open_until_it_is_kept(desk: Desk, browser: Browser) -> None:
    customer, ticket = await somebody(desk)
    await desk.ask(ticket, "claim")
    until = "2027-06-01T10:00:00Z"
    await desk.ask(ticket, "hold", reason="The part comes on Tuesday.", until=until)
    page = await page_of(browser, desk, customer)
    promised = section(page, "Promised, and still open")
    await expect(promised.get_by_text("The part comes on Tuesday.")).to_be_visible()
    await desk.ask(ticket, "solve")
    await expect(promised.get_by_text("Nothing is open that was promised.")).to_be_visible()


async def test_the_page_follows_what_happens(desk: Desk, browser: Browser) -> None:
    customer, ticket = await somebody(desk, "Olá, onde está?")
    page = await page_of(browser, desk, customer)
    sounds = section(page, "How they sound")
    await expect(sounds.get_by_text("calm", exact=True)).to_be_visible()
    sender = await desk.read(f"/v1/customers/{customer}")
    whole = {"id": sender["identities"][0]["id"], "country": "PT", "locale": "pt-PT"}
    await desk.write("Isto é um absurdo! Pedido 48151623. É URGENTE!", whole_sender=whole)
    await expect(section(page, "Given already").get_by_text("48151623")).to_be_visible()
    await expect(sounds.get_by_text("says that it is urgent")).to_be_visible()
    assert (await desk.read(f"/v1/tickets/{ticket}"))["id"] == ticket


async def test_a_consent_is_noted_with_who_and_by_which_way(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer)
    agreed = section(page, "What they agreed to")
    await expect(agreed.get_by_text("They were never asked.")).to_be_visible()
    await agreed.get_by_role("button", name="Note what they say").first.click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("How did they say it?").select_option("telephone")
    assert await axe(page) == []
    await sheet.get_by_role("button", name="They agree").click()
    await expect(agreed.get_by_text("Yes, by telephone, noted by sam")).to_be_visible()
    kept = await desk.read(f"/v1/customers/{customer}/consents")
    assert [(one["given"], one["where"], one["by"]) for one in kept["history"]] == [
        (True, "telephone", "sam")
    ]


async def test_quiet_hours_are_kept_and_said_by_their_clock(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer)
    reach = section(page, "When and where to reach them")
    await reach.get_by_role("button", name="Change").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Quiet from").fill("00:00")
    await sheet.get_by_label("Quiet until").fill("23:59")
    await sheet.get_by_role("button", name="Save").click()
    await expect(reach.get_by_text("Quiet from 00:00 until 23:59")).to_be_visible()
    await expect(reach.get_by_text("By the clock of Lisbon")).to_be_visible()
    await expect(sheet).to_have_count(0)
    focus = await page.evaluate("document.activeElement.textContent")
    assert focus.startswith("Change")


async def test_two_who_may_be_one_are_joined_and_parted_again(desk: Desk, browser: Browser) -> None:
    one, _ = await somebody(desk)
    other, _ = await somebody(desk)
    answer = await desk.http.post(
        f"/v1/customers/{one}/merge", json={"with": other}, headers=desk.key("agent")
    )
    assert answer.status_code == 200, answer.text
    page = await page_of(browser, desk, one)
    links = section(page, "Perhaps the same person")
    await expect(links.get_by_text("Somebody of the desk said so")).to_be_visible()
    await expect(section(page, "How they appear").get_by_text("webhook / sample")).to_have_count(2)
    await links.get_by_role("button", name="They are two people").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("no rule will join them any more")).to_be_visible()
    await sheet.get_by_role("button", name="They are two people").click()
    await expect(links.get_by_text("Not the same person as another customer.")).to_be_visible()
    await expect(section(page, "How they appear").get_by_text("webhook / sample")).to_have_count(1)


async def test_names_that_play_tricks_are_shown_and_nothing_runs(
    desk: Desk, browser: Browser
) -> None:
    name = "<img src=x onerror=alert(1)> \u202etxt.exe"
    customer, _ = await somebody(desk, name=name)
    page = await page_of(browser, desk, customer)
    await expect(page.locator(".person-who h2")).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(page.locator(".person-who h2 .control")).to_be_visible()
    assert faults(page) == []


async def test_agents_have_no_button_to_erase(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer)
    await section(page, "What they agreed to").wait_for()
    await expect(page.get_by_role("button", name="Erase this person")).to_have_count(0)
    await expect(page.get_by_role("button", name="Export all that is known")).to_have_count(0)


async def test_an_export_is_fetched_as_a_file(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer, "privacy")
    await page.get_by_role("button", name="Export all that is known").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("stands on the audit trail")).to_be_visible()
    assert await axe(page) == []
    async with page.expect_download() as coming:
        await sheet.get_by_role("button", name="Fetch the file for the desk").click()
    fetched = await coming.value
    assert fetched.suggested_filename == f"{customer}.zip"
    await fetched.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as held:
        assert "A-10293" in json.dumps(json.loads(held.read("data.json")), ensure_ascii=False)
    await expect(sheet.get_by_role("status")).to_contain_text("with your downloads")


async def test_nobody_is_erased_by_one_click(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer, "privacy")
    await page.get_by_role("button", name="Erase this person").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("You are about to erase Maria Silva.")).to_be_visible()
    await expect(sheet.get_by_role("button", name="Erase for good")).to_be_disabled()
    assert await axe(page) == []
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    assert (await desk.read(f"/v1/customers/{customer}", "privacy"))["id"] == customer


async def test_an_erasure_says_how_far_it_is_and_ends_with_its_certificate(
    desk: Desk, browser: Browser
) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer, "privacy")
    await page.get_by_role("button", name="Erase this person").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("I know that this cannot be undone").check()
    await sheet.get_by_role("button", name="Erase for good").click()
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("heading", name="This person was erased")).to_be_visible()
    await expect(page.locator(".certificate")).to_contain_text(customer)
    assert "Maria" not in await page.locator("#content").inner_text()
    assert await axe(page) == []
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Keep it as a file").click()
    assert (await coming.value).suggested_filename == f"{customer}.certificate.txt"


async def test_a_legal_hold_stands_against_an_erasure(desk: Desk, browser: Browser) -> None:
    customer, _ = await somebody(desk)
    answer = await desk.http.post(
        f"/v1/customers/{customer}/hold", json={"reason": "litigation"}, headers=desk.key("privacy")
    )
    assert answer.status_code == 200, answer.text
    page = await page_of(browser, desk, customer, "privacy")
    await expect(page.get_by_text("A legal hold.")).to_be_visible()
    await page.get_by_role("button", name="Erase this person").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("I know that this cannot be undone").check()
    await expect(sheet.get_by_role("button", name="Erase for good")).to_be_disabled()


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"locale": "ar"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["dark", "right to left", "phone"],
)
async def test_everybody_can_read_the_page(
    desk: Desk, browser: Browser, options: dict[str, Any]
) -> None:
    customer, _ = await somebody(desk)
    page = await page_of(browser, desk, customer, **options)
    assert await axe(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
