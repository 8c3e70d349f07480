"""`meridian audit prove` and `export`: what leaves the desk can be checked without it."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.audit_keys import public_path
from tests.cli.commands import Shell
from tests.regions import in_shape
from tests.runtime.trail.building import ANOTHER, SIGNER, SignedRegion, signed_region

TICKET = "eu-5"


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignedRegion:
    """A desk of one region, and a folder of one's own to write into."""
    keys = tmp_path / "keys"
    keys.mkdir()
    public_path(keys, "eu").write_text(f"{SIGNER.verifier}\n")
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(keys))
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    return await signed_region(in_shape(tmp_path / "data" / "eu"), keys)


def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a machine on which there is no desk."""
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(tmp_path / "nowhere"))


def test_a_proof_is_written_and_is_verified_by_what_is_in_it(
    desk: SignedRegion, meridian: Shell, tmp_path: Path
) -> None:
    ended = meridian("audit", "prove", TICKET)
    assert ended.out == "eu-5.proof.zip: 3 entries, of the first 8 of the trail\n"
    zipfile.ZipFile("eu-5.proof.zip").extractall(tmp_path / "proof")
    program = [sys.executable, "-I", str(tmp_path / "proof" / "verify.py"), SIGNER.verifier]
    assert subprocess.run(program, check=False, capture_output=True).returncode == 0
    facts = json.loads(meridian("audit", "prove", TICKET, "--out", "two.zip", "--json").out)
    assert facts == {
        "ticket": TICKET,
        "file": "two.zip",
        "entries": 3,
        "unsigned": 1,  # that a proof was made before
        "size": 8,
        "noted": True,
    }


def test_what_cannot_be_proved_is_a_sentence(desk: SignedRegion, meridian: Shell) -> None:
    ended = meridian("audit", "prove", "eu-none")
    assert (ended.code, ended.err) == (1, "no entry of the trail tells of eu-none\n")
    assert "no ticket" in meridian.refuses("audit", "prove", "nothing")
    assert "no folder" in meridian.refuses("audit", "prove", TICKET, "--out", "a/b/c.zip")
    assert list(Path().iterdir()) == []


def test_an_export_is_verified_where_there_is_no_desk(
    desk: SignedRegion, meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for period, said in (
        ((), "1 to 12, 3 signed notes"),
        (("--from", "6", "--to", "7"), "6 to 8, 1 signed notes"),
        (("--from", "5"), "5 to 14, 2 signed notes"),
    ):
        ended = meridian("audit", "export", "trail.jsonl", *period)
        assert ended.out == f"trail.jsonl: entries {said}\n"
        with monkeypatch.context() as context:
            elsewhere(context, tmp_path)
            for key in ((), ("--key", SIGNER.verifier)):
                checked = meridian("audit", "verify", "--export", "trail.jsonl", *key)
                assert (checked.code, checked.err) == (0, "")
                assert checked.out.startswith(f"eu: entries {said[: said.index(',')]}, ")
            wrong = meridian(
                "audit", "verify", "--export", "trail.jsonl", "--key", ANOTHER.verifier
            )
            assert wrong.code == 1
        Path("trail.jsonl").unlink()


def changed(line: int, old: str, new: str) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        assert old in lines[line]
        return [*lines[:line], lines[line].replace(old, new), *lines[line + 1 :]]

    return change


# The first line is the header, and the fifth entry stands behind the first note.
TOUCHED = {
    "an edited entry": (changed(8, '\\"ana\\"', '\\"eve\\"'), 7),
    "a deleted entry": (lambda lines: [*lines[:8], *lines[9:]], 7),
    "an inserted entry": (lambda lines: [*lines[:8], lines[7], *lines[8:]], 7),
    "swapped entries": (lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]], 7),
    "a cut tail": (lambda lines: lines[:-3], 11),
    "an edited hash": (changed(8, '"hash":"', '"hash":"00'), 7),
    "a line that is none": (lambda lines: [*lines[:8], "nonsense", *lines[9:]], 7),
}


@pytest.mark.parametrize("name", TOUCHED)
def test_an_export_that_was_touched_names_the_first_bad_entry(
    desk: SignedRegion, meridian: Shell, name: str
) -> None:
    change, bad = TOUCHED[name]
    meridian("audit", "export", "trail.jsonl", "--to", "12")
    lines = Path("trail.jsonl").read_text().splitlines()
    Path("trail.jsonl").write_text("\n".join(change(lines)) + "\n")
    ended = meridian("audit", "verify", "--export", "trail.jsonl", "--json")
    assert ended.code == 1
    [region] = json.loads(ended.out)["regions"]
    assert region["first_bad"]["number"] == bad, region


def test_a_note_of_an_export_that_was_touched_is_named(desk: SignedRegion, meridian: Shell) -> None:
    meridian("audit", "export", "trail.jsonl")
    text = Path("trail.jsonl").read_text()
    Path("trail.jsonl").write_text(text.replace("meridian/eu\\n8\\n", "meridian/eu\\n7\\n"))
    ended = meridian("audit", "verify", "--export", "trail.jsonl")
    assert ended.code == 1
    assert "the note of 7 entries is bad" in ended.out


def test_what_cannot_be_exported_or_is_no_export_is_a_sentence(
    desk: SignedRegion, meridian: Shell
) -> None:
    assert "no entry 99" in meridian.refuses("audit", "export", "a.jsonl", "--from", "99")
    assert not Path("a.jsonl").exists()
    Path("there").write_text("mine")
    assert "File exists" in meridian.refuses("audit", "export", "there")
    assert Path("there").read_text() == "mine"
    for text in ("", "mine", "{}\n", '{"first":0}\n', "\x00\n"):
        Path("there").write_text(text)
        assert "no export" in meridian.refuses("audit", "verify", "--export", "there")
