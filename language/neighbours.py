"""A second opinion on a text that the model may take for a close neighbour's language."""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from language.tags import primary
from language.telltales import TELLING_LETTERS, TELLING_WORDS

WORD_SAYS: Final = 5.0  # times as likely, for each different word that tells of a language
LETTER_SAYS: Final = 10.0  # times less likely, for each letter that a language does not write

# Languages that a short text can be taken for, one for the other.
_NEIGHBOURHOODS: Final = (
    frozenset({"da", "nb", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"hr", "sl", "sr"}),
    frozenset({"id", "ms"}),
    frozenset({"ca", "es", "pt"}),
    frozenset({"be", "bg", "mk", "ru", "sr", "uk"}),
    frozenset({"ar", "fa", "ps", "ur"}),
    frozenset({"hi", "mr", "ne"}),
)
_ONE_LETTER = MappingProxyType({ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", 0x200C: " "})


class SecondOpinion:
    """Weighs what a model says by telling words and letters. Deterministic, and never changes."""

    def __init__(self) -> None:
        words: dict[str, set[str]] = {}
        for languages, told in TELLING_WORDS.items():
            for word in folded(told).split():
                words.setdefault(word, set()).update(languages.split())
        self._words: Mapping[str, frozenset[str]] = {
            word: frozenset(languages) for word, languages in words.items()
        }
        self._letters: Mapping[str, frozenset[str]] = {
            letter: frozenset(languages.split())
            for letters, languages in TELLING_LETTERS.items()
            for letter in letters
        }

    def weigh(self, text: str, chances: Mapping[str, float]) -> dict[str, float]:
        """The chances (by primary tag, adding up to one) after a look at words and letters."""
        weights = dict(chances)
        for spoken in self._told_by(_words(text), self._words):
            for language in weights.keys() & spoken:
                weights[language] *= WORD_SAYS
        for written in self._told_by(_letters(text), self._letters):
            for language in weights.keys() - written if weights.keys() & written else ():
                weights[language] /= LETTER_SAYS
        total = sum(weights.values()) or 1.0
        return {language: weight / total for language, weight in weights.items()}

    @staticmethod
    def _told_by(
        seen: Iterable[str], tell: Mapping[str, frozenset[str]]
    ) -> Iterable[frozenset[str]]:
        return [tell[each] for each in sorted(seen) if each in tell]


def are_neighbours(one: str, other: str) -> bool:
    """Whether two tags name languages that a short text does not tell apart safely."""
    pair = {primary(one), primary(other)}
    return any(pair <= neighbourhood for neighbourhood in _NEIGHBOURHOODS)


def folded(text: str) -> str:
    """As hurried people type: lower case without accents, Arabic letters in one form."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_ONE_LETTER))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)


def _words(text: str) -> set[str]:
    letters = "".join(letter if letter.isalpha() else " " for letter in folded(text))
    return set(letters.split())


def _letters(text: str) -> set[str]:
    """Those of words that begin small, and of the first: a name has letters of any language."""
    first, *others = text.split() or [""]
    return set("".join([first, *(word for word in others if not word[0].isupper())]).lower())
