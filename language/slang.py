"""What the slang in a text means: shown beside it, never in its place."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from domain.terms import Gloss, Slang, SlangWord
from language.masking.entities import entities
from language.masking.matching import Match, Matcher
from language.masking.spans import Span
from language.masking.terms import written_in
from language.tags import primary

FALLBACK = "en"


def glosses(text: str, language: str, target: str, slang: Slang) -> tuple[Gloss, ...]:
    """The slang words of a text in that language, in order, with what each means.

    The meaning is in the language of `target` where the desk's file has it, else in English. What
    is part of a link, an address or a longer number is no slang.
    """
    found = list(_matcher(slang, primary(language)).find(text))
    whole = entities(text) if found else []
    return tuple(_gloss(one, target) for one in found if not _is_part(one, whole))


def _gloss(found: Match[SlangWord], target: str) -> Gloss:
    meanings = found.of.meanings
    meant = written_in({tag: (words,) for tag, words in meanings.items()}, target)
    language = FALLBACK if meant is None else target
    return Gloss((found.start, found.end), found.form, meant or meanings[FALLBACK], language)


def _is_part(found: Match[SlangWord], whole: Sequence[Span]) -> bool:
    at = bisect_right(whole, found.start, key=lambda span: span.start) - 1
    if at < 0:
        return False
    span = whole[at]
    return found.end <= span.end and (span.start, span.end) != (found.start, found.end)


@lru_cache(maxsize=64)  # a language is asked for again and again
def _matcher(slang: Slang, language: str) -> Matcher[SlangWord]:
    return Matcher(_forms(slang, language))


def _forms(slang: Slang, language: str) -> Iterator[tuple[str, SlangWord]]:
    for tag, words in slang.words.items():
        if primary(tag) == language:
            yield from ((form, word) for word in words for form in word.forms)
