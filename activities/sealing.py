"""The verb `seal_ended_runs`: what Temporal keeps of a run that ended is copied and replayed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from temporalio import activity

from domain.histories import EndedRun, FetchedRun, SealedRun, SealMark
from domain.ports import EndedRuns, Relive
from domain.stores import RegionStores

AT_ONCE: Final = timedelta(days=1)  # of which the ended runs are listed together
# Temporal lists a run some time after it ended, should its visibility store lag behind: so long
# is looked back again, at each look, for what was not listed before.
LATE: Final = timedelta(days=1)
FURTHEST: Final = timedelta(days=400)  # back, at the first look: no namespace keeps more than that
KNOWN_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One look: its instant by the workflow's clock, and how many runs it may seal."""

    at: datetime
    most: int


class SealingActivities:
    """Seals the histories of runs before Temporal forgets them."""

    def __init__(self, stores: RegionStores, runs: EndedRuns, mark: SealMark) -> None:
        self._histories = stores.histories
        self._ledger = stores.ledger
        self._runs = runs
        self._mark = mark

    @activity.defn
    async def seal_ended_runs(self, look: Look) -> int:
        """Seal what ended and is not sealed, what ended first before the rest; how many runs.

        What is left over is the next look's. It may be tried again at any point.
        """
        sealed = 0
        until = await self._histories.looked_until() or look.at - FURTHEST
        async with self._runs.reliving() as relive:
            while sealed < look.most:
                since, until = until, min(until + AT_ONCE, look.at)
                is_last = until >= look.at  # also what ended just now, by whatever clock
                listed = await self._runs.ended(since - LATE, None if is_last else until)
                left = await self._not_sealed(listed)
                for run in left[: look.most - sealed]:
                    sealed += await self._seal_chain(run, relive, look.at)
                    activity.heartbeat(sealed)
                if len(left) > look.most:
                    return sealed
                await self._histories.looked(until)
                if is_last:
                    return sealed
        return sealed

    async def _not_sealed(self, runs: Sequence[EndedRun]) -> list[EndedRun]:
        left: list[EndedRun] = []
        for first in range(0, len(runs), KNOWN_AT_ONCE):
            some = runs[first : first + KNOWN_AT_ONCE]
            known = await self._histories.sealed_of([run.run_id for run in some])
            left += [run for run in some if run.run_id not in known]
            activity.heartbeat()
        return left

    async def _seal_chain(self, run: EndedRun, relive: Relive, at: datetime) -> int:
        """Seal a run, and before it those of its ticket that went before and were not listed."""
        chain: list[FetchedRun] = []
        last: EndedRun | None = run
        while last is not None:
            fetched = await self._runs.fetch(last)
            if fetched is None:
                break
            chain.append(fetched)
            last = await self._run_before(fetched)
        done = [await self._seal(fetched, relive, at) for fetched in reversed(chain)]
        return sum(done)

    async def _run_before(self, fetched: FetchedRun) -> EndedRun | None:
        """The run that went on in this one, unless it is sealed already."""
        before = fetched.run_before
        if before is None or await self._histories.sealed_of([before]):
            return None
        return await self._runs.find(fetched.run.ticket_id, before)

    async def _seal(self, fetched: FetchedRun, relive: Relive, at: datetime) -> bool:
        run = fetched.run
        again = await relive(fetched, await self._ledger.entries(run.ticket_id))
        sealed = SealedRun(
            run_id=run.run_id,
            ticket_id=run.ticket_id,
            place=0,
            run_before=fetched.run_before,
            ended=run.ended,
            closed_at=run.closed_at,
            events=fetched.events,
            sha256=hashlib.sha256(fetched.body).hexdigest(),
            build=self._mark.build,
            timezones=self._mark.timezones,
            digest=again.digest,
            disagreement=again.disagreement,
            sealed_at=at,
        )
        return await self._histories.seal(sealed, fetched.body)
