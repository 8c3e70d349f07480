"""That the benchmark of listeners measures those who listen, and tells what costs too much."""

from dataclasses import replace

import pytest

from bench.listeners import Costs, keys_for, measured, report
from bench.report import quietly
from tests.e2e.running import Desk

FEW = Costs(
    listeners=10,
    one_resident=300 * 2**20,
    all_resident=301 * 2**20,
    one_a_minute=1.0,
    all_a_minute=2.0,
    told=0.1,
    late=0.5,
)


@pytest.mark.asyncio(loop_scope="session")
async def test_all_who_listen_hear_of_it_and_what_that_takes_is_measured(whole_desk: Desk) -> None:
    costs = await measured(whole_desk, 3, 1, quietly)
    assert costs.listeners == 3
    assert costs.one_resident > 2**20
    assert 0 < costs.late < 60
    assert costs.told > 0
    made = await keys_for(201, whole_desk)
    assert len(set(made)) == 2, "no key may follow so many"


@pytest.mark.parametrize(
    "change",
    [{"all_resident": 400 * 2**20}, {"all_a_minute": 20.0}, {"late": 6.0}, {"listeners": 9}],
    ids=lambda change: next(iter(change)),
)
def test_what_costs_too_much_is_told(change: dict[str, float]) -> None:
    assert report(FEW, 10).kept
    assert not report(replace(FEW, **change), 10).kept  # type: ignore[arg-type] # as they are named
