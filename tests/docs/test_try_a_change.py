"""The how-to for trying changes: its script runs, and says what the page says."""

import re
import shlex
from pathlib import Path

import pytest

from cli.main import main
from rulebook.simulating.script import Doing, ScriptFile, TicketPart
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "try-a-change.md").read_text(encoding="utf-8")
SIMULATE = PAGE.partition("\n## On one ticket")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", SIMULATE, re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """The sample desk beside the script of the page, in the folder where the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "friday.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    return copied(tmp_path)


def typed(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command of the page says."""
    (line,) = blocks("console")
    program, *arguments = shlex.split(line)
    assert program == "meridian"
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    return str(out if not ended.value.code else err)


def test_the_script_of_the_page_is_simulated_as_the_page_says(
    desk: Copy, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = typed(capsys)
    for line in blocks("text")[0].splitlines():
        place = said.find(line)
        assert place >= 0, line
        said = said[place:]
    assert (tmp_path / "friday.svg").is_file()


def test_a_longer_promise_is_kept_as_the_page_says(
    desk: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.edit("policies/eu-vip.yaml", "first_reply: 30 minutes,", "first_reply: 1 hour,")
    said = typed(capsys)
    assert [line for line in blocks("text")[1].splitlines() if line not in said] == []
    assert "breach of first_reply" not in said


def test_a_script_that_makes_no_sense_is_refused_as_the_page_says(
    desk: Copy, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "friday.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("10 minutes", "10m"))
    assert typed(capsys) == blocks("refused")[0]


def test_everything_that_a_script_can_say_is_explained() -> None:
    words = {*Doing, *ScriptFile.model_fields, *TicketPart.model_fields}
    assert sorted(word for word in words if f"`{word}`" not in SIMULATE) == []
