"""The how-to for replays: what it shows is what the commands say, but for hashes and builds."""

import asyncio
import re
import shlex
import shutil
from pathlib import Path

import pytest

from cli.main import main
from runtime.keys import make_region_key
from runtime.settings import variable
from tests.architecture.tree import ROOT
from tests.cli.audit.test_replay import HANDED, altered, edit, sealed_lives

PAGE = (ROOT / "docs" / "replay-a-ticket.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
            for line in block.splitlines()]  # fmt: skip
SHOWN = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
# Of another build, another system or another day.
VARIES = re.compile(r"\b[0-9a-f]{12,64}\b|time-zone data [^;,]+, [a-z' ]+")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    make_region_key(folder / "keys", "eu")
    asyncio.run(sealed_lives(folder))
    return folder


@pytest.fixture
def here(sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = shutil.copytree(sealed, tmp_path / "desk")
    monkeypatch.setenv(variable("data"), str(copied / "data"))
    monkeypatch.setenv(variable("keys"), str(copied / "keys"))
    monkeypatch.setenv("COLUMNS", "400")
    return copied


def said(captured: pytest.CaptureFixture[str], command: str, code: int = 0) -> set[str]:
    """The lines that a command of the page prints, without what varies."""
    captured.readouterr()
    program, *arguments = shlex.split(command)
    assert program == "meridian"
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert (ended.value.code or 0) == code
    return lines(captured.readouterr().out)


def lines(text: str) -> set[str]:
    return {" ".join(VARIES.sub("#", line).split()) for line in text.splitlines() if line.strip()}


def test_the_commands_say_what_the_page_shows(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, at, period = COMMANDS
    refused, differs = (text for text in SHOWN if text.startswith(("REFUSED", "The ledger")))
    told = said(capsys, one) | said(capsys, at) | said(capsys, period)
    for text in SHOWN:
        if text not in (refused, differs):
            assert lines(text) <= told, lines(text) - told


def test_what_was_changed_is_refused_as_the_page_shows(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, *_ = COMMANDS
    refused, differs = (text for text in SHOWN if text.startswith(("REFUSED", "The ledger")))
    change = 'update ledger set body = replace(body, \'"at":"20\', \'"at":"19\') '
    edit(here, f"{change} where sequence = 4 and ticket_id = ?", HANDED.ticket)
    assert lines(differs) <= said(capsys, one, code=1)
    altered(here, HANDED.ticket)
    number = re.compile(r"entry \d+ of")
    told = {number.sub("entry # of", line) for line in said(capsys, one, code=1)}
    assert {number.sub("entry # of", line) for line in lines(refused)} <= told
