import json
from pathlib import Path

from rulebook.schemas.exported import Kind, schema_of
from runtime.settings import ROOT
from tests.cli.commands import Shell


def test_a_schema_is_printed(meridian: Shell) -> None:
    ended = meridian("desk", "schema", "policies")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == schema_of(Kind.POLICIES)


def test_without_a_kind_all_are_printed(meridian: Shell) -> None:
    assert list(json.loads(meridian("desk", "schema").out)) == list(Kind)


def test_they_are_written_as_the_documents_have_them(meridian: Shell, tmp_path: Path) -> None:
    ended = meridian("desk", "schema", "--into", str(tmp_path / "schemas"))
    assert ended.out.splitlines() == [str(tmp_path / "schemas" / f"{kind}.json") for kind in Kind]
    for kind in Kind:
        kept = (ROOT / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
        assert (tmp_path / "schemas" / f"{kind}.json").read_text(encoding="utf-8") == kept


def test_one_may_be_written_alone(meridian: Shell, tmp_path: Path) -> None:
    ended = meridian("desk", "schema", "teams", "--into", str(tmp_path), "--json")
    assert json.loads(ended.out) == {"written": [str(tmp_path / "teams.json")]}
    assert [path.name for path in tmp_path.iterdir()] == ["teams.json"]


def test_what_is_no_kind_of_file_is_refused(meridian: Shell) -> None:
    ended = meridian("desk", "schema", "replies")
    assert ended.code == 2
    assert "'regions'" in ended.err
