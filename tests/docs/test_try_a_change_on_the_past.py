"""The how-to for backtests: its command runs on a fortnight, and says what the page says."""

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from cli.main import main
from runtime.settings import variable
from tests.architecture.tree import ROOT
from tests.cli.desk.test_backtest import record
from tests.rulebook.building import STANDARD, copied

PAGE = (ROOT / "docs" / "try-a-change.md").read_text(encoding="utf-8")
BACKTEST = PAGE.partition("\n## On the tickets that were")[2].partition("\n## ")[0]
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", BACKTEST, re.DOTALL))
PERIOD = "--from 2026-03-02 --to 2026-03-15"
FIGURES = re.compile(r"\d+")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    asyncio.run(record(folder))
    return folder


@pytest.fixture
def here(tmp_path: Path, recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the command runs, with the changed copy of the sample desk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv(variable("data"), str(recorded))
    copy = copied(tmp_path).edit(STANDARD, "first_reply: 4 hours", "first_reply: 2 hours")
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    version = re.search(r"^version: (\d+)$", text, re.MULTILINE)
    assert version is not None
    copy.edit(STANDARD, version[0], "version: 3")
    copy.folder.rename(tmp_path / "next")
    return tmp_path


def typed(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    program, *arguments = shlex.split(command)
    assert program == "meridian"
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    return str(out if not ended.value.code else err)


def without_figures(text: str) -> str:
    return FIGURES.sub("0", " ".join(text.split()))


def test_the_command_of_the_page_says_what_the_page_says(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = without_figures(typed(BLOCKS["console"], capsys))
    for line in map(without_figures, BLOCKS["text"].splitlines()):
        place = said.find(line)
        assert place >= 0, line
        said = said[place:]
    for line in BLOCKS["supposed"].splitlines():
        assert without_figures(line) in said
    assert (here / "march.svg").is_file()


def test_what_the_page_says_is_refused_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = BLOCKS["console"].partition(" --svg")[0]
    turned, empty = BLOCKS["refused"].splitlines()
    asked = command.replace(PERIOD, "--from 2026-03-15 --to 2026-03-02")
    assert typed(asked, capsys).strip() == turned
    asked = command.replace(PERIOD, "--from 2025-01-01 --to 2025-01-31")
    assert typed(asked, capsys).startswith(empty)
