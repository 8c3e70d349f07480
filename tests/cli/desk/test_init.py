import json
from pathlib import Path

import pytest

from rulebook.desk import read_desk
from runtime.settings import ROOT
from tests.cli.commands import Shell, desk_copy


def written(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_desk_is_the_sample_desk(meridian: Shell, tmp_path: Path) -> None:
    ended = meridian("desk", "init", str(tmp_path / "ours"))
    assert (ended.code, ended.err) == (0, "")
    assert "files of a desk are in" in ended.out
    assert written(tmp_path / "ours") == written(ROOT / "desk")


def test_a_new_desk_may_have_one_region(meridian: Shell, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ended = meridian("desk", "init", str(ours), "--from", "latam", "--json")
    said = json.loads(ended.out)
    assert said == {"folder": str(ours), "files": sorted(written(ours))}
    assert list(read_desk(ours).regions) == ["latam"]
    assert "rosters/eu-care.yaml" not in said["files"]


def test_a_new_desk_may_be_a_copy_of_another(meridian: Shell, tmp_path: Path) -> None:
    theirs = desk_copy(tmp_path / "theirs", "teams.yaml", "capacity: 12", "capacity: 13")
    assert meridian("desk", "init", str(tmp_path / "ours"), "--from", str(theirs)).code == 0
    assert written(tmp_path / "ours") == written(theirs)


def test_an_empty_folder_will_do_and_one_under_version_control(
    meridian: Shell, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    assert meridian("desk", "init", str(tmp_path), "--from", "cn").code == 0
    assert list(read_desk(tmp_path).regions) == ["cn"]


@pytest.mark.parametrize("name", ["regions.yaml", "notes.txt"])
def test_nothing_is_overwritten(meridian: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    sentence = meridian.refuses("desk", "init", str(tmp_path))
    assert "is not empty, and nothing is overwritten: name a new folder" in sentence
    assert written(tmp_path) == {name: "mine"}
    assert "is not empty" in meridian.refuses("desk", "init", str(tmp_path / name))


def test_what_is_no_region_and_no_desk_is_refused(meridian: Shell, tmp_path: Path) -> None:
    sentence = meridian.refuses("desk", "init", str(tmp_path / "ours"), "--from", "mars")
    assert (
        "there is no region mars: write one of eu, na, latam, apac, cn, or sample, or" in sentence
    )
    assert not (tmp_path / "ours").exists()


def test_a_desk_that_makes_no_sense_is_not_copied(meridian: Shell, tmp_path: Path) -> None:
    theirs = desk_copy(tmp_path / "theirs", "teams.yaml", "capacity: 12", "capacity: many")
    sentence = meridian.refuses("desk", "init", str(tmp_path / "ours"), "--from", str(theirs))
    assert "capacity" in sentence
    assert not (tmp_path / "ours").exists()
