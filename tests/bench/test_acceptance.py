"""What the benchmark of acceptance counts, and that it would notice a loss."""

import os
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bench.acceptance import Rush, lost, rushed
from bench.customers import Said, allow_open_files, arrived
from bench.report import quietly
from bench.writing import EACH, Pair, report, writing
from tests.e2e.running import Desk


@pytest.mark.asyncio(loop_scope="session")
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


def test_a_broken_connection_is_no_acceptance() -> None:
    rush = Rush([Said("one", 0.1, 202, "eu", "eu-1"), Said("two", 0.1, 0)], 1.0)
    assert rush.report([], 2).faults == ["1 were answered 0"]


async def test_the_writer_is_measured_in_pairs_and_all_is_in_the_file(tmp_path: Path) -> None:
    found = await writing(tmp_path, 4, 1, quietly)
    figures = {figure.what: figure for figure in found.figures}
    assert figures["grouped"].value > 0
    assert figures["one transaction each"].value > 0
    assert figures["written but not in the file"].value == 0


def test_a_row_that_is_not_in_the_file_and_a_low_ratio_are_told() -> None:
    assert report([Pair(900, 300)], 1, EACH, EACH).kept
    assert not report([Pair(900, 300)], 1, EACH, EACH - 1).kept
    assert not report([Pair(800, 300)], 1, EACH, EACH).kept


def test_more_files_than_the_machine_allows_are_refused_in_a_sentence() -> None:
    with pytest.raises(OSError, match="may be open here"):
        allow_open_files(10**9)
