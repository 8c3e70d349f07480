"""Cuts a text into pieces that an engine takes. Nothing is lost: the pieces join to the text."""

import re
from collections.abc import Callable, Iterator

from domain.sentences import AFTER_SENTENCE, bare, sentences

__all__ = ["bare", "pieces", "sentences"]

_AFTER_PARAGRAPH = re.compile(r"(?<=\n\n)|(?<=\n\r\n)")
_AFTER_LINE = re.compile(r"(?<=\n)")
_AFTER_CLAUSE = re.compile(r"(?<=[,;:，；、])(?=\s)")
_BEFORE_WORD = re.compile(r"(?=\s)")
_CUTS = (_AFTER_PARAGRAPH, _AFTER_LINE, AFTER_SENTENCE, _AFTER_CLAUSE, _BEFORE_WORD)


def pieces(text: str, limit: int, size: Callable[[str], int] = len) -> list[str]:
    """Cut `text` into pieces of at most `limit` by `size`, as few as a greedy packing gives.

    Cuts between paragraphs; where one is too long, at line ends, then at sentence ends, clauses,
    spaces, and at last between any two characters. `limit` must be at least the size of one
    character.
    """
    packed: list[str] = []
    for small in _small_enough(text, limit, size, _CUTS):
        if packed and size(packed[-1]) + size(small) <= limit:
            packed[-1] += small
        else:
            packed.append(small)
    return packed


def _small_enough(
    text: str, limit: int, size: Callable[[str], int], cuts: tuple[re.Pattern[str], ...]
) -> Iterator[str]:
    if size(text) <= limit:
        if text:
            yield text
    elif cuts:
        for part in cuts[0].split(text):
            yield from _small_enough(part, limit, size, cuts[1:])
    else:
        yield from text
