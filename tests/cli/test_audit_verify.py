"""`meridian audit verify`, as an auditor types it: without a key of a region or a customer."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from runtime.audit_keys import public_path
from tests.cli.commands import Shell
from tests.regions import in_shape
from tests.runtime.trail.building import ANOTHER, SIGNER, SignedRegion, signed_region


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignedRegion:
    """A data folder with one region's database, a folder of notes, and no key but a public one."""
    keys = tmp_path / "keys"
    keys.mkdir()
    public_path(keys, "eu").write_text(f"{SIGNER.verifier}\n")
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(keys))
    region = await signed_region(in_shape(tmp_path / "data" / "eu"), keys)
    (tmp_path / "data" / "eu" / "keys.sqlite").unlink()
    return region


def tampered(desk: SignedRegion, tmp_path: Path, statement: str) -> None:
    file = tmp_path / "data" / "eu" / "region.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(
            f"DROP TRIGGER audit_update; DROP TRIGGER audit_delete; {statement}"
        )


def test_a_sound_trail_is_said_to_be_and_the_run_is_noted(
    desk: SignedRegion, meridian: Shell
) -> None:
    ended = meridian("audit", "verify")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "eu: entries 1 to 12, 3 signed notes up to entry 12; sound\n"
    again = meridian("audit", "verify")
    assert again.out.splitlines() == [
        "eu: entries 1 to 13, 3 signed notes up to entry 12; sound",
        "eu: from entry 13 on nothing is signed yet",
    ]


def test_a_run_leaves_nothing_where_that_is_wanted(desk: SignedRegion, meridian: Shell) -> None:
    for _ in range(2):
        facts = json.loads(meridian("audit", "verify", "--no-note", "--json").out)
        assert facts["sound"] is True
        assert facts["regions"][0] | {"bad_notes": []} == {
            "region": "eu",
            "sound": True,
            "first": 1,
            "last": 12,
            "signed": 12,
            "notes": 3,
            "first_bad": None,
            "bad_notes": [],
            "more_bad_notes": 0,
            "noted": False,
        }


def test_a_bad_entry_is_named_and_ends_with_1(
    desk: SignedRegion, meridian: Shell, tmp_path: Path
) -> None:
    tampered(desk, tmp_path, "UPDATE audit SET by = 'eve' WHERE number = 7")
    ended = meridian("audit", "verify")
    assert ended.code == 1
    assert "eu: entry 7 is the first that is bad: the column `by`" in ended.out
    found = json.loads(meridian("audit", "verify", "--json").out)
    assert found["regions"][0]["first_bad"]["number"] == 7


def test_notes_that_an_auditor_kept_tell_what_those_of_the_desk_cannot(
    desk: SignedRegion, meridian: Shell, tmp_path: Path
) -> None:
    kept = shutil.copytree(desk.notes.folder, tmp_path / "kept" / "eu")
    shutil.rmtree(desk.notes.folder)
    tampered(
        desk,
        tmp_path,
        "DELETE FROM audit WHERE number > 8; UPDATE counters SET value = 8 WHERE name = 'audit';"
        "DELETE FROM audit_checkpoints WHERE size > 8; DELETE FROM ledger WHERE position > 2;",
    )
    assert meridian("audit", "verify", "--no-note").code == 0
    for told in (tmp_path / "kept", kept, kept / "000000000012.note"):
        ended = meridian("audit", "verify", "--no-note", "--checkpoint", str(told))
        assert ended.code == 1
        assert "eu: entry 9 is the first that is bad: it is missing" in ended.out


def test_the_public_key_is_given_as_it_is_or_as_a_file(
    desk: SignedRegion, meridian: Shell, tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_text(SIGNER.verifier)
    for key in (SIGNER.verifier, str(tmp_path / "theirs")):
        assert meridian("audit", "verify", "--no-note", "--key", key).code == 0
    wrong = meridian("audit", "verify", "--no-note", "--key", ANOTHER.verifier)
    assert wrong.code == 1
    assert "the note of 4 entries is bad: it is not signed by meridian/eu+" in wrong.out


def test_a_period_is_named_by_numbers_or_by_days(desk: SignedRegion, meridian: Shell) -> None:
    some = meridian("audit", "verify", "--no-note", "--from", "6", "--to", "7")
    assert some.out == "eu: entries 6 to 8, one signed note up to entry 8; sound\n"
    day = meridian("audit", "verify", "--no-note", "--from", "2026-03-27", "--to", "2026-03-27")
    assert day.out == "eu: entries 1 to 12, 3 signed notes up to entry 12; sound\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "0"], "there is no entry 0"),
        (["--from", "soon"], "is no day"),
        (["--from", "2026-03-27T09:00:00"], "no zone"),
        (["--from", "7", "--to", "6"], "turn them round"),
        (["--key", "nothing+at+all"], "no public key"),
        (["--key", "nowhere"], "nowhere"),
        (["--checkpoint", "nowhere"], "nothing at nowhere"),
        (["--checkpoint", __file__], "no signed note"),
        (["--region", "na"], "no database of na"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(
    desk: SignedRegion, meridian: Shell, arguments: list[str], said: str
) -> None:
    assert said in meridian.refuses("audit", "verify", *arguments)


def test_without_a_public_key_nothing_is_believed(
    desk: SignedRegion, meridian: Shell, tmp_path: Path
) -> None:
    public_path(tmp_path / "keys", "eu").unlink()
    assert "no audit key for region eu" in meridian.refuses("audit", "verify")


def test_setting_checkpoints_is_where_the_signed_notes_are(
    desk: SignedRegion, meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "a disk that the database's owner cannot write"
    shutil.copytree(desk.notes.folder, elsewhere / "eu")
    longer = SIGNER.sign("meridian/eu\n99\n" + "A" * 43 + "=\n")
    (elsewhere / "eu" / "000000000099.note").write_text(longer)
    assert meridian("audit", "verify", "--no-note").code == 0
    monkeypatch.setenv("MERIDIAN_CHECKPOINTS", str(elsewhere))
    ended = meridian("audit", "verify", "--no-note")
    assert ended.code == 1
    assert "a note of 99 entries was signed" in ended.out
