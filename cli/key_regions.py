"""What the commands about keys share: the regions of a desk, opened for one of them."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from rulebook.facts import Desk
from runtime.beginning import edition_here
from runtime.installation import ServedRegion, open_regions, served
from runtime.places import has_databases
from runtime.settings import Settings, variable

T = TypeVar("T")
Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
WRONG_INPUT = 2

Regions = Mapping[str, ServedRegion]


def with_regions(data: Path, work: Callable[[Regions, Desk], Awaitable[T]]) -> T:
    """Open the desk's regions for a piece of work, and say what it says."""
    return asyncio.run(_opened(Settings.read(data=data.resolve()), work))


async def _opened(settings: Settings, work: Callable[[Regions, Desk], Awaitable[T]]) -> T:
    desk = (await edition_here(settings)).desk
    if not has_databases(settings, served(settings, desk)):
        refuse(f"there is no desk at {settings.data}; name its folder with --data")
    async with open_regions(settings, desk, os.environ) as regions:
        return await work(regions, desk)


def id_of(key: str) -> str:
    """The id of an API key, by which it is revoked."""
    return key.split("_")[2]


def show_key(key: str, *, as_json: bool) -> None:
    """Print a key: this once."""
    typer.echo(json.dumps({"key": key, "id": id_of(key)}) if as_json else key)


def refuse(sentence: str) -> NoReturn:
    """End with a sentence that says what to write."""
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_INPUT)
