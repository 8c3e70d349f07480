"""A worker process ends when it is asked to, all of it at once, and finishes what is under way."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

from temporalio.worker import Worker

Work = Coroutine[object, object, None]


def asked_to_stop() -> asyncio.Event:
    """Set by SIGTERM, or by SIGINT as of Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def done_before(stop: asyncio.Event, *steps: Work) -> bool:
    """Whether all steps, one after the other, were done before `stop`; the rest is given up."""

    async def all_steps() -> None:
        for step in steps:
            await step

    doing = asyncio.create_task(all_steps())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (doing, stopping):
        task.cancel()
    await asyncio.gather(doing, stopping, return_exceptions=True)
    for step in steps:
        step.close()
    if doing.cancelled():
        return False
    doing.result()
    return True


@contextlib.asynccontextmanager
async def at_work(
    workers: Sequence[Worker], beside: Sequence[Callable[[], Work]]
) -> AsyncIterator[None]:
    """Run the workers, and what goes on beside them, until the block is left.

    They are stopped all at once: each takes as long as its longest activity, up to its grace, and
    one after the other they would outlast the patience of whoever asked.
    """
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        tasks = [group.create_task(one()) for one in beside]
        for worker in workers:
            await stack.enter_async_context(worker)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*(worker.shutdown() for worker in workers))
