import base64
import stat
from pathlib import Path

import pytest

from runtime.keys import KeyMissing, make_region_key, read_region_key


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
