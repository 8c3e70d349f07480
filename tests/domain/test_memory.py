"""Which sentences of a correction are remembered, and what of a text is."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.memory import (
    MOST_STRETCHES,
    Corrected,
    asked_of,
    corrected,
    stretches,
    together,
)

WORDS = st.sampled_from(["Olá", "cadê", "ela", "3", "!", ".", "?", "。", " ", "  ", "\n", "\r\n"])
TEXTS = st.lists(WORDS | st.text(max_size=4), max_size=20).map("".join)


def pairs(original: str, before: str | None, after: str) -> list[tuple[str, str]]:
    return [(one.sentence, one.translation) for one in corrected(original, before, after)]


def filled(text: str, known: Mapping[str, str], target: str = "en") -> str:
    """The text with what is known of it; what is not is shouted."""
    parts = stretches(text, known)
    made = [part.translation or part.core.upper() for part in parts]
    return together(parts, made, target)


def test_only_the_sentences_that_were_changed_are_remembered() -> None:
    original = "Bom dia. Cadê a encomenda?\nObrigado."
    before = "Good day. Where is the commission?\nThank you."
    after = "Good day. Where is the parcel?\nThank you."
    assert pairs(original, before, after) == [("Cadê a encomenda?", "Where is the parcel?")]


def test_where_sentences_cannot_be_told_apart_the_whole_text_is_one() -> None:
    original, after = " Bom dia. Cadê?\n", "Good day, where is it? "
    assert pairs(original, "Good day. Where?", after) == [
        ("Bom dia. Cadê?", "Good day, where is it?")
    ]


@pytest.mark.parametrize("after", ["Hi. Bye. Now.", "Hi.\nBye.", "Hi.", "Hi.\n\nBye.\nBye."])
def test_lines_and_sentences_have_to_be_as_many(after: str) -> None:
    [(sentence, translation)] = pairs("Oi. Tchau.", None, after)
    assert (sentence, translation) == ("Oi. Tchau.", after)


def test_if_what_stood_there_does_not_fit_every_sentence_was_put_by_the_person() -> None:
    assert pairs("Oi. Tchau.", "Hi and bye.", "Hi. Bye.") == [("Oi.", "Hi."), ("Tchau.", "Bye.")]
    assert pairs("Oi. Tchau.", None, "Hi. Bye.") == [("Oi.", "Hi."), ("Tchau.", "Bye.")]


def test_a_sentence_that_was_put_in_two_ways_depends_on_more_and_is_left_out() -> None:
    original, after = "Sim. Foi ela? Sim.", "Yes. Was it she? It was."
    assert pairs(original, "A. B? C.", after) == [("Foi ela?", "Was it she?")]
    assert pairs("Sim. Sim.", "A. B.", "Yes. Yes.") == [("Sim.", "Yes.")]


def test_what_has_no_words_is_not_remembered() -> None:
    assert pairs("123.", "124.", "123.") == []
    assert pairs("😀", None, "a smile") == []


def test_scripts_without_spaces_have_sentences_too() -> None:
    assert pairs("你好。多少钱？", "Hi. Price?", "Hello. How much is it?") == [
        ("你好。", "Hello."),
        ("多少钱？", "How much is it?"),
    ]


def test_a_text_asks_for_the_whole_of_it_and_for_each_sentence_once() -> None:
    assert asked_of(" Oi. 12! Oi.\nTchau. ") == ("Oi. 12! Oi.\nTchau.", "Oi.", "Tchau.")


def test_what_is_remembered_stands_between_what_an_engine_makes() -> None:
    text = "Oi. Cadê ela?\n\n  Sim. Tchau.\n"
    assert filled(text, {"Cadê ela?": "Where is she?"}) == "OI. Where is she?\n\n  SIM. TCHAU.\n"
    assert filled(text, {}) == "OI. CADÊ ELA?\n\n  SIM. TCHAU.\n"


def test_a_whole_text_that_is_remembered_goes_before_its_sentences() -> None:
    known = {"Oi. Tchau.": "So long.", "Oi.": "Hi."}
    assert filled(" Oi. Tchau.\n", known) == " So long.\n"


def test_sentences_are_spaced_as_the_language_wanted_does() -> None:
    known = {"你好。": "Hello.", "多少钱？": "How much?", "Hi.": "你好。", "Bye.": "再见。"}
    assert filled("你好。多少钱？", known) == "Hello. How much?"
    assert filled("Hi. Bye.", known, "zh-Hans") == "你好。再见。"
    assert filled("Hi.\nBye.", known, "ja") == "你好。\n再见。"


def test_with_too_many_gaps_an_engine_is_given_the_whole() -> None:
    known = {"Oi.": "Hi."}
    some = " ".join(f"Oi. Frase {number}." for number in range(MOST_STRETCHES))
    assert len(stretches(some, known)) == 2 * MOST_STRETCHES
    many = f"{some} Oi. Mais uma."
    [whole] = stretches(many, known)
    assert (whole.core, whole.translation) == (many, None)


@given(TEXTS, st.data())
def test_the_parts_of_a_text_join_to_it(text: str, data: st.DataObject) -> None:
    asked = asked_of(text)
    known = {one: one for one in data.draw(st.lists(st.sampled_from(asked), unique=True))}
    parts = stretches(text, known)
    assert "".join(part.before + part.core + part.after for part in parts) == text
    assert all(part.translation in (None, part.core) for part in parts)


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_is_remembered_would_be_found_again(
    original: str, before: str, after: str
) -> None:
    for one in corrected(original, before, after):
        assert isinstance(one, Corrected)
        assert one.sentence in asked_of(original)
