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

SOON = 0.05  # seconds


class Hanging:
    """The replayer, which comes to no end so many times, whoever cancels it.

    Each is given up soon; one that does come to its end has all the time that it needs.
    """

    def __init__(self, times: int, patched: pytest.MonkeyPatch) -> None:
        self.left = times
        self._patched = patched
        patched.setattr(reliving, "lived_again", self)
        patched.setattr(reliving, "LONGEST", SOON)

    async def __call__(self, history: WorkflowHistory, converter: DataConverter) -> Life:
        if not self.left:
            return await lived_again(history, converter)
        self.left -= 1
        if not self.left:
            self._patched.setattr(reliving, "LONGEST", PATIENCE.total_seconds())
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
    hanging = Hanging(1, monkeypatch)
    assert await answer(relive, recording) == expected
    assert hanging.left == 0


async def test_one_that_hangs_again_is_told_and_says_nothing_of_the_run(
    relive: Relive, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hanging(2, monkeypatch)
    with pytest.raises(CrewLost):
        await answer(relive, recording)
    assert (await answer(relive, recording)).digest, "the next one finds another crew"
