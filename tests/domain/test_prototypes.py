"""Prototypes are found where their parts stand in order, near each other, in one sentence."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phrases import LONGEST, Meaning
from domain.prototypes import WIDEST, Prototypes, checked_prototype


def found(text: str, *words: str, harmless: tuple[str, ...] = ()) -> list[str]:
    """What stands in a text of prototypes of one concept."""
    known = [(one, Meaning("a")) for one in words]
    known += [(one, Meaning("a", harmless=True)) for one in harmless]
    return [text[one.start : one.end] for one in Prototypes(known).found_in(text)]


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("I NEED this fixed today!", "need … today", ["NEED this fixed today"]),
        ("need today", "need … today", ["need today"]),
        ("need it\ntoday", "need ... today", ["need it\ntoday"]),  # a mail breaks its lines
        ("need it, please, today", "need…today", ["need it, please, today"]),
        ("at 9.30 need it today", "9.30 … today", ["9.30 need it today"]),
        ("今天晚上一定必须到", "今天…必须", ["今天晚上一定必须"]),
        ("今天必须到", "今天…必须", ["今天必须"]),
        ("kann das nicht länger warten", "kann … nicht … wart*", ["kann das nicht länger warten"]),
        ("need and need it today", "need … today", ["need it today"]),  # the nearest
        ("need it today or need it today", "need … today", ["need it today"] * 2),
        ("a phrase", "a phrase", ["a phrase"]),
    ],
)
def test_the_parts_are_found_with_something_between(text: str, words: str, said: list[str]) -> None:
    assert found(text, words) == said


@pytest.mark.parametrize(
    "text",
    [
        "today I need it",  # another order
        "I need a lamp. Are you open today?",
        "I need a lamp! today",
        "I need a lamp\n\ntoday",
        "需要need。today",
        "needy todays",
        f"need{' ' + 'x' * WIDEST} today",
        "need",
        "",
    ],
)
def test_parts_of_other_sentences_are_none(text: str) -> None:
    assert found(text, "need … today") == []


def test_the_longest_counts_and_what_is_harmless_hides_what_stands_inside_of_it() -> None:
    assert found("I do not need it today", "need … today", harmless=("not need … today",)) == []
    assert found("need it today now", "today", "need … today") == ["need it today"]
    assert found("at once", "at once", harmless=("at once",)) == []
    assert found("today, today", "today", harmless=("today, today",)) == []


def test_of_two_that_are_equal_the_first_is_told() -> None:
    both = Prototypes([("urgent", Meaning("a", suggestion=one)) for one in ("first", "second")])
    assert [one.meaning.suggestion for one in both.found_in("urgent")] == ["first"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("… today", "nothing on one side"),
        ("need …", "nothing on one side"),
        ("need …… today", "nothing on one side"),
        ("a … b … c … d … e", "too many parts"),
        (f"{'a' * LONGEST} … b", "too long"),
        ("a* … today", "far too many words"),
        ("need … !!", "is no word"),
        ("", "is no word"),
    ],
)
def test_what_could_not_be_found_is_refused_with_a_sentence(words: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        checked_prototype(words)


@given(st.text(st.sampled_from("ab need today.!\n今天必须…"), max_size=200))
def test_spans_lie_in_the_text_and_none_in_another(text: str) -> None:
    words = ("need … today", "need", "today … need", "今天…必须", "a … b")
    spans = [
        (one.start, one.end)
        for one in Prototypes((one, Meaning("m")) for one in words).found_in(text)
    ]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
