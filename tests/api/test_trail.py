"""What auditors ask of the trails over HTTP."""

import asyncio
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from domain.access import ApiKey, Role
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.notary import Notary
from storage.database.engine import open_database
from storage.database.writer import Writer
from storage.trail.checkpoints import SqlCheckpoints
from tests.api.conftest import signer_of
from tests.api.house import House

ENTRIES = "/v1/audit/entries"
OF_EU = ApiKey("k-eu", Role.AUDITOR, region="eu")


async def signed(house: House, region: str = "eu") -> None:
    """Have the trail signed, as a worker does."""
    audit = house.door.audits[region]
    database = open_database(audit.url)
    writer = Writer(database)
    writer.start()
    signer, notes = signer_of(region), NoteFolder(audit.notes)
    checkpoints = SqlCheckpoints(database, writer)
    await Notary(region, checkpoints, signer, signer.verifier, notes, SystemClock()).sign()
    await writer.close()
    await database.dispose()


async def test_entries_are_read_page_by_page_the_newest_first(house: House) -> None:
    ticket = await house.wrote()
    for _ in range(3):
        await house.get(f"/v1/tickets/{ticket}")
    seen, cursor = [], ""
    while True:
        page = (await house.get(f"{ENTRIES}?limit=2{cursor}", Role.AUDITOR)).json()
        seen += [(one["region"], one["number"]) for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    size = await house.door.regions["eu"].audit.size()
    assert seen == [("eu", number) for number in range(size, 0, -1)]
    assert size >= 5


async def test_an_entry_is_shown_as_it_was_hashed(house: House) -> None:
    ticket = await house.wrote()
    await house.get(f"/v1/tickets/{ticket}")
    [shown] = (await house.get(f"{ENTRIES}?action=access&about={ticket}", Role.AUDITOR)).json()[
        "items"
    ]
    [kept] = await house.door.regions["eu"].audit.newest(limit=1)
    assert shown["body"].encode() == kept.body
    assert shown["hash"] == kept.hash.hex()
    assert (shown["action"], shown["by_kind"], shown["about"]) == ("access", "agent", ticket)
    assert "anna" not in shown["body"]


async def test_entries_of_several_regions_are_shown_together(house: House) -> None:
    await house.wrote()
    regions = {one["region"] for one in (await house.get(ENTRIES, Role.AUDITOR)).json()["items"]}
    assert regions == {"eu"}
    assert (await house.get(f"{ENTRIES}?region=na", Role.AUDITOR)).json()["items"] == []
    for path in (ENTRIES, "/v1/audit/checkpoints", "/v1/audit/verify"):
        answer = await house.as_key(OF_EU, "GET", f"{path}?region=na")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_region")


async def test_notes_are_shown_with_the_key_that_checks_them(house: House) -> None:
    await house.wrote()
    await signed(house)
    page = (await house.get("/v1/audit/checkpoints", Role.AUDITOR)).json()
    [note] = page["items"]
    assert note["region"] == "eu"
    assert note["note"].startswith(f"meridian/eu\n{note['size']}\n")
    assert page["keys"] == {one: [signer_of(one).verifier] for one in ("eu", "na")}


async def test_a_trail_is_verified_and_that_is_noted(house: House) -> None:
    await house.wrote()
    await signed(house)
    size = await house.door.regions["eu"].audit.size()
    found = (await house.get("/v1/audit/verify", Role.AUDITOR)).json()
    assert found["sound"] is True
    assert [(one["region"], one["last"], one["signed"]) for one in found["regions"]] == [
        ("eu", size, size),
        ("na", 0, 0),
    ]
    [entry] = (await house.get(f"{ENTRIES}?action=trail.verified&region=eu", Role.AUDITOR)).json()[
        "items"
    ]
    assert (entry["by"], entry["by_kind"]) == ("key-auditor", "auditor")
    assert entry["facts"]["sound"] is True


async def test_the_first_bad_entry_is_named_over_http_too(house: House, tmp_path: Path) -> None:
    await house.wrote()
    await signed(house)
    with closing(sqlite3.connect(tmp_path / "eu" / "region.sqlite")) as connection, connection:
        connection.executescript("DROP TRIGGER audit_update; UPDATE audit SET by = 'eve'")
    found = (await house.get("/v1/audit/verify?region=eu&from=1&to=1", Role.AUDITOR)).json()
    assert found["sound"] is False
    assert found["regions"][0]["first_bad"]["number"] == 1


async def test_one_verification_goes_on_at_a_time(house: House) -> None:
    async with house.door.verifying:
        answer = await house.get("/v1/audit/verify", Role.AUDITOR)
    assert (answer.status_code, answer.json()["code"]) == (429, "verification_under_way")
    assert answer.headers["Retry-After"] == "10"


async def test_a_proof_is_handed_out_and_verifies_by_itself(house: House, tmp_path: Path) -> None:
    ticket = await house.wrote()
    await signed(house)
    answer = await house.get(f"/v1/audit/proof/{ticket}", Role.AUDITOR)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path / "proof")
    program = [sys.executable, "-I", str(tmp_path / "proof" / "verify.py")]
    run = partial(subprocess.run, check=False, capture_output=True, text=True)
    ended = await asyncio.to_thread(run, program)
    assert ended.stdout.startswith("VERIFIED"), ended
    proof = json.loads((tmp_path / "proof" / "proof.json").read_text())
    assert proof["key"] == signer_of("eu").verifier


async def test_what_cannot_be_proved_yet_is_a_problem(house: House) -> None:
    ticket = await house.wrote()
    answer = await house.get(f"/v1/audit/proof/{ticket}", Role.AUDITOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_proved")
    unknown = await house.get("/v1/audit/proof/eu-none", Role.AUDITOR)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_ticket")


@pytest.mark.parametrize("query", ["from=0", "to=0", "from=x", "region=" + "x" * 300, "other=1"])
async def test_what_cannot_be_asked_is_refused(house: House, query: str) -> None:
    answer = await house.get(f"/v1/audit/verify?{query}", Role.AUDITOR)
    assert answer.status_code == 422
