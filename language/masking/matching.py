"""Finds the forms of words in a text: the longest first, whatever their case and width."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from domain.terms import LONGEST_FORM, folded, plain
from language.masking.spans import sticks

MOST_MARKS: Final = 8  # on one character: putting more into their order takes quadratic time

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What was found, and where."""

    start: int
    end: int
    form: str
    of: T


@dataclass(slots=True)
class _Node(Generic[T]):
    next: dict[str, "_Node[T]"] = field(default_factory=dict)
    ends: list[tuple[str, T]] = field(default_factory=list)  # forms, as they are written


class Matcher(Generic[T]):
    """Knows forms, each with what it stands for; of equal ones the first is found.

    A form all in capitals is found in capitals only. Where it begins or ends with a letter of a
    script that has spaces, so must the words of the text.
    """

    def __init__(self, forms: Iterable[tuple[str, T]]) -> None:
        self._root = _Node[T]()
        for form, of in forms:
            node = self._root
            for letter in plain(form)[:LONGEST_FORM]:
                node = node.next.setdefault(letter, _Node())
            if node is not self._root:
                node.ends.append((form, of))

    def find(self, text: str) -> Iterator[Match[T]]:
        """From left to right, each as long as can be, none overlapping another."""
        if not self._root.next:
            return
        letters, places = _folded(text)
        at = 0
        while at < len(letters):
            found = None
            if letters[at] in self._root.next and _begins(letters, places, at):
                found = self._longest(text, letters, places, at)
            if found is None:
                at += 1
            else:
                match, at = found
                yield match

    def _longest(
        self, text: str, letters: str, places: Sequence[int], start: int
    ) -> tuple[Match[T], int] | None:
        found: tuple[Match[T], int] | None = None
        node, at = self._root, start
        while at < len(letters) and (step := node.next.get(letters[at])):
            node, at = step, at + 1
            if node.ends and _stops(letters, places, at):
                first, last = places[start], places[at]
                fitting = (one for one in node.ends if _in_its_case(one[0], text[first:last]))
                best = next(fitting, None)
                if best is not None:
                    found = Match(first, last, *best), at
        return found


def is_in_capitals(form: str) -> bool:
    """Whether a form is written in capitals alone, like FOB, and so found in capitals only."""
    return form.isupper()


def _in_its_case(form: str, written: str) -> bool:
    shown = unicodedata.normalize("NFKC", written)
    return not is_in_capitals(form) or shown == shown.upper()


def _begins(letters: str, places: Sequence[int], at: int) -> bool:
    """Whether a form can begin there: at no mark, and not within a word."""
    if at and places[at] == places[at - 1]:
        return False  # within what was one character
    return not (at and sticks(letters[at - 1]) and sticks(letters[at]))


def _stops(letters: str, places: Sequence[int], at: int) -> bool:
    if at == len(letters):
        return True
    if places[at] == places[at - 1] or unicodedata.category(letters[at]).startswith("M"):
        return False
    return not (sticks(letters[at - 1]) and sticks(letters[at]))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text as forms are compared, and for each of its characters the place in the text.

    There is one place more than characters: the text's end.
    """
    if text.isascii() and "  " not in text and "\t" not in text:
        return text.lower(), range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        shown = folded(cluster)
        if shown.isspace() and "\n" not in shown:
            shown = "" if letters and letters[-1] == " " else " "
        letters.extend(shown)
        places.extend([start] * len(shown))
    return "".join(letters), [*places, len(text)]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the marks that follow it, as far as writing has any."""
    start = 0
    for at, letter in enumerate(text):
        is_mark = at - start < MOST_MARKS and unicodedata.category(letter).startswith("M")
        if at > start and not is_mark:
            yield start, text[start:at]
            start = at
    if start < len(text):
        yield start, text[start:]
