"""What a region's chain goes by: pairs, the glossary, the cache, the language of the answers."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from domain.ports import Translation
from domain.terms import Glossary, Term
from domain.translation import PairRule
from language.cache import TranslationCache
from language.chain import ChainRules, TranslatorChain, Trial
from language.engine import Engine
from language.guarded import GuardedEngine, Patience
from language.online import Access, DeepTranslatorEngine
from tests.language.clocks import HandClock, run_skipping
from tests.language.fakes import FakeDetector, FakeEngine, fails, hangs, loses
from tests.language.libre import KEY, LibreServer

HELLO = "Hello there"
LATE = "My parcel has not come yet, and nobody answers me."


async def tried(chain: TranslatorChain, text: str = HELLO, pair: str = "en pt") -> Trial:
    try:
        return await chain.trial(text, *pair.split())
    finally:
        chain.close(grace=0.0)


def outcomes(trial: Trial) -> list[str]:
    return [f"{one.engine}: {one.outcome}" for one in trial.tries]


def two(rules: ChainRules) -> tuple[FakeEngine, FakeEngine, TranslatorChain]:
    first, second = FakeEngine(name="first"), FakeEngine(name="second")
    return first, second, TranslatorChain([first, second], rules=rules)


async def test_a_pair_has_its_own_order() -> None:
    rules = ChainRules(pairs=(PairRule(("en",), ("pt",), ("second", "first")),))
    first, second, chain = two(rules)
    trial = await tried(chain)
    assert trial.translation.engine == "second"
    assert first.asked == []
    assert second.asked


async def test_an_engine_that_is_not_good_enough_for_a_pair_is_not_asked() -> None:
    first, second, chain = two(ChainRules(pairs=(PairRule((), (), ("third",)),)))
    trial = await tried(chain)
    assert trial.translation == Translation(HELLO, "none", ("untranslated",))
    assert outcomes(trial) == ["first: not for this pair", "second: not for this pair"]
    assert first.asked == second.asked == []


async def test_no_rule_lets_an_engine_see_a_text_that_the_region_does_not() -> None:
    stranger = FakeEngine(name="stranger")
    rules = ChainRules(pairs=(PairRule((), (), ("stranger", "first")),))
    trial = await tried(TranslatorChain([FakeEngine(name="first")], rules=rules))
    assert trial.translation.engine == "first"
    assert stranger.asked == []


async def test_it_says_who_answered_and_why_the_others_did_not() -> None:
    engines = [
        FakeEngine(name="local", pairs=frozenset()),
        FakeEngine(fails("status 503", True), "deepl"),
        FakeEngine(lambda _: " ", "google"),
        FakeEngine(name="libre"),
        FakeEngine(name="mymemory"),
    ]
    trial = await tried(TranslatorChain(engines))
    assert outcomes(trial) == [
        "local: unsupported",
        "deepl: status 503",
        "google: empty",
        "libre: answered",
    ]
    assert all(0.0 <= one.seconds < 5.0 for one in trial.tries)


async def test_a_resting_engine_says_so() -> None:
    chain = TranslatorChain([FakeEngine(fails("busy", True))], Patience(failures=1))
    await chain.translate(HELLO, "en", "pt")
    assert chain.rests("fake")
    assert outcomes(await tried(chain)) == ["fake: rests"]


async def test_a_refused_key_rests_the_engine() -> None:
    engine = FakeEngine(fails("status 403", False))
    chain = TranslatorChain([engine], Patience(failures=2))
    for _ in range(5):
        await chain.translate(HELLO, "en", "pt")
    assert len(engine.asked) == 2
    chain.close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (str, "identical"),
        (lambda _: "<html><body>Bad gateway</body></html>", "markup"),
        (lambda text: text.upper() * 100, "answer too long"),
        (lambda text: text.upper() + "\udc00", "not text"),
        (lambda text: f"Ich antworte auf Deutsch: {text}", "another language"),
    ],
)
async def test_what_is_no_translation_goes_to_the_next_engine(
    answer: Callable[[str], str], reason: str
) -> None:
    engines = [FakeEngine(answer, "first"), FakeEngine(str.upper, "second")]
    by = FakeDetector("de" if reason == "another language" else "pt")
    chain = TranslatorChain(engines[:1], rules=ChainRules(detector=by))
    trial = await tried(chain, LATE)
    assert trial.translation == Translation(LATE, "none", ("untranslated",))
    assert outcomes(trial) == [f"first: {reason}"]
    trial = await tried(TranslatorChain(engines), LATE)
    if reason != "another language":  # without a detector, nobody knows
        assert trial.translation.engine == "second"


async def test_a_text_of_200_000_characters_is_nobodys() -> None:
    engine = FakeEngine()
    text = "words and words " * 12_500
    trial = await tried(TranslatorChain([engine]), text)
    assert trial.translation == Translation(text, "none", ("untranslated",))
    assert outcomes(trial) == ["fake: too long"]
    assert engine.asked == []


TERM = Term("bl", {"en": ("bill of lading",), "pt": ("conhecimento de embarque",)})


async def test_a_new_glossary_holds_at_once() -> None:
    held = [Glossary((), "v1")]
    engine, cache = FakeEngine(), TranslationCache()
    rules = ChainRules(glossary=lambda: held[0], cache=cache)
    chain = TranslatorChain([engine], rules=rules)
    said = "Where is my bill of lading now"
    before = await chain.translate(said, "en", "pt")
    held[0] = Glossary((TERM,), "v2")
    after = await chain.translate(said, "en", "pt")
    chain.close()
    assert "conhecimento de embarque" not in before.text
    assert "conhecimento de embarque" in after.text


async def test_a_text_is_translated_once() -> None:
    engine, cache = FakeEngine(), TranslationCache()
    chain = TranslatorChain([engine], rules=ChainRules(cache=cache))
    first = await chain.trial(HELLO, "en", "pt")
    asked = len(engine.asked)
    again = await tried(chain)
    assert again.translation == first.translation == Translation("HELLO THERE", "fake")
    assert outcomes(again) == ["fake: cached"]
    assert len(engine.asked) == asked


async def test_what_is_kept_is_forgotten_where_nobody_asks_any_more() -> None:
    clock = HandClock()
    cache = TranslationCache(kept=0.01, clock=clock)
    chain = TranslatorChain([FakeEngine()], rules=ChainRules(cache=cache))
    await chain.translate(HELLO, "en", "pt")
    assert len(cache) == 1
    clock.seconds = 1.0
    forgotten = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.1, forgotten.set_result, None)
    await forgotten
    assert len(cache) == 0
    chain.close()


async def test_regions_share_an_engine_and_never_an_answer() -> None:
    engine = FakeEngine()
    shared = GuardedEngine(engine, Patience())
    rules = [ChainRules(cache=TranslationCache()) for _ in range(2)]
    chains = [TranslatorChain([shared], rules=each) for each in rules]
    for chain in chains:
        trial = await chain.trial(HELLO, "en", "pt")
        assert outcomes(trial) == ["fake: answered"]
    assert outcomes(await chains[0].trial(HELLO, "en", "pt")) == ["fake: cached"]
    for chain in chains:
        chain.close()  # the engine belongs to neither
    assert (await chains[0].translate("Another text", "en", "pt")).engine == "fake"
    shared.close(0.0)


async def test_a_flagged_answer_is_not_kept() -> None:
    cache = TranslationCache()
    chain = TranslatorChain([FakeEngine(loses("Pronto."))], rules=ChainRules(cache=cache))
    answer = await chain.translate("Order #10293 is late", "en", "pt")
    chain.close()
    assert answer.flags
    assert len(cache) == 0


def asked_of(engines: list[Engine], skips: int) -> tuple[Trial, float]:
    """A text's way along engines with the patience of a real desk: ten seconds."""
    return run_skipping(tried(TranslatorChain(engines)), skips)


def test_behind_an_engine_of_sixty_seconds_the_next_one_answers_within_ten(
    released: threading.Event,
) -> None:
    engines: list[Engine] = [FakeEngine(hangs(released), "slow"), FakeEngine(name="quick")]
    trial, took = asked_of(engines, skips=1)
    assert trial.translation == Translation("HELLO THERE", "quick")
    assert outcomes(trial) == ["slow: timeout", "quick: answered"]
    assert 5.0 <= took < 10.0


def test_where_all_engines_hang_the_original_is_there_after_ten_seconds(
    released: threading.Event,
) -> None:
    engines: list[Engine] = [FakeEngine(hangs(released), name) for name in "abc"]
    trial, took = asked_of(engines, skips=3)
    assert trial.translation == Translation(HELLO, "none", ("untranslated",), retry=True)
    assert took == pytest.approx(10.0, abs=1.0)


def test_a_server_that_never_answers_costs_no_more_than_ten_seconds(server: LibreServer) -> None:
    server.mode = "hang"
    engines: list[Engine] = [
        DeepTranslatorEngine("libre", Access(server.url, key=KEY), 60.0),
        FakeEngine(name="quick"),
    ]
    trial, took = asked_of(engines, skips=1)
    assert trial.translation.engine == "quick"
    assert took < 10.0


def test_an_engine_that_may_not_be_asked_yet_is_passed_over_and_not_blamed(
    server: LibreServer,
) -> None:
    access = Access(server.url, key=KEY, a_minute=1)
    patience = Patience(seconds=0.5, failures=1)
    limited = GuardedEngine(DeepTranslatorEngine("libre", access, 0.2), patience)

    async def story() -> list[Trial]:
        chain = TranslatorChain([limited, FakeEngine(name="second")], patience)
        made = [await chain.trial(f"Hello {word}", "en", "pt") for word in ("there", "again")]
        chain.close()
        return made

    first, second = asyncio.run(story())
    limited.close(0.0)
    assert outcomes(first) == ["libre: answered"]
    assert outcomes(second) == ["libre: rate", "second: answered"]
    assert not limited.rests()
    assert len(server.asked) == 1
