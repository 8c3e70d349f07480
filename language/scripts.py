"""Which script a text is written in, and which languages are written in it."""

import unicodedata
from collections import Counter
from types import MappingProxyType

LATIN, HAN, KANA, ARABIC = "LATIN", "HAN", "KANA", "ARABIC"

# Scripts go by the first word of their letters' Unicode names; these have several.
_FIRST_WORDS = MappingProxyType(
    {
        "CJK": HAN,
        "IDEOGRAPHIC": HAN,
        "HIRAGANA": KANA,
        "KATAKANA": KANA,
        "KATAKANA-HIRAGANA": KANA,
    }
)

# One Han character or one syllable of Hangul says as much as several letters: without weights a
# brand name in Latin letters outvotes the Chinese sentence around it.
_WEIGHT = MappingProxyType({HAN: 3, KANA: 2, "HANGUL": 2})

# Without Galician and Afrikaans: their few customers would cost many a Portuguese, Spanish and
# Dutch one, whose short messages the model takes for theirs.
_IN_LATIN = (
    "ca cs cy da de en es et fi fil fr ga hr hu id is it lt lv ms mt nb nl pl pt ro sk sl sq sr sv"
    " sw tr vi"
)
WRITTEN_IN = MappingProxyType(
    {
        LATIN: tuple(_IN_LATIN.split()),
        "CYRILLIC": ("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"),
        "GREEK": ("el",),
        "ARMENIAN": ("hy",),
        "GEORGIAN": ("ka",),
        "HEBREW": ("he", "yi"),
        ARABIC: ("ar", "ckb", "fa", "ps", "sd", "ug", "ur"),
        "ETHIOPIC": ("am", "ti"),
        "DEVANAGARI": ("hi", "mr", "ne"),
        "BENGALI": ("as", "bn"),
        "GURMUKHI": ("pa",),
        "GUJARATI": ("gu",),
        "ORIYA": ("or",),
        "TAMIL": ("ta",),
        "TELUGU": ("te",),
        "KANNADA": ("kn",),
        "MALAYALAM": ("ml",),
        "SINHALA": ("si",),
        "THAI": ("th",),
        "LAO": ("lo",),
        "MYANMAR": ("my",),
        "KHMER": ("km",),
        "HANGUL": ("ko",),
        KANA: ("ja",),
        HAN: ("zh", "ja", "yue"),
    }
)

UNSPACED = frozenset({HAN, KANA, "THAI", "LAO", "MYANMAR", "KHMER"})  # no spaces part the words

_URDU_LETTERS = frozenset("ٹڈڑںےہھ")
_LETTERS_ARABIC_LACKS = frozenset("پچژگکی")  # with the Persian forms of kaf and yeh


def script_of(letter: str) -> str:
    """The script of one letter, by its Unicode name: `LATIN`, `CYRILLIC`, `HAN`, …"""
    first = unicodedata.name(letter, "UNNAMED").split(maxsplit=1)[0]
    return _FIRST_WORDS.get(first, first)


def is_latin(letter: str) -> bool:
    """Whether a letter is a Latin one; what is no letter is not."""
    return letter.isalpha() and script_of(letter) == LATIN


def parted(text: str) -> tuple[int, list[str]]:
    """How many letters are of scripts without spaces, and the words in others among them."""
    letters, others = 0, []
    for letter in unicodedata.normalize("NFKC", text):
        unspaced = letter.isalpha() and script_of(letter) in UNSPACED
        letters += unspaced
        others.append(" " if unspaced else letter)
    words = "".join(others).split()
    return letters, [word for word in words if any(map(str.isalpha, word))]


def main_script(text: str) -> tuple[str, float]:
    """The script that carries a text, and its share of what is written (0 to 1).

    `("", 0.0)` for a text without letters. Japanese mixes kana with Han characters: both count as
    kana where kana is a tenth or more of them (a Chinese text may decorate itself with one の).
    """
    weights: Counter[str] = Counter()
    for letter in unicodedata.normalize("NFKC", text):
        if letter.isalpha():
            script = script_of(letter)
            weights[script] += _WEIGHT.get(script, 1)
    if not weights:
        return "", 0.0
    kana = weights.pop(KANA, 0)
    both = kana + weights.pop(HAN, 0)
    if both:
        weights[KANA if kana * 10 >= both else HAN] = both
    script, weight = min(weights.items(), key=lambda item: (-item[1], item[0]))
    return script, weight / weights.total()


def candidates(script: str, text: str) -> tuple[str, ...]:
    """The languages that a text in this script can be in; none for a script we do not know."""
    languages = WRITTEN_IN.get(script, ())
    if script != ARABIC:
        return languages
    if not _URDU_LETTERS.isdisjoint(text):
        return ("ur",)
    if not _LETTERS_ARABIC_LACKS.isdisjoint(text):
        return tuple(language for language in languages if language != "ar")
    return languages
