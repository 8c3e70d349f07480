"""Pictures of every page of the console: `python -m tests.console.screenshots [FOLDER]`.

Each page in light, in dark, in Arabic, as on a telephone and at twice the size, on a desk with a
little in it. Beside each picture it says what a script finds wrong with it (`looks.js`, and axe):
what is cut off, squeezed, lies over something else, is untranslated, runs the other way or is hard
to read. Exit 1 where anything is.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Page
from rich.console import Console

from tests.channels.receiver import Receiver
from tests.console.at_a_chat import claimed
from tests.console.browsing import a_browser, axe, faults, missing, signed_in, watch
from tests.console.looking import looks
from tests.console.populated import populate
from tests.e2e.running import Desk, a_desk

# Each page, the address of it, and what is there once it is all there.
PAGES: Final = (
    ("sign-in", "sign-in", ".welcome input"),
    ("inbox", "inbox?view=all", ".ticket-row:not(.row-probe)"),
    ("ticket", "inbox/{ticket}?view=all", ".message"),
    ("person", "people/{customer}", ".person-lines"),
    ("shift", "shift", ".shift-teams"),
    ("board", "board", ".board-tile"),
    ("settings", "settings", "input[type=radio]"),
)
LONGEST_WAIT: Final = 60_000  # milliseconds
QUIET: Final = """() => document.querySelector("[aria-busy=true]") === null
    && document.getAnimations().every(one => one.playState !== "running")"""


@dataclass(frozen=True)
class Variant:
    """One way of looking at every page."""

    name: str
    language: str = "en"
    options: Mapping[str, Any] = field(default_factory=dict)


WIDE: Final = {"width": 1440, "height": 900}
VARIANTS: Final = (
    Variant("light", options={"color_scheme": "light", "viewport": WIDE}),
    Variant("dark", options={"color_scheme": "dark", "viewport": WIDE}),
    Variant("arabic", "ar", {"locale": "ar", "viewport": WIDE}),
    Variant("phone", options={"viewport": {"width": 390, "height": 844}, "has_touch": True}),
    # What is left of the wide one for somebody who reads at twice the size (WCAG 1.4.4).
    Variant("zoomed", options={"viewport": {"width": 720, "height": 450}}),
)


async def settled(page: Page, there: str) -> None:
    """Wait until all of it is there and nothing moves any more; streams stay open."""
    await page.locator(there).first.wait_for(timeout=LONGEST_WAIT)
    await page.wait_for_function(QUIET, timeout=LONGEST_WAIT)
    await page.evaluate("document.fonts.ready.then(() => null)")


async def pictures(
    browser: Browser, desk: Desk, folder: Path, places: Mapping[str, str]
) -> AsyncIterator[tuple[str, list[str]]]:
    """Take each picture; its name, and what is wrong with it."""
    for variant in VARIANTS:
        for name, path, there in PAGES:
            role = "agent" if name != "sign-in" else None
            page = await signed_in(browser, desk, role, path.format(**places), **variant.options)
            await settled(page, there)
            yield await _taken(page, f"{name}-{variant.name}", variant, folder)
        page = await at_the_chat(browser, desk, variant)
        yield await _taken(page, f"chat-{variant.name}", variant, folder)


async def at_the_chat(browser: Browser, desk: Desk, variant: Variant) -> Page:
    """A visitor's window in which the desk has answered."""
    context = await browser.new_context(**{"locale": "en-GB", **variant.options})
    page = await context.new_page()
    watch(page)
    await page.goto(f"{desk.facts['url']}/chat/shop")
    await page.locator(".composer textarea").fill("Where is my parcel?")
    async with page.expect_response(lambda got: got.url.endswith("/messages")) as response:
        await page.locator("button[type=submit]").click()
    ticket = (await (await response.value).json())["ticket_id"]
    await claimed(desk, ticket)
    await desk.ask(ticket, "replies", text="It left our house today. It arrives tomorrow.")
    await settled(page, ".bubble[data-by=agent] .said")
    return page


async def _taken(page: Page, name: str, variant: Variant, folder: Path) -> tuple[str, list[str]]:
    await page.screenshot(path=folder / f"{name}.png")
    wrong = [*await looks(page, variant.language), *await axe(page), *faults(page)]
    await page.context.close()
    return name, wrong


async def main(folder: Path) -> int:
    """Take all, and tell of each."""
    told = Console(highlight=False)
    if lacking := missing():
        told.print(lacking)
        return 2
    found = 0
    with tempfile.TemporaryDirectory() as data:
        async with (
            Receiver() as receiver,
            a_desk(Path(data), receiver) as desk,
            a_browser() as browser,
        ):
            places = await populate(desk)
            async for name, wrong in pictures(browser, desk, folder, places):
                told.print(f"{name}: {'well' if not wrong else ''}")
                for one in wrong:
                    told.print(f"  {one}")
                found += len(wrong)
    told.print(f"{folder}: {found} things to mend" if found else f"{folder}: nothing to mend")
    return 1 if found else 0


if __name__ == "__main__":
    wanted = Path(sys.argv[1] if len(sys.argv) > 1 else "console/screenshots")
    wanted.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(main(wanted)))
