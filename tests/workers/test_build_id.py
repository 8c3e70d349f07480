"""The build id changes with what tickets are lived by, and with nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.deployments import READERS, STORY, build_id
from runtime.settings import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in (*STORY, "api", "desk"):
        bytecode = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=bytecode)
    (tmp_path / "runtime").mkdir()
    for reader in READERS:
        shutil.copy(ROOT / reader, tmp_path / reader)
    return tmp_path


def append(path: Path) -> None:
    path.write_text(path.read_text() + "\nANOTHER = 1\n")


def rename(path: Path) -> None:
    path.rename(path.with_name("another.py"))


def test_a_build_is_the_same_wherever_it_stands(copy: Path) -> None:
    assert build_id(copy) == build_id(ROOT)
    assert len(build_id(copy)) == 16


@pytest.mark.parametrize("change", [append, rename, Path.unlink])
@pytest.mark.parametrize(
    "name",
    ["workflows/ticket.py", "domain/moves.py", "activities/intake.py"],
)
def test_another_story_is_another_build(
    copy: Path, name: str, change: Callable[[Path], object]
) -> None:
    before = build_id(copy)
    change(copy / name)
    assert build_id(copy) != before


def test_another_codec_is_another_build(copy: Path) -> None:
    before = build_id(copy)
    append(copy / "runtime" / "codec.py")
    assert build_id(copy) != before


@pytest.mark.parametrize("name", ["api/app.py", "desk/teams.yaml", "workflows/notes.txt"])
def test_what_tickets_are_not_lived_by_leaves_the_build_as_it_is(copy: Path, name: str) -> None:
    before = build_id(copy)
    with (copy / name).open("a") as file:
        file.write("\n# another line\n")
    assert build_id(copy) == before
