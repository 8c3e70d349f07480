"""One's own shift in a browser, on a real desk whose rosters are made for it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from ulid import ULID

from tests.console.browsing import axe, faults, signed_in
from tests.console.shifting import HOUR, key_of, publish, roster
from tests.e2e.running import ROOT, Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

POLICY: Final = "policies/standard.yaml"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aoife(desk: Desk) -> AsyncIterator[str]:
    """The key of the one agent in Europe who is on, for an hour; promises run round the clock."""
    policy = (ROOT / "desk" / POLICY).read_text(encoding="utf-8")
    others = {"version: 2": "version: 77", "calendar: of the region": "calendar: round-the-clock"}
    for written, other in others.items():
        assert written in policy
        policy = policy.replace(written, other)
    care = {"aoife": (-HOUR, HOUR), "jonas": (40 * HOUR, 48 * HOUR)}
    changed = {
        POLICY: policy,
        "rosters/eu-care.yaml": roster("eu-care", care),
        "rosters/na-care.yaml": roster("na-care", {"maya": (-HOUR, 12 * HOUR)}),
        # Theirs would be the better language for the ticket, in the hours in which they are on.
        "rosters/latam-care.yaml": roster("latam-care", {"camila": (40 * HOUR, 48 * HOUR)}),
    }
    await publish(desk, changed)

    def is_on(duty: Any) -> bool:
        on = {one["team"]: [agent["id"] for agent in one["agents"]] for one in duty["now"]}
        return on["eu-care"] == ["aoife"]

    await desk.eventually("/v1/desk/on-duty", is_on)
    key = await key_of(desk, "aoife", "eu-care")
    desk.facts["keys"]["aoife"] = key
    yield key


async def claimed(desk: Desk, key: str, text: str = "Olá, onde está o pedido A-20001?") -> str:
    """A ticket of hers: its id."""
    sender = {"id": f"c-{ULID()}", "name": "Nova Silva", "country": "PT", "locale": "pt-PT"}
    ticket = (await desk.write(text, whole_sender=sender))["ticket_id"]
    found = await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] is not None)
    assert found["team"] == "eu-care"
    answer = await desk.http.post(
        f"/v1/tickets/{ticket}/claim", json={}, headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.text
    return str(ticket)


async def hers(browser: Browser, desk: Desk, **options: Any) -> Page:
    page = await signed_in(browser, desk, "aoife", "shift", **options)
    await page.get_by_role("heading", name="My shift").wait_for()
    return page


def section(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name)


async def test_who_is_on_until_when_and_who_takes_over(
    desk: Desk, browser: Browser, aoife: str
) -> None:
    page = await hers(browser, desk, timezone_id="UTC")
    now = section(page, "Now")
    duty = await desk.read("/v1/desk/on-duty")
    [team] = [one for one in duty["now"] if one["team"] == "eu-care"]
    until = datetime.fromisoformat(team["until"]).astimezone(UTC)
    await expect(now.get_by_text("You are on until")).to_contain_text(f"{until:%H:%M}")
    await expect(now.get_by_role("listitem").filter(has_text="aoife").last).to_contain_text(
        "English, French and German"
    )
    coming = section(page, "Next")
    await expect(coming.get_by_text("jonas")).to_be_visible()
    await expect(coming.get_by_text("You are on again at")).to_be_visible()
    assert faults(page) == []
    assert await axe(page) == []


async def test_what_moves_when_the_shift_ends_says_why_and_one_key_begins_its_brief(
    desk: Desk, browser: Browser, aoife: str
) -> None:
    ticket = await claimed(desk, aoife)
    page = await hers(browser, desk)
    row = section(page, "What you hand over").get_by_role("listitem").filter(has_text="A-20001")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text("na-care")
    await expect(row).to_contain_text("the shift ended and a target would be missed")
    await expect(row).to_contain_text("brief to be written")
    assert await axe(page) == []
    key = await row.get_by_role("button").get_attribute("aria-keyshortcuts")
    await page.keyboard.press(str(key))
    await expect(page.get_by_role("dialog", name="Hand over")).to_be_visible()
    assert page.url.endswith(f"/console/inbox/{ticket}")


async def test_a_ticket_that_is_solved_leaves_the_page_by_itself(
    desk: Desk, browser: Browser, aoife: str
) -> None:
    ticket = await claimed(desk, aoife, "Olá, onde está o pedido B-7777?")
    page = await hers(browser, desk)
    row = page.get_by_role("listitem").filter(has_text="B-7777")
    await expect(row).to_have_count(1)
    answer = await desk.http.post(
        f"/v1/tickets/{ticket}/solve", json={}, headers={"Authorization": f"Bearer {aoife}"}
    )
    assert answer.status_code == 200, answer.text
    await expect(row).to_have_count(0)


async def hand_over(desk: Desk) -> None:
    """A ticket of Europe goes to North America, where maya is on."""
    sender = {"id": f"c-{ULID()}", "name": "Ring Me", "country": "PT", "locale": "pt-PT"}
    ticket = (await desk.write("Olá!", whole_sender=sender))["ticket_id"]
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] is not None)
    await desk.ask(ticket, "handovers", team="na-care", done="Nothing.", next="Answer.")


@pytest_asyncio.fixture(loop_scope="module")
async def mayas(desk: Desk, browser: Browser, aoife: str) -> Page:
    """The page of the one agent in North America who is on; nobody else there is told anything."""
    if "maya" not in desk.facts["keys"]:
        desk.facts["keys"]["maya"] = await key_of(desk, "maya", "na-care", region="na")
    page = await signed_in(browser, desk, "maya", "shift")
    await page.locator(".my-shift section").first.wait_for()
    return page


async def test_a_notification_rings_on_a_page_that_is_open_and_is_seen_once(
    desk: Desk, mayas: Page
) -> None:
    count = mayas.locator(".bell .count")
    await expect(count).to_have_count(0)
    await hand_over(desk)
    await expect(count).to_have_text("1")
    await mayas.keyboard.press("g")
    await mayas.keyboard.press("n")
    told = mayas.get_by_role("region", name="Notifications")
    await expect(told.get_by_text("Hand-over", exact=True)).to_be_visible()
    assert await axe(mayas) == []
    await told.get_by_role("button", name="Seen", exact=True).click()
    await expect(count).to_have_count(0)
    seen = [one["seen_at"] for one in (await desk.read("/v1/notifications", "maya"))["items"]]
    assert len(seen) == 1
    assert seen[0] is not None
    await mayas.keyboard.press("Escape")
    await expect(told).to_have_count(0)
    assert (await mayas.evaluate("document.activeElement.textContent")).startswith("Notif")


async def test_to_follow_a_notification_is_to_have_seen_it(desk: Desk, mayas: Page) -> None:
    await hand_over(desk)
    await expect(mayas.locator(".bell .count")).to_have_text("1")
    await mayas.get_by_role("button", name="Notifications").click()
    told = mayas.get_by_role("region", name="Notifications")
    await told.get_by_role("link", name="Open the ticket").first.click()
    await expect(mayas.locator(".ticket")).to_be_visible()
    await expect(told).to_have_count(0)
    await expect(mayas.locator(".bell .count")).to_have_count(0)

    def all_seen(told: Any) -> bool:
        return all(one["seen_at"] for one in told["items"])

    await desk.eventually("/v1/notifications", all_seen, "maya")


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"locale": "ar"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["dark", "right to left", "phone"],
)
@pytest.mark.parametrize("path", ["shift", "settings"])
async def test_everybody_can_read_the_pages(
    desk: Desk, browser: Browser, aoife: str, path: str, options: dict[str, Any]
) -> None:
    page = await signed_in(browser, desk, "aoife", path, **options)
    await page.locator("#content h1").wait_for()
    assert await axe(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert faults(page) == []


async def test_a_language_is_chosen_and_kept_on_every_device(
    desk: Desk, browser: Browser, aoife: str
) -> None:
    page = await signed_in(browser, desk, "aoife", "settings")
    await page.get_by_role("radio", name="العربية").check()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("html")).to_have_attribute("lang", "ar")
    await desk.eventually("/v1/me", lambda me: me["settings"].get("language") == "ar", "aoife")
    other = await signed_in(browser, desk, "aoife", "settings")
    await expect(other.locator("html")).to_have_attribute("dir", "rtl")
    await other.get_by_role("radio", name="English").check()
    await expect(other.locator("html")).to_have_attribute("dir", "ltr")
    await desk.eventually("/v1/me", lambda me: me["settings"].get("language") == "en", "aoife")


async def test_the_theme_and_the_clock_are_ones_own(
    desk: Desk, browser: Browser, aoife: str
) -> None:
    page = await signed_in(browser, desk, "aoife", "settings", color_scheme="light")
    await page.get_by_role("radio", name="Dark").check()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    zone = page.get_by_role("combobox", name="Time zone")
    await zone.fill("Europe/Atlantis")
    await expect(page.get_by_text("There is no time zone Europe/Atlantis.")).to_be_visible()
    await zone.fill("Asia/Tokyo")
    await expect(page.get_by_text("Asia/Tokyo, now")).to_be_visible()

    def is_kept(me: Any) -> bool:
        return bool(
            me["settings"].get("zone") == "Asia/Tokyo" and me["settings"]["theme"] == "dark"
        )

    await desk.eventually("/v1/me", is_kept, "aoife")
    await page.get_by_role("radio", name="As the machine has it").check()
    await expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    await zone.fill("")
    await desk.eventually("/v1/me", lambda me: "zone" not in me["settings"], "aoife")
    assert json.dumps((await desk.read("/v1/me", "aoife"))["settings"]).find("dark") < 0
