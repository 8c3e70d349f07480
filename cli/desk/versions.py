"""`meridian desk versions`: what was published, when, by whom and why."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.desk.opened import SHOWN, AsJson, Data, Opened, Regions, facts, with_desks
from domain.desks import PublishedDesk
from runtime.clock import SystemClock
from runtime.taking_over import TOLD_FOR


def versions(
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=1000)] = 20,
    region: Regions = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """The published desks of the regions, the newest first."""

    async def ask(opened: Opened) -> None:
        found = {
            name: await desks.page(before=None, limit=limit) for name, desks in opened.desks.items()
        }
        if as_json:
            told = [facts(name, desk) for name, desks in found.items() for desk in desks]
            typer.echo(json.dumps(told, ensure_ascii=False))
            return
        by_regions: dict[PublishedDesk, list[str]] = {}
        for name, desks in found.items():
            for desk in desks:
                by_regions.setdefault(desk, []).append(name)
        _show(by_regions)
        for name, kept in opened.desks.items():
            for note in await kept.left_behind(SystemClock().now() - TOLD_FOR):
                said = f"{note.process} cannot go by desk {note.number}: {note.reason}"
                typer.echo(f"note: in {name}, {said}")

    with_desks(data, region, ask)


def _show(by_regions: dict[PublishedDesk, list[str]]) -> None:
    if not by_regions:
        typer.echo("no desk was published here yet; the first start does it")
        return
    table = Table("", "when (UTC)", "who", "why", "regions", "address", "what changed", box=None)
    for desk in sorted(by_regions, key=lambda one: (one.at, one.number), reverse=True):
        table.add_row(
            str(desk.number),
            f"{desk.at:%Y-%m-%d %H:%M:%S}",
            desk.by,
            desk.why,
            ", ".join(by_regions[desk]),
            desk.address[:SHOWN],
            "\n".join(desk.changes),
        )
    Console(highlight=False, markup=False).print(table)
