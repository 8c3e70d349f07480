"""Which words a text has, and which a search asks for: alike for every way of writing them.

Texts are normalised (NFKC), case is folded, accents and vowel points are taken off, invisible
letters are left out. Scripts that put no spaces between words have no words to be found by: there
every letter is one, and every two letters that follow each other (bigrams, as Lucene's
CJKAnalyzer has it). Pure, without any language's dictionary: whoever writes `running` is not found
by `run`.
"""

import re
import unicodedata
from collections.abc import Iterator

MOST_WORDS = 5_000  # of one text; what comes after these is not found
LETTERS = frozenset("LMN")  # letters, their marks and digits make words; all else parts them
INVISIBLE = "Cf"  # joiners, soft hyphens, direction marks

# Han with its iteration and numeral signs, kana, Thai, Lao, Burmese, Khmer.
SPACELESS = re.compile(
    "([\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff]+)"
)
# What people leave out as they please: accents of Latin, Greek and Cyrillic letters, the vowel
# points of Arabic and Hebrew. Marks that make another letter (Indic, Thai, kana) stay.
LEFT_OUT = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)


def indexed(text: str) -> frozenset[str]:
    """Under what a text is to be found; no more than MOST_WORDS of a very long one."""
    found: dict[str, None] = {}
    for part, has_spaces in _parts(text):
        found.update(dict.fromkeys((part,) if has_spaces else _letters_and_bigrams(part)))
        if len(found) > MOST_WORDS:
            break
    return frozenset(list(found)[:MOST_WORDS])


def sought(text: str) -> tuple[str, ...]:
    """What a text must have to be found by these words, in order, each once."""
    found: dict[str, None] = {}
    for part, has_spaces in _parts(text):
        found.update(dict.fromkeys((part,) if has_spaces or len(part) == 1 else _bigrams(part)))
    return tuple(found)


def folded(text: str) -> str:
    """The text as it is compared. Folding it again changes nothing that matters to words."""
    visible = "".join(one for one in text if unicodedata.category(one) != INVISIBLE)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", visible).casefold())
    plain = LEFT_OUT.sub("", apart).translate(PLAIN)
    return unicodedata.normalize("NFKC", plain).casefold()


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of letters of one kind of script, and whether it has spaces."""
    for run in _runs(folded(text)):
        for place, part in enumerate(SPACELESS.split(run)):
            if part:
                yield part, place % 2 == 0


def _runs(text: str) -> list[str]:
    spaced = (one if unicodedata.category(one)[0] in LETTERS else " " for one in text)
    return "".join(spaced).split()


def _letters_and_bigrams(part: str) -> Iterator[str]:
    for place in range(min(len(part), MOST_WORDS)):
        yield part[place]
        yield part[place : place + 2]


def _bigrams(part: str) -> tuple[str, ...]:
    return tuple(part[place : place + 2] for place in range(len(part) - 1))
