"""Every row of every word list is tried: by a sentence of its language, and word by word."""

import pytest

from rulebook.desk import read_desk
from rulebook.facts import Desk
from tests.rulebook.building import SAMPLE
from tests.rulebook.culture.reading import marked, rows, said

CONCEPTS = read_desk(SAMPLE).culture.concepts
FULL = [
    (name, language)
    for name, concept in CONCEPTS.items()
    for language, words in concept.words.items()
    if words
]


@pytest.mark.parametrize(
    ("concept", "language", "sentence"),
    [pytest.param(*row, id="-".join(row[:2])) for row in rows()],
)
def test_what_agents_would_write_is_found(
    desk: Desk, concept: str, language: str, sentence: str
) -> None:
    draft, wanted = marked(sentence)
    assert wanted
    assert said(desk, concept, language, draft) == wanted


def test_every_row_has_a_sentence() -> None:
    assert sorted(FULL) == sorted((concept, language) for concept, language, _ in rows())


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_word_of_a_concept_is_found_where_it_stands(desk: Desk, concept: str) -> None:
    for language, words in CONCEPTS[concept].words.items():
        for word in words:
            bare = word.strip("*")
            for draft in (bare, bare.upper(), f"({bare}), 1"):
                assert said(desk, concept, language, draft), (language, word, draft)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_what_is_harmless_is_not_found(desk: Desk, concept: str) -> None:
    for language, phrases in CONCEPTS[concept].harmless.items():
        for phrase in phrases:
            assert said(desk, concept, language, f"1 {phrase.strip('*')}, 2") == [], phrase
