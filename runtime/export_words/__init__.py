"""What pages about a person's data say, a file for each language.

English was written by hand; a machine made the others from it, and nobody has signed for them yet.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import langcodes

from rulebook.locales import locale_of

FOLDER: Final = Path(__file__).parent
FALLBACK: Final = "en"
MOST_WISHES: Final = 5


@lru_cache(maxsize=64)
def words_of(language: str) -> tuple[str, Mapping[str, str]]:
    """The tag of the nearest language that there is, never in another script, and its words."""
    base = language.replace("_", "-").partition("-")[0].lower()
    file = FOLDER / f"{base}.json"
    if not base.isalpha() or not file.is_file() or _script(language) != _script(base):
        base, file = FALLBACK, FOLDER / f"{FALLBACK}.json"
    return base, MappingProxyType(json.loads(file.read_text(encoding="utf-8")))


def preferred(accepted: str) -> tuple[str, Mapping[str, str]]:
    """The words for whoever sends that `Accept-Language`: the first that there are, or English."""
    for one in accepted.split(",")[:MOST_WISHES]:
        tag = one.partition(";")[0].strip()
        found = words_of(tag) if tag else None
        if found is not None and tag.lower().startswith(found[0]):
            return found
    return words_of(FALLBACK)


def _script(language: str) -> str | None:
    """In what a language is most likely written."""
    try:
        return langcodes.Language.get(language).maximize().script
    except ValueError:  # langcodes' own error is one
        return None


def direction_of(language: str) -> str:
    """Which way it is written: ltr or rtl."""
    return str(locale_of(language).text_direction)
