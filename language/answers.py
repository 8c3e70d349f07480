"""What an engine's answer must not be, whatever its status says."""

import re
from types import MappingProxyType
from typing import Final

from domain.ports import LanguageDetector
from language.entities import links_and_addresses, without_entities
from language.scripts import HAN, KANA, script_of
from language.tags import is_known, primary

SURE: Final = 0.9  # of the detector; below, its word is not enough to refuse an answer
FEW: Final = 5  # words: fewer say too little of their language, and may well be names
FEW_CHARACTERS: Final = 10  # likewise, where there are no spaces to count words by
LONGER: Final = 10  # times the original, and a little: nothing becomes so long in any language
A_LITTLE: Final = 200  # characters
_MARKUP: Final = re.compile(r"<(?:!doctype|/?[a-z][a-z0-9]{0,12}[\s/>])", re.IGNORECASE)
_WITHOUT_SPACES: Final = frozenset({HAN, KANA, "THAI", "LAO", "KHMER", "MYANMAR"})
# Languages that detectors take for one another in short texts.
_KIN: Final = tuple(
    frozenset(group.split())
    for group in (
        "da nb nn no sv",
        "hr sr bs sl mk bg",
        "id ms",
        "cs sk",
        "es pt gl ca",
        "uk ru be",
    )
)
_BY_LANGUAGE: Final = MappingProxyType({tag: group for group in _KIN for tag in group})


def refusal(
    original: str, answer: str, target: str, detector: LanguageDetector | None
) -> str | None:
    """Why this is no translation of the original, as an EngineFailed's reason; None if it may be.

    `not text` for what cannot be stored, `markup` where the original has none, `answer too long`,
    `invented link`, `identical`, and with a detector `another language` than the target.
    """
    if not _is_text(answer):
        return "not text"
    if len(answer) > LONGER * len(original) + A_LITTLE:
        return "answer too long"
    if added := _added(original, answer):
        return added
    if _says_enough(without_entities(original)):
        if answer.split() == original.split():
            return "identical"
        if detector is not None and _in_another_language(answer, target, detector):
            return "another language"
    return None


def _added(original: str, answer: str) -> str | None:
    """What the answer has and the original has not, as a page that was sent in its place has.

    And as an engine adds that a text talked into it: a link tells others who looks at it.
    """
    if _MARKUP.search(answer) and not _MARKUP.search(original):
        return "markup"
    if len(links_and_addresses(answer)) > len(links_and_addresses(original)):
        return "invented link"
    return None


def _is_text(answer: str) -> bool:
    """Half of a surrogate pair, which JSON may hold, cannot be written as UTF-8."""
    try:
        answer.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in answer


def _says_enough(words: str) -> bool:
    letters = [letter for letter in words if letter.isalpha()]
    unspaced = sum(script_of(letter) in _WITHOUT_SPACES for letter in letters[:200])
    if unspaced * 2 > min(len(letters), 200):
        return len(letters) >= FEW_CHARACTERS
    return sum(any(map(str.isalpha, word)) for word in words.split()) >= FEW


def _in_another_language(answer: str, target: str, detector: LanguageDetector) -> bool:
    if not _says_enough(without_entities(answer)):
        return False
    found = detector.detect(answer)
    language, wanted = primary(found.language), primary(target)
    if not is_known(found.language) or found.confidence < SURE or language == wanted:
        return False
    return wanted not in _BY_LANGUAGE.get(language, frozenset())
