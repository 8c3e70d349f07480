import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Translation, Translator
from language.chain import Patience, TranslatorChain
from language.engine import Engine, EngineFailed
from language.local import LocalEngine
from language.online import Access, DeepTranslatorEngine
from tests.language.clocks import HandClock
from tests.language.fakes import FakeEngine, fails, hangs, loses
from tests.language.libre import KEY, LibreServer

HELLO = "Hello there"
UNTRANSLATED = Translation(HELLO, "none", ("untranslated",))


class ChainOf:
    """Builds chains, and closes them when the test is over."""

    def __init__(self) -> None:
        self._built: list[TranslatorChain] = []

    def __call__(
        self,
        engines: Sequence[Engine],
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> TranslatorChain:
        self._built.append(TranslatorChain(engines, patience, clock))
        return self._built[-1]

    def close(self) -> None:
        for chain in self._built:
            chain.close(grace=0.0)


@pytest.fixture
def chain_of() -> Iterator[ChainOf]:
    building = ChainOf()
    yield building
    building.close()


async def test_the_chain_is_the_port(chain_of: ChainOf) -> None:
    port: Translator = chain_of([FakeEngine()])
    assert await port.translate(HELLO, "en", "pt") == Translation("HELLO THERE", "fake")


async def test_a_real_sentence_is_really_translated(chain_of: ChainOf, local: LocalEngine) -> None:
    answer = await chain_of([local]).translate("Where is my order?", "en", "pt-BR")
    assert answer.engine == "local"
    assert answer.text.startswith("Onde")


async def test_the_same_language_is_left_alone(chain_of: ChainOf) -> None:
    engine = FakeEngine()
    chain = chain_of([engine])
    assert await chain.translate(HELLO, "en-GB", "en") == Translation(HELLO, "none")
    assert engine.asked == []


@pytest.mark.parametrize("text", ["", " \n", "42", "🎉", "https://a.example/b", "A-10293"])
async def test_a_text_without_words_is_left_alone(chain_of: ChainOf, text: str) -> None:
    engine = FakeEngine()
    assert await chain_of([engine]).translate(text, "en", "pt") == Translation(text, "none")
    assert engine.asked == []


async def test_the_next_engine_answers_for_one_that_fails(chain_of: ChainOf) -> None:
    chain = chain_of([FakeEngine(fails("status 500", True)), FakeEngine(name="second")])
    assert await chain.translate(HELLO, "en", "pt") == Translation("HELLO THERE", "second")


async def test_engines_are_asked_in_order(chain_of: ChainOf) -> None:
    first, second = FakeEngine(name="first"), FakeEngine(name="second")
    answer = await chain_of([first, second]).translate(HELLO, "en", "pt")
    assert answer.engine == "first"
    assert second.asked == []


@pytest.mark.parametrize(
    "engines",
    [
        [],
        [FakeEngine(pairs=frozenset({("pt", "en")}))],
        [FakeEngine(fails("status 400", False))],
        [FakeEngine(lambda _: " ")],
    ],
    ids=["none", "another pair", "refused", "empty"],
)
async def test_what_nobody_can_do_comes_back_untranslated(
    chain_of: ChainOf, engines: list[FakeEngine]
) -> None:
    assert await chain_of(engines).translate(HELLO, "en", "pt") == UNTRANSLATED


async def test_a_passing_failure_asks_to_retry(chain_of: ChainOf) -> None:
    chain = chain_of([FakeEngine(fails("busy", True)), FakeEngine(fails("no", False))])
    answer = await chain.translate(HELLO, "en", "pt")
    assert answer == Translation(HELLO, "none", ("untranslated",), retry=True)


@pytest.mark.parametrize("error", [KeyError("q"), StopIteration(), SystemExit(1), MemoryError()])
async def test_a_broken_engine_never_raises(chain_of: ChainOf, error: BaseException) -> None:
    def break_down(_: str) -> str:
        raise error

    assert await chain_of([FakeEngine(break_down)]).translate(HELLO, "en", "pt") == (UNTRANSLATED)


async def test_an_engine_that_hangs_costs_no_more_than_the_limit(
    chain_of: ChainOf, released: threading.Event
) -> None:
    chain = chain_of([FakeEngine(hangs(released))], Patience(seconds=0.2))
    began = time.monotonic()
    answer = await chain.translate(HELLO, "en", "pt")
    assert time.monotonic() - began < 1.0
    assert answer == Translation(HELLO, "none", ("untranslated",), retry=True)
    chain.close(grace=0.05)
    assert time.monotonic() - began < 2.0


async def test_an_engine_that_hangs_leaves_time_for_the_next(
    chain_of: ChainOf, released: threading.Event
) -> None:
    engines = [FakeEngine(hangs(released)), FakeEngine(name="second")]
    answer = await chain_of(engines, Patience(seconds=0.6)).translate(HELLO, "en", "pt")
    assert answer.engine == "second"


async def test_an_engine_that_hangs_holds_up_nobody_else(
    chain_of: ChainOf, released: threading.Event
) -> None:
    stuck = FakeEngine(hangs(released), pairs=frozenset({("en", "pt")}))
    free = FakeEngine(name="free", pairs=frozenset({("en", "es")}))
    chain = chain_of([stuck, free], Patience(seconds=2.0, width=2))
    answers = await asyncio.gather(
        *(chain.translate(HELLO, "en", "pt") for _ in range(20)),
        *(chain.translate(HELLO, "en", "es") for _ in range(20)),
    )
    assert [answer.engine for answer in answers] == ["none"] * 20 + ["free"] * 20
    assert len(stuck.asked) == 2  # what nobody waits for any more is never begun


async def test_a_caller_who_goes_away_leaves_no_mark(
    chain_of: ChainOf, released: threading.Event
) -> None:
    slow = FakeEngine(hangs(released))
    chain = chain_of([slow], Patience(failures=1, width=1))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(chain.translate(HELLO, "en", "pt"), 0.05)
    released.set()
    assert (await chain.translate(HELLO, "en", "pt")).engine == "fake"


async def test_a_closed_chain_answers_untranslated(chain_of: ChainOf) -> None:
    chain = chain_of([FakeEngine()])
    await chain.translate(HELLO, "en", "pt")
    chain.close()
    answer = await chain.translate(HELLO, "en", "pt")
    assert answer == Translation(HELLO, "none", ("untranslated",), retry=True)


def _switched(state: dict[str, bool]) -> Callable[[str], str]:
    def answer(text: str) -> str:
        if state["down"]:
            raise EngineFailed("status 503", retry=True)
        return text.upper()

    return answer


async def test_an_engine_that_keeps_failing_is_left_alone_for_a_while(chain_of: ChainOf) -> None:
    clock, state = HandClock(), {"down": True}
    engine = FakeEngine(_switched(state))
    chain = chain_of([engine], Patience(failures=3, rest=30), clock)
    for _ in range(5):
        answer = await chain.translate(HELLO, "en", "pt")
        assert answer.retry
    assert len(engine.asked) == 3
    clock.seconds = 30.0
    await chain.translate(HELLO, "en", "pt")  # one try, which fails
    await chain.translate(HELLO, "en", "pt")
    assert len(engine.asked) == 4
    clock.seconds, state["down"] = 60.0, False
    assert (await chain.translate(HELLO, "en", "pt")).engine == "fake"
    assert (await chain.translate(HELLO, "en", "pt")).engine == "fake"


async def test_texts_that_an_engine_refuses_do_not_open_its_breaker(chain_of: ChainOf) -> None:
    engine = FakeEngine(fails("not latin", False))
    chain = chain_of([engine], Patience(failures=1))
    for _ in range(3):
        assert await chain.translate(HELLO, "en", "pt") == UNTRANSLATED
    assert len(engine.asked) == 3


async def test_a_number_goes_around_the_engine(chain_of: ChainOf) -> None:
    engine = FakeEngine(lambda text: text.replace("10293", "10239"))
    answer = await chain_of([engine]).translate("Order #10293 is late", "en", "pt")
    assert answer == Translation("Order #10293 is late", "fake")
    assert not [asked for asked in engine.asked if "10293" in asked]


async def test_what_an_engine_loses_is_flagged(chain_of: ChainOf) -> None:
    said = "Order #10293 is late, see https://a.example/b"
    answer = await chain_of([FakeEngine(loses("Pronto."))]).translate(said, "en", "pt")
    assert answer.flags
    assert "10293" in answer.text
    assert not answer.retry


@pytest.mark.parametrize(
    ("mode", "retry"), [("hang", True), ("broken", True), ("html", True), ("blank", False)]
)
async def test_a_sick_server_means_untranslated_within_the_limit(
    chain_of: ChainOf, server: LibreServer, mode: str, retry: bool
) -> None:
    server.mode = mode
    engine = DeepTranslatorEngine("libre", Access(server.url, key=KEY), 0.3)
    chain = chain_of([engine], Patience(seconds=0.3))
    began = time.monotonic()
    answer = await chain.translate(HELLO, "en", "pt")
    assert time.monotonic() - began < 1.5
    assert answer == Translation(HELLO, "none", ("untranslated",), retry)


ANSWERS: tuple[Callable[[str], str], ...] = (
    str,
    str.swapcase,
    lambda text: text[::-1],
    lambda text: "x",
    lambda _: "",
    fails("status 500", True),
    fails("no", False),
    lambda text: str(1 // 0),
)
WORKING = 4  # of them do answer


@given(
    text=st.text(),
    answers=st.lists(st.sampled_from(ANSWERS), max_size=3),
    source=st.sampled_from(["en", "und", "", "zh-Hant"]),
)
def test_no_text_is_ever_lost(text: str, answers: list[Callable[[str], str]], source: str) -> None:
    engines = [FakeEngine(answer, str(place)) for place, answer in enumerate(answers)]
    chain = TranslatorChain(engines)
    found = asyncio.run(chain.translate(text, source, "pt"))
    chain.close()
    if found.engine == "none":
        assert found.text == text
        assert found.flags in {(), ("untranslated",)}
    else:
        assert found.text.strip()
        answered = int(found.engine)  # unless all of it goes around the engines
        assert ANSWERS.index(answers[answered]) < WORKING or not engines[answered].asked
        assert set(found.flags) <= {"entities_changed", "terms_unverified"}
