"""What browser tests of a ticket's page share: customers who write, and an agent who reads them."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from ulid import ULID

from tests.console.browsing import signed_in
from tests.e2e.running import Desk
from tests.patience import PATIENCE

ANSWER: Final = "Your parcel left our warehouse today."
PLACE: Final = "inbox"
expect.set_options(
    timeout=PATIENCE.total_seconds() * 1_000 / 8
)  # for a machine that others use, too


def somebody(**more: str) -> dict[str, str]:
    """A customer whom nobody has met: a Portuguese one, unless said."""
    return {
        "id": f"customer-{ULID()}",
        "name": "Maria Silva",
        "country": "PT",
        "locale": "pt-PT",
    } | more


async def wrote(desk: Desk, text: str, sender: dict[str, str] | None = None, **more: Any) -> str:
    """A customer's message whose ticket has a team, and whose arrival the customer was told of."""
    accepted = await desk.write(text, whole_sender=sender or somebody(), **more)
    ticket: str = accepted["ticket_id"]
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] is not None)
    await desk.received(1, ticket)
    await desk.eventually(f"/v1/tickets/{ticket}/messages", lambda said: is_read(said["items"][0]))
    return ticket


def is_read(message: dict[str, Any]) -> bool:
    """Whether an agent who reads English has all that there will be of it."""
    return bool(message["translations"]) or message["original"]["language"].startswith("en")


@dataclass(frozen=True)
class AtTicket:
    """An agent's page of one ticket."""

    page: Page
    ticket: str

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def words(self) -> Locator:
        """Where one writes."""
        return self.page.locator(".paper textarea")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def send_button(self) -> Locator:
        return self.page.locator(".sending > .button")

    async def answers(self, text: str = ANSWER) -> None:
        """Write an answer and send it by key."""
        await self.page.keyboard.press("r")
        await self.words.fill(text)
        await self.page.keyboard.press("Control+Enter")

    async def is_sent(self, text: str = ANSWER) -> None:
        """It stands in the conversation, the draft is empty, and nothing waits any more."""
        await expect(self.log.get_by_text(text, exact=True)).to_have_count(1)
        await expect(self.words).to_have_value("")
        await expect(self.page.locator(".message[data-state=waiting]")).to_have_count(0)


async def opened(browser: Browser, desk: Desk, ticket: str, **options: Any) -> AtTicket:
    """The page of a ticket, once the conversation is there, and what can be done with it."""
    page = await signed_in(browser, desk, path=f"{PLACE}/{ticket}", **options)
    await expect(page.locator(".message").first).to_be_visible()
    await expect(page.locator("fieldset.actions button").first).to_be_visible()
    return AtTicket(page, ticket)


async def said_to(desk: Desk, ticket: str) -> list[str]:
    """What the customer received beside the desk's own words."""
    sent = [one["message"] for one in desk.messages(ticket)]
    return [one["text"] for one in sent if one["sender"]["kind"] == "agent"]
