"""The system's Chromium, driven by Playwright, and what is looked for on every page."""

import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.e2e.running import ROOT, Desk
from tests.patience import PATIENCE

BUILT: Final = ROOT / "console" / "dist" / "index.html"
AXE: Final = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM: Final = shutil.which("chromium")
# What asks the world outside is off: nothing of it belongs to a test.
QUIET: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
GRAVE: Final = ("serious", "critical")


def missing() -> str | None:
    """What keeps browser tests from running here; None where all is there."""
    if CHROMIUM is None:
        return "Chromium is not installed: the console cannot be shown"
    return None if BUILT.is_file() else "the console is not built: run make setup"


@contextlib.asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()


async def signed_in(
    browser: Browser, desk: Desk, role: str | None = "agent", path: str = "inbox", **options: Any
) -> Page:
    """A page of the console in a context of its own, as somebody who signed in on this device.

    With None nobody has.

    A fault of a script fails the test: nobody looks at a browser's console but we.
    """
    context = await browser.new_context(**{"locale": "en-GB", **options})
    if role is not None:
        key = json.dumps(desk.facts["keys"][role])
        await context.add_init_script(f"sessionStorage.setItem('meridian.key', {key})")
    await context.add_init_script("sessionStorage.setItem('meridian.no_tour', 'yes')")
    context.set_default_timeout(PATIENCE.total_seconds() * 1_000 / 4)
    page = await context.new_page()
    watch(page)
    await page.goto(f"{desk.facts['url']}/console/{path}")
    return page


def watch(page: Page) -> None:
    """Keep the faults of a page's scripts, for `faults`."""
    found = FAULTS.setdefault(page, [])

    def failed(error: object) -> None:
        found.append(str(error))

    def spoke(said: ConsoleMessage) -> None:
        if said.type == "error":
            found.append(said.text)

    page.on("pageerror", failed)
    page.on("console", spoke)


FAULTS: Final[dict[Page, list[str]]] = {}
NETWORK: Final = "Failed to load resource"  # the browser's own word for each answer that is no 2xx


def faults(page: Page) -> list[str]:
    """What went wrong in a page's scripts so far."""
    return [said for said in FAULTS.get(page, []) if not said.startswith(NETWORK)]


async def axe(page: Page) -> Sequence[str]:
    """What axe finds that is serious or worse: the rule, and where."""
    await page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} ({one['impact']}): {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


async def cut(context: BrowserContext, *, off: bool = True) -> None:
    """Take the network away, or give it back."""
    await context.set_offline(off)
