from hypothesis import given
from hypothesis import strategies as st

from language.cache import TranslationCache, question
from tests.language.clocks import HandClock

HELLO = question("deepl", "en", "pt", "v1", "Hello")


def test_an_answer_is_found_again() -> None:
    cache = TranslationCache()
    cache.put(HELLO, "Olá")
    assert cache.get(question("deepl", "en", "pt", "v1", "Hello")) == "Olá"


def test_another_engine_pair_glossary_or_text_is_another_question() -> None:
    cache = TranslationCache()
    cache.put(HELLO, "Olá")
    others = [
        question("google", "en", "pt", "v1", "Hello"),
        question("deepl", "es", "pt", "v1", "Hello"),
        question("deepl", "en", "pt-PT", "v1", "Hello"),
        question("deepl", "en", "pt", "v2", "Hello"),
        question("deepl", "en", "pt", "v1", "Hello!"),
    ]
    assert [cache.get(other) for other in others] == [None] * 5


def test_the_text_that_was_asked_is_not_kept() -> None:
    assert "Hello" not in repr(HELLO)
    assert len(HELLO.text) == 32


def test_an_answer_is_forgotten_in_time() -> None:
    clock = HandClock()
    cache = TranslationCache(kept=60.0, clock=clock)
    cache.put(HELLO, "Olá")
    clock.seconds = 40.0
    assert cache.expire() == 20.0
    assert cache.get(HELLO) == "Olá"  # being asked for keeps nothing longer
    clock.seconds = 60.0
    assert cache.get(HELLO) is None
    assert len(cache) == 0
    assert cache.expire() is None


def test_the_oldest_makes_room() -> None:
    cache = TranslationCache(most=2)
    asked = [question("deepl", "en", "pt", "", str(number)) for number in range(3)]
    for each in asked:
        cache.put(each, "x")
    assert [cache.get(each) for each in asked] == [None, "x", "x"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.text(max_size=30), st.floats(0.0, 9.0))))
def test_it_never_holds_more_than_its_bounds(steps: list[tuple[str, str, float]]) -> None:
    clock = HandClock()
    cache = TranslationCache(most=4, largest=50, kept=20.0, clock=clock)
    put: dict[str, tuple[str, float]] = {}
    for text, answer, pause in steps:
        clock.seconds += pause
        cache.put(question("e", "en", "pt", "", text), answer)
        put[text] = (answer, clock.seconds)
        held = {each: cache.get(question("e", "en", "pt", "", each)) for each in put}
        found = {each: answer for each, answer in held.items() if answer is not None}
        assert len(found) == len(cache) <= 4
        assert sum(map(len, found.values())) <= 50
        assert all(put[each][0] == answer for each, answer in found.items())
        assert all(clock.seconds - put[each][1] < 20.0 for each in found)
