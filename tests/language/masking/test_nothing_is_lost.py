"""500 random texts through engines that lose, double, mutilate and refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.terms import EMPTY
from language.engine import EngineFailed
from language.masking import TERMS_UNVERIFIED, protected
from language.masking.entities import entities
from language.masking.protection import MOST_CALLS
from language.masking.spans import Span, preferred
from language.masking.terms import terms_in
from language.masking.tokens import masked, restored, styles_for
from tests.language.masking.adversaries import HARSH, MILD, Answer, Noted, moody
from tests.language.masking.texts import ENTITIES, FENCE, GLOSSARY, KEPT, sample

SAMPLES = tuple(sample(seed) for seed in range(500))
ALPHABET = st.text(
    st.sampled_from([*"aZzqQX019٣ .,:/-_#@`~{}$%\n\r🎉é我提ก\u202e\u200b’"]), max_size=80
)
ANY_TEXT = st.one_of(st.text(max_size=80), ALPHABET)


def _hidden(text: str) -> list[Span]:
    return preferred(entities(text, every_number=True), terms_in(text, "en", "pt", KEPT))


@pytest.mark.parametrize("engine", MILD.values(), ids=list(MILD))
def test_what_a_mild_engine_does_costs_nothing(engine: Answer) -> None:
    assert len(SAMPLES) == 500
    for one in SAMPLES:
        answer = protected(engine, one.text, "en", "pt", GLOSSARY)
        assert answer.flags == (), one.text
        assert one.missing(answer.text) == [], (one.text, answer.text)
        assert not one.leaked(answer.text)


@pytest.mark.parametrize("engine", HARSH.values(), ids=list(HARSH))
def test_what_a_harsh_engine_loses_is_flagged(engine: Answer) -> None:
    for one in SAMPLES:
        answer = protected(engine, one.text, "en", "pt", GLOSSARY)
        assert answer.flags or one.missing(answer.text) == [], (one.text, answer.text)
        assert not one.leaked(answer.text)


def test_what_a_moody_engine_loses_is_flagged() -> None:
    for seed, one in enumerate(SAMPLES):
        answer = protected(moody(seed), one.text, "en", "pt", GLOSSARY)
        assert answer.flags or one.missing(answer.text) == [], (one.text, answer.text)
        assert not one.leaked(answer.text)


def test_the_samples_are_worth_their_number() -> None:
    assert sum(one.entities.total() for one in SAMPLES) > 2_000
    assert sum(one.terms.total() for one in SAMPLES) > 1_000
    assert len({one.text for one in SAMPLES}) > 480
    assert {entity for one in SAMPLES for entity in one.entities} == {*ENTITIES, FENCE}


def test_what_is_masked_has_nothing_left_to_hide_but_its_tokens() -> None:
    for one in SAMPLES:
        for style in styles_for(one.text):
            once = masked(one.text, _hidden(one.text), style)
            left = _hidden(once)
            assert all(style.pattern.fullmatch(once[span.start : span.end]) for span in left), once
            assert masked(once, left, style) == once


@given(ANY_TEXT)
def test_what_is_only_kept_comes_back_to_the_byte(text: str) -> None:
    hidden = _hidden(text)
    for style in styles_for(text):
        assert restored(masked(text, hidden, style), hidden, style) == text


@given(ANY_TEXT)
def test_layers_of_masks_come_off_one_by_one(text: str) -> None:
    hidden, inner = _hidden(text), next(styles_for(text))
    once = masked(text, hidden, inner)
    again, outer = _hidden(once), next(styles_for(once))
    back = restored(masked(once, again, outer), again, outer)
    assert back == once
    assert restored(back, hidden, inner) == text


@given(ANY_TEXT)
def test_an_engine_that_changes_nothing_changes_nothing(text: str) -> None:
    answer = protected(lambda said: said, text, "en", "pt", KEPT)
    assert (answer.text, answer.flags) == (text, ())


@given(ANY_TEXT, st.integers(0, 1_000))
def test_an_engine_is_asked_so_often_and_no_more(text: str, seed: int) -> None:
    engine = Noted(moody(seed))
    protected(engine, text, "en", "pt", GLOSSARY)
    assert len(engine.asked) <= MOST_CALLS


def test_a_long_letter_to_an_engine_that_loses_all_ends() -> None:
    text = "\n".join(f"my order A-{line} is late" for line in range(1, 400))
    engine = Noted(lambda _: "no")
    answer = protected(engine, text, "en", "pt", EMPTY)
    assert len(engine.asked) == MOST_CALLS
    assert answer.flags == ("terms_unverified",)
    assert "A-399" in answer.text


def test_the_first_failure_is_passed_on() -> None:
    def fails(_: str) -> str:
        raise EngineFailed("not latin", retry=False)

    with pytest.raises(EngineFailed, match="not latin"):
        protected(fails, "my order A-10 is late", "en", "pt", EMPTY)


@pytest.mark.parametrize("failure", [EngineFailed("timeout", retry=True), KeyError("x")])
def test_a_failure_that_passes_is_passed_on_at_any_time(failure: Exception) -> None:
    asked: list[str] = []

    def fails_later(text: str) -> str:
        asked.append(text)
        if len(asked) > 2:
            raise failure
        return "nothing of it"

    with pytest.raises(type(failure)):
        protected(fails_later, "my order A-10 is late", "en", "pt", EMPTY)
    assert len(asked) == 3


def test_a_line_that_the_engine_refuses_for_good_stays_as_it_is() -> None:
    def refuses_chinese(text: str) -> str:
        if text.startswith("我"):
            raise EngineFailed("not latin", retry=False)
        return text.replace("Hello", "Olá").replace("WV", "").replace("ZQ", "").replace("XTERM", "")

    answer = protected(refuses_chinese, "Hello\n我的订单A-10没有到", "en", "pt", EMPTY)
    assert answer.text == "Olá\n我的订单A-10没有到"
    assert answer.flags == (TERMS_UNVERIFIED,)


def test_an_engine_that_says_nothing_has_not_translated() -> None:
    answer = protected(lambda _: "", "my order A-10\n`code`\nis late", "en", "pt", EMPTY)
    assert (answer.text, answer.flags) == ("", (TERMS_UNVERIFIED,))
