"""A replay that never ends keeps nobody: not who waits for it, and not the program that ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from domain.histories import Relived
from domain.ports import Relive
from runtime import reliving
from runtime.converter import data_converter
from runtime.crew import CrewLost
from runtime.reliving import in_a_thread
from runtime.replay import lived_again
from runtime.witness import Life
from tests.histories.recording import Recording, read, recordings
from tests.histories.sealed import RecordedRuns
from tests.patience import PATIENCE


class Hanging:
    """The replayer, which comes to no end so many times, whoever cancels it."""

    def __init__(self, times: int) -> None:
        self.left = times

    async def __call__(self, history: WorkflowHistory, converter: DataConverter) -> Life:
        if not self.left:
            return await lived_again(history, converter)
        self.left -= 1
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue


@pytest.fixture
async def relive() -> AsyncIterator[Relive]:
    async with asyncio.timeout(PATIENCE.total_seconds()), in_a_thread(data_converter)() as one:
        yield one


@pytest.fixture
def recording() -> Recording:
    return read(recordings()[0])


async def answer(relive: Relive, recording: Recording) -> Relived:
    runs = RecordedRuns([recording])
    found = await runs.find(recording.ticket, recording.runs[0].run_id)
    assert found is not None
    fetched = await runs.fetch(found)
    assert fetched is not None
    return await relive(fetched, recording.ledger)


async def test_a_replay_that_hangs_is_tried_again(
    relive: Relive, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await answer(relive, recording)
    hanging = Hanging(times=1)
    monkeypatch.setattr(reliving, "lived_again", hanging)
    monkeypatch.setattr(reliving, "LONGEST", 3.0)  # the second one has to come to its end in that
    assert await answer(relive, recording) == expected
    assert hanging.left == 0


async def test_one_that_hangs_again_is_told_and_says_nothing_of_the_run(
    relive: Relive, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reliving, "LONGEST", 0.05)
    monkeypatch.setattr(reliving, "lived_again", Hanging(times=2))
    with pytest.raises(CrewLost):
        await answer(relive, recording)
    monkeypatch.setattr(reliving, "LONGEST", PATIENCE.total_seconds())
    assert (await answer(relive, recording)).digest, "the next one finds another crew"
