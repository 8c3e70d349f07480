import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from deep_translator import LibreTranslator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language.engine import EngineFailed
from language.online import Access, DeepTranslatorEngine
from tests.language.libre import KEY, LibreServer

SECRET = "My card is 4111 and my name is Ada"


def _libre(server: LibreServer, seconds: float = 5.0) -> DeepTranslatorEngine:
    return DeepTranslatorEngine("libre", Access(server.url, key=KEY), seconds)


def test_libre_translates_through_the_adapter(server: LibreServer) -> None:
    answer = _libre(server).translate(" Hello there.\n", "en-GB", "zh-Hant")
    assert answer == " [zt] Hello there.\n"
    assert server.asked == [
        {"q": "Hello there.", "source": "en", "target": "zt", "format": "text", "api_key": KEY}
    ]


def test_neither_text_nor_key_stands_in_the_address(server: LibreServer) -> None:
    _libre(server).translate(SECRET, "en", "pt")
    assert server.paths == ["/translate"]


def test_the_address_may_lack_its_last_slash(server: LibreServer) -> None:
    engine = DeepTranslatorEngine("libre", Access(server.url.rstrip("/")))
    assert engine.translate("Hello", "en", "pt") == "[pt] Hello"


def test_google_reads_the_answer_out_of_its_page(server: LibreServer) -> None:
    server.mode = "google"
    engine = DeepTranslatorEngine("google", Access(server.url, key=KEY, email="a@b.example"))
    assert engine.translate("Hello & bye", "en", "pt-BR") == "Olá & até logo"
    assert server.paths == ["/?tl=pt&sl=en&q=Hello+%26+bye"]


def test_my_memory_gets_its_territories(server: LibreServer) -> None:
    server.mode = "memory"
    engine = DeepTranslatorEngine("mymemory", Access(server.url))
    assert engine.translate("Hello", "en", "pt") == "Olá"
    assert "en-US%7Cpt-BR" in server.paths[0]


@pytest.mark.parametrize(
    ("mode", "reason", "retry"),
    [
        ("broken", "status 500", True),
        ("busy", "status 429", True),
        ("forbidden", "status 403", False),
        ("refused", "status 400", False),
        ("elsewhere", "status 302", False),
        ("html", "malformed", True),
        ("nothing", "malformed", True),
        ("list", "malformed", True),
        ("blank", "empty", False),
        ("null", "empty", False),
        ("endless", "answer too large", False),
        ("hang", "timeout", True),
        ("trickle", "timeout", True),
    ],
)
def test_a_failure_is_a_code_without_text_address_or_key(
    server: LibreServer, mode: str, reason: str, retry: bool
) -> None:
    server.mode = mode
    with pytest.raises(EngineFailed) as caught:
        _libre(server, 0.3 if reason == "timeout" else 5.0).translate(SECRET, "en", "pt")
    failed = caught.value
    assert (failed.reason, failed.retry) == (reason, retry)
    assert failed.__cause__ is None
    assert failed.__context__ is None
    told = "".join(traceback.format_exception(failed))
    assert not [secret for secret in (SECRET, "4111", KEY, "127.0.0.1") if secret in told]


def test_an_unreachable_server_is_a_passing_failure() -> None:
    engine = DeepTranslatorEngine("libre", Access("http://127.0.0.1:9/", key=KEY), 2.0)
    with pytest.raises(EngineFailed) as caught:
        engine.translate(SECRET, "en", "pt")
    assert (caught.value.reason, caught.value.retry) == ("unreachable", True)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("address", ["nowhere", "ftp://a.example/", "http://[/"])
def test_a_bad_address_is_a_lasting_failure(address: str) -> None:
    with pytest.raises(EngineFailed) as caught:
        DeepTranslatorEngine("google", Access(address), 2.0).translate("Hello", "en", "pt")
    assert (caught.value.reason, caught.value.retry) == ("bad address", False)


def test_my_memorys_spent_quota_is_no_translation(server: LibreServer) -> None:
    server.mode = "quota"
    with pytest.raises(EngineFailed, match="status 429"):
        DeepTranslatorEngine("mymemory", Access(server.url)).translate("Hello", "en", "pt")


def test_the_time_is_for_all_pieces_together(server: LibreServer) -> None:
    server.mode = "hang"
    began = time.monotonic()
    with pytest.raises(EngineFailed, match="timeout"):
        _libre(server, 0.3).translate("Hello there. " * 1_000, "en", "pt")
    assert time.monotonic() - began < 3.0


def test_a_long_text_goes_in_pieces_that_the_engine_takes(server: LibreServer) -> None:
    text = "\n\n".join(f"第{n}段: 我的包裹还没有到，请尽快回复。" * 20 for n in range(5))
    answer = _libre(server).translate(text, "zh", "en")
    assert len(server.asked) > 1
    assert all(len(sent["q"].encode()) <= 2_000 for sent in server.asked)
    assert answer.replace("[en] ", "") == text


def test_nobody_gets_anothers_text(server: LibreServer) -> None:
    engine = _libre(server, 20.0)
    texts = [f"Customer {n} says hello" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: engine.translate(text, "en", "pt"), texts))
    assert answers == [f"[pt] {text}" for text in texts]


def test_the_library_itself_stays_untouched(server: LibreServer) -> None:
    before = LibreTranslator.translate, LibreTranslator.translate.__globals__["requests"]
    _libre(server).translate("Hello", "en", "pt")
    assert before == (LibreTranslator.translate, LibreTranslator.translate.__globals__["requests"])


def test_nothing_shown_of_an_engine_holds_its_key(server: LibreServer) -> None:
    assert KEY not in _libre(server).describe() + repr(Access(server.url, key=KEY))


def test_a_pair_without_codes_is_unsupported(server: LibreServer) -> None:
    engine = _libre(server)
    assert engine.supports("nl", "uk")  # beyond the adapter's own table
    assert not engine.supports("und", "en")
    assert not engine.supports("en", "en-GB")
    with pytest.raises(EngineFailed, match="unsupported"):
        engine.translate("Hello", "und", "en")


def test_a_text_beyond_all_measure_is_refused(server: LibreServer) -> None:
    with pytest.raises(EngineFailed, match="too long"):
        _libre(server).translate("a" * 20_001, "en", "pt")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=80))
def test_any_text_comes_back_whole(server: LibreServer, text: str) -> None:
    assert _libre(server).translate(text, "en", "pt").replace("[pt] ", "") == text
