"""`meridian key rotate…`: old and new hold together, then the new alone, and the trail has it."""

import asyncio
import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from domain.access import ApiKey, Role
from runtime.keys import read_region_key, region_path
from runtime.settings import Settings
from storage.desk.api_keys import OPERATIONS
from tests.cli.asking import Regions, found, id_of, made
from tests.cli.commands import Shell
from tests.storage.building import arrival


def keys_folder() -> Path:
    return Settings.read().keys_folder()


def trail(action: str, region: str = "eu") -> list[dict[str, Any]]:
    """What a region's trail says of something, in order."""

    async def read() -> list[dict[str, Any]]:
        async with Regions() as regions:
            entries = await regions[region].stores.audit.entries(limit=1_000)
        return [entry.document for entry in entries if entry.document["action"] == action]

    return asyncio.run(read())


def test_two_keys_open_the_same_until_one_is_revoked(meridian: Shell, folder: Path) -> None:
    old = made(meridian, "--role", "ops", "--region", "eu")
    ended = meridian("key", "rotate", id_of(old), "--json")
    new = str(json.loads(ended.out)["key"])
    assert found(old) == ApiKey(id_of(old), Role.OPS, region="eu")
    assert found(new) == ApiKey(id_of(new), Role.OPS, region="eu")
    meridian("key", "revoke", id_of(old))
    assert (found(old), found(new)) == (None, ApiKey(id_of(new), Role.OPS, region="eu"))
    assert "opens anything" in meridian.refuses("key", "rotate", id_of(old))
    assert "opens anything" in meridian.refuses("key", "rotate", "unknown")


def test_what_becomes_of_keys_is_on_the_trail_without_any_key(
    meridian: Shell, folder: Path
) -> None:
    old = made(meridian, "--role", "agent", "--agent", "sam")
    new = str(json.loads(meridian("key", "rotate", id_of(old), "--json").out)["key"])
    meridian("key", "revoke", id_of(old))
    meridian("key", "revoke", id_of(old))
    [one] = trail("key.made")
    assert (one["about"], one["by"]) == (id_of(old), OPERATIONS)
    assert one["facts"]["role"] == "agent"
    [rotated] = trail("key.rotated")
    assert rotated["about"] == id_of(new)
    assert rotated["facts"]["in_place_of"] == id_of(old)
    [revoked] = trail("key.revoked")
    assert revoked["about"] == id_of(old)
    said = json.dumps([one, rotated, revoked])
    assert not any(key.rpartition("_")[2] in said for key in (old, new))


def test_webhooks_are_signed_with_both_secrets_until_the_change_is_done(
    meridian: Shell, folder: Path
) -> None:
    place = keys_folder() / "callback-secret"
    place.write_text(first := "whsec_" + base64.b64encode(b"a" * 32).decode())
    second = meridian("key", "rotate-secret", "callback-secret").out.strip()
    assert place.read_text().split() == [second, first]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    meridian("key", "rotate-secret", "callback-secret", "--finish")
    assert place.read_text().split() == [second]
    assert [one["facts"] for one in trail("key.rotated")] == [
        {"kind": "webhook", "valid": 2},
        {"kind": "webhook", "valid": 1},
    ]
    for name in ("../eu.key", "unknown", "/etc/passwd"):
        assert "no secret" in meridian.refuses("key", "rotate-secret", name)
    assert "begin with whsec_" in meridian.refuses("key", "rotate-secret", "eu.key")


def texts_of(*ids: str) -> dict[str, object]:
    """Texts as somebody reads them who opens the region now."""

    async def read() -> dict[str, object]:
        async with Regions() as regions:
            kept = await regions["eu"].stores.vault.get_many(ids)
        return {name: text.content["text"] for name, text in kept.items()}

    return asyncio.run(read())


def keep(number: int) -> None:
    """Have a customer of Europe write."""

    async def write() -> None:
        async with Regions() as regions:
            await regions["eu"].stores.inbox.accept(arrival(number, sender=f"anna {number}"))

    asyncio.run(write())


def test_a_regions_key_is_changed_in_two_steps_and_nothing_is_lost(
    meridian: Shell, folder: Path
) -> None:
    keys = keys_folder()
    keep(1)
    before = read_region_key(keys, "eu", {})
    first = meridian("key", "rotate-region", "eu")
    assert "stands by" in first.out
    assert "start every process of the region again" in first.out
    waiting = read_region_key(keys, "eu", {})
    assert (waiting.root, waiting.newer) == (before.root, ())
    assert waiting.standby is not None
    assert waiting.payload_keys()[0] == before.payload_keys()[0], "it encrypts nothing yet"
    keep(2)
    second = meridian("key", "rotate-region", "eu")
    assert "2 of 2 customers' keys were wrapped anew" in second.out
    after = read_region_key(keys, "eu", {})
    assert (after.root, after.newer, after.standby) == (before.root, (waiting.standby,), None)
    assert after.payload_keys()[0] not in before.payload_keys()
    assert stat.S_IMODE(region_path(keys, "eu").stat().st_mode) == 0o600
    assert texts_of("m-1", "m-2") == {"m-1": "text 1", "m-2": "text 2"}
    assert before.derived("fingerprints") == after.derived("fingerprints")
    assert "0 of 2" in meridian("key", "rotate-region", "eu", "--rewrap").out
    told = [one["facts"] for one in trail("key.rotated")]
    assert told == [
        {"kind": "region", "versions": 2, "step": "stands by"},
        {"kind": "region", "versions": 2, "step": "encrypts", "customer_keys": 2, "anew": 2},
    ]
    assert trail("key.rotated", region="na") == []


def test_what_was_broken_off_goes_on_where_it_was(meridian: Shell, folder: Path) -> None:
    keys = keys_folder()
    keep(1)
    meridian("key", "rotate-region", "eu")
    place = region_path(keys, "eu")
    # The second step, as far as the file.
    place.write_text(place.read_text().replace("standby:", ""))
    assert "1 of 1 customers' keys were wrapped anew" in meridian("key", "rotate-region", "eu").out
    assert read_region_key(keys, "eu", {}).standby is None, "no further version was made"
    assert texts_of("m-1") == {"m-1": "text 1"}


def test_a_desk_that_stands_still_changes_its_key_at_once(meridian: Shell, folder: Path) -> None:
    keep(1)
    for times in (1, 2):
        ended = meridian("key", "rotate-region", "eu", "--at-once")
        assert "1 of 1 customers' keys were wrapped anew" in ended.out
        assert len(read_region_key(keys_folder(), "eu", {}).versions) == times + 1
    assert texts_of("m-1") == {"m-1": "text 1"}


def test_a_key_of_the_environment_is_changed_there(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = region_path(keys_folder(), "eu")
    monkeypatch.setenv("MERIDIAN_REGION_KEY_EU", place.read_text().strip())
    place.unlink()
    told = meridian.refuses("key", "rotate-region", "eu")
    assert "add the new version there behind a comma" in told
