"""How a page of the console looks: what a script can find wrong with it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from tests.e2e.running import ROOT

LOOKS: Final = Path(__file__).with_name("looks.js")
WORDS: Final = ROOT / "console" / "source" / "words"
RIGHT_TO_LEFT: Final = frozenset({"ar"})


async def looks(page: Page, language: str = "en") -> Sequence[str]:
    """What is clipped, overlapping, too wide, untranslated, or runs the other way."""
    wanted: dict[str, Any] = {
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "english": [] if language == "en" else sorted(only_english(language)),
    }
    found: list[str] = await page.evaluate(LOOKS.read_text(encoding="utf-8"), wanted)
    return found


def only_english(language: str) -> set[str]:
    """What the console says in English and says otherwise in that language."""
    said: set[str] = set()
    for file in (WORDS / "en").glob("*.json"):
        own = json.loads((WORDS / language / file.name).read_text(encoding="utf-8"))
        for key, phrase in json.loads(file.read_text(encoding="utf-8")).items():
            if own.get(key) != phrase:
                said.update([phrase] if isinstance(phrase, str) else phrase.values())
    return {text for text in said if "{" not in text and any(map(str.isalpha, text))}
