"""The glossary that ships: enough of it, and usable in both directions."""

from collections import Counter
from itertools import permutations

import pytest

from language.masking import protected
from language.slang import glosses
from language.tags import primary
from rulebook.facts import Desk

LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "zh-Hans", "zh-Hant", "ja", "ko", "ru", "ar")
PAIRS = tuple(permutations(LANGUAGES, 2))
STARTERS = ("en", "es", "pt", "de", "zh")


def test_it_has_sixty_terms_in_ten_languages_and_more(desk: Desk) -> None:
    mapped = [term for term in desk.glossary.terms if not term.keep]
    assert len(mapped) >= 60
    counted = Counter(tag for term in mapped for tag in term.forms)
    assert all(counted[tag] >= 60 for tag in LANGUAGES)
    kept = {form for term in desk.glossary.terms if term.keep for form in term.forms["en"]}
    assert {"FOB", "CIF", "EXW", "DDP", "HS"} <= kept


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_term_goes_from_each_language_into_each_other(
    desk: Desk, source: str, target: str
) -> None:
    if primary(source) == primary(target):
        return
    for term in desk.glossary.terms:
        if not term.keep:
            text = f"{term.forms[source][0]} FOB 12345"
            answer = protected(lambda said: said, text, source, target, desk.glossary)
            wanted = term.forms[target][0]
            assert answer.text.casefold() == f"{wanted} FOB 12345".casefold()
            assert answer.flags == ()


@pytest.mark.parametrize("language", STARTERS)
def test_each_slang_list_has_fifteen_words_and_more(desk: Desk, language: str) -> None:
    words = desk.slang.words[language]
    assert len(words) >= 15
    for word in words:
        found = glosses(f"{word.forms[0]} !", language, "de", desk.slang)
        assert [(one.form, one.meaning) for one in found] == [(word.forms[0], word.meanings["en"])]
