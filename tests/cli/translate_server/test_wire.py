import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from deep_translator import LibreTranslator

from cli.translate_server.asking import LARGEST_BODY, LONGEST_TEXT, MOST_TEXTS
from cli.translate_server.working import Bounds
from language.chain import Patience, TranslatorChain
from language.engine import EngineFailed
from language.local import LocalEngine
from language.online import Access, DeepTranslatorEngine
from tests.apertium import NO_APERTIUM, is_installed
from tests.cli.translate_server.conftest import Echo, Serve
from tests.patience import PATIENCE

SECRET = "My card is 4111 and my name is Ada"
HELLO = {"q": "Hello there", "source": "en", "target": "pt"}


def post(url: str, path: str = "translate", **request: Any) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=PATIENCE.total_seconds()) as client:
        return client.post(f"{url}{path}", **request)


def get(url: str, path: str) -> Any:
    with httpx.Client(trust_env=False, timeout=PATIENCE.total_seconds()) as client:
        return client.get(f"{url}{path}").json()


def _chain(url: str) -> TranslatorChain:
    engine = DeepTranslatorEngine("libre", Access(url), seconds=60)
    return TranslatorChain([engine], Patience(seconds=60))


async def test_the_chain_translates_through_it(serve: Serve, local: LocalEngine) -> None:
    chain = _chain(serve(local))
    answer = await chain.translate("Where is my parcel?\n\nIt is order #A-10293.", "en", "pt-BR")
    chain.close()
    assert (answer.engine, answer.flags) == ("libre", ())
    assert answer.text.startswith("Onde está")
    assert "\n\n" in answer.text
    assert "#A-10293" in answer.text


async def test_the_chain_gets_spanish_by_apertium_through_it(
    serve: Serve, local: LocalEngine
) -> None:
    if not is_installed():
        pytest.skip(NO_APERTIUM)
    chain = _chain(serve(local))
    answer = await chain.translate("¿Dónde está mi paquete?", "es", "en")
    chain.close()
    assert answer.engine == "libre"
    assert answer.text.startswith("Where is")


async def test_a_pair_that_the_server_has_not_stays_untranslated(serve: Serve) -> None:
    chain = _chain(serve(Echo()))
    answer = await chain.translate("Guten Tag", "de", "pt")
    chain.close()
    assert answer.flags == ("untranslated",)
    assert not answer.retry


def test_deep_translator_talks_to_it_as_it_is(serve: Serve, local: LocalEngine) -> None:
    client = LibreTranslator(source="en", target="pt", api_key="any", custom_url=serve(local))
    assert client.translate("Where is my parcel?").startswith("Onde está")


@pytest.mark.parametrize("form", ["json", "data", "params"])
def test_each_form_of_asking_is_understood(serve: Serve, form: str) -> None:
    asking: dict[str, Any] = {form: HELLO}
    answer = post(serve(Echo()), **asking)
    assert answer.status_code == 200
    assert answer.json() == {"translatedText": "[pt] Hello there"}


def test_a_list_is_answered_by_a_list(serve: Serve) -> None:
    url = serve(Echo())
    told = {**HELLO, "q": ["Hello", "Goodbye"]}
    wanted = {"translatedText": ["[pt] Hello", "[pt] Goodbye"]}
    assert post(url, json=told).json() == wanted
    assert post(url, params=told).json() == wanted
    assert post(url, data=told).json() == wanted
    assert post(url, json={**HELLO, "q": ["Hello"]}).json() == {"translatedText": ["[pt] Hello"]}


def test_what_is_in_the_language_already_or_says_nothing_stays(serve: Serve) -> None:
    echo = Echo()
    url = serve(echo)
    assert post(url, json={**HELLO, "target": "en-GB"}).json()["translatedText"] == "Hello there"
    assert post(url, json={**HELLO, "q": "🎉 42"}).json()["translatedText"] == "🎉 42"
    assert echo.asked == []


def test_auto_says_what_it_detected(serve: Serve) -> None:
    answer = post(serve(Echo()), json={**HELLO, "source": "auto"}).json()
    assert answer["translatedText"] == "[pt] Hello there"
    assert answer["detectedLanguage"] == {"confidence": 90.0, "language": "en"}


def test_it_names_its_languages_and_detects_them(serve: Serve) -> None:
    url = serve(Echo())
    assert get(url, "languages") == [
        {"code": "en", "name": "English", "targets": ["pt"]},
        {"code": "es", "name": "Spanish", "targets": ["pt"]},
        {"code": "pt", "name": "Portuguese", "targets": ["en"]},
    ]
    assert post(url, "detect", data={"q": "Hello"}).json() == [
        {"confidence": 90.0, "language": "en"}
    ]
    assert get(url, "healthz") == {"status": "ok"}


TOO_LONG = f"Invalid request: request ({LONGEST_TEXT + 1}) exceeds text limit ({LONGEST_TEXT})"
TOO_MANY = f"Invalid request: request ({MOST_TEXTS + 1}) exceeds text limit ({MOST_TEXTS})"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"q": ""}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"q": 7}, "Invalid request: q parameter is not a string"),
        ({"q": ["a", None]}, "Invalid request: q parameter is not a string"),
        ({"q": "a" * (LONGEST_TEXT + 1)}, TOO_LONG),
        ({"q": ["a"] * (MOST_TEXTS + 1)}, TOO_MANY),
        ({"source": ""}, "Invalid request: missing source parameter"),
        ({"target": None}, "Invalid request: missing target parameter"),
        ({"source": "de"}, "de is not supported"),
        ({"target": ["pt"]}, "That is not supported"),
        ({"target": SECRET}, "That is not supported"),
        ({"target": "es"}, "es is not available as a target language from en"),
        ({"format": "html"}, "html format is not supported"),
    ],
)
def test_what_it_cannot_do_is_refused_in_the_servers_words(
    serve: Serve, changed: Mapping[str, object], sentence: str
) -> None:
    answer = post(serve(Echo()), json={**HELLO, **changed})
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=b"] * 200), "application/x-www-form-urlencoded", 400),
        (b"q" * (LARGEST_BODY + 1), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    serve: Serve, body: bytes, kind: str, status: int
) -> None:
    answer = post(serve(Echo()), content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}


def test_unknown_paths_and_methods_are_refused_in_the_same_form(serve: Serve) -> None:
    url = serve(Echo())
    assert post(url, "suggest").json() == {"error": "Not Found"}
    assert get(url, "translate") == {"error": "Method Not Allowed"}


def test_with_a_key_only_who_gives_it_is_served(serve: Serve) -> None:
    url = serve(Echo(), key="the key")
    assert post(url, json=HELLO).status_code == 400
    wrong = post(url, json={**HELLO, "api_key": "another"})
    assert (wrong.status_code, wrong.json()) == (403, {"error": "Invalid API key"})
    assert post(url, params={**HELLO, "api_key": "the key"}).status_code == 200
    assert post(url, "detect", json={"q": "Hello"}).status_code == 400
    assert len(get(url, "languages")) == 3


@pytest.mark.parametrize(("retry", "status"), [(True, 503), (False, 400)])
def test_a_failure_is_told_by_its_code_and_whether_to_come_again(
    serve: Serve, retry: bool, status: int
) -> None:
    answer = post(serve(Echo(fails=EngineFailed("unknown words", retry))), json=HELLO)
    assert answer.status_code == status
    assert answer.json() == {"error": "Cannot translate text: unknown words"}
    assert ("Retry-After" in answer.headers) == retry


def test_who_comes_when_all_are_busy_is_told_to_come_again(
    serve: Serve, held: threading.Event
) -> None:
    echo = Echo(held)
    url = serve(echo, bounds=Bounds(width=1, waiting=0, seconds=60))
    with ThreadPoolExecutor(1) as clients:
        first = clients.submit(post, url, json=HELLO)
        assert echo.begun.wait(PATIENCE.total_seconds())
        second = post(url, json=HELLO)
        assert get(url, "healthz") == {"status": "ok"}
        held.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.headers["Retry-After"]) == (503, "1")
    assert post(url, json=HELLO).status_code == 200


def test_a_request_is_answered_in_its_seconds_whatever_the_engine_does(
    serve: Serve, held: threading.Event
) -> None:
    answer = post(serve(Echo(held), bounds=Bounds(seconds=0.2)), json=HELLO)
    assert answer.status_code == 503
    assert answer.json() == {"error": "Cannot translate text: timeout"}


def test_neither_an_answer_nor_a_log_quotes_a_text(
    serve: Serve, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken(Echo):
        def translate(self, text: str, source: str, target: str) -> str:
            raise RuntimeError(text)

    with caplog.at_level(logging.DEBUG):
        answers = [
            post(serve(Broken()), params={**HELLO, "q": SECRET}),
            post(serve(Echo(fails=EngineFailed(SECRET, retry=False))), json={**HELLO, "q": SECRET}),
            post(serve(Echo()), json={"q": SECRET, "source": SECRET, "target": "pt"}),
        ]
    assert [answer.status_code for answer in answers] == [500, 400, 400]
    ours = [record for record in caplog.records if not record.name.startswith("http")]
    told = "".join(answer.text for answer in answers) + "".join(map(str, ours))
    assert "4111" not in told + "".join(capfd.readouterr())
