"""Each key of `translation.yaml`, seen by what reaches an engine's server."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain.ports import Translation
from language.engine import EngineFailed
from language.online import Access, DeepTranslatorEngine
from rulebook.facts import Desk
from runtime.doors import CannotStart
from runtime.secret_places import secrets_in
from runtime.translators import Translators
from tests.language.libre import LibreServer, running
from tests.rulebook.building import Copy
from tests.runtime.reading import figures, moved

REGIONS, TRANSLATION = "regions.yaml", "translation.yaml"
ALLOWED = "    residency: cn\n    translation_engines: [local]\n"
NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture
def server() -> Iterator[LibreServer]:
    with running() as libre:
        yield libre


@pytest.fixture
def other() -> Iterator[LibreServer]:
    with running() as libre:
        yield libre


def allow(copy: Copy, *engines: str) -> Copy:
    """Have China's texts be seen by these engines."""
    return copy.edit(REGIONS, ALLOWED, ALLOWED.replace("local", ", ".join(engines)))


async def translated(
    desk: Desk,
    pair: tuple[str, str] = ("en", "de"),
    folder: Path = Path("nowhere"),
    environment: Mapping[str, str] | None = None,
) -> Translation:
    secrets = secrets_in(folder, environment or {})
    with Translators(desk, secrets, regions=["cn"]) as translators:
        return await translators.of("cn").translate("Good morning", *pair)


@pytest.mark.shows_key("translation.engines", "translation.engines.url")
async def test_a_server_is_asked_at_its_url(
    copy: Copy, server: LibreServer, other: LibreServer
) -> None:
    allow(copy, "libre")
    for place in (server, other):
        desk = copy.write(TRANSLATION, f"engines: {{libre: {{url: '{place.url}'}}}}\n").read()
        assert (await translated(desk)).text == "[de] Good morning"
    assert len(server.asked) == len(other.asked) == 1
    refused = copy.write(TRANSLATION, "engines: {}\n").complaints()
    assert "libre needs a url: write it in translation.yaml, under engines: libre" in refused[0]


@pytest.mark.shows_key("translation.engines.key", "translation.engines.key.file")
async def test_an_engine_is_shown_the_key_of_its_file(
    copy: Copy, server: LibreServer, tmp_path: Path
) -> None:
    allow(copy, "libre")
    engine = f"engines: {{libre: {{url: '{server.url}'KEY}}}}\n"
    await translated(copy.write(TRANSLATION, engine.replace("KEY", "")).read())
    desk = copy.write(TRANSLATION, engine.replace("KEY", ", key: {file: a-key}")).read()
    with pytest.raises(CannotStart, match="the secret a-key is not in the file"):
        await translated(desk, folder=tmp_path)
    (tmp_path / "a-key").write_text("of the file\n")
    await translated(desk, folder=tmp_path)
    assert [asked["api_key"] for asked in server.asked] == ["none", "of the file"]


@pytest.mark.shows_key("translation.engines.key.environment")
async def test_an_engine_is_shown_the_key_of_the_environment(
    copy: Copy, server: LibreServer
) -> None:
    allow(copy, "deepl")
    engine = f"engines: {{deepl: {{url: '{server.url}v2/', key: {{environment: A_KEY}}}}}}\n"
    desk = copy.write(TRANSLATION, engine).read()
    await translated(desk, environment={"A_KEY": "of the environment"})
    assert server.headers[0]["Authorization"] == "DeepL-Auth-Key of the environment"


@pytest.mark.shows_key("translation.engines.formality")
async def test_deepl_is_as_formal_as_the_file_says(
    copy: Copy, server: LibreServer, tmp_path: Path
) -> None:
    allow(copy, "deepl")
    (tmp_path / "a-key").write_text("k")
    for formality in ("", ", formality: more", ", formality: less"):
        engine = f"{{url: '{server.url}v2/', key: {{file: a-key}}{formality}}}"
        desk = copy.write(TRANSLATION, f"engines: {{deepl: {engine}}}\n").read()
        await translated(desk, folder=tmp_path)
    sent = [asked.get("formality") for asked in server.asked]
    assert sent == [None, "prefer_more", "prefer_less"]


@pytest.mark.shows_key("translation.engines.location")
async def test_microsoft_hears_where_the_resource_is(
    copy: Copy, server: LibreServer, tmp_path: Path
) -> None:
    allow(copy, "microsoft")
    (tmp_path / "a-key").write_text("k")
    for location in ("", ", location: westeurope"):
        engine = f"{{url: '{server.url}microsoft', key: {{file: a-key}}{location}}}"
        desk = copy.write(TRANSLATION, f"engines: {{microsoft: {engine}}}\n").read()
        await translated(desk, folder=tmp_path)
    sent = [headers.get("Ocp-Apim-Subscription-Region") for headers in server.headers]
    assert sent == [None, "westeurope"]


@pytest.mark.shows_key("translation.engines.email")
async def test_mymemory_hears_the_address(copy: Copy, server: LibreServer) -> None:
    allow(copy, "mymemory")
    for email in ("", ", email: desk@example.org"):
        engine = f"{{url: '{server.url}get'{email}}}"
        desk = copy.write(TRANSLATION, f"engines: {{mymemory: {engine}}}\n").read()
        await translated(desk)
    assert [asked.get("de") for asked in server.asked] == [None, "desk@example.org"]


@pytest.mark.shows_key("translation.engines.proxy")
async def test_an_engine_is_asked_through_its_proxy(copy: Copy, server: LibreServer) -> None:
    allow(copy, "libre")
    engine = f"engines: {{libre: {{url: '{NOWHERE}', proxy: '{server.url}'}}}}\n"
    assert (await translated(copy.write(TRANSLATION, engine).read())).engine == "libre"
    assert server.paths == [f"{NOWHERE}translate"]


@pytest.mark.shows_key("translation.engines.requests_a_minute")
async def test_an_engine_is_not_asked_more_often_than_the_file_says(
    copy: Copy, server: LibreServer
) -> None:
    allow(copy, "libre")
    engine = f"engines: {{libre: {{url: '{server.url}', requests_a_minute: RATE}}}}\n"
    for rate, expected in (("1000", 3), ("1", 4)):
        desk = copy.write(TRANSLATION, engine.replace("RATE", rate)).read()
        with Translators(desk, regions=["cn"]) as translators:
            made = [
                await translators.of("cn").translate(f"Good {when}", "en", "de")
                for when in ("morning", "evening", "night")
            ]
        assert len(server.asked) == expected
    assert [one.engine for one in made] == ["libre", "none", "none"]
    assert made[-1].retry


@pytest.mark.shows_key("translation.engines.price")
async def test_what_an_engine_is_given_costs_what_the_file_says(
    copy: Copy, server: LibreServer
) -> None:
    allow(copy, "libre")
    labels = {"region": "cn", "engine": "libre"}
    for price in ("20", "5.50"):
        engine = f"engines: {{libre: {{url: '{server.url}', price: {price}}}}}\n"
        before = figures()
        await translated(copy.write(TRANSLATION, engine).read())
        given = moved(before, "meridian_translation_characters_total", **labels)
        cost = moved(before, "meridian_translation_cost_total", **labels)
        assert given == len("Good morning")
        assert cost == pytest.approx(given * float(price) / 1_000_000)
    [refused] = copy.write(TRANSLATION, engine.replace("5.50", "20 EUR")).complaints()
    assert "'20 EUR' is no price: write a number such as 20 or 5.50" in refused


@pytest.mark.shows_key("translation.engines.in_clear")
def test_only_what_is_said_to_be_in_the_clear_may_be(copy: Copy) -> None:
    engine = "engines:\n  libre:\n    url: http://translate:5000/\n    in_clear: WORD\n"
    [refused] = copy.write(TRANSLATION, engine.replace("WORD", "false")).complaints()
    assert "an engine's url begins with https:// (http:// with in_clear: true)" in refused
    desk = copy.write(TRANSLATION, engine.replace("WORD", "true")).read()
    assert desk.engines["libre"].url == "http://translate:5000/"
    assert desk.engines["libre"].internal
    for here in ("http://localhost:5000/", "http://127.0.0.1:5000/", "https://a.example/"):
        copy.write(TRANSLATION, f"engines: {{libre: {{url: '{here}'}}}}\n").read()


@pytest.mark.attack(19)
@pytest.mark.shows_key("translation.engines.internal")
def test_an_engine_is_inside_where_it_is_said_to_be(
    copy: Copy, server: LibreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of a name is what counts; here every name leads to this machine."""
    port = server.server_address[1]
    monkeypatch.setattr(
        "language.checked_connections.socket.getaddrinfo",
        lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", port))],
    )
    allow(copy, "libre")
    url = f"https://translate.example:{port}/"
    for said, asked in (("false", "forbidden address"), ("true", "unreachable")):
        engine = f"engines: {{libre: {{url: '{url}', internal: {said}}}}}\n"
        access = copy.write(TRANSLATION, engine).read().engines["libre"]
        reached = DeepTranslatorEngine("libre", Access(url, internal=access.internal), 2.0)
        with pytest.raises(EngineFailed, match=asked):
            reached.translate("Good morning", "en", "pt")
    assert server.asked == []  # it speaks no TLS; what is forbidden is not even connected to


PAIRS = """engines:
  libre: {{url: '{libre}'}}
  google: {{url: '{google}m'}}
pairs:
  - {{from: [ja], to: [en], engines: [google, local]}}
  - {{to: [th], engines: []}}
  - {{from: [en], engines: [libre]}}
"""


@pytest.mark.shows_key(
    "translation.pairs",
    "translation.pairs.from",
    "translation.pairs.to",
    "translation.pairs.engines",
)
async def test_a_pair_is_translated_by_the_engines_that_are_good_enough_for_it(
    copy: Copy, server: LibreServer, other: LibreServer
) -> None:
    allow(copy, "libre", "google")
    text = PAIRS.format(libre=server.url, google=other.url)
    desk = copy.write(TRANSLATION, text).read()
    asked = {
        ("ja-JP", "en"): "google",
        ("ja", "ko"): "libre",  # none of the pairs: the region's own order
        ("en", "th"): "none",
        ("en-GB", "ko"): "libre",
    }
    for pair, engine in asked.items():
        assert (await translated(desk, pair)).engine == engine
    other.mode = "broken"
    assert (await translated(desk, ("ja", "en"))).engine == "none"  # libre is not good enough


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("engines: {deepl: {email: a@b.example}}", "deepl has no email; it is for mymemory"),
        ("engines: {google: {key: {file: a}}}", "google has no key; it is for deepl and microsoft"),
        ("engines: {libre: {formality: more}}", "libre has no formality; it is for deepl"),
        ("engines: {google: {location: eu}}", "google has no location; it is for microsoft"),
        ("engines: {babelfish: {}}", "babelfish"),
        ("engines: {deepl: {key: abc}}", "a secret never stands in a file of the desk"),
        ("engines: {google: {requests_a_minute: 0}}", "requests_a_minute"),
        ("pairs: [{engines: [local, local]}]", "name each engine once"),
        ("pairs: [{engines: [babelfish]}]", "engines"),
        ("pairs: [{from: [xx-nothing], engines: []}]", "is no language"),
    ],
)
def test_what_the_file_cannot_mean_is_refused(copy: Copy, text: str, sentence: str) -> None:
    found = copy.write(TRANSLATION, f"{text}\n").complaints()
    assert any(sentence in each for each in found), found
    assert all(each.startswith("translation.yaml") for each in found)


def test_a_desk_without_the_file_asks_its_engines_in_their_own_order(copy: Copy) -> None:
    (copy.folder / TRANSLATION).unlink()
    desk = copy.read()
    assert (dict(desk.engines), desk.pairs) == ({}, ())
