"""Whose forms of dates, numbers and money a reader is used to, by Unicode's locale data (babel)."""

from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

FALLBACK: Final = "en"


@lru_cache(maxsize=1024)  # a desk and its customers have a few, asked for with each reply
def locale_of(language: str, territory: str | None = None) -> Locale:
    """The nearest that the data know: `pt-XX` is read as `pt`, what nobody knows as `en`.

    A territory says whose forms of the language they are, where the data tell them apart; no
    territory brings another script than the language's.
    """
    base = _nearest(language) or Locale.parse(FALLBACK)
    spoken, *others = language.split("-")
    script = next((f"{one}-" for one in others if len(one) == 4), "")
    there = _known(f"{spoken}-{script}{territory}") if territory else None
    return there if there is not None and there.script in (None, base.script) else base


def _nearest(tag: str) -> Locale | None:
    while tag:
        found = _known(tag)
        if found is not None:
            return found
        tag = tag.rpartition("-")[0]
    return None


def _known(tag: str) -> Locale | None:
    try:
        return None if tag.startswith("und") else Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
