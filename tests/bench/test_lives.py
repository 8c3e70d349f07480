"""Whole lives are whole, and a bare workflow has as many activities."""

from pathlib import Path

import pytest
from temporalio.client import Client

from bench.budget import cost_of
from bench.lives import Round, Rounds, activities_of, bare, bare_worker, lived, unfinished
from bench.living import a_living_desk, region_client
from bench.parts import REGION
from runtime.temporal_server import namespace_of
from tests.bench.conftest import Started


@pytest.mark.asyncio(loop_scope="session")
async def test_a_life_is_whole_and_an_unfinished_one_is_named(
    server: Started, tmp_path: Path
) -> None:
    plain = await Client.connect(server.address, namespace=namespace_of(REGION))
    client = await region_client(server.address)
    async with a_living_desk(client, tmp_path) as desk, bare_worker(plain):
        tickets = await lived(desk, 2, 2)
        assert await unfinished(desk, tickets) == []
        rated = await desk.rated()
        assert await unfinished(desk, [rated]) == [f"{rated} has no ticket_closed in its ledger"]
        activities = await activities_of(desk, tickets)
        assert activities > 3
        await bare(plain, 2, activities, 2)
        assert (await cost_of(desk, server.process, 1)).server > 0


def test_a_ratio_below_the_bound_and_an_unfinished_life_are_told() -> None:
    fast, slow = Round(10, 1.0, 0.1, 0.1), Round(10, 2.1, 0.1, 0.1)
    assert Rounds([fast], [fast], 9).report().kept
    assert not Rounds([slow], [fast], 9).report().kept
    assert not Rounds([fast], [fast], 9, ["one has no end"]).report().kept
