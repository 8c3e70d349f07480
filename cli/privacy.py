"""`meridian privacy requests`: what people ask about their own data, what is due first first."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.customer.opened import AsJson, Data, Regions, in_regions
from cli.privacy_retention import retention
from domain.privacy_requests import OPEN_STATES, PrivacyRequest, RequestState, Wanted
from domain.stores import RegionStores
from runtime.clock import SystemClock
from runtime.settings import Settings

app = typer.Typer(
    help="What people ask about their own data, and what is over its time.", no_args_is_help=True
)
app.command()(retention)

TOGETHER = 200


@app.callback()
def privacy() -> None:
    """What people ask about their own data."""


@app.command()
def requests(
    state: Annotated[
        list[RequestState] | None,
        typer.Option(help="Only these; again for more. By default those that wait."),
    ] = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """The requests of all regions that are served here, what is due first first."""

    async def work(regions: Regions, _: Settings) -> list[tuple[str, PrivacyRequest]]:
        states = tuple(state or OPEN_STATES)
        found = [
            (region.name, one)
            for region in regions.values()
            for one in await _all(region.stores, states)
        ]
        return sorted(found, key=lambda one: one[1].place)

    found, now = in_regions(data, work), SystemClock().now()
    if as_json:
        typer.echo(json.dumps([_facts(region, one, now) for region, one in found]))
    elif found:
        Console().print(_table(found, now))
    else:
        typer.echo("there are none")


async def _all(stores: RegionStores, states: tuple[RequestState, ...]) -> list[PrivacyRequest]:
    wanted = Wanted(states, limit=TOGETHER)
    found: list[PrivacyRequest] = []
    while page := await stores.privacy.requests.page(wanted):
        found += page
        wanted = replace(wanted, after=page[-1].place)
    return found


def _facts(region: str, one: PrivacyRequest, now: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "region": region,
        "customer": one.customer_id,
        "kind": one.kind,
        "state": one.state,
        "law": one.law,
        "received_at": one.received_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "nearly_due": one.is_nearly_due(now),
        "overdue": one.is_overdue(now),
    }


def _table(found: list[tuple[str, PrivacyRequest]], now: datetime) -> Table:
    table = Table("due (UTC)", "", "kind", "state", "region", "customer", "request", box=None)
    for region, one in found:
        due = f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at else "never"
        said = "overdue" if one.is_overdue(now) else "soon" if one.is_nearly_due(now) else ""
        table.add_row(due, said, one.kind, one.state, region, one.customer_id, one.id)
    return table
