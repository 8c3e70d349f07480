"""`meridian customer erase|export|show|hold|release|restrict|unrestrict`: people as people."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.customer.erase import erase
from cli.customer.export import export
from cli.customer.opened import AsJson, CustomerId, Data, Found, about, fail, tell
from domain.persons import HoldReason, Lifting, Mark, MarkKind, RestrictionReason
from domain.stores import Erased
from domain.vocabulary import ActorKind
from runtime.clock import SystemClock
from storage.desk.api_keys import OPERATIONS

app = typer.Typer(
    help="One customer as a person: erase, export, show, hold, release, restrict.",
    no_args_is_help=True,
)
app.command()(erase)
app.command()(export)


@app.command()
def show(customer_id: CustomerId, data: Data = Path(".meridian"), as_json: AsJson = False) -> None:
    """Whether somebody is erased, with the certificate, and what stands against it."""

    async def ask(found: Found) -> dict[str, object]:
        return found.facts()

    tell(about(customer_id, data, ask), as_json=as_json)


@app.command()
def hold(
    customer_id: CustomerId,
    reason: Annotated[HoldReason, typer.Option(help="Why.")],
    until: Annotated[
        datetime | None, typer.Option(help="Until when, in UTC; default: until it is lifted.")
    ] = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """See that nothing of somebody is erased."""
    end = until and until.replace(tzinfo=UTC)
    _place(customer_id, MarkKind.HELD, reason, end, data, as_json=as_json)


@app.command()
def release(
    customer_id: CustomerId, data: Data = Path(".meridian"), as_json: AsJson = False
) -> None:
    """Lift a legal hold."""
    _lift(customer_id, MarkKind.HELD, data, as_json=as_json)


@app.command()
def restrict(
    customer_id: CustomerId,
    reason: Annotated[RestrictionReason, typer.Option(help="Why.")],
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """See that what is somebody's is kept, and no more."""
    _place(customer_id, MarkKind.RESTRICTED, reason, None, data, as_json=as_json)


@app.command()
def unrestrict(
    customer_id: CustomerId, data: Data = Path(".meridian"), as_json: AsJson = False
) -> None:
    """Lift a restriction."""
    _lift(customer_id, MarkKind.RESTRICTED, data, as_json=as_json)


def _place(
    customer_id: str,
    kind: MarkKind,
    reason: str,
    until: datetime | None,
    data: Path,
    *,
    as_json: bool,
) -> None:
    async def work(found: Found) -> dict[str, object]:
        mark = Mark(
            customer_id, kind, SystemClock().now(), OPERATIONS, ActorKind.SYSTEM, reason, until
        )
        try:
            await found.region.stores.persons.place(mark)
        except Erased:
            fail(f"{customer_id} is being erased, or was: it comes too late")
        return await _standing(found)

    tell(about(customer_id, data, work), as_json=as_json)


def _lift(customer_id: str, kind: MarkKind, data: Path, *, as_json: bool) -> None:
    async def work(found: Found) -> dict[str, object]:
        lifting = Lifting(customer_id, kind, SystemClock().now(), OPERATIONS, ActorKind.SYSTEM)
        await found.region.stores.persons.lift(lifting)
        return await _standing(found)

    tell(about(customer_id, data, work), as_json=as_json)


async def _standing(found: Found) -> dict[str, object]:
    marks = await found.region.stores.persons.marks(found.customer_id)
    return Found(found.settings, found.region, found.customer_id, marks).facts()
