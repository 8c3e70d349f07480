"""Counts what retention takes out, from around it: the store knows nothing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.retention import Due, Overdue, Retaining, RetentionKind, Rule
from runtime import metrics


@dataclass(frozen=True, slots=True)
class MeteredRetaining:
    """What is kept for a time, with a count of what goes."""

    region: str
    retaining: Retaining

    def __post_init__(self) -> None:
        """Have every figure stand at 0 from the beginning."""
        for kind in RetentionKind:
            metrics.RETENTION_REMOVED.labels(self.region, kind)

    async def overdue(self, rule: Rule) -> Overdue:
        """As the Protocol says."""
        found = await self.retaining.overdue(rule)
        metrics.RETENTION_OVERDUE.labels(self.region, rule.kind).set(found.count)
        return found

    async def due(self, rule: Rule, *, after: Due | None = None, limit: int) -> Sequence[Due]:
        """As the Protocol says."""
        return await self.retaining.due(rule, after=after, limit=limit)

    async def take_out(self, rule: Rule, ticket_id: str) -> Mapping[str, int] | None:
        """As the Protocol says."""
        counts = await self.retaining.take_out(rule, ticket_id)
        self._count(rule, int(counts is not None))
        return counts

    async def clear(self, rule: Rule, limit: int) -> Mapping[str, int]:
        """As the Protocol says."""
        counts = await self.retaining.clear(rule, limit)
        self._count(rule, sum(counts.values()))
        return counts

    async def freeze(self, rule: Rule, customer_id: str) -> bool:
        """As the Protocol says."""
        begun = await self.retaining.freeze(rule, customer_id)
        self._count(rule, int(begun))
        return begun

    async def freezing(self) -> Sequence[str]:
        """As the Protocol says."""
        return await self.retaining.freezing()

    async def empty_exports(self, at: datetime) -> int:
        """As the Protocol says."""
        return await self.retaining.empty_exports(at)

    async def forget_early(self, at: datetime) -> int:
        """As the Protocol says."""
        return await self.retaining.forget_early(at)

    async def drive_out(self) -> None:
        """As the Protocol says."""
        await self.retaining.drive_out()

    async def ran(self, at: datetime) -> None:
        """As the Protocol says."""
        await self.retaining.ran(at)

    async def last_ran(self) -> datetime | None:
        """As the Protocol says."""
        return await self.retaining.last_ran()

    def _count(self, rule: Rule, many: int) -> None:
        metrics.RETENTION_REMOVED.labels(self.region, rule.kind).inc(many)
