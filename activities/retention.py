"""The verbs of retention: what is over its time goes by batches, and each may be tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from temporalio import activity

from domain.retention import IN_PILES, Due, Retention, RetentionKind, Rule
from domain.stores import RegionStores

# What people wrote is among it, and is to be found in no file again.
WITH_TEXTS: Final = (RetentionKind.TEXTS, RetentionKind.RECORDS)
KEYS_AT_ONCE: Final = 50  # each in some milliseconds
ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RetentionBatch:
    """At most so many of a kind, behind the last of the batch before; `at` by the workflow."""

    kind: RetentionKind
    at: datetime
    most: int
    after: Due | None = None


@dataclass(frozen=True, slots=True)
class RetentionDone:
    """How much of a batch went, and whether there is another behind it."""

    count: int = 0
    goes_on: bool = False
    after: Due | None = None


class RetentionActivities:
    """Takes out what is over its time by the desk's present rules."""

    def __init__(self, stores: RegionStores, retention: Retention) -> None:
        self._retaining = stores.retaining
        self._stores = stores
        self._retention = retention

    @activity.defn
    async def take_out_over_time(self, batch: RetentionBatch) -> RetentionDone:
        """Take out a batch of tickets' texts, histories or records, or of other rows."""
        rule = self._retention.rule(batch.kind, batch.at)
        if rule is None:
            return RetentionDone()
        if batch.kind in IN_PILES:
            counts = await self._retaining.clear(rule, batch.most)
            return RetentionDone(sum(counts.values()), goes_on=bool(counts))
        return await self._of_tickets(rule, batch)

    @activity.defn
    async def freeze_over_time(self, batch: RetentionBatch) -> tuple[str, ...]:
        """Begin the erasure of persons who are over their time; whose is under way by their ids.

        Those whose erasure was begun before and broke off are among them.
        """
        under_way = await self._retaining.freezing()
        rule = self._retention.rule(batch.kind, batch.at)
        if rule is None:
            return tuple(under_way)
        found: list[str] = []
        for due in await self._retaining.due(rule, limit=batch.most):
            if await self._retaining.freeze(rule, due.id):
                found.append(due.id)
            activity.heartbeat()
        return (*under_way, *found)

    @activity.defn
    async def end_retention(self, at: datetime) -> None:
        """Empty exports that nobody can take any more, and note how far retention has come.

        What was set aside goes here too, after its keys. Raises Unavailable where what went may
        stand in a file still: then the run does not count.
        """
        await self._forget_set_asides(at)
        await self._retaining.empty_exports(at)
        await self._retaining.forget_early(at)
        await self._retaining.drive_out()  # also what a batch left that was killed before it could
        for rule in self._retention.rules(at):
            await self._retaining.overdue(rule)
            activity.heartbeat()
        await self._retaining.ran(at)

    async def _forget_set_asides(self, at: datetime) -> None:
        rule = self._retention.rule(RetentionKind.SET_ASIDE, at)
        if rule is None:
            return
        while await self._stores.channels.set_asides.forget(rule.before, KEYS_AT_ONCE):
            activity.heartbeat()
        while await self._retaining.clear(rule, ROWS_AT_ONCE):
            activity.heartbeat()

    async def _of_tickets(self, rule: Rule, batch: RetentionBatch) -> RetentionDone:
        found = await self._retaining.due(rule, after=batch.after, limit=batch.most)
        done = await self._taken_out(rule, found)
        if done and rule.kind in WITH_TEXTS:
            await self._retaining.drive_out()
        goes_on = len(found) == batch.most
        return RetentionDone(done, goes_on, found[-1] if goes_on else None)

    async def _taken_out(self, rule: Rule, found: Sequence[Due]) -> int:
        done = 0
        for due in found:
            done += await self._retaining.take_out(rule, due.id) is not None
            activity.heartbeat(done)
        return done
