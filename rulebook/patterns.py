"""Patterns over the words of a message, matched by RE2: in a time that grows with the text alone.

No pattern that somebody writes can keep the desk waiting, because what would need going back in the
text (lookaround, back-references) is not known here. Capitals and small letters are alike.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

import re2  # type: ignore[import-untyped]  # it ships no types

LONGEST_LOOK: Final = 10_000  # characters; what a matter is about is said early
LARGEST_PROGRAM: Final = 1 << 20  # bytes of a compiled pattern
_NOT_HERE: Final = "lookahead, lookbehind and back-references are not known here"


def spoken_pattern(words: str) -> str:
    """The pattern, if it can be matched in linear time and says anything. Raises ValueError."""
    try:
        found = _compiled(words)
    except re2.error as error:
        said = _sentence(error)
        raise ValueError(f"'{words}' is no pattern of RE2 ({said}); {_NOT_HERE}") from None
    if found.search(""):
        raise ValueError(f"'{words}' stands in every text, even in none: write what must be there")
    return words


class Patterns:
    """Patterns of one desk, each compiled once. Raises ValueError for one that is none."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._compiled = {one: _compiled(spoken_pattern(one)) for one in dict.fromkeys(patterns)}

    def found_in(self, text: str) -> tuple[str, ...]:
        """Those that stand somewhere in the beginning of a text, in their order."""
        if not self._compiled:
            return ()
        plain = unicodedata.normalize("NFC", text[:LONGEST_LOOK])
        return tuple(one for one, compiled in self._compiled.items() if compiled.search(plain))


def _compiled(words: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = LARGEST_PROGRAM
    return re2.compile(unicodedata.normalize("NFC", words), options)


def _sentence(error: Exception) -> str:
    said = error.args[0] if error.args else "it cannot be read"
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
