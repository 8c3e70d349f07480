"""Pictures of every page of the console: `python -m tests.console.screenshots [FOLDER]`.

Each page in light, in dark, in Arabic and as on a telephone, on a desk with a little in it. Beside
each picture it says what a script finds wrong with it (`looks.js`, and axe): what is cut off, lies
over something else, is untranslated, runs the other way or is hard to read. Exit 1 where anything
is.
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
from tests.console.browsing import a_browser, axe, faults, missing, signed_in
from tests.console.looking import looks
from tests.console.populated import populate
from tests.e2e.running import Desk, a_desk

PAGES: Final = (
    "sign-in",
    "inbox",
    "inbox/{ticket}",
    "people/{customer}",
    "shift",
    "board",
    "settings",
)


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
)


async def settled(page: Page) -> None:
    """Wait until nothing is fetched any more and the letters are there; streams stay open."""
    await page.wait_for_load_state("load")
    await page.locator("#content, .welcome").first.wait_for()
    await page.locator("[aria-busy=true]").first.wait_for(state="detached")
    await page.evaluate("document.fonts.ready.then(() => null)")


async def pictures(
    browser: Browser, desk: Desk, folder: Path, places: Mapping[str, str]
) -> AsyncIterator[tuple[str, list[str]]]:
    """Take each picture; its name, and what is wrong with it."""
    for variant in VARIANTS:
        for path in PAGES:
            name = f"{path.split('/')[0]}{'-open' if '{ticket}' in path else ''}-{variant.name}"
            role = "agent" if path != "sign-in" else None
            page = await signed_in(browser, desk, role, path.format(**places), **variant.options)
            await settled(page)
            await page.screenshot(path=folder / f"{name}.png")
            wrong = [*await looks(page, variant.language), *await axe(page), *faults(page)]
            yield name, wrong
            await page.context.close()


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
