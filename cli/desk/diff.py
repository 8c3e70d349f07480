"""`meridian desk diff`: the change from one desk to another, in words."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.desk.opened import SHOWN, AsJson, Data, Opened, Regions, refuse, with_desks
from domain.desks import Desks, Files, PublishedDesk
from domain.stores import Missing
from rulebook.publishing.diff import desk_diff, text_diff
from rulebook.publishing.editions import edition_in

ADDRESS = re.compile("[0-9a-f]{6,64}")
FURTHEST = 10_000  # desks that are looked through for an address


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two desks, and how it was named."""

    name: str
    files: Files


def diff(
    before: Annotated[
        str | None, typer.Argument(help="A number, an address or a folder; default: the newest.")
    ] = None,
    after: Annotated[
        str | None, typer.Argument(help="Likewise; default: the folder of the settings.")
    ] = None,
    files: Annotated[bool, typer.Option("--files", help="Show the lines that differ.")] = False,
    region: Regions = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """What changes from one desk to another, thing by thing."""

    async def ask(opened: Opened) -> None:
        one, other = await _sides(opened, before, after)
        changes = desk_diff(one.files, other.files)
        lines = list(text_diff(one.files, other.files)) if files else None
        if as_json:
            told = {"before": one.name, "after": other.name, "changes": changes, "lines": lines}
            typer.echo(json.dumps(told, ensure_ascii=False))
            return
        typer.echo(f"from {one.name} to {other.name}:" if changes else _the_same(one, other))
        for sentence in changes:
            typer.echo(f"  {sentence}")
        for line in lines or ():
            typer.echo(line)
        await _tell_of_others(opened)

    with_desks(data, region, ask)


def _the_same(one: Side, other: Side) -> str:
    return f"nothing changes from {one.name} to {other.name}"


async def _sides(opened: Opened, before: str | None, after: str | None) -> tuple[Side, Side]:
    """A folder alone is compared with the newest; anything else alone with the settings' folder."""
    if before is not None and after is None and _is_a_folder(before):
        before, after = None, before
    folder = after if after is not None else str(opened.settings.desk)
    return await _side(opened, before), await _side(opened, folder)


async def _side(opened: Opened, said: str | None) -> Side:
    desks = next(iter(opened.desks.values()))
    if said is not None and _is_a_folder(said):
        edition = edition_in(Path(said))
        return Side(said, edition.files)
    found = await _found(desks, said)
    name = f"desk {found.number} ({found.address[:SHOWN]})"
    return Side(name, await desks.files(found.number))


async def _found(desks: Desks, said: str | None) -> PublishedDesk:
    if said is None:
        newest = await desks.newest()
        return newest or refuse("no desk was published here yet; the first start does it")
    if said.isdecimal() and len(said) < 6:
        try:
            return await desks.get(int(said))
        except Missing:
            refuse(f"there is no desk {said}; `meridian desk versions` lists them")
    if ADDRESS.fullmatch(said):
        for desk in await desks.page(before=None, limit=FURTHEST):
            if desk.address.startswith(said):
                return desk
    refuse(f"{said} is no number or address of a published desk, and no folder of one")


def _is_a_folder(said: str) -> bool:
    return not said.isdecimal() and Path(said).is_dir()


async def _tell_of_others(opened: Opened) -> None:
    """Regions may go by different desks; this looked into the first."""
    newest = await opened.newest()
    first, *others = newest.items()
    unlike = [
        name for name, desk in others if desk and first[1] and desk.address != first[1].address
    ]
    if unlike:
        said = f"note: this is {first[0]}'s; {', '.join(unlike)} goes by another desk: use --region"
        typer.echo(said, err=True)
