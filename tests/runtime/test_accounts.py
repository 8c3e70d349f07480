"""Where the secrets of accounts come from, and whose callback is whose."""

from dataclasses import replace
from pathlib import Path

import pytest

from channels.web.guarded_http import GuardedHttp
from channels.web.signature import read_secret
from rulebook.desk import read_desk
from rulebook.facts import Account, Desk, SecretReference
from runtime.accounts import callback_channels, make_callback_secret
from runtime.clock import SystemClock
from runtime.keys import KeyMissing
from runtime.settings import ROOT, Settings

SHOP = "https://shop.example.org/callback"


@pytest.fixture(scope="module")
def sample() -> Desk:
    return read_desk(ROOT / "desk")


def with_account(desk: Desk, **changes: object) -> Desk:
    """The desk, with the sample account and the same once more, changed so."""
    [account] = desk.accounts
    other: Account = replace(account, **{"account": "shop", **changes})  # type: ignore[arg-type] # any of its fields
    return replace(desk, accounts=(account, other))


async def opened(desk: Desk, folder: Path, environment: dict[str, str]) -> set[str]:
    """The names of the channels, once all secrets have been found."""
    async with GuardedHttp() as http:
        settings = Settings(keys=folder)
        return set(callback_channels(settings, desk, SystemClock(), http, environment))


def test_a_callback_secret_is_made_once_and_can_be_read(tmp_path: Path) -> None:
    first = make_callback_secret(tmp_path, "callback-secret")
    assert make_callback_secret(tmp_path, "callback-secret") == first
    assert make_callback_secret(tmp_path, "another") != first
    assert len(read_secret(first)) == 32


async def test_an_account_without_a_callback_needs_no_secret(sample: Desk, tmp_path: Path) -> None:
    assert await opened(sample, tmp_path, {}) == {"webhook"}


async def test_a_secret_in_a_file_is_looked_for_among_the_keys(
    sample: Desk, tmp_path: Path
) -> None:
    desk = with_account(sample, callback_url=SHOP, secret=SecretReference("file", "shop-secret"))
    with pytest.raises(KeyMissing, match="the secret shop-secret is not in the file"):
        await opened(desk, tmp_path, {})
    make_callback_secret(tmp_path, "shop-secret")
    assert await opened(desk, tmp_path, {}) == {"webhook"}


async def test_a_secret_in_the_environment_is_looked_for_there(
    sample: Desk, tmp_path: Path
) -> None:
    reference = SecretReference("environment", "SHOP_SECRET")
    desk = with_account(sample, callback_url=SHOP, secret=reference)
    with pytest.raises(KeyMissing, match="the secret SHOP_SECRET is not in the environment"):
        await opened(desk, tmp_path, {})
    secret = make_callback_secret(tmp_path, "any")
    assert await opened(desk, tmp_path, {"SHOP_SECRET": secret}) == {"webhook"}


async def test_what_is_no_secret_is_refused_without_being_shown(
    sample: Desk, tmp_path: Path
) -> None:
    (tmp_path / "shop-secret").write_text("canary")
    desk = with_account(sample, callback_url=SHOP, secret=SecretReference("file", "shop-secret"))
    with pytest.raises(KeyMissing, match="shop-secret") as refusal:
        await opened(desk, tmp_path, {})
    assert "canary" not in str(refusal.value)
