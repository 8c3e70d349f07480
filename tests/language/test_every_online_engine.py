"""What holds for each online engine, against a real server that speaks its form of HTTP."""

import io
import json
import logging
import traceback
from collections.abc import Iterator

import pytest

from language.adapters import ADAPTERS
from language.engine import EngineFailed
from language.online import Access, DeepTranslatorEngine
from runtime.logs import set_up_logs
from tests.language.libre import KEY, PLACES, LibreServer, engine

SECRET = "My card is 4111 and my name is Ada"
SECRETS = (SECRET, "4111", "My+card", "My%20card", "Ada", KEY, "127.0.0.1")
each = pytest.mark.parametrize("name", list(ADAPTERS))


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that a process with the most talkative logs writes."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    set_up_logs("debug", stream)
    yield stream
    root.handlers, root.level = handlers, level


@each
def test_each_translates_in_its_own_form(server: LibreServer, name: str) -> None:
    answer = engine(server, name).translate(" Hello & goodbye, it's me.\n\nBye\n", "en", "fr")
    assert answer.startswith(" [")
    assert "Hello & goodbye, it's me." in answer
    assert answer.endswith("Bye\n")


@each
@pytest.mark.parametrize(
    ("mode", "reason", "retry"),
    [
        ("broken", "status 500", True),
        ("busy", "status 429", True),
        ("forbidden", "status 403", False),
        ("refused", "status 400", False),
        ("spent", "status 456", False),
        ("elsewhere", "status 302", False),
        ("html", "malformed", True),
        ("nothing", "malformed", True),
        ("list", "malformed", True),
        ("endless", "answer too large", False),
        ("hang", "timeout", True),
        ("trickle", "timeout", True),
    ],
)
def test_a_failure_is_a_code_and_nothing_else(
    server: LibreServer, logged: io.StringIO, name: str, mode: str, reason: str, retry: bool
) -> None:
    server.mode = mode
    with pytest.raises(EngineFailed) as caught:
        engine(server, name, 0.3 if reason == "timeout" else 5.0).translate(SECRET, "en", "pt")
    failed = caught.value
    assert (failed.reason, failed.retry) == (reason, retry)
    assert failed.__cause__ is None
    assert failed.__context__ is None
    told = "".join(traceback.format_exception(failed)) + logged.getvalue() + repr(failed)
    assert not [secret for secret in SECRETS if secret in told]


@each
def test_an_engine_that_answers_leaves_nothing_in_the_logs(
    server: LibreServer, logged: io.StringIO, name: str
) -> None:
    logging.getLogger("tests").debug("the logs are read")
    engine(server, name).translate(SECRET, "en", "pt")
    assert "a library's message" in logged.getvalue()
    assert not [secret for secret in SECRETS if secret in logged.getvalue()]


@each
def test_an_engine_that_is_away_is_a_code_too(logged: io.StringIO, name: str) -> None:
    asked = DeepTranslatorEngine(name, Access(f"http://127.0.0.1:9/{PLACES[name]}", key=KEY), 2.0)
    with pytest.raises(EngineFailed) as caught:
        asked.translate(SECRET, "en", "pt")
    assert (caught.value.reason, caught.value.retry) == ("unreachable", True)
    told = "".join(traceback.format_exception(caught.value)) + logged.getvalue()
    assert not [secret for secret in SECRETS if secret in told]


@each
def test_no_engine_shows_its_key(name: str) -> None:
    access = Access("https://a.example/", key=KEY, email="a@b.example", proxy="https://u:p@c")
    shown = DeepTranslatorEngine(name, access).describe() + repr(access)
    assert not [secret for secret in (KEY, "b.example", "u:p") if secret in shown]


@each
def test_a_text_is_cut_between_paragraphs_where_the_engine_takes_no_more(
    server: LibreServer, name: str
) -> None:
    paragraph = "The parcel has not come yet. " * 12
    text = "\n\n".join([paragraph.strip()] * 50)
    answer = engine(server, name, 30.0).translate(text, "en", "fr")
    limit = ADAPTERS[name].longest
    assert 1 < len(server.asked) < 100
    assert answer.count("The parcel has not come yet.") == 600
    assert answer.count("\n\n") == 49
    if limit > len(paragraph):
        said = [json.dumps(asked) for asked in server.asked]
        assert all(one.count("The parcel") % 12 == 0 for one in said)


@each
def test_no_engine_is_asked_about_a_language_it_does_not_have(name: str) -> None:
    asked = DeepTranslatorEngine(name, Access("https://a.example/", key=KEY))
    assert asked.supports("en", "pt-BR")
    assert asked.supports("ja", "zh-Hant")
    assert not asked.supports("und", "en")
    assert not asked.supports("en", "tlh")
    assert not asked.supports("en", "")


def test_deepl_gets_its_key_in_a_header_and_the_text_in_the_body(server: LibreServer) -> None:
    engine(server, "deepl").translate(SECRET, "pt-BR", "en")
    assert server.paths == ["/v2/translate"]
    assert server.headers[0]["Authorization"] == f"DeepL-Auth-Key {KEY}"
    assert server.asked == [{"text": [SECRET], "source_lang": "PT", "target_lang": "EN-US"}]


@pytest.mark.parametrize(
    ("target", "formality", "sent"),
    [
        ("de", "more", "prefer_more"),
        ("pt-PT", "less", "prefer_less"),
        ("ja", "more", "prefer_more"),
        ("de", "default", None),
        ("ko", "more", None),
        ("en", "more", None),
    ],
)
def test_deepl_is_formal_where_the_language_has_it(
    server: LibreServer, target: str, formality: str, sent: str | None
) -> None:
    access = Access(f"{server.url}v2/", key=KEY, formality=formality)
    DeepTranslatorEngine("deepl", access).translate("How are you?", "fr", target)
    assert server.asked[0].get("formality") == sent


@pytest.mark.parametrize(
    ("key", "host"), [("abc:fx", "api-free.deepl.com"), ("abc", "api.deepl.com")]
)
def test_deepls_key_says_which_of_its_two_addresses_it_is_for(key: str, host: str) -> None:
    assert host in DeepTranslatorEngine("deepl", Access(key=key)).describe()


def test_microsoft_gets_its_key_and_place_in_headers(server: LibreServer) -> None:
    access = Access(server.url + PLACES["microsoft"], key=KEY, location="westeurope")
    DeepTranslatorEngine("microsoft", access).translate(SECRET, "zh-TW", "sr-Latn")
    assert server.headers[0]["Ocp-Apim-Subscription-Key"] == KEY
    assert server.headers[0]["Ocp-Apim-Subscription-Region"] == "westeurope"
    assert server.paths == ["/microsoft?api-version=3.0&from=zh-Hant&to=sr-Latn"]
    assert server.asked == [[{"text": SECRET}]]


@pytest.mark.parametrize(
    ("name", "access", "sentence"),
    [
        ("deepl", Access(), "The engine `deepl` needs a key"),
        ("microsoft", Access(), "The engine `microsoft` needs a key"),
        ("libre", Access(), "The engine `libre` needs the address of a server"),
        ("deepl", Access(key="a\nb"), "The key of `deepl` holds a character that no key has"),
        ("deepl", Access(key="schlüssel"), "holds a character that no key has"),
        ("deepl", Access(key="k", formality="very"), "Write the formality of `deepl` as default"),
        ("yandex", Access(), "No adapter is called 'yandex'"),
    ],
)
def test_an_engine_without_what_it_needs_is_refused_with_a_sentence(
    name: str, access: Access, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        DeepTranslatorEngine(name, access)
    assert access.key == "" or access.key not in str(refused.value)
