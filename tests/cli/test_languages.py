"""`meridian languages`: every language of the desk, and what each part says it can do in it."""

import json
from pathlib import Path

import pytest

from domain.coverage import LANGUAGES
from tests.architecture.tree import ROOT
from tests.cli.commands import Shell


@pytest.fixture
def rows(
    meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, dict[str, str]]:
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "none"))
    ended = meridian("languages", "--json")
    assert ended.code == 0, ended
    return {row["language"]: row for row in json.loads(ended.out)}


def test_each_of_the_desks_languages_has_its_line(rows: dict[str, dict[str, str]]) -> None:
    measured = ROOT / "tests" / "language" / "short_messages"
    assert list(rows) == list(LANGUAGES) == sorted(path.stem for path in measured.glob("*.txt"))


def test_it_says_what_the_parts_say(rows: dict[str, dict[str, str]]) -> None:
    assert all(row["detection"] == "yes" for row in rows.values())
    assert rows["de"]["online"] == "all 4"
    assert rows["de"]["self-hosted"] == "libre"
    assert rows["hr"]["self-hosted"] == "→1 ←0"  # only our own server has a way for it
    assert rows["hr"]["online"] == "all 4"
    assert rows["pt"]["local"].startswith("→")
    assert rows["ja"]["local"] == ""
    assert rows["pt"]["replies"] == "yes"


def test_people_get_a_table(
    meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "none"))
    ended = meridian("languages")
    assert ended.code == 0
    lines = ended.out.splitlines()
    [thai] = [line for line in lines if line.startswith("th ")]
    assert thai.split()[:5] == ["th", "Thai", "yes", "all", "4"]
    [croatian] = [line for line in lines if line.startswith("hr ")]
    assert "→1 ←0" in croatian
    assert not any("…" in line for line in lines)  # however narrow the terminal is
    assert all(any(line.startswith(f"{tag} ") for line in lines) for tag in LANGUAGES)
