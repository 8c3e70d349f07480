"""`meridian key`: what a key opens, how far it reaches, and that nobody can read it afterwards."""

import asyncio
import json
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from domain.access import ApiKey, Role
from runtime.access import DeskApiKeys
from runtime.clock import SystemClock
from runtime.embedded_keys import ROLES, embedded_keys
from tests.api.house import SetClock, make_door
from tests.cli.asking import (
    CLAIM,
    CUSTOMERS,
    LIST,
    READ,
    Regions,
    answered,
    client_of,
    found,
    from_customer_of,
    id_of,
    made,
    statuses,
)
from tests.cli.commands import Shell


@pytest.mark.parametrize("role", ROLES)
def test_a_key_is_known_by_its_role(meridian: Shell, folder: Path, role: Role) -> None:
    key = made(meridian, "--role", role)
    assert found(key) == ApiKey(id_of(key), role)


def test_a_service_key_names_the_regions_that_it_speaks_for(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_REGIONS", "eu")
    ended = meridian("key", "service", "--peer", "na", "--peer", "apac", "--json")
    key = str(json.loads(ended.out)["key"])
    assert found(key) == ApiKey(id_of(key), Role.SERVICE, peers=("na", "apac"))
    [listed] = json.loads(meridian("key", "list", "--json").out)
    assert (listed["role"], listed["peers"]) == ("service", "na,apac")


def test_a_service_key_is_made_for_other_regions_alone(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ("key", "service", "--peer")
    assert "all are served here" in meridian.refuses(*service, "na")
    monkeypatch.setenv("MERIDIAN_REGIONS", "eu")
    assert "eu is no other region: write one of na" in meridian.refuses(*service, "eu")
    assert "mars is no other region" in meridian.refuses(*service, "mars")
    assert "meridian key service --peer" in meridian.refuses("key", "create", "--role", "service")
    assert json.loads(meridian("key", "list", "--json").out) == []


def test_a_keys_role_decides_which_doors_it_opens(meridian: Shell, folder: Path) -> None:
    ops = made(meridian, "--role", "ops")
    assert statuses(ops, READ, CLAIM) == [[200, 200], [403, 403]]


def test_a_key_of_one_region_opens_that_region_only(meridian: Shell, folder: Path) -> None:
    key = made(meridian, "--role", "agent", "--region", "na")
    assert key.startswith("meridian_na_")
    assert found(key) == ApiKey(id_of(key), Role.AGENT, region="na")
    read, claimed, [listing, _] = answered(key, READ, CLAIM, LIST)
    assert [answer.status_code for answer in read] == [404, 200]
    assert [answer.status_code for answer in claimed] == [404, 200]
    assert {ticket["region"] for ticket in listing.json()["items"]} == {"na"}


def test_the_rows_of_a_regional_key_stand_in_its_region_only(meridian: Shell, folder: Path) -> None:
    regional, general = (
        made(meridian, "--role", "channel", "--region", "cn"),
        made(meridian, "--role", "channel"),
    )

    async def kept() -> dict[str, set[str]]:
        async with Regions() as regions:
            return {
                name: {key.id for key in await region.api_keys.list()}
                for name, region in regions.items()
            }

    stands = asyncio.run(kept())
    assert {name for name, ids in stands.items() if id_of(regional) in ids} == {"cn"}
    assert {name for name, ids in stands.items() if id_of(general) in ids} == set(stands)


def test_a_channel_key_of_a_region_writes_for_that_regions_customers_only(
    meridian: Shell, folder: Path
) -> None:
    key = made(meridian, "--role", "channel", "--region", "eu")

    async def write() -> list[httpx.Response]:
        async with Regions() as regions:
            stores = {name: region.stores for name, region in regions.items()}
            keys = DeskApiKeys(regions, SystemClock())
            async with client_of(replace(make_door(stores, SetClock())[0], api_keys=keys)) as door:
                door.headers["Authorization"] = f"Bearer {key}"
                return [
                    await door.post("/v1/messages", json=from_customer_of(region))
                    for region in CUSTOMERS
                ]

    accepted, refused = asyncio.run(write())
    assert accepted.status_code == 202
    assert refused.status_code == 403, refused.text


def test_a_key_of_one_team_sees_that_teams_tickets_only(meridian: Shell, folder: Path) -> None:
    care = made(meridian, "--role", "agent", "--team", "na-care", "--team", "eu-care")
    assert found(care) == ApiKey(id_of(care), Role.AGENT, teams=("na-care", "eu-care"))
    assert statuses(care, READ) == [[200, 200]]


def test_a_key_of_another_team_sees_none_of_them(meridian: Shell, folder: Path) -> None:
    engineering = made(meridian, "--role", "agent", "--team", "eu-engineering")
    read, listings = answered(engineering, READ, LIST)
    assert [answer.status_code for answer in read] == [404, 404]
    assert [listing.json()["items"] for listing in listings] == [[], []]


def test_who_acts_with_an_agents_key_acts_as_that_agent(meridian: Shell, folder: Path) -> None:
    key = made(meridian, "--role", "agent", "--agent", "ines")
    [claims] = answered(key, CLAIM)
    assert [claim.json()["assignee"] for claim in claims] == ["ines", "ines"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--region", "xx"), "there is no region xx here: write one of eu, na"),
        (("--team", "eu-care", "--team", "eu-scare"), "there is no team eu-scare: write one of"),
        (("--agent", "nobody"), "nobody is in no team of teams.yaml"),
    ],
)
def test_a_key_that_would_open_nothing_is_refused(
    meridian: Shell, folder: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in meridian.refuses("key", "create", "--role", "agent", *options)
    assert json.loads(meridian("key", "list", "--json").out) == []


def test_an_unknown_role_is_refused_with_those_that_there_are(
    meridian: Shell, folder: Path
) -> None:
    assert all(role in meridian.refuses("key", "create", "--role", "king") for role in Role)


@pytest.mark.parametrize("region", [(), ("--region", "eu")], ids=["any region", "one region"])
def test_a_revoked_key_opens_nothing(
    meridian: Shell, folder: Path, region: tuple[str, ...]
) -> None:
    key, other = (made(meridian, "--role", "agent", *region) for _ in range(2))
    assert meridian("key", "revoke", id_of(key)).code == 0
    assert found(key) is None
    assert statuses(key, READ) == [[401, 401]]
    assert found(other) is not None
    assert meridian("key", "revoke", id_of(key)).code == 0  # again changes nothing
    said = meridian("key", "list", "--json").out
    assert {one["id"]: bool(one["revoked"]) for one in json.loads(said)} == {
        id_of(key): True,
        id_of(other): False,
    }


def test_an_unknown_key_cannot_be_revoked(meridian: Shell, folder: Path) -> None:
    assert "there is no key 0123; `meridian key list`" in meridian.refuses("key", "revoke", "0123")


@pytest.mark.parametrize("command", [("list",), ("revoke", "0123"), ("create", "--role", "ops")])
def test_a_folder_without_a_desk_is_refused_and_left_alone(
    meridian: Shell, folder: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "there is no desk at" in meridian.refuses("key", *command, "--data", str(elsewhere))
    assert list(elsewhere.iterdir()) == []


def test_a_key_as_json_comes_with_the_id_by_which_it_is_revoked(
    meridian: Shell, folder: Path
) -> None:
    made_ = json.loads(made(meridian, "--role", "privacy", "--region", "eu", "--json"))
    assert made_["id"] == id_of(made_["key"])
    revoked = meridian("key", "revoke", made_["id"], "--json")
    assert json.loads(revoked.out) == {"id": made_["id"], "revoked": True}


def test_the_list_says_all_of_a_key_but_its_secret(meridian: Shell, folder: Path) -> None:
    key = made(meridian, "--role", "agent", "--region", "eu", "--team", "eu-care", "--agent", "sam")
    found(key)
    [fact] = json.loads(meridian("key", "list", "--json").out)
    assert fact.pop("made") <= fact.pop("used")
    assert fact == {
        "id": id_of(key),
        "role": "agent",
        "region": "eu",
        "teams": "eu-care",
        "agent": "sam",
        "peers": None,
        "revoked": None,
    }
    for line in (meridian("key", "list").out, meridian("key", "list", "--json").out):
        assert id_of(key) in line
        assert key.split("_")[3] not in line


def test_no_file_holds_a_keys_secret(meridian: Shell, folder: Path) -> None:
    keys = [made(meridian, "--role", "agent", *more) for more in ((), ("--region", "eu"))]
    assert all(found(key) for key in keys)
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert any(id_of(keys[0]).encode() in content for content in files)
    secrets = [key.split("_")[3].encode() for key in keys]
    assert not [secret for secret in secrets for content in files if secret in content]


@pytest.mark.parametrize("change", ["secret", "region", "id", "prefix"])
def test_a_key_with_one_part_changed_opens_nothing(
    meridian: Shell, folder: Path, change: str
) -> None:
    parts = dict(
        zip(
            ("prefix", "region", "id", "secret"),
            made(meridian, "--role", "admin", "--region", "eu").split("_"),
            strict=True,
        )
    )
    instead = {"secret": "0" * 64, "region": "na", "id": "0" * 16, "prefix": "meridiam"}
    assert found("_".join(parts.values())) is not None
    assert found("_".join((parts | {change: instead[change]}).values())) is None


def test_the_embedded_keys_are_made_once_and_read_by_their_owner_alone(folder: Path) -> None:
    path = folder / "data" / "keys.json"

    async def ask() -> Mapping[str, str]:
        async with Regions() as regions:
            return await embedded_keys(path, regions, SystemClock())

    first = asyncio.run(ask())
    assert set(first) == set(ROLES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert asyncio.run(ask()) == first == json.loads(path.read_text())
    known = {role: found(key) for role, key in first.items()}
    assert {role: key and key.role for role, key in known.items()} == {role: role for role in ROLES}
    assert {role for role, key in known.items() if key and key.agent} == {Role.AGENT}
