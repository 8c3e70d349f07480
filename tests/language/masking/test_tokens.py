from collections.abc import Callable

import pytest

from domain.terms import EMPTY
from language.masking import protected
from language.masking.tokens import Style, styles_for
from tests.language.masking.adversaries import MILD, Noted

LATE = "my order A-10293 is late"


@pytest.mark.parametrize(
    "name", ["lower case", "upper case", "spaces in codes", "full width", "suffix appended"]
)
def test_a_token_that_is_only_disguised_costs_no_second_call(name: str) -> None:
    engine = Noted(MILD[name])
    answer = protected(engine, LATE, "en", "pt", EMPTY)
    assert "A-10293" in answer.text
    assert (len(engine.asked), answer.flags) == (1, ())


@pytest.mark.parametrize(
    "adds", ["{} ZQ", "{} zq0", "{} Z Q 0", "{} 0QZ", "QZ {}", "{} ＺＱ", "{} ZQ7QZ", "{} XTERM"]
)
def test_no_remains_of_a_token_come_through(adds: str) -> None:
    def engine(said: str) -> str:
        return "\n".join(adds.format(line) for line in said.split("\n"))

    answer = protected(lambda said: engine(said) if "ZQ" in said else said, LATE, "en", "pt", EMPTY)
    expected = f"{LATE} XTERM" if "XTERM" in adds else LATE
    assert (answer.text, answer.flags) == (expected, ())


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("send 3 boxes", lambda said: said.replace("3", "3 3")),
        ("send 3 boxes", lambda said: said.replace("3", "")),
        ("send 3 boxes", lambda said: said.replace("3", "4")),
        ("send 3 boxes", lambda said: said.replace("3", "3500")),
        ("send 3 of 12", lambda said: said.replace("12", "3")),
        ("send 5kg", lambda said: said.replace("5kg", "6kg")),
        ("in 2026 again", lambda said: said.replace("2026", "2026ans")),
    ],
)
def test_a_visible_number_that_changes_is_hidden_next_time(
    text: str, engine: Callable[[str], str]
) -> None:
    answer = protected(engine, text, "en", "pt", EMPTY)
    assert (answer.text, answer.flags) == (text, ())


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("send two boxes", "mande 2 caixas"),
        ("am 12. Mai", "on 12 May"),
        ("on 2 May", "le 2e mai"),
        ("三千箱", "3,000 boxes"),
    ],
)
def test_what_languages_write_otherwise_is_no_change(text: str, answered: str) -> None:
    engine = Noted(lambda _: answered)
    answer = protected(engine, text, "de", "en", EMPTY)
    assert (answer.text, answer.flags, len(engine.asked)) == (answered, (), 1)


def test_styles_are_unlike_and_absent_from_the_text() -> None:
    assert [one.token(0) for one in styles_for("hello")] == ["ZQ0QZ", "XTERM0X", "WV7001"]
    assert next(styles_for("jazz quartet, z q")) != Style("ZQ", "QZ")
    assert [one.token(0) for one in styles_for("zq xterm wv")][1:] != ["XTERM0X", "WV7001"]
