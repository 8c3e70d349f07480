"""What a translation must carry over as it stands: numbers, links and e-mail addresses."""

import re
import unicodedata
from collections import Counter
from typing import Final

# Scripts whose words touch: Thai, Lao, Myanmar, Khmer, Han, kana. Korean has spaces, and yet glues
# its particles to a word.
TOUCHING: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Each repetition is bounded or cannot overlap its neighbour: the time stays linear in the text.
# A link may have letters of every script with spaces (RFC 3987); in others nobody sees its end.
_WORD = rf"[^\W{TOUCHING}]"
_LINK = rf"(?:https?://|(?<!{_WORD})www\.)(?:[!#-;=?-~]|{_WORD})+"
_OF_ADDRESS = rf"(?:{_WORD}|[.+-])"
_ADDRESS = (
    rf"(?<!{_OF_ADDRESS}){_OF_ADDRESS}{{1,64}}@"
    rf"(?:{_WORD}|-){{1,63}}(?:\.(?:{_WORD}|-){{1,63}}){{1,8}}"
)
_LINK_OR_ADDRESS = re.compile(f"{_LINK}|{_ADDRESS}", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-zÀ-ɏ\d#_./:+-]+")  # an order number, a tracking id, a file name
_REFERENCE = re.compile(r"#[\w-]{0,32}\d[\w-]{0,32}|\b[A-Z]{1,8}-?\d[\w-]{0,32}")  # #A-10293
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = ".,;:!?)'،؛؟"


def links_and_addresses(text: str) -> list[tuple[int, int]]:
    """Where links and e-mail addresses stand, as (start, end), without a sentence's last mark."""
    return [
        (match.start(), match.start() + len(match[0].rstrip(_SENTENCE_END)))
        for match in _LINK_OR_ADDRESS.finditer(text)
    ]


def without_entities(text: str) -> str:
    """The words of a text: links, addresses, numbers and codes with a digit give way to a space."""
    words = _LINK_OR_ADDRESS.sub(" ", text)
    return _CODE.sub(lambda code: " " if _NUMBER.search(code[0]) else code[0], words)


def says_nothing(text: str) -> bool:
    """Whether a text has no letters once links, addresses and numbers are set aside."""
    return not any(letter.isalpha() for letter in without_entities(text))


def entities_kept(source: str, translation: str) -> bool:
    """Whether each number, reference, link and address of `source` is as often in `translation`.

    Numbers are compared by their runs of digits, so that `1,234.50` may become `1.234,50`, and
    digits of any script count as equal.
    """
    return not _entities(source) - _entities(translation)


def _entities(text: str) -> Counter[str]:
    spans = links_and_addresses(text)
    found = Counter(text[start:end] for start, end in spans)
    rest = _LINK_OR_ADDRESS.sub(" ", text)
    found.update(_REFERENCE.findall(rest))
    found.update(_ascii_digits(run) for run in _NUMBER.findall(rest))
    return found


def _ascii_digits(run: str) -> str:
    return "".join(str(unicodedata.decimal(digit)) for digit in run)
