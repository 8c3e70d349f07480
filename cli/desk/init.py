"""`meridian desk init`: a desk to begin with, out of the sample desk or out of another."""

import json
from pathlib import Path
from typing import Annotated

import typer

from domain.desks import Files
from rulebook.new_desk import NoSuchRegion, reduced
from rulebook.publishing.editions import edition_of, files_of
from runtime.doors import CannotStart
from runtime.settings import ROOT

SAMPLE = "sample"


def init(
    folder: Annotated[Path, typer.Argument(help="Where the new desk goes: a new or empty folder.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="sample, one region of it (such as eu), or the folder of another desk.",
        ),
    ] = SAMPLE,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Write the files of a new desk. Nothing is ever overwritten."""
    if folder.is_file() or (folder.is_dir() and any(_visible(folder))):
        raise CannotStart(f"{folder} is not empty, and nothing is overwritten: name a new folder")
    files = _files(source)
    edition_of(files)
    _write(files, folder)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "files": sorted(files)}))
    else:
        typer.echo(f"{len(files)} files of a desk are in {folder}; begin with its regions.yaml.")


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _files(source: str) -> Files:
    sample = files_of(ROOT / "desk")
    if source == SAMPLE:
        return sample
    try:
        return reduced(sample, source)
    except NoSuchRegion as unknown:
        if Path(source).is_dir():
            return files_of(Path(source))
        raise CannotStart(f"{unknown}, or {SAMPLE}, or the folder of a desk") from None


def _write(files: Files, folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
