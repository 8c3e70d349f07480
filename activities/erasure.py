"""The verbs of an erasure: each a step that may be done again, whoever was killed between two."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from domain.certificates import certificate
from domain.persons import ErasureOrder, Findings, Frozen, Mark, MarkKind
from domain.ports import Notary
from domain.stores import RegionStores


@dataclass(frozen=True, slots=True)
class FreezeRequest:
    """Who is to be erased, and the instant of the workflow's clock."""

    order: ErasureOrder
    at: datetime


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step for somebody who is frozen, and the instant of the workflow's clock."""

    customer_id: str
    at: datetime
    certificate: str = ""  # the one that there was, of an erasure that is done again


class ErasureActivities:
    """Erases persons of one region."""

    def __init__(self, stores: RegionStores, notary: Notary) -> None:
        self._region = stores.region
        self._erasing = stores.erasing
        self._notary = notary

    @activity.defn
    async def freeze_person(self, request: FreezeRequest) -> Frozen:
        """See that nothing new of theirs is kept, unless a legal hold stands against it."""
        return await self._erasing.freeze(request.order, request.at)

    @activity.defn
    async def tickets_waiting(self, customer_id: str) -> tuple[str, ...]:
        """Their tickets that have not written down yet that they end."""
        return await self._erasing.waiting(customer_id)

    @activity.defn
    async def destroy_person(self, request: StepRequest) -> tuple[str, ...]:
        """Destroy their key, take out all that is theirs, and look; what is left, by its kinds.

        They are on the list beside the keys before anything goes. Raises stores.Unavailable where
        something is gone and not out of every file yet.
        """
        await self._erasing.enlist(request.customer_id, request.at)
        await self._erasing.destroy(request.customer_id)
        await self._erasing.purge(request.customer_id)
        return await self._erasing.left(request.customer_id)

    @activity.defn
    async def certify_erasure(self, request: StepRequest) -> str:
        """The signed certificate: of the first time, whenever it is asked for."""
        findings = await self._erasing.findings(request.customer_id)
        frozen = findings.frozen
        if frozen.certificate:
            return await self._erasing.conclude(frozen)
        mark = Mark(
            customer_id=request.customer_id,
            kind=MarkKind.ERASED,
            since=request.at,
            by=frozen.by,
            by_kind=frozen.by_kind,
            reason=frozen.reason,
            certificate=request.certificate or self._signed(findings, request.at),
        )
        return await self._erasing.conclude(mark)

    def _signed(self, findings: Findings, at: datetime) -> str:
        return self._notary.sign(certificate(self._region, findings, at))
