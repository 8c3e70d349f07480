"""Which desk the commands look at: that of a folder, or the one that is in force."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.beginning import edition_here
from runtime.settings import Settings, variable

Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Folder = Annotated[
    Path | None,
    typer.Option("--desk", help="A desk's folder. Default: the desk that was published last."),
]


def desk_of(settings: Settings, folder: Path | None) -> Desk:
    """The desk in a folder, else the one in force. Raises DeskError."""
    if folder is not None:
        return read_desk(folder)
    return asyncio.run(edition_here(settings)).desk
