"""A process's workers stop all at once; a step that is asked for is given up when it is to end."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

import pytest
from temporalio.worker import Worker

from workers.stopping import at_work, done_before


@dataclass
class FakeWorker:
    """One whose last activity ends only once all others are stopping too."""

    barrier: asyncio.Barrier

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    async def shutdown(self) -> None:
        """Wait for the others."""
        await self.barrier.wait()


async def test_workers_of_all_regions_stop_at_the_same_time() -> None:
    barrier = asyncio.Barrier(5)
    workers = [cast(Worker, FakeWorker(barrier)) for _ in range(5)]
    async with asyncio.timeout(5), at_work(workers, []):
        pass


async def test_what_goes_on_beside_the_workers_ends_with_them() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def beside() -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with at_work([], [beside]):
        await began.wait()
    assert ended.is_set()


async def test_what_fails_beside_the_workers_ends_the_process() -> None:
    async def beside() -> None:
        raise LookupError("no such thing")

    with pytest.raises(ExceptionGroup) as failed:
        async with at_work([], [beside]):
            await asyncio.Event().wait()
    assert failed.group_contains(LookupError)


async def test_steps_are_given_up_when_the_process_is_to_end() -> None:
    stop, done = asyncio.Event(), list[str]()

    async def step(name: str, *, forever: bool = False) -> None:
        if forever:
            stop.set()
            await asyncio.Event().wait()
        done.append(name)

    assert await done_before(stop, step("first"), step("second"))
    assert not await done_before(stop, step("third"), step("-", forever=True), step("fourth"))
    assert done == ["first", "second", "third"]


async def test_a_step_that_fails_is_heard_of() -> None:
    async def step() -> Any:
        raise LookupError("no such thing")

    with pytest.raises(LookupError):
        await done_before(asyncio.Event(), step())
