"""What is measured on a whole desk; it is started once for all of this file."""

import os
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bench.acceptance import lost, rushed
from bench.customers import arrived
from bench.memory import PARTS, grown, report
from bench.report import quietly
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_message_that_was_accepted_is_found_and_a_lost_one_is_missed(
    whole_desk: Desk,
) -> None:
    async with AsyncExitStack() as connections:
        url, key = whole_desk.facts["url"], whole_desk.facts["keys"]["channel"]
        rush = await rushed(await arrived(connections, url, key, 5), 2)
        stranger = await arrived(connections, url, "nobody's", 1)
        refused = await rushed(stranger, 1)
    data, keys = whole_desk.data, whole_desk.data.parent / "keys"
    assert await lost(data, keys, rush.said, os.environ) == []
    whole = rush.report([], 5)
    assert whole.kept
    assert len({one.region for one in rush.said}) == 5
    assert len({one.ticket_id for one in rush.said}) == 5
    assert refused.report([], 1).faults == ["1 were answered 401"]

    first = next(one for one in rush.said if one.region == "eu")
    forget(data / "eu" / "region.sqlite", first.ticket_id)
    missed = await lost(data, keys, rush.said, os.environ)
    assert len(missed) == 2, "both messages of that ticket"
    assert not rush.report(missed, 5).kept


def forget(file: Path, ticket: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM inbox WHERE ticket_id = ?", (ticket,))


async def test_tickets_are_opened_and_what_is_resident_is_read(whole_desk: Desk) -> None:
    before = await grown(whole_desk, 2, quietly)
    after = await grown(whole_desk, 3, quietly)
    assert all(after.bytes[part] > 2**20 for part in PARTS)
    assert report(before, after, 3).kept
