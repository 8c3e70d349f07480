"""Folders that no editor leaves behind: a sentence for each, and nothing to publish."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rulebook.checking.examination import examine
from rulebook.publishing.editions import edition_in
from rulebook.reading.files import LARGEST_FILE, DeskError
from tests.rulebook.building import SAMPLE
from tests.rulebook.faults.planting import SUNDAY

TEAMS, POLICIES = "teams.yaml", "policies"


def _is_now(make: Callable[[Path], object], name: str = TEAMS) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        make(path)

    return change


def _says(content: bytes, name: str = TEAMS) -> Callable[[Path], None]:
    return _is_now(lambda path: path.write_bytes(content), name)


def _named(name: bytes) -> Callable[[Path], None]:
    """A file that could be read, of which only the name is wrong."""

    def change(folder: Path) -> None:
        os.rename(folder / POLICIES / "vip.yaml", os.fsencode(folder / POLICIES) + b"/" + name)

    return change


NO_TEXT = "there is a character that no text holds; save the file as UTF-8"
NO_NAME = "this names no file of a desk; write a name such as policies/standard.yaml"
FOLDERS = {
    "a folder": (_is_now(Path.mkdir), f"{TEAMS}: this is no file; write one of this name"),
    "a pipe": (_is_now(os.mkfifo), f"{TEAMS}: this is no file; write one of this name"),
    "endless": (
        _is_now(lambda path: path.symlink_to("/dev/zero")),
        f"{TEAMS}: this is no file; write one of this name instead",
    ),
    "a loop": (
        _is_now(lambda path: path.symlink_to(TEAMS)),
        f"{TEAMS}: the file cannot be read: Too many levels of symbolic links; mend that",
    ),
    "leads nowhere": (
        _is_now(lambda path: path.symlink_to("nowhere")),
        f"{TEAMS}: the file is missing; write it",
    ),
    "bytes": (_says(bytes(range(256))), f"{TEAMS}: the file is not UTF-8 text; save it as UTF-8"),
    "zeros": (_says(bytes(1000)), f"{TEAMS}: {NO_TEXT}"),
    "UTF-16": (
        _says((SAMPLE / TEAMS).read_text(encoding="utf-8").encode("utf-16")),
        f"{TEAMS}: the file is not UTF-8 text; save it as UTF-8",
    ),
    "UTF-16 without its mark": (_says("teams: {}".encode("utf-16-le")), f"{TEAMS}: {NO_TEXT}"),
    "half a letter": (
        _says("ü".encode() * LARGEST_FILE),
        f"{TEAMS}: the file is larger than 256 kB; shorten it",
    ),
    "10 MB": (_says(b"# so long\n" * 1_000_000), f"{TEAMS}: the file is larger than 256 kB; short"),
    "half a pair": (
        _says(b'teams: {"\\ud800": {}}\n'),
        "there is a character that no text holds; write it otherwise",
    ),
    "brackets": (_says(b"teams: " + b"[" * 90_000), f"{TEAMS}, line 1: nested more than 20 levels"),
    "indented": (
        _says(b"".join(b" " * depth + b"a:\n" for depth in range(600))),
        f"{TEAMS}, line 22: nested more than 20 levels deep; close brackets",
    ),
    "a list": (_says(b"- a\n- b\n"), f"{TEAMS}, line 1: keys with values are wanted here, like"),
    "no folder": (
        _is_now(lambda path: path.write_text("a: 1\n", encoding="utf-8"), POLICIES),
        f"{POLICIES}: this is a file; write a folder of this name instead",
    ),
    "folders in a circle": (
        _is_now(lambda path: path.symlink_to(".."), f"{POLICIES}/up.yaml"),
        f"{POLICIES}/up.yaml: this is no file; write one of this name instead",
    ),
    "a name of no letters": (
        _named(b"\xff\xfe.yaml"),
        f"'policies/\\udcff\\udcfe.yaml': {NO_NAME}",
    ),
    "a name of two lines": (_named(b"a\nb.yaml"), f"'policies/a\\nb.yaml': {NO_NAME}"),
    "a long name": (_named(b"a" * 240 + b".yaml"), NO_NAME),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SAMPLE, tmp_path / "desk")


@pytest.mark.parametrize("what", FOLDERS)
def test_a_hostile_folder_is_met_by_a_sentence_and_never_published(folder: Path, what: str) -> None:
    change, says = FOLDERS[what]
    change(folder)
    found = examine(folder, SUNDAY)
    assert found.desk is None
    assert any(says in str(one) for one in found.errors), [*map(str, found.errors)]
    assert all(str(one).isprintable() for one in found.findings)
    with pytest.raises(DeskError):
        edition_in(folder)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: b"\xef\xbb\xbf" + text,
    ],
    ids=["Windows", "an old Macintosh", "a byte order mark"],
)
def test_lines_may_end_and_files_begin_as_every_editor_has_it(
    folder: Path, written: Callable[[bytes], bytes]
) -> None:
    for path in folder.rglob("*.yaml"):
        path.write_bytes(written(path.read_bytes()))
    assert examine(folder, SUNDAY).findings == examine(SAMPLE, SUNDAY).findings


def test_a_folder_that_is_no_desks_is_not_looked_through(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    for number in range(3):
        (tmp_path / f"{number}").mkdir()
    with pytest.raises(DeskError, match=r"regions\.yaml: the file is missing; write it"):
        edition_in(tmp_path)
