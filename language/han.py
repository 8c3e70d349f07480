"""Which of its writers a run of Han characters betrays, by the character sets of old.

GB 2312 holds the simplified characters, Big5 the traditional ones, JIS X 0208 the Japanese ones
with the forms that only Japan made; what several hold says nothing.
"""

from collections.abc import Iterable
from typing import Final

from language.scripts import HAN, script_of

JAPANESE: Final = "ja"
SIMPLIFIED: Final = "zh-Hans"
TRADITIONAL: Final = "zh-Hant"
CHINESE: Final = "zh"  # in characters that both write

_CHARACTER_SETS: Final = ("gb2312", "big5", "shift_jis")


def writer(text: str) -> str:
    """`zh-Hans`, `zh-Hant`, `ja`, or `zh` where the characters leave it open.

    Japanese where a character is written in Japan alone and none in simplified Chinese alone.
    """
    letters = [letter for letter in text if script_of(letter) == HAN]
    simplified, traditional, japanese = (_writable(letters, name) for name in _CHARACTER_SETS)
    only_simplified, only_traditional = simplified - traditional, traditional - simplified
    if japanese - simplified - traditional and not only_simplified - japanese:
        return JAPANESE
    if len(only_simplified) == len(only_traditional):
        return CHINESE
    return SIMPLIFIED if len(only_simplified) > len(only_traditional) else TRADITIONAL


def _writable(letters: Iterable[str], character_set: str) -> frozenset[str]:
    every = "".join(dict.fromkeys(letters))
    return frozenset(every.encode(character_set, "ignore").decode(character_set))
