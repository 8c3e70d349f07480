import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Hints
from language.detection import Detector
from language.wish_words import ASKING
from tests.language.wish_sentences import NO_WISHES, WISHES

SAID = [(text, wish) for wishes in WISHES.values() for text, wish in wishes]
LOOK_ALIKES = [text for texts in NO_WISHES.values() for text in texts]


def test_the_sentences_are_in_35_languages_and_more() -> None:
    assert len(WISHES) >= 35
    assert set(WISHES) == set(NO_WISHES)
    assert {language.partition("-")[0] for language in WISHES} == set(ASKING)


@pytest.mark.parametrize(("text", "wish"), SAID)
def test_a_wish_is_understood(detector: Detector, text: str, wish: str) -> None:
    assert detector.detect(text).wish == wish


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_a_wish_is_none(detector: Detector, text: str) -> None:
    assert detector.detect(text).wish is None


def test_a_wish_says_nothing_of_the_language_that_it_is_in(detector: Detector) -> None:
    found = detector.detect("Please answer in French", Hints(person="ja"))
    assert (found.language, found.wish) == ("en", "fr")


def test_a_wish_for_chinese_means_the_characters_it_is_written_in(detector: Detector) -> None:
    assert detector.detect("請用中文回覆我的問題").wish == "zh-Hant"
    assert detector.detect("Please reply in 简体中文").wish == "zh-Hans"


def test_what_an_email_quotes_is_no_wish(detector: Detector) -> None:
    assert detector.detect("Thanks, it works now.\n> Please answer in French").wish is None


def test_only_languages_that_we_know_can_be_wished_for(detector: Detector) -> None:
    assert detector.detect("Please answer in Klingon").wish is None


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_whatever_stands_in_other_sentences_a_wish_stands(
    detector: Detector, before: str, after: str
) -> None:
    said = f"{before}\nPlease answer in French.\n{after}"
    assert detector.detect(said).wish is not None


@given(text=st.lists(st.sampled_from(["answer", "in", "please", ",", "not", "French", "用", "ب"])))
def test_a_long_jumble_is_read_in_time(detector: Detector, text: list[str]) -> None:
    detector.detect(" ".join(text * 50))
