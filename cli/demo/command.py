"""`meridian demo`: a follow-the-sun story, a week in under a minute, told from what came of it."""

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Protocol

import typer
from rich.console import Console

from cli.demo.beginning import next_evening
from cli.demo.emergency import AWeekLater, Emergency
from cli.demo.front import StoryBroke, front_of
from cli.demo.ladder import Ladder
from cli.demo.people import AGENTS, CUSTOMERS, LISBON
from cli.demo.proofs import proofs
from cli.demo.relay import Relay
from cli.demo.scene import Scene
from cli.demo.stage import Stage, data_folder, opened, settings_of
from cli.demo.telling import WIDTH, AsJson, ForPeople, Telling, progress_on
from runtime.clock import SystemClock
from runtime.logs import set_up_logs

FAILED: Final = 1
WEEK: Final = timedelta(days=7, hours=16)  # from the first message to the last look


class Act(Protocol):
    """A part of the story."""

    async def play(self) -> None:
        """Raises StoryBroke where a turn does not come true."""
        ...


class MakesAct(Protocol):
    """Whatever makes an act on a scene."""

    def __call__(self, scene: Scene) -> Act:
        """The act, ready to be played."""
        ...


ACTS: Final[tuple[MakesAct, ...]] = (Relay, Ladder, Emergency, AWeekLater)


def demo(
    data: Annotated[
        Path | None, typer.Option(help="A new folder to keep the story's desk in; else it is gone.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Live a week of a desk that follows the sun, in under a minute."""
    perform(data, as_json=as_json)


def perform(data: Path | None, *, as_json: bool, acts: Sequence[MakesAct] = ACTS) -> None:
    """Play the acts and tell of them; exit 1 where a turn did not come or a proof fails."""
    set_up_logs("error")
    console = Console(stderr=as_json, width=None if as_json else WIDTH, highlight=False)
    telling: Telling = AsJson(sys.stdout) if as_json else ForPeople(console)
    with data_folder(data) as folder:
        if not asyncio.run(tell(folder, telling, console, acts)):
            raise typer.Exit(FAILED)


async def tell(folder: Path, telling: Telling, console: Console, acts: Sequence[MakesAct]) -> bool:
    """Play the acts on a new desk in that folder; whether all came true and every proof agrees."""
    began = time.monotonic()
    telling.people((*CUSTOMERS, *AGENTS))
    with progress_on(console) as progress:
        week = progress.add_task("The desk opens", total=WEEK.total_seconds(), day="")
        async with opened(settings_of(folder)) as stage:
            begins = next_evening(SystemClock().now(), stage.desk)

            def moved(at: datetime) -> None:
                day = f"{at.astimezone(LISBON):%a %d %b %H:%M} Lisbon"
                passed = (at - begins).total_seconds()
                progress.update(week, description="The week", completed=passed, day=day)

            stage.clock.set_to(begins)
            front = await front_of(stage.http, stage.settings, stage.regions, stage.clock)
            scene = Scene(stage, front, telling, begins, moved)
            try:
                await _played(scene, acts)
                agreed = await _proved(stage, scene, telling)
            except (StoryBroke, TimeoutError) as broke:
                sys.stderr.write(f"{broke}\n")
                return False
            telling.end(_figures(scene, time.monotonic() - began))
    return agreed


async def _played(scene: Scene, acts: Sequence[MakesAct]) -> None:
    for act in acts:
        await act(scene).play()


async def _proved(stage: Stage, scene: Scene, telling: Telling) -> bool:
    scene.act("The proof")
    found = [proof async for proof in proofs(stage, scene)]
    telling.verdicts(found)
    agreed = all(proof["agrees"] for proof in found)
    if not agreed:
        sys.stderr.write("A ticket's history does not agree with what explains it.\n")
    return agreed


def _figures(scene: Scene, seconds: float) -> dict[str, object]:
    days = round((scene.now - scene.begins) / timedelta(days=1))
    told = len([line for line in scene.told if line.source == "received"])
    figures = {
        "days": days,
        "seconds": round(seconds, 1),
        "tickets": len(scene.tickets),
        "messages_to_customers": told,
        "turns": scene.turns,
    }
    sentence = (
        f"{days} days in {seconds:.0f} seconds: {len(scene.tickets)} tickets, {told} messages to "
        f"customers; all {scene.turns} turns came true."
    )
    return figures | {"sentence": sentence}
