"""`meridian desk simulate`: what a desk would make of a ticket, before anybody feels it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from cli.desk.simulate_telling import as_json as written
from cli.desk.simulate_telling import tell
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from rulebook.schemas.times import instant
from rulebook.simulating.drawing import drawn
from rulebook.simulating.script import Script, spoken_when
from rulebook.simulating.simulation import Wanted, simulate
from rulebook.simulating.timeline import timeline_of
from runtime.doors import CannotStart

Meant = TypeVar("Meant")


Topic = Annotated[str | None, typer.Option(help="What it is about; else its words say.")]
Location = Annotated[str | None, typer.Option(help="Where an emergency is: a country.")]
At = Annotated[str | None, typer.Option(help="When it opens, such as 2026-12-24T09:00+01:00.")]
ScriptPath = Annotated[Path | None, typer.Option(help="What people do; else nobody acts.")]
Until = Annotated[
    str | None, typer.Option(help="Watch it so long, such as '3 days', or until an instant.")
]
Svg = Annotated[Path | None, typer.Option(help="Draw it into this file, too.")]


def simulation(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    folder: Annotated[Path, typer.Argument(help="The desk to try.")] = Path("desk"),
    policy: Annotated[str | None, typer.Option(help="The policy to try.")] = None,
    region: Annotated[str | None, typer.Option(help="The customer's home region.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="What the customer was promised.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Of the first message.")] = None,
    channel: Annotated[str | None, typer.Option(help="How the customer wrote.")] = None,
    topic: Topic = None,
    language: Annotated[str | None, typer.Option(help="The customer's, such as pt-BR.")] = None,
    location: Location = None,
    at: At = None,
    script: ScriptPath = None,
    until: Until = None,
    svg: Svg = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Let a ticket live under a desk's rules, by a script of what people do.

    The clocks, the steps, who would be told and why: decided by what decides live tickets.
    Nothing is sent and nobody is told.
    """
    if svg is not None and not svg.absolute().parent.is_dir():
        raise CannotStart(f"{svg.parent} is no folder: name a file in one with --svg")
    desk = read_desk(folder)
    wanted = Wanted(policy, region, tier, priority, channel, topic, language, location)
    lived = simulate(
        desk,
        Script.empty() if script is None else Script.read(script, desk),
        wanted,
        opens=_said("--at", instant, at),
        until=_said("--until", spoken_when, until),
    )
    timeline = timeline_of(lived)
    if svg is not None:
        svg.write_text(drawn(lived, timeline), encoding="utf-8")
    if as_json:
        typer.echo(written(lived, timeline))
    else:
        tell(lived, timeline, Console())


def _said(option: str, meant: Callable[[object], Meant], words: str | None) -> Meant | None:
    """What an option means. Raises CannotStart with a sentence."""
    if words is None:
        return None
    try:
        return meant(words)
    except ValueError as wrong:
        raise CannotStart(f"{option}: {wrong}") from None
