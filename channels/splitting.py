"""A text in parts that a platform takes: cut where people would cut it, and never inside a letter.

What people read as one letter may be many code points: a grapheme cluster (Unicode Standard Annex
#29). Families, flags, Thai vowels and Hindi conjuncts come through whole.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import regex

from domain.channels import Limits, Unit

CLUSTER: Final = regex.compile(r"\X")
PARAGRAPH, LINE, SENTENCE, WORD = range(4)  # seams, the best first
# After these a sentence may end; the wide ones want no space behind them (Unicode: Sentence_Break).
ENDS: Final = frozenset(".!?…؟۔।॥။")
WIDE_ENDS: Final = frozenset("。！？｡")
CLOSING: Final = frozenset("'\"”’»›)]」』）")

_MEASURES: Final[dict[Unit, Callable[[str], int]]] = {
    Unit.CHARACTERS: len,
    Unit.BYTES: lambda text: len(text.encode("utf-8", "surrogatepass")),
    Unit.UTF16: lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2,
}


def measured(text: str, unit: Unit) -> int:
    """How long a text is, as a platform counts that says it in this unit."""
    return _MEASURES[unit](text)


def split(text: str, limits: Limits) -> tuple[str, ...]:
    """The text in parts that fit; the same ones whenever it is asked, at least one.

    A part that is cut off ends with a paragraph, else a line, a sentence or a word, the best that
    leaves it a third full; only a word that is longer than a part is cut, between clusters.
    Nothing but white space at the seams is lost. A single cluster that is longer than a part is
    cut between its code points, as the platform would do it. Raises ValueError for a limit that
    not every letter fits.
    """
    measure = _MEASURES[limits.unit]
    if limits.longest < measure("\U0010ffff"):
        raise ValueError("a part has to have room for a letter")
    if measure(text) <= limits.longest:
        return (text,)
    letters = [*_letters(text, limits.longest, measure)]
    parts = tuple(_parts(letters, limits.longest, measure))
    return parts or (letters[0],)


def _letters(text: str, longest: int, measure: Callable[[str], int]) -> Iterator[str]:
    for cluster in CLUSTER.findall(text):
        if measure(cluster) <= longest:
            yield cluster
        else:
            yield from cluster


def _parts(letters: Sequence[str], longest: int, measure: Callable[[str], int]) -> Iterator[str]:
    start, sizes = 0, [measure(one) for one in letters]
    while start < len(letters):
        reach = _reach(sizes, start, longest)
        end = reach if reach == len(letters) else _seam(letters, start, reach)
        part = "".join(letters[start:end])
        if not part.isspace():
            yield part
        start = _behind_space(letters, end)


def _reach(sizes: Sequence[int], start: int, longest: int) -> int:
    """Up to where letters fit into one part."""
    room, end = longest, start
    while end < len(sizes) and sizes[end] <= room:
        room -= sizes[end]
        end += 1
    return end


def _seam(letters: Sequence[str], start: int, reach: int) -> int:
    """Where the part ends that cannot go further than `reach`."""
    seams = [*_seams(letters, start, reach)]
    if not seams:
        return reach
    third = start + (reach - start) // 3
    return max(seams, key=lambda one: (one[1] > third, -one[0] if one[1] > third else 0, one[1]))[1]


def _seams(letters: Sequence[str], start: int, reach: int) -> Iterator[tuple[int, int]]:
    """Each place at which a part may end, behind what kind of thing."""
    first = _behind_space(letters, start)
    for place in range(first + 1, reach + 1):
        if letters[place - 1].isspace():
            continue
        if letters[place].isspace():
            yield _kind(letters, place), place
        elif _sentence_ends(letters, place, WIDE_ENDS):
            yield SENTENCE, place


def _kind(letters: Sequence[str], place: int) -> int:
    """What ends where white space begins."""
    lines = sum(one.count("\n") for one in letters[place : _behind_space(letters, place)])
    if lines:
        return PARAGRAPH if lines > 1 else LINE
    return SENTENCE if _sentence_ends(letters, place, ENDS | WIDE_ENDS) else WORD


def _sentence_ends(letters: Sequence[str], place: int, ends: frozenset[str]) -> bool:
    last = place - 1
    while last > 0 and letters[last] in CLOSING:
        last -= 1
    return letters[last] in ends and letters[place] not in CLOSING


def _behind_space(letters: Sequence[str], place: int) -> int:
    """The first place from there on that is no white space."""
    while place < len(letters) and letters[place].isspace():
        place += 1
    return place
