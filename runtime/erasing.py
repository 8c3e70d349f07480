"""Erasures as Temporal carries them out, and those that are done again after an old backup."""

from collections.abc import Mapping
from dataclasses import dataclass

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.erasure import ErasureActivities, StepRequest
from domain.persons import ErasureOrder, ErasureReason
from domain.ports import Clock, Notary
from domain.stores import RegionStores
from runtime.temporal_client import TIMEOUT, task_queue_of
from workflows.erasure import Erasure, ErasureWorkflow

BY_HAND = "meridian customer erase --again"


def workflow_id_of(customer_id: str) -> str:
    """The workflow of a person's erasure."""
    return f"erasure-{customer_id}"


async def begin(
    client: Client, region: str, order: ErasureOrder
) -> WorkflowHandle[ErasureWorkflow, Erasure]:
    """Begin an erasure, or join the one that is under way. Raises RPCError and RuntimeError.

    One that was refused, as by a legal hold, can be asked for again; one that is done does nothing.
    """
    return await client.start_workflow(
        ErasureWorkflow.run,
        order,
        id=workflow_id_of(order.customer_id),
        task_queue=task_queue_of(region),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        rpc_timeout=TIMEOUT,
    )


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """Somebody who was back and is erased again; `left` is what could still be found."""

    customer_id: str
    left: tuple[str, ...]


async def erase_again(
    stores: RegionStores, notary: Notary, clock: Clock
) -> tuple[ErasedAgain, ...]:
    """Erase all whom an old backup brought back, under the certificates that they had.

    Without Temporal: no door opens before. Their tickets, if there are some in it, end when they
    are told. Raises Unavailable where something is not out of every file yet: ask again.
    """
    back = await stores.erasing.back()
    return tuple([await _again(stores, notary, clock, one, back) for one in sorted(back)])


async def _again(
    stores: RegionStores, notary: Notary, clock: Clock, customer_id: str, back: Mapping[str, str]
) -> ErasedAgain:
    now = clock.now()
    order = ErasureOrder(customer_id, BY_HAND, "system", ErasureReason.RESTORED, now)
    await stores.erasing.freeze(order, now, again=True)
    steps = ErasureActivities(stores, notary)
    left = await steps.destroy_person(StepRequest(customer_id, now))
    if not left:
        await steps.certify_erasure(StepRequest(customer_id, now, back[customer_id]))
    return ErasedAgain(customer_id, left)
