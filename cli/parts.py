"""`meridian api` and `meridian worker`: one part of a larger deployment."""

import asyncio
from typing import Annotated

import typer

from api.process import serve
from runtime.settings import Settings
from workers.process import work

Regions = Annotated[
    list[str] | None,
    typer.Option("--region", help="A region to serve; again for more. Default: all of the desk."),
]


def api(region: Regions = None) -> None:
    """Serve the HTTP API of the regions, with the settings of the environment."""
    asyncio.run(serve(_settings(region)))


def worker(region: Regions = None) -> None:
    """Work on the regions' tickets, with the settings of the environment."""
    asyncio.run(work(_settings(region)))


def _settings(regions: list[str] | None) -> Settings:
    return Settings.read(regions=tuple(regions)) if regions else Settings.read()
