"""`meridian customer erase`: through Temporal, or again after an old backup was restored."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from cli.customer.opened import AsJson, Data, Found, Regions, about, fail, in_regions, tell
from domain.persons import ErasureOrder, ErasureOutcome, ErasureReason, MarkKind
from domain.vocabulary import ActorKind
from runtime.audit_keys import read_audit_signer
from runtime.clock import SystemClock
from runtime.erasing import begin, erase_again
from runtime.settings import Settings
from runtime.temporal_client import connect
from runtime.waiting import until
from storage.desk.api_keys import OPERATIONS
from workflows.erasure import Erasure, ErasureWorkflow

LONGEST: Final = timedelta(minutes=2)  # that is waited for; it goes on by itself
ONE_OF_TWO: Final = "name the customer to erase, or --again for those whom a backup brought back"


def erase(
    customer_id: Annotated[
        str | None, typer.Argument(help="Such as c-01J9…, as their tickets name them.")
    ] = None,
    reason: Annotated[ErasureReason, typer.Option(help="Why.")] = ErasureReason.REQUEST,
    again: Annotated[
        bool, typer.Option("--again", help="All who were erased and are back after a restore.")
    ] = False,
    temporal: Annotated[
        str | None, typer.Option(help="Where Temporal answers; by default the running desk's.")
    ] = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Erase a person for good, and print the signed certificate."""
    if (customer_id is None) is not again:
        fail(ONE_OF_TWO)
    if customer_id is None:
        _again(data, as_json=as_json)
        return

    async def work(found: Found) -> dict[str, object]:
        if MarkKind.ERASED in found.marks:
            return found.facts()
        done = await _erased(found, reason, temporal or _running(found.settings), quiet=as_json)
        if done.outcome is ErasureOutcome.HELD:
            fail(f"a legal hold ({done.reason}) stands against it; see `meridian customer release`")
        marks = await found.region.stores.persons.marks(found.customer_id)
        return Found(found.settings, found.region, found.customer_id, marks).facts()

    tell(about(customer_id, data, work), as_json=as_json)


async def _erased(found: Found, reason: ErasureReason, address: str, *, quiet: bool) -> Erasure:
    """Have it done, saying on stderr what is being done."""
    order = ErasureOrder(
        found.customer_id, OPERATIONS, ActorKind.SYSTEM, reason, SystemClock().now()
    )
    try:
        client = await connect(address, found.region.key, "customer")
        handle = await begin(client, found.region.name, order)
        await until(_Progress(handle, quiet=quiet), LONGEST, "")
        return await handle.result()
    except TimeoutError:
        fail("it is under way and goes on by itself; `meridian customer show` says how far it is")
    except (RPCError, RuntimeError) as error:
        fail(f"Temporal does not answer at {address}: {type(error).__name__}; ask again")


class _Progress:
    """Says each step on stderr, once; true when it has ended."""

    def __init__(self, handle: WorkflowHandle[ErasureWorkflow, Erasure], *, quiet: bool) -> None:
        self._handle = handle
        self._quiet = quiet
        self._said = ""

    async def __call__(self) -> bool:
        if (await self._handle.describe()).close_time is not None:
            return True
        step = await self._handle.query(ErasureWorkflow.step)
        if step != self._said and not self._quiet:
            typer.echo(f"{step} …", err=True)
        self._said = step
        return False


def _again(data: Path, *, as_json: bool) -> None:
    async def work(regions: Regions, settings: Settings) -> dict[str, object]:
        folder, done, left = settings.keys_folder(), list[str](), list[str]()
        for region in regions.values():
            signer = read_audit_signer(folder, region.name, os.environ)
            for one in await erase_again(region.stores, signer, SystemClock()):
                (left if one.left else done).append(one.customer_id)
        return {"erased": done, "left": left}

    facts = in_regions(data, work, checked=False)
    tell({"erased": facts["erased"], "left": facts["left"] or None}, as_json=as_json)
    if facts["left"]:
        fail("something of these persons can still be found: run it again")


def _running(settings: Settings) -> str:
    """Where the desk on this data folder said that its Temporal answers, or the settings do."""
    path = settings.data / "temporal-address"
    return path.read_text().strip() if path.is_file() else settings.temporal
