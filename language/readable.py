"""Cuts a text into what a local engine can read, sentence by sentence, and what goes around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from language.entities import links_and_addresses
from language.pieces import bare, pieces, sentences


@dataclass(frozen=True, slots=True)
class Reading:
    """What one program can read: not what `unreadable` matches; `longest` characters at once."""

    unreadable: re.Pattern[str]
    longest: int

    def parts(self, text: str) -> Iterator[tuple[str, bool]]:
        """The text in order, as (part, whether it is a sentence for the program).

        Links, addresses and what the program cannot read are parts of their own, as is the white
        space around sentences. The parts join to the text.
        """
        at = 0
        for start, end in self._carried(text):
            if start >= at:  # a link may hold a "word" of sixty characters
                yield from self._sentences(text[at:start])
                yield text[start:end], False
                at = end
        yield from self._sentences(text[at:])

    def _carried(self, text: str) -> list[tuple[int, int]]:
        unreadable = [match.span() for match in self.unreadable.finditer(text)]
        spans = links_and_addresses(text) + unreadable
        return sorted(spans, key=lambda span: (span[0], -span[1]))

    def _sentences(self, stretch: str) -> Iterator[tuple[str, bool]]:
        for sentence in sentences(stretch):
            for piece in pieces(sentence, self.longest):
                before, core, after = bare(piece)
                yield before, False
                yield core, any(letter.isalpha() for letter in core)
                yield after, False
