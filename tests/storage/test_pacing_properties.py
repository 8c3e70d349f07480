import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ulid import ULID

from domain.notifications import Batch, Call, Turn
from domain.stores import RegionStores
from domain.vocabulary import DeliveryState
from tests.storage.building import after
from tests.storage.contract_notifications import FAILED, LEASE, SENT, UNCERTAIN, WINDOW, call

BUSY, LOST = "busy", "lost"
FATES = st.sampled_from([*(state.value for state in (SENT, FAILED, UNCERTAIN)), BUSY, LOST])
ARRIVALS = st.lists(st.integers(0, 200), min_size=1, max_size=8)


@dataclass
class Errands:
    """Callers that ask whenever they are told to, until each knows what became of its call."""

    stores: RegionStores
    fates: Iterator[str]
    waiting: list[tuple[float, int]]
    calls: list[Call]
    begun: dict[str, Batch] = field(default_factory=dict)
    settled: list[tuple[Batch, DeliveryState]] = field(default_factory=list)
    told_at: float | None = None

    async def run(self) -> list[DeliveryState]:
        ends: dict[int, DeliveryState] = {}
        for _ in range(1_000):
            if not self.waiting:
                break
            at, number = heapq.heappop(self.waiting)
            one = self.calls[number]
            turn = await self.stores.notifications.turn(one, one.key, after(at), WINDOW, LEASE)
            if turn.state is not None:
                ends[number] = turn.state
                continue
            again = at if turn.again_at is None else (turn.again_at - after(0)).total_seconds()
            if turn.batch is not None:
                again = await self._tell(turn, turn.batch, at)
            else:
                assert again > at
            heapq.heappush(self.waiting, (again, number))
        return [ends[number] for number in range(len(self.calls))]

    async def _tell(self, turn: Turn, batch: Batch, at: float) -> float:
        """Let fate decide over a batch: when its caller asks again."""
        assert turn.in_doubt is (batch.id in self.begun)
        if turn.in_doubt:
            assert batch == self.begun[batch.id]
        elif self.told_at is not None:
            assert at >= self.told_at + WINDOW.total_seconds()
        self.begun[batch.id] = batch
        fate = next(self.fates, SENT)
        if fate == LOST:
            return at + LEASE.total_seconds() * 1.5
        if fate == BUSY:
            until = after(at) + timedelta(seconds=20)
            await self.stores.notifications.put_back(batch, BUSY, until)
            return at
        state = DeliveryState(fate)
        await self.stores.notifications.settle(batch, state, "", after(at))
        self.settled.append((batch, state))
        self.told_at = self.told_at if state is FAILED else at
        return at


@given(arrivals=ARRIVALS, fates=st.lists(FATES, max_size=12))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # agents are fresh
)
async def test_every_call_ends_in_exactly_one_settled_batch(
    stores: RegionStores, arrivals: list[int], fates: list[str]
) -> None:
    agent = f"agent-{ULID()}"
    calls = [call(number, agent=agent) for number in range(len(arrivals))]
    waiting = sorted((float(at), number) for number, at in enumerate(arrivals))
    errands = Errands(stores, iter(fates), waiting, calls)
    ends = await errands.run()
    outcomes = [(one, state) for batch, state in errands.settled for one in batch.calls]
    assert sorted(outcomes, key=lambda end: end[0].key) == list(zip(calls, ends, strict=True))
