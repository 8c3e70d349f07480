import base64
import stat
from pathlib import Path

import pytest

from runtime.keys import (
    KeyMissing,
    make_region_key,
    read_region_key,
    read_versions,
    replace_secret_file,
    write_versions,
)


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    make_region_key(tmp_path, "eu")
    first = read_region_key(tmp_path, "eu", {})
    make_region_key(tmp_path, "eu")
    assert read_region_key(tmp_path, "eu", {}) == first


def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    make_region_key(tmp_path / "keys", "eu")
    assert stat.S_IMODE((tmp_path / "keys" / "eu.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    make_region_key(tmp_path, "eu")
    given = base64.b64encode(b"e" * 32).decode()
    assert read_region_key(tmp_path, "eu", {"MERIDIAN_REGION_KEY_EU": given}).root == b"e" * 32


def test_a_missing_key_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"eu\.key"):
        read_region_key(tmp_path, "eu", {})


@pytest.mark.parametrize("written", ["", "short", base64.b64encode(b"x" * 31).decode()])
def test_what_is_no_key_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(KeyMissing, match="32 bytes in base64"):
        read_region_key(tmp_path, "eu", {"MERIDIAN_REGION_KEY_EU": written})


def test_every_use_and_every_region_has_a_key_of_its_own(tmp_path: Path) -> None:
    given = {f"MERIDIAN_REGION_KEY_{r}": base64.b64encode(b"e" * 32).decode() for r in ("EU", "NA")}
    eu, na = (read_region_key(tmp_path, region, given) for region in ("eu", "na"))
    derived = {eu.derived("one"), eu.derived("two"), na.derived("one"), na.derived("two")}
    assert len(derived) == 4


def test_a_key_does_not_show_itself(tmp_path: Path) -> None:
    make_region_key(tmp_path, "eu")
    key = read_region_key(tmp_path, "eu", {})
    assert repr(key.root) not in repr(key)


VERSIONS = [base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3)]


@pytest.mark.parametrize("between", ["\n", ",", " , \n"])
def test_a_key_may_have_versions_of_which_the_last_encrypts(tmp_path: Path, between: str) -> None:
    key = read_versions("eu", between.join(VERSIONS), "here")
    assert (key.root, key.newer, key.standby) == (b"\1" * 32, (b"\2" * 32, b"\3" * 32), None)
    assert key.versions == (b"\3" * 32, b"\2" * 32, b"\1" * 32)
    alone = read_versions("eu", VERSIONS[0], "here")
    assert key.derived("cursors") == alone.derived("cursors"), "it comes of the first for ever"
    assert key.payload_keys()[-1] == alone.payload_keys()[0]
    assert len({*key.payload_keys()}) == 3


def test_a_version_that_stands_by_opens_and_does_not_encrypt() -> None:
    key = read_versions("eu", "\n".join([*VERSIONS[:2], f"standby:{VERSIONS[2]}"]), "here")
    assert key.standby == b"\3" * 32
    assert key.versions == (b"\2" * 32, b"\1" * 32, b"\3" * 32)


@pytest.mark.parametrize(
    "written", ["", "standby:", f"standby:{VERSIONS[0]}", f"{VERSIONS[0]}\nshort"]
)
def test_every_version_is_a_key_and_one_of_them_encrypts(written: str) -> None:
    with pytest.raises(KeyMissing, match="32 bytes in base64"):
        read_versions("eu", written, "here")


@pytest.mark.parametrize("lines", [VERSIONS[:1], VERSIONS, [VERSIONS[0], f"standby:{VERSIONS[1]}"]])
def test_versions_are_written_as_they_are_read(lines: list[str]) -> None:
    key = read_versions("eu", "\n".join(lines), "here")
    assert read_versions("eu", write_versions(key).decode(), "there") == key


def test_a_file_is_replaced_whole_and_stays_its_owners(tmp_path: Path) -> None:
    place = tmp_path / "eu.key"
    place.write_bytes(b"old")
    replace_secret_file(place, b"new")
    assert place.read_bytes() == b"new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["eu.key"]


def test_a_key_may_begin_as_any_base64_does() -> None:
    for first in range(256):
        root = bytes([first]) * 32
        assert read_versions("eu", base64.b64encode(root).decode(), "here").root == root
