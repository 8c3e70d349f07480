"""The tour in a browser: practice that reaches nobody, left at any step and offered once."""

from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, Request, expect

from tests.console.browsing import axe, faults, signed_in
from tests.console.shifting import key_of
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS: Final = "/v1/me/settings"
# Each is new once: what they answered is kept among their settings.
PEOPLE: Final = (
    ("aoife", "eu-care"),
    ("jonas", "eu-care"),
    ("ines", "eu-care"),
    ("katarina", "eu-engineering"),
    ("niamh", "eu-lead"),
    ("henrik", "eu-lead"),
    ("maya", "na-care"),
    ("luc", "na-care"),
)


class Asked:
    """What a page asks of the desk."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if "/v1/" in request.url:
            self.requests.append(f"{request.method} {request.url.partition('/v1/')[2]}")


async def newcomer(desk: Desk) -> str:
    """An agent who never signed in before: the name of the role of their key."""
    agent, team = next(one for one in PEOPLE if one[0] not in desk.facts["keys"])
    desk.facts["keys"][agent] = await key_of(desk, agent, team, region=team.partition("-")[0])
    return agent


async def fresh(browser: Browser, desk: Desk, role: str, path: str = "inbox", **more: Any) -> Page:
    """A page of theirs on which nothing holds the tour off."""
    page = await signed_in(browser, desk, role, "settings", **more)
    await page.locator("#content h1").wait_for()
    await page.context.add_init_script("sessionStorage.removeItem('meridian.no_tour')")
    await page.goto(f"{desk.facts['url']}/console/{path}")
    return page


def coach(page: Page) -> Any:
    return page.get_by_role("complementary", name="The tour")


async def begun(browser: Browser, desk: Desk, **more: Any) -> tuple[Page, str]:
    role = await newcomer(desk)
    page = await fresh(browser, desk, role, **more)
    await page.get_by_role("button", name="Take the tour").click()
    await coach(page).wait_for()
    return page, role


async def test_whoever_is_new_is_asked_once(desk: Desk, browser: Browser) -> None:
    role = await newcomer(desk)
    page = await fresh(browser, desk, role)
    offer = page.get_by_role("dialog", name="Three tickets to practise on?")
    await expect(offer).to_be_visible()
    assert await axe(page) == []
    await page.keyboard.press("Escape")
    await expect(offer).to_have_count(0)
    await desk.eventually("/v1/me", lambda me: me["settings"]["tour"] == "declined", role)
    again = await fresh(browser, desk, role)
    await again.locator(".pane-list").wait_for()
    await expect(again.get_by_role("dialog")).to_have_count(0)


async def test_a_whole_ticket_is_practised_by_keyboard_and_nothing_leaves_the_browser(
    desk: Desk, browser: Browser
) -> None:
    page, role = await begun(browser, desk)
    before = (await desk.read("/v1/tickets"))["items"]
    asked = Asked(page)
    await expect(page.locator(".pane-list").get_by_text("Maria Souza")).to_be_visible()
    await page.keyboard.press("]")
    await expect(coach(page)).to_contain_text("Open Maria's ticket")
    await page.keyboard.press("j")
    await page.locator(".pane-list a", has_text="Maria Souza").focus()
    await page.keyboard.press("Enter")
    await expect(coach(page)).to_contain_text("Two languages, one thought")
    assert await axe(page) == []
    await page.keyboard.press("]")
    await page.locator("body").press("c")
    await expect(coach(page)).to_contain_text("Answer her")
    await page.keyboard.press("r")
    await page.locator(".paper textarea").fill(
        "Your parcel left our house today. It arrives tomorrow."
    )
    await expect(page.get_by_text("A sua encomenda saiu hoje").first).to_be_visible()
    assert await page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    await page.keyboard.press("Control+Enter")
    await expect(coach(page)).to_contain_text("What happens next")
    await page.keyboard.press("Escape")
    await page.locator("body").press("]")
    await page.locator("body").press("s")
    await expect(coach(page)).to_contain_text("That is a ticket's whole way")
    assert asked.requests == []
    await page.locator("body").press("q")
    await expect(coach(page)).to_have_count(0)
    await desk.eventually("/v1/me", lambda me: me["settings"]["tour"] == "finished", role)
    after = (await desk.read("/v1/tickets"))["items"]
    assert [(one["id"], one["version"]) for one in before] == [
        (one["id"], one["version"]) for one in after
    ]
    assert faults(page) == []


async def test_it_is_left_at_any_step_and_the_desk_is_there_again(
    desk: Desk, browser: Browser
) -> None:
    ticket = (await desk.write("Olá, onde está o pedido R-9999?"))["ticket_id"]
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] is not None)
    page, role = await begun(browser, desk)
    await expect(page.locator(".pane-list").get_by_text("Maria Souza")).to_be_visible()
    await coach(page).get_by_role("button", name="Leave the tour").click()
    await expect(coach(page)).to_have_count(0)
    await page.goto(f"{desk.facts['url']}/console/inbox?view=all")
    await expect(page.locator(".pane-list").get_by_text("R-9999").first).to_be_visible()
    await expect(page.locator(".pane-list").get_by_text("Maria Souza")).to_have_count(0)
    await desk.eventually("/v1/me", lambda me: me["settings"]["tour"] == "left", role)


async def test_it_is_taken_again_from_the_settings_and_the_focus_comes_back(
    desk: Desk, browser: Browser
) -> None:
    role = await newcomer(desk)
    page = await signed_in(browser, desk, role, "settings")
    button = page.get_by_role("button", name="Take the tour")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(coach(page)).to_be_visible()
    await expect(page.locator(".pane-list").get_by_text("Maria Souza")).to_be_visible()
    await page.locator("body").press("q")
    await expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    await expect(button).to_be_focused()


async def test_a_sample_tickets_address_means_nothing_outside_of_the_tour(
    desk: Desk, browser: Browser
) -> None:
    role = await newcomer(desk)
    page = await signed_in(browser, desk, role, "inbox/practice-1")
    await page.locator(".pane-list").wait_for()
    await expect(page).to_have_url(f"{desk.facts['url']}/console/inbox")


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"locale": "ar"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["dark", "right to left", "phone"],
)
async def test_everybody_can_take_it(desk: Desk, browser: Browser, options: dict[str, Any]) -> None:
    role = await newcomer(desk)
    page = await fresh(browser, desk, role, **options)
    offer = page.locator("#tour-offer")
    await offer.get_by_role("button").nth(1).click()
    await page.locator(".coach").wait_for()
    assert await axe(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert faults(page) == []
