"""Translates a text so that its entities and terms come back whole, or says that they did not.

The engine sees tokens in their places. What it answers is verified line by line; a line that lost
something is translated again: with tokens of another style, with its numbers hidden too, in pieces
between what is hidden, and at last with nothing hidden and a flag. Nothing is lost in silence.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.terms import Glossary
from language.engine import EngineFailed
from language.masking.entities import entities
from language.masking.lines import Laid, Line, ended_alike, laid, same_numbers
from language.masking.spans import joined, preferred
from language.masking.terms import terms_in
from language.masking.tokens import Style, styles_for
from language.pieces import bare

ENTITIES_CHANGED: Final = "entities_changed"
TERMS_UNVERIFIED: Final = "terms_unverified"
MOST_CALLS: Final = 100  # of the engine for one text; what then is left stays untranslated, flagged

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Protected:
    """A translation, and what a person should look at.

    `terms_unverified`: part of it was translated with nothing hidden, or not at all, so a term may
    be another word. `entities_changed`: a number, link, address or code of the original is missing
    or another.
    """

    text: str
    flags: tuple[str, ...] = ()


def protected(
    translate: Translate, text: str, source: str, target: str, glossary: Glossary
) -> Protected:
    """Translate a text between two BCP 47 tags by `translate`, which is called at least once where
    the text has words, and at most `MOST_CALLS` times.

    Passes on what the first call raises, and of later ones all but a lasting EngineFailed: that is
    about the one line or piece. The text is empty where the engine answered nothing at all.
    """
    hidden = preferred(entities(text), terms_in(text, source, target, glossary))
    work = _Work(_Engine(translate), laid(text, hidden))
    styles = styles_for(text)
    work.try_style(next(styles))
    if work.failed:
        work.hide_numbers(source, target, glossary)
        for style in styles:
            work.try_style(style)
        work.try_pieces()
    return work.unmasked()


class _Exhausted(Exception):
    """The engine was asked often enough."""


class _NotTranslated(Exception):
    """A piece of a line has no translation that could stand for it."""


class _Engine:
    """Counts its calls, and tells a passing failure from one that is about this text."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._calls = 0
        self.is_mute = True  # until it answers anything

    def ask(self, text: str) -> str:
        """Its answer; "" where it will never take the text. Raises _Exhausted."""
        if self._calls >= MOST_CALLS:
            raise _Exhausted
        self._calls += 1
        try:
            answer = self._translate(text)
        except EngineFailed as failed:
            if self._calls == 1 or failed.tells_against_the_engine or failed.retry:
                raise
            return ""
        self.is_mute = self.is_mute and not answer.strip()
        return answer


class _Work:
    """One text under translation: what is done of its lines, and which are not."""

    def __init__(self, engine: _Engine, text: Laid) -> None:
        self._engine = engine
        self._laid = text
        self._lines = dict(enumerate(text.lines))  # as they are hidden at present
        self._done: dict[int, str] = {}
        self._settle()

    @property
    def failed(self) -> list[int]:
        """The lines that are not done."""
        return [at for at in self._lines if at not in self._done]

    def hide_numbers(self, source: str, target: str, glossary: Glossary) -> None:
        """From now on hide the small numbers too, which an engine may change."""
        for at in self.failed:
            text = self._laid.lines[at].text
            terms = terms_in(text, source, target, glossary)
            self._lines[at] = Line(text, preferred(entities(text, every_number=True), terms))
        self._settle()

    def try_style(self, style: Style) -> None:
        """Translate what is not done with tokens of this style."""
        failed = self.failed
        answers = self._answers([self._lines[at].masked(style) for at in failed])
        for at, answer in zip(failed, answers, strict=True):
            made = self._lines[at].restored(answer, style)
            if made is not None:
                self._done[at] = made

    def try_pieces(self) -> None:
        """Translate what stands between what is hidden, piece by piece."""
        for at in self.failed:
            made = self._in_pieces(self._lines[at])
            if made is not None:
                self._done[at] = made

    def unmasked(self) -> Protected:
        """The text as far as it is done, and the rest with nothing hidden, and with flags."""
        failed = self.failed
        if not failed:
            return Protected(self._laid.together(self._in_order()))
        answers = self._answers([self._laid.lines[at].text for at in failed])
        if self._engine.is_mute:
            return Protected("", (TERMS_UNVERIFIED,))
        flags = [TERMS_UNVERIFIED]
        for at, answer in zip(failed, answers, strict=True):
            original = self._laid.lines[at].text
            self._done[at] = answer if answer.strip() else original
            if not _has_all(original, self._done[at]):
                flags = [ENTITIES_CHANGED, TERMS_UNVERIFIED]
        return Protected(self._laid.together(self._in_order()), tuple(flags))

    def _settle(self) -> None:
        """Lines without words need no engine."""
        for at in self.failed:
            if not self._lines[at].says_something:
                self._done[at] = self._lines[at].without_engine()

    def _in_order(self) -> list[str]:
        return [self._done[at] for at in range(len(self._laid.lines))]

    def _answers(self, lines: Sequence[str]) -> list[str]:
        """The engine's answer to each line, all asked at once if it leaves the lines apart."""
        if not lines:
            return []
        try:
            together = self._engine.ask("\n".join(lines))
        except _Exhausted:
            return [""] * len(lines)
        answers = together.split("\n")
        if len(answers) == len(lines):
            return [answer.strip() for answer in answers]
        if len(lines) == 1:
            return [" ".join(together.split())]
        return [" ".join(self._asked(line).split("\n")) for line in lines]

    def _asked(self, text: str) -> str:
        try:
            return self._engine.ask(text)
        except _Exhausted:
            return ""

    def _in_pieces(self, line: Line) -> str | None:
        try:
            return joined(line.pieces(self._piece))
        except _NotTranslated:
            return None

    def _piece(self, piece: str) -> str:
        if not any(map(str.isalpha, piece)):
            return piece
        answer = " ".join(self._asked(bare(piece)[1]).split())
        if not answer or not same_numbers(piece, answer):
            raise _NotTranslated
        return ended_alike(piece, answer)


def _has_all(original: str, answer: str) -> bool:
    return not _values(original) - _values(answer)


def _values(text: str) -> Counter[str]:
    return Counter(span.value for span in entities(text, every_number=True))
