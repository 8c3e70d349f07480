"""What is wrong with settings, files or the place is a sentence and exit 2 at every door."""

import socket
from pathlib import Path

import pytest

from runtime.settings import variable
from tests.cli.commands import Shell, desk_copy, sentence

BAD_SETTINGS = [
    ("port", "eighty", "a number from 0 to 65535"),
    ("port", "65536", "a number from 0 to 65535"),
    ("temporal", "somewhere", "host:port"),
    ("temporal", "http://127.0.0.1:7233", "host:port"),
    ("temporal", "127.0.0.1:seven", "host:port"),
    ("embedded", "perhaps", "true or false"),
    ("callback", "not-a-url", "a web address, such as"),
    ("callback", "ftp://example.org/", "a web address, such as"),
    ("log_level", "loud", "debug, info, warning or error"),
]


def test_the_program_is_called_meridian(meridian: Shell) -> None:
    helped = meridian("--help")
    assert helped.code == 0
    assert "Usage: meridian [OPTIONS] COMMAND" in helped.out
    assert all(f" {part} " in helped.out for part in ("up", "api", "worker", "ticket", "key"))


@pytest.mark.parametrize(("setting", "written", "advice"), BAD_SETTINGS)
@pytest.mark.parametrize("door", ["api", "workers"])
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(
    meridian: Shell,
    monkeypatch: pytest.MonkeyPatch,
    door: str,
    setting: str,
    written: str,
    advice: str,
) -> None:
    monkeypatch.setenv(variable(setting), written)
    said = sentence(meridian.python_m(door))
    assert said.startswith(f"{variable(setting)} cannot be used")
    assert advice in said


@pytest.mark.parametrize("command", ["api", "worker", "key list", "ticket show eu-1"])
def test_every_command_says_which_setting_cannot_be_used(
    meridian: Shell, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("MERIDIAN_LOG_LEVEL", "loud")
    assert "MERIDIAN_LOG_LEVEL" in meridian.refuses(*command.split())


def test_all_wrong_settings_are_named_at_once(
    meridian: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_PORT", "eighty")
    monkeypatch.setenv("MERIDIAN_EMBEDDED", "perhaps")
    assert len(meridian.refuses("api").splitlines()) == 2


def test_a_wrong_callback_is_not_repeated_because_it_may_hold_a_secret(
    meridian: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_CALLBACK", "canary.example.org/t0ken")
    assert "canary" not in meridian.refuses("worker")


@pytest.mark.parametrize("part", ["api", "worker"])
def test_an_unknown_region_is_refused_with_those_that_there_are(
    meridian: Shell, folder: Path, part: str
) -> None:
    said = meridian.refuses(part, "--region", "eu", "--region", "xx")
    assert "no region xx" in said
    assert "eu, na, latam, apac, cn" in said
    assert not (folder / "data" / "xx").exists()


@pytest.mark.parametrize("command", ["api", "worker", "up --port 0", "key list"])
def test_a_fault_of_the_desk_is_named_by_file_and_line(
    meridian: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    broken = desk_copy(tmp_path / "broken", "regions.yaml", "default: eu", "default: xx")
    monkeypatch.setenv("MERIDIAN_DESK", str(broken))
    assert "regions.yaml, line " in meridian.refuses(*command.split())


@pytest.mark.parametrize("command", ["worker", "up --port 0"])
def test_an_engine_that_nobody_knows_is_refused_before_anything_starts(
    meridian: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    engines = ("translation_engines: [local]", "translation_engines: [babelfish]")
    monkeypatch.setenv("MERIDIAN_DESK", str(desk_copy(tmp_path / "d", "regions.yaml", *engines)))
    said = meridian.refuses(*command.split())
    assert said.startswith("regions.yaml, translation_engines of eu: ")
    assert "babelfish" in said
    assert "write one of local, google" in said


@pytest.mark.parametrize("part", ["api", "worker"])
def test_a_region_without_its_key_is_refused_with_the_place_of_the_key(
    meridian: Shell, folder: Path, part: str
) -> None:
    (folder / "keys" / "na.key").unlink()
    assert str(folder / "keys" / "na.key") in meridian.refuses(part)


def test_another_key_than_the_regions_own_is_refused(meridian: Shell, folder: Path) -> None:
    (folder / "keys" / "na.key").write_bytes((folder / "keys" / "eu.key").read_bytes())
    assert "not made with this key of na" in meridian.refuses("api")


@pytest.mark.parametrize("host", ["0.0.0.0", "203.0.113.7", "::"])  # noqa: S104 - to be refused
def test_an_embedded_api_listens_on_this_machine_only(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("MERIDIAN_EMBEDDED", "1")
    monkeypatch.setenv("MERIDIAN_HOST", host)
    said = sentence(meridian.python_m("api"))
    assert said == f"an embedded desk cannot listen on {host}: use 127.0.0.1\n"


@pytest.mark.parametrize("command", ["api", "up"])
def test_a_port_that_is_taken_is_refused(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        monkeypatch.setenv("MERIDIAN_PORT", port)
        assert port in meridian.refuses(command)


def test_a_data_folder_that_cannot_be_made_is_named(meridian: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    said = meridian.refuses("up", "--port", "0", "--data", str(tmp_path / "file" / "data"))
    assert said.startswith(f"{tmp_path / 'file'}")
