"""From BCP 47 tags to the codes of each online engine."""

from typing import Final

from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES, MY_MEMORY_LANGUAGES_TO_CODES
from langcodes import Language
from langcodes.tag_parser import LanguageTagError

from language.routes import ROUTES
from language.tags import is_traditional_chinese, primary

_GOOGLE: Final = frozenset(GOOGLE_LANGUAGES_TO_CODES.values())
_MY_MEMORY: Final = tuple(sorted(MY_MEMORY_LANGUAGES_TO_CODES.values()))
# What LibreTranslate's models cover (its documentation), each with each; deep-translator's own
# table lists 17. Our own server, which has the same form, has the pairs of its routes. A server
# that holds fewer answers 400, which does not tell against it, and the chain goes on.
_LIBRE: Final = (
    "ar az bg bn ca cs da de el en eo es et eu fa fi fr ga gl he hi hu id it ja ko ky lt lv ms nb"
    " nl pl pt ro ru sk sl sq sv th tl tr uk ur vi zh zt"
)
_OUR_PAIRS: Final = frozenset(route.pair for route in ROUTES)
# What DeepL lists as languages of text (developers.deepl.com, Languages supported, 2026); its
# adapter's own table has 27 of them.
_DEEPL: Final = (
    "af an ar as ay az ba be bg bho bn br bs ca ceb ckb cs cy da de el en eo es et eu fa fi fr ga"
    " gl gn gu ha he hi hr ht hu hy id ig is it ja jv ka kk ko ky la lb ln lt lv mai mg mi mk ml mn"
    " mr ms mt my nb ne nl oc om pa pl ps pt qu ro ru sa sk sl sq sr st su sv sw ta te tg th tk tl"
    " tn tr ts tt uk ur uz vi wo xh yi zh zu"
)
_DEEPL_FORMAL: Final = "DE ES ES-419 FR IT JA NL PL PT-BR PT-PT RU"
# Microsoft's languages of text (its page Language support, 2026). Its adapter fetches them over
# the network each time that it is made.
_MICROSOFT: Final = (
    "af am ar as az ba be bg bho bn bo brx bs ca cs cy da de doi dsb dv el en es et eu fa fi fil fj"
    " fo fr fr-CA ga gl gom gu ha he hi hne hr hsb ht hu hy id ig ikt is it iu ja ka kk km kmr kn"
    " ko ks ku ky ln lo lt lug lv lzh mai mg mi mk ml mn-Cyrl mn-Mong mni mr ms mt mww my nb ne nl"
    " nso nya or otq pa pl prs ps pt pt-PT ro ru run rw sd si sk sl sm sn so sq sr-Cyrl sr-Latn st"
    " sv sw ta te th ti tk tlh-Latn tn to tr tt ty ug uk ur uz vi xh yo yua yue zh-Hans zh-Hant zu"
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
    """LibreTranslate's code, with `zt` for traditional Chinese, which old servers know too.

    Languages that only `meridian translate-server` has are among them: `hr`, `nn`.
    """
    language = primary(tag)
    if language == "zh":
        return "zt" if is_traditional_chinese(tag) else "zh"
    code = {"fil": "tl"}.get(language, language)
    return code if code in _LIBRE.split() or any(code in pair for pair in _OUR_PAIRS) else None


def libre_has(source: str, target: str) -> bool:
    """Whether a server of LibreTranslate's form can have the pair of these codes of its own."""
    both = source in _LIBRE.split() and target in _LIBRE.split()
    return both or (source, target) in _OUR_PAIRS


def my_memory_code(tag: str) -> str | None:
    """MyMemory's code, always with a territory: the tag's own or its language's likeliest."""
    language = primary(tag)
    for wanted in (tag, f"{language}-{_territory(tag)}", f"{language}-{_territory(language)}"):
        if wanted in _MY_MEMORY:
            return wanted
    return next((code for code in _MY_MEMORY if code.startswith(f"{language}-")), None)


def deepl_source(tag: str) -> str | None:
    """DeepL's code of a text's language: the primary language alone, in capitals."""
    code = {"fil": "tl", "nn": "nb"}.get(primary(tag), primary(tag))
    return code.upper() if code in _DEEPL.split() else None


def deepl_target(tag: str) -> str | None:
    """DeepL's code of the language wanted, with the variant where it asks for one.

    English is American and Portuguese Brazilian without a territory; every Spanish of America is
    `ES-419`, every Portuguese outside of Brazil `PT-PT`, every English of elsewhere `EN-GB`.
    """
    language, territory = primary(tag), _territory(tag)
    if language == "zh":
        return "ZH-HANT" if is_traditional_chinese(tag) else "ZH-HANS"
    if language == "en":
        return "EN-US" if territory in {"US", "PH", "PR"} else "EN-GB"
    if language == "pt":
        return "PT-BR" if territory == "BR" else "PT-PT"
    if language == "es":
        return "ES" if territory in {"ES", "GQ"} else "ES-419"
    return deepl_source(tag)


def has_formality(target: str) -> bool:
    """Whether DeepL can be asked for a formal text in the language of this code of its own."""
    return target in _DEEPL_FORMAL.split()


def microsoft_code(tag: str) -> str | None:
    """Microsoft's code: with a script for Chinese, Mongolian and Serbian, `pt-PT` for Portugal's.

    It has `fr-CA` and `pt-PT` beside the French of France and the Portuguese of Brazil.
    """
    language, territory = primary(tag), _territory(tag)
    if language == "zh":
        return "zh-Hant" if is_traditional_chinese(tag) else "zh-Hans"
    if language == "pt":
        return "pt" if territory == "BR" else "pt-PT"
    if language == "sr":
        return "sr-Latn" if "-latn" in tag.replace("_", "-").lower() else "sr-Cyrl"
    code = {"mn": "mn-Cyrl", "nn": "nb"}.get(language, language)
    if f"{code}-{territory}" in _MICROSOFT.split():
        return f"{code}-{territory}"
    return code if code in _MICROSOFT.split() else None


def _territory(tag: str) -> str:
    """The tag's territory, or the likeliest one by CLDR's likely subtags."""
    try:
        return Language.get(tag).maximize().territory or ""
    except LanguageTagError:
        return ""
