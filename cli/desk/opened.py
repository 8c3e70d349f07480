"""What the commands about published desks have in common: the regions that they open."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from domain.desks import Desks, PublishedDesk
from runtime.beginning import edition_here
from runtime.installation import open_regions, served
from runtime.places import has_databases
from runtime.settings import Settings, variable

WRONG_INPUT = 2
FAILED = 1
SHOWN = 12  # letters of an address, which are enough to tell one from another

Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", help="A region; again for more. Default: all of the settings."),
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@dataclass(frozen=True, slots=True)
class Opened:
    """The published desks of the regions that a command is about."""

    settings: Settings
    desks: Mapping[str, Desks]

    async def newest(self) -> dict[str, PublishedDesk | None]:
        """The newest of each region."""
        return {name: await desks.newest() for name, desks in self.desks.items()}


def with_desks(
    data: Path, regions: Sequence[str] | None, work: Callable[[Opened], Coroutine[Any, Any, None]]
) -> None:
    """Open the regions that the settings name, or these of them, beside whatever runs."""
    asked = {"regions": tuple(regions)} if regions else {}
    asyncio.run(_with_desks(Settings.read(data=data.resolve(), **asked), work))


async def _with_desks(
    settings: Settings, work: Callable[[Opened], Coroutine[Any, Any, None]]
) -> None:
    begun = await edition_here(settings)
    if not has_databases(settings, served(settings, begun.desk)):
        refuse(f"there is no desk at {settings.data}; name its folder with --data")
    async with open_regions(settings, begun.desk, os.environ) as regions:
        stores = {name: region.stores.desks for name, region in regions.items()}
        await work(Opened(settings, stores))


def facts(region: str, desk: PublishedDesk) -> dict[str, object]:
    """A published desk as JSON has it."""
    return {
        "region": region,
        "number": desk.number,
        "address": desk.address,
        "at": desk.at.isoformat(timespec="seconds"),
        "by": desk.by,
        "why": desk.why,
        "changes": list(desk.changes),
    }


def refuse(words: str, code: int = WRONG_INPUT) -> NoReturn:
    """End with a sentence."""
    typer.echo(words, err=True)
    raise typer.Exit(code)
