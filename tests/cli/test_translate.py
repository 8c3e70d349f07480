"""`meridian translate`: the text, who made it, and why others did not."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Shell, desk_copy
from tests.language.libre import KEY, LibreServer, running

THANKS = "Thank you for your patience"
THANK_YOU = "Thank you very much"  # so few words that nobody looks which language they are in
EU = "    residency: eu\n    translation_engines: [local]\n"


@pytest.fixture
def server() -> Iterator[LibreServer]:
    with running() as libre:
        yield libre


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No desk was published: the folder of the sample counts."""
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def several(
    tmp_path: Path, server: LibreServer, away: None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A desk whose region eu asks DeepL, LibreTranslate and the local engine."""
    allowed = EU.replace("local", "deepl, libre, local")
    desk = desk_copy(tmp_path / "desk", "regions.yaml", EU, allowed)
    reached = (
        "engines:\n"
        f"  deepl: {{url: 'http://127.0.0.1:9/', key: {{file: deepl-key}}}}\n"
        f"  libre: {{url: '{server.url}'}}\n"
    )
    (desk / "translation.yaml").write_text(reached)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "deepl-key").write_text(KEY)
    monkeypatch.setenv("MERIDIAN_DESK", str(desk))
    return desk


def test_the_local_engine_answers_where_nothing_else_is_allowed(
    meridian: Shell, away: None
) -> None:
    ended = meridian("translate", THANKS, "--from", "en", "--to", "pt")
    assert ended.code == 0
    assert "Obrigad" in ended.out
    assert "en to pt, region eu:" in ended.err
    assert "local answered" in ended.err
    assert "translated by local" in ended.err


def test_it_says_who_answered_and_why_others_did_not(meridian: Shell, several: Path) -> None:
    ended = meridian("translate", THANK_YOU, "--to", "de", "--json")
    assert ended.code == 0, ended
    found = json.loads(ended.out)
    assert found["text"] == f"[de] {THANK_YOU}"
    assert (found["from"], found["to"], found["region"]) == ("en", "de", "eu")
    assert (found["engine"], found["flags"], found["retry"]) == ("libre", [], False)
    tries = [(one["engine"], one["outcome"]) for one in found["tries"]]
    reasons = [("local", "unsupported"), ("deepl", "unreachable"), ("libre", "answered")]
    assert tries == reasons
    told = meridian("translate", THANK_YOU, "--to", "de")
    assert told.out == f"[de] {THANK_YOU}\n"
    assert "deepl cannot be reached" in told.err
    assert "libre answered" in told.err
    assert KEY not in ended.out + ended.err + told.err


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("forbidden", "libre does not accept our key (status 403)"),
        ("html", "libre answered something that cannot be read"),
        ("broken", "libre failed: status 500"),
        ("echo", "libre answered in another language"),
    ],
)
def test_what_nobody_translates_ends_with_1(
    meridian: Shell, several: Path, server: LibreServer, mode: str, reason: str
) -> None:
    server.mode = mode
    ended = meridian("translate", THANKS, "--from", "en", "--to", "th")
    assert ended.code == 1
    assert ended.out == f"{THANKS}\n"
    assert reason in ended.err
    assert "local does not have this pair of languages" in ended.err
    assert "untranslated; later it may be" in ended.err


def test_a_pair_for_which_nobody_is_good_enough_says_so(meridian: Shell, several: Path) -> None:
    file = several / "translation.yaml"
    file.write_text(file.read_text() + "pairs: [{to: [fr], engines: []}]\n")
    ended = meridian("translate", THANKS, "--from", "en", "--to", "fr")
    assert ended.code == 1
    assert "libre is not good enough for this pair, says translation.yaml" in ended.err


def test_a_text_may_come_from_the_input(
    meridian: Shell, several: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{THANK_YOU}\n\n"))
    ended = meridian("translate", "--from", "en-GB", "--to", "zh-TW")
    assert ended.code == 0
    assert ended.out == f"[zt] {THANK_YOU}\n\n"


def test_what_is_of_the_language_already_is_left_alone(meridian: Shell, away: None) -> None:
    ended = meridian("translate", THANKS, "--to", "en")
    assert (ended.code, ended.out) == (0, f"{THANKS}\n")
    assert "nothing to translate" in ended.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((THANKS, "--to", "de", "--region", "mars"), "there is no region mars: write one of eu"),
        ((THANKS, "--to", "12345"), "'12345' is no language: write a tag like pt or pt-BR"),
        ((" ", "--to", "de"), "there is nothing to translate"),
        (("4711", "--to", "de"), "the language of the text cannot be told: name it with --from"),
        ((THANKS,), "--to"),
    ],
)
def test_input_that_cannot_be_used_ends_with_2(
    meridian: Shell, away: None, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in meridian.refuses("translate", *arguments)


def test_a_key_that_is_not_here_is_named(meridian: Shell, several: Path, tmp_path: Path) -> None:
    (tmp_path / "keys" / "deepl-key").unlink()
    said = meridian.refuses("translate", THANKS, "--to", "de")
    assert "translation_engines of eu: the secret deepl-key is not in the file" in said
