"""Where the keys that sign the trail are, and what is said where they are not."""

import base64
import stat
from pathlib import Path

import pytest

from runtime.audit_keys import (
    make_audit_key,
    public_path,
    read_audit_signer,
    read_audit_verifiers,
)
from runtime.keys import KeyMissing
from runtime.signed_notes import opened

GIVEN = {"MERIDIAN_AUDIT_KEY_EU": base64.b64encode(b"e" * 32).decode()}


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    make_audit_key(tmp_path, "eu", {})
    first = read_audit_signer(tmp_path, "eu", {})
    make_audit_key(tmp_path, "eu", {})
    assert read_audit_signer(tmp_path, "eu", {}).verifier == first.verifier
    assert opened(first.sign("text\n"), read_audit_verifiers(tmp_path, "eu", {})) == "text\n"


def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    make_audit_key(tmp_path / "keys", "eu", {})
    assert stat.S_IMODE((tmp_path / "keys" / "eu.audit.key").stat().st_mode) == 0o600


def test_each_region_signs_with_its_own_key(tmp_path: Path) -> None:
    for region in ("eu", "na"):
        make_audit_key(tmp_path, region, {})
    eu, na = (read_audit_verifiers(tmp_path, region, {}) for region in ("eu", "na"))
    assert eu.rpartition("+")[2] != na.rpartition("+")[2]
    assert (eu.partition("+")[0], na.partition("+")[0]) == ("meridian/eu", "meridian/na")


def test_a_key_of_the_environment_is_not_written_down(tmp_path: Path) -> None:
    make_audit_key(tmp_path, "eu", GIVEN)
    assert [path.name for path in tmp_path.iterdir()] == ["eu.audit.vkey"]
    signer = read_audit_signer(tmp_path, "eu", GIVEN)
    assert read_audit_verifiers(tmp_path, "eu", {}) == signer.verifier


def test_the_environment_outranks_the_file_and_has_to_be_the_key_that_is_known(
    tmp_path: Path,
) -> None:
    make_audit_key(tmp_path, "eu", {})
    with pytest.raises(KeyMissing, match="put its line on top"):
        read_audit_signer(tmp_path, "eu", GIVEN)


def test_a_replaced_key_stands_over_the_one_before(tmp_path: Path) -> None:
    make_audit_key(tmp_path, "eu", {})
    before = read_audit_signer(tmp_path, "eu", {})
    (tmp_path / "eu.audit.key").unlink()
    make_audit_key(tmp_path, "eu", {})
    with pytest.raises(KeyMissing, match="meridian/eu") as refusal:
        read_audit_signer(tmp_path, "eu", {})
    line = str(refusal.value).rpartition(" ")[2]
    path = public_path(tmp_path, "eu")
    path.write_text(f"{line}\n{path.read_text()}")
    after = read_audit_signer(tmp_path, "eu", {})
    both = read_audit_verifiers(tmp_path, "eu", {})
    assert both.splitlines() == [after.verifier, before.verifier]
    assert opened(before.sign("text\n"), both) == opened(after.sign("text\n"), both) == "text\n"


def test_a_missing_key_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"eu\.audit\.key.*meridian prepare"):
        read_audit_signer(tmp_path, "eu", {})
    with pytest.raises(KeyMissing, match=r"eu\.audit\.key"):
        read_audit_verifiers(tmp_path, "eu", {})


@pytest.mark.parametrize("written", ["", "short", base64.b64encode(b"x" * 31).decode()])
def test_what_is_no_key_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(KeyMissing, match=r"MERIDIAN_AUDIT_KEY_EU.*32 bytes in base64"):
        read_audit_signer(tmp_path, "eu", {"MERIDIAN_AUDIT_KEY_EU": written})


@pytest.mark.parametrize("written", [b"", b"nothing", b"\xff\xfe"])
def test_a_damaged_public_key_is_a_sentence(tmp_path: Path, written: bytes) -> None:
    make_audit_key(tmp_path, "eu", {})
    public_path(tmp_path, "eu").write_bytes(written)
    with pytest.raises(KeyMissing, match="cannot be used as it stands"):
        read_audit_signer(tmp_path, "eu", {})
