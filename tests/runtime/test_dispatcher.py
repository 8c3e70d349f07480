import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.arrivals import Acceptance, Arrival, Batch, News, NewsKind
from domain.stores import Unavailable
from runtime.clock import SystemClock
from runtime.dispatcher import CannotTell, Dispatcher
from runtime.installation import running
from tests.patience import PATIENCE


class FakeInbox:
    """Tickets with news, leased as the Protocol says; `locked` makes it unavailable once."""

    def __init__(self, *tickets: str) -> None:
        self.untold = list(tickets)
        self.told_ids: list[str] = []
        self.delayed: list[tuple[str, datetime]] = []
        self.everything_told = asyncio.Event()
        self.locked = False

    async def lease(self, owner: str, now: datetime, until: datetime, limit: int) -> list[Batch]:
        if self.locked:
            self.locked = False
            raise Unavailable
        leased, self.untold = self.untold[:limit], self.untold[limit:]
        return [Batch(t, None, (News(f"m-{t}", NewsKind.MESSAGE, now, "c"),)) for t in leased]

    async def told(self, news_ids: Sequence[str], check_again_at: datetime) -> None:
        self.told_ids.extend(news_ids)
        if not self.untold:
            self.everything_told.set()

    async def put_back(self, news_ids: Sequence[str], not_before: datetime) -> None:
        self.delayed.extend((one, not_before) for one in news_ids)
        self.untold.extend(one.removeprefix("m-") for one in news_ids)

    async def accept(self, arrival: Arrival) -> Acceptance:
        raise NotImplementedError  # a dispatcher accepts nothing

    async def waiting(self) -> int:
        return len(self.untold)


class Teller:
    """Counts calls side by side; fails for the tickets it is told to fail for, once each."""

    def __init__(self, *failing: str, of_ticket: bool = False) -> None:
        self.failing = set(failing)
        self.of_ticket = of_ticket
        self.side_by_side: list[int] = []
        self.now = self.most = 0
        self.calls: list[str] = []

    async def __call__(self, batch: Batch) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        self.side_by_side.append(self.now)
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)
        self.now -= 1
        self.calls.append(batch.ticket_id)
        if batch.ticket_id in self.failing:
            self.failing.discard(batch.ticket_id)
            raise CannotTell("unavailable", of_ticket=self.of_ticket)


def dispatcher(inbox: FakeInbox, tell: Teller, *, width: int = 4, sweep: float = 60) -> Dispatcher:
    return Dispatcher("eu", inbox, tell, SystemClock(), "t", width=width, sweep_every=sweep)


async def test_what_waits_is_told_at_once() -> None:
    inbox, tell = FakeInbox("a", "b", "c"), Teller()
    async with running(dispatcher(inbox, tell)):
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())
    assert sorted(tell.calls) == ["a", "b", "c"]


async def test_no_more_calls_than_its_width_go_side_by_side() -> None:
    inbox, tell = FakeInbox(*(str(n) for n in range(40))), Teller()
    async with running(dispatcher(inbox, tell, width=3)):
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())
    assert len(tell.calls) == 40
    assert tell.most <= 3


async def test_what_failed_is_put_back_and_tried_again() -> None:
    inbox, tell = FakeInbox("a", "b"), Teller("a")
    async with running(dispatcher(inbox, tell)):
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())
    assert sorted(tell.calls) == ["a", "a", "b"]


async def test_while_temporal_is_away_one_ticket_is_tried_before_all_others() -> None:
    tickets = [f"t{number}" for number in range(30)]
    inbox, tell = FakeInbox(*tickets), Teller(*tickets[:6])
    async with running(dispatcher(inbox, tell, width=4)):
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())
    assert sorted(tell.calls[:4]) == ["t0", "t1", "t2", "t3"]
    assert tell.calls[4:6] == ["t4", "t5"]
    assert tell.side_by_side[4:7] == [1, 1, 1]
    assert tell.most == 4


async def test_a_ticket_that_cannot_be_told_does_not_hold_up_the_others() -> None:
    inbox, tell = FakeInbox("a", "b", "c"), Teller("a", of_ticket=True)
    await dispatcher(inbox, tell, width=1).drain()
    [(_, until)] = inbox.delayed
    assert until - SystemClock().now() > timedelta(seconds=20)
    assert tell.calls[1:3] == ["b", "c"]


async def test_a_nudge_wakes_it_before_its_sweep() -> None:
    inbox, tell = FakeInbox(), Teller()
    ours = dispatcher(inbox, tell, sweep=60)
    async with running(ours):
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)
        inbox.untold.append("late")
        ours.nudge()
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())


async def test_a_sweep_finds_what_nobody_nudged_for() -> None:
    inbox, tell = FakeInbox(), Teller()
    async with running(dispatcher(inbox, tell, sweep=0.01)):
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)
        inbox.untold.append("left")
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())


async def test_a_database_that_is_away_is_asked_again() -> None:
    inbox, tell = FakeInbox("a"), Teller()
    inbox.locked = True
    async with running(dispatcher(inbox, tell, sweep=0.01)):
        await asyncio.wait_for(inbox.everything_told.wait(), PATIENCE.total_seconds())
