"""Where a sentence ends, in scripts with and without spaces. Pure."""

import re
from typing import Final

# Ideographic full stops end a sentence without a space after them; the others need one. What
# follows in lower case ("approx. two") continues it, and so does a name after its title.
_TITLES: Final = "".join(
    rf"(?<!\b{title}\.)" for title in ("Mr", "Mrs", "Ms", "Dr", "Sr", "Sra", "No")
)
AFTER_SENTENCE: Final = re.compile(rf"(?<=[。！？])|(?<=[.!?…]){_TITLES}(?=\s+[^\sa-zà-öø-ÿ])")
_AFTER_LINE: Final = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


def sentences(line: str) -> list[str]:
    """The sentences of one line, each with the white space before it."""
    return [sentence for sentence in AFTER_SENTENCE.split(line) if sentence]


def lines(text: str) -> list[str]:
    """The lines of a text, each with its end. They join to the text."""
    return [line for line in _AFTER_LINE.split(text) if line]


def bare(piece: str) -> tuple[str, str, str]:
    """A piece as (white space before, core, white space after)."""
    core = piece.strip()
    start = piece.find(core)
    return piece[:start], core, piece[start + len(core) :]
