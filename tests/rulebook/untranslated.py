"""Which words of a reply were left in English: all but those that somebody has agreed to."""

import re
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.rulebook.building import SAMPLE

TEMPLATES: Final = tuple(sorted(SAMPLE.glob("replies/*/*.j2")))
_MARKUP: Final = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d_]+")
OTHER_LETTERS: Final = frozenset({"ar", "hi", "ja", "ru", "th", "zh", "zh-Hant"})
_COMMON: Final = """
a about after again all also always an and any anything are as ask at back be because been before
best better between both but by call can case check contact could customer day days dear delay
delivered delivery did do does done each email enough every expect few first for forward from get
give go good great had has have he hear hello help her here him his hope hour hours how however i
if in information is it item its just kind know last later let like little long look made mail
make may me message minute minutes more morning most much my need never new next no not nothing
now number of off offer often on once one only open or order other our out over parcel part pay
payment people please price problem product question read receive received refund regards reply
request resolve return right same see send sent service she shipment shop should since sincerely
solved some soon sorry still such support take team than thank thanks that the their them then
there these they thing think this those time to today tomorrow too track two under until up update
us use very wait want was we week well went were what when where which while who why will with
within without work would write yes yesterday yet you your yours
"""
# What the desk writes of instants in English, and UTC in every language.
_INSTANTS: Final = "am pm gmt utc greenwich standard mean time nov"
# What each language has together with English, each word read where it stands: `die Tickets`,
# `was gut war`, `her şey`; of instants `am 23.11.`, `23 nov 2026`, `ora standard`.
SHARED: Final = MappingProxyType(
    {
        language: frozenset(f"{words} utc".split())
        for language, words in {
            "ar": "",
            "de": "am an code in team teams ticket tickets was",
            "es": "a no nov",
            "fr": "a code message minutes nov patience satisfaction",
            "hi": "am gmt pm",
            "it": "a come i in nov standard team",
            "ja": "",
            "nl": "code is nov over team was we",
            "pl": "a do go i on to",
            "pt": "a do no nov",
            "ru": "",
            "th": "",
            "tr": "gmt her",
            "zh": "",
            "zh-Hant": "",
        }.items()
    }
)


def language_of(path: Path) -> str:
    """The language that a file is called after, as a BCP 47 tag."""
    return path.name.split(".")[0]


def said(path: Path) -> str:
    """The words of a template, without what is filled in."""
    return _MARKUP.sub(" ", path.read_text(encoding="utf-8"))


def words(text: str) -> set[str]:
    """All that stand in a text, casefolded."""
    return {word.casefold() for word in _WORD.findall(text)}


# All that the sample desk says in English, what it might, and how English writes instants.
ENGLISH: Final = frozenset(_COMMON.split()).union(
    *(words(said(path)) for path in TEMPLATES if language_of(path) == "en"),
    _INSTANTS.split(),
)


def shared_with_english(text: str, language: str) -> set[str]:
    """The words that English has, too; where a language has letters of its own, all Latin ones."""
    found = words(text)
    if language in OTHER_LETTERS:
        return {word for word in found if word.isascii()}
    return found & ENGLISH


def left_in_english(text: str, language: str) -> set[str]:
    """Those that nobody has agreed to."""
    return shared_with_english(text, language) - SHARED[language]
