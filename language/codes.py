"""From BCP 47 tags to the codes of each online engine."""

from typing import Final

from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES, MY_MEMORY_LANGUAGES_TO_CODES
from langcodes import Language
from langcodes.tag_parser import LanguageTagError

from language.tags import is_traditional_chinese, primary

_GOOGLE: Final = frozenset(GOOGLE_LANGUAGES_TO_CODES.values())
_MY_MEMORY: Final = tuple(sorted(MY_MEMORY_LANGUAGES_TO_CODES.values()))
# What LibreTranslate's models cover (its documentation); deep-translator's own table lists 17. A
# server that holds fewer answers 400, and the chain goes on.
_LIBRE: Final = (
    "ar az bg bn ca cs da de el en eo es et eu fa fi fr ga gl he hi hu id it ja ko ky lt lv ms nb"
    " nl pl pt ro ru sk sl sq sv th tl tr uk ur vi zh zt"
)


def google_code(tag: str) -> str | None:
    """Google's code: `he` is `iw`, `nb` and `nn` are `no`, `zh-Hant` is `zh-TW`; else None."""
    language = primary(tag)
    if language == "zh":
        return "zh-TW" if is_traditional_chinese(tag) else "zh-CN"
    renamed = {"he": "iw", "jv": "jw", "fil": "tl", "nb": "no", "nn": "no"}
    code = renamed.get(language, language)
    return code if code in _GOOGLE else None


def libre_code(tag: str) -> str | None:
    """LibreTranslate's code, with `zt` for traditional Chinese, which old servers know too."""
    language = primary(tag)
    if language == "zh":
        return "zt" if is_traditional_chinese(tag) else "zh"
    code = {"fil": "tl"}.get(language, language)
    return code if code in _LIBRE.split() else None


def my_memory_code(tag: str) -> str | None:
    """MyMemory's code, always with a territory: the tag's own or its language's likeliest."""
    language = primary(tag)
    for wanted in (tag, f"{language}-{_territory(tag)}", f"{language}-{_territory(language)}"):
        if wanted in _MY_MEMORY:
            return wanted
    return next((code for code in _MY_MEMORY if code.startswith(f"{language}-")), None)


def _territory(tag: str) -> str:
    """The tag's territory, or the likeliest one by CLDR's likely subtags."""
    try:
        return Language.get(tag).maximize().territory or ""
    except LanguageTagError:
        return ""
