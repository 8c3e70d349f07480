"""`meridian prepare`: what regions need before their first API and worker start."""

import asyncio
import os
from typing import Annotated

import typer

from runtime.audit_keys import make_audit_key
from runtime.beginning import edition_here, publish_where_none_is
from runtime.doors import CannotStart
from runtime.installation import open_regions, served
from runtime.keys import make_region_key
from runtime.settings import Settings
from runtime.temporal_server import prepare_namespaces

Regions = Annotated[
    list[str] | None,
    typer.Option("--region", help="A region to prepare; again for more. Default: all of the desk."),
]


def prepare(region: Regions = None) -> None:
    """Make region keys, databases and Temporal namespaces, where they are not there yet.

    Where no desk was published yet, it publishes the folder's.
    It changes nothing that is there, so it may run before every start.
    """
    settings = Settings.read(regions=tuple(region)) if region else Settings.read()
    asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> None:
    begun = await edition_here(settings)
    regions = served(settings, begun.desk)
    folder = settings.keys_folder()
    for region in regions:
        make_region_key(folder, region)
        make_audit_key(folder, region, os.environ)
    typer.echo(f"keys: in {folder}; keep a copy of them apart from every copy of the databases")
    async with open_regions(settings, begun.desk, os.environ) as opened:
        typer.echo(f"databases: of {', '.join(regions)}, in the shape that this version needs")
        await publish_where_none_is(settings, opened, begun, typer.echo)
    try:
        await prepare_namespaces(settings.temporal, regions)
    except TimeoutError as late:
        raise CannotStart(f"{late} Start Temporal, or set MERIDIAN_TEMPORAL.") from None
    typer.echo(f"temporal: at {settings.temporal}, with a namespace for each of them")
