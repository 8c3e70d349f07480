from datetime import timedelta

import pytest

from domain.access import Role
from domain.stores import Missing
from storage.desk.api_keys import Scope, new_key
from storage.open import OpenRegion
from tests.storage.building import NOW, after
from tests.storage.conftest import Folders

SCOPE = Scope(Role.AGENT, "eu", ("eu-care", "eu-lead"), "ana")


async def test_a_key_opens_what_it_was_made_for(region: OpenRegion) -> None:
    key = await region.api_keys.create(SCOPE, NOW)
    found = await region.api_keys.find(key)
    assert found is not None
    assert found.scope == SCOPE
    assert key.startswith(f"meridian_eu_{found.id}_")


async def test_a_key_for_any_region_is_kept_by_each(region: OpenRegion) -> None:
    key = new_key(None)
    await region.api_keys.keep(key, Scope(Role.OPS), NOW)
    found = await region.api_keys.find(key)
    assert found is not None
    assert found.scope.region is None


@pytest.mark.parametrize("spoil", ["", "x", "_", "meridian", "meridian_eu_a_ü", "other_eu_a_b"])
async def test_nonsense_opens_nothing(region: OpenRegion, spoil: str) -> None:
    assert await region.api_keys.find(spoil) is None


async def test_a_changed_key_opens_nothing(region: OpenRegion) -> None:
    key = await region.api_keys.create(SCOPE, NOW)
    wrong_secret = key[:-1] + ("0" if key[-1] != "0" else "1")
    for wrong in (
        wrong_secret,
        key.replace("_eu_", "_na_"),
        key.replace("_eu_", "_any_"),
        key + "_",
    ):
        assert await region.api_keys.find(wrong) is None


async def test_a_revoked_key_opens_nothing(region: OpenRegion) -> None:
    key = await region.api_keys.create(SCOPE, NOW)
    (known,) = await region.api_keys.list()
    await region.api_keys.revoke(known.id, after(1))
    await region.api_keys.revoke(known.id, after(2))
    assert await region.api_keys.find(key) is None
    assert [one.revoked_at for one in await region.api_keys.list()] == [after(1)]
    with pytest.raises(Missing):
        await region.api_keys.revoke("nobody", NOW)


async def test_its_use_is_noted_once_a_minute(region: OpenRegion) -> None:
    await region.api_keys.create(SCOPE, NOW)
    (known,) = await region.api_keys.list()
    for seconds, noted in ((1, 1), (30, 1), (61, 61)):
        await region.api_keys.used(known.id, after(seconds))
        (known,) = await region.api_keys.list()
        assert known.used_at == NOW + timedelta(seconds=noted)


async def test_its_secret_is_in_no_file(region: OpenRegion, folders: Folders) -> None:
    key = await region.api_keys.create(SCOPE, NOW)
    name, secret = (part.encode() for part in key.split("_")[2:])
    files = [file for one in folders() for file in one.rglob("*") if file.is_file()]
    assert any(name in file.read_bytes() for file in files), "it is looked where the keys stand"
    assert not any(secret in file.read_bytes() for file in files)
