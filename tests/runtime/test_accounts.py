"""The secrets that sign what goes between the desk and an account's own system."""

from pathlib import Path

from channels.web.signature import read_secret
from runtime.accounts import make_callback_secret


def test_a_callback_secret_is_made_once_and_can_be_read(tmp_path: Path) -> None:
    first = make_callback_secret(tmp_path, "callback-secret")
    assert make_callback_secret(tmp_path, "callback-secret") == first
    assert make_callback_secret(tmp_path, "another") != first
    assert len(read_secret(first)) == 32
