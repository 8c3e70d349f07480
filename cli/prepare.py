"""`meridian prepare`: what regions need before their first API and worker start."""

import asyncio
import os
from typing import Annotated

import typer

from rulebook.desk import read_desk
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

    It changes nothing that is there, so it may run before every start.
    """
    settings = Settings.read(regions=tuple(region)) if region else Settings.read()
    asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> None:
    desk = read_desk(settings.desk)
    regions = served(settings, desk)
    folder = settings.keys_folder()
    for region in regions:
        make_region_key(folder, region)
    typer.echo(f"keys: in {folder}; keep a copy of them apart from every copy of the databases")
    async with open_regions(settings, desk, os.environ):
        typer.echo(f"databases: of {', '.join(regions)}, in the shape that this version needs")
    try:
        await prepare_namespaces(settings.temporal, regions)
    except TimeoutError as late:
        raise CannotStart(f"{late} Start Temporal, or set MERIDIAN_TEMPORAL.") from None
    typer.echo(f"temporal: at {settings.temporal}, with a namespace for each of them")
