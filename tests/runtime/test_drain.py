"""A backlog after an outage reaches Temporal in order, once, and in few calls."""

from datetime import datetime, timedelta
from pathlib import Path

from bench.drain import MOST_CALLS, accepted, dispatcher_over, drained, faults, heard
from bench.parts import KEY, REGION, Calls, counted_client, server_in, serving
from runtime.clock import SystemClock
from runtime.installation import running
from storage.open import open_region
from tests.regions import in_shape

TICKETS, MESSAGES = 100, 2_000


class MovedClock:
    """The machine's clock, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


async def test_a_backlog_is_told_in_order_and_once_in_few_calls(tmp_path: Path) -> None:
    calls, clock, server = Calls(), MovedClock(), server_in(tmp_path)
    client = await counted_client(server.address, calls)
    async with await open_region(REGION, in_shape(tmp_path), KEY) as region:
        inbox = region.stores.inbox
        dispatcher, _ = dispatcher_over(region.stores, client, clock)
        wanted = await accepted(inbox, TICKETS, MESSAGES)
        await dispatcher.drain()  # nobody is there to be told
        assert (len(wanted), await inbox.waiting()) == (TICKETS, MESSAGES)
        async with serving(server):
            before = calls.count()
            clock.ahead = timedelta(minutes=1)
            async with running(dispatcher):
                await drained(inbox, MESSAGES)
            made = calls.count() - before
            found = await heard(client, list(wanted))
    assert faults(wanted, found) == []
    assert TICKETS <= made <= MOST_CALLS * MESSAGES
    assert made <= 2 * TICKETS


def test_what_was_told_wrongly_is_named() -> None:
    wanted = {"good": ["1", "2"], "swapped": ["1", "2"], "doubled": ["1", "2"], "lost": ["1"]}
    found = {"good": ["1", "2"], "swapped": ["2", "1"], "doubled": ["1", "2", "2"]}
    assert faults(wanted, found) == [
        "swapped was told ['2', '1'] and not ['1', '2']",
        "doubled was told ['1', '2', '2'] and not ['1', '2']",
        "lost was told [] and not ['1']",
    ]
