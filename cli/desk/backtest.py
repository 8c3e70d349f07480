"""`meridian desk backtest`: what a desk would have done to the tickets of a period."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.desk.backtest_telling import tell
from cli.instants import read_period
from cli.progress import shown
from rulebook.backtesting.drawing import drawing
from rulebook.backtesting.report import Report
from rulebook.desk import read_desk
from runtime.backtest_work import DeskChanged
from runtime.backtesting import NothingRecorded, Question
from runtime.backtesting import backtest as run
from runtime.crew import CrewLost
from runtime.doors import CannotStart
from runtime.installation import UnknownRegion
from runtime.places import has_databases, places_of
from runtime.settings import Settings, variable
from storage.reading.recorded import Period


def backtest(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    folder: Annotated[Path, typer.Argument(help="The desk to try: a folder like desk/.")],
    since: Annotated[str, typer.Option("--from", help="Tickets opened from this day on (UTC).")],
    until: Annotated[str, typer.Option("--to", help="The last day, or the instant it ends at.")],
    region: Annotated[
        list[str] | None, typer.Option(help="Only this region; again for more. All without.")
    ] = None,
    data: Annotated[
        Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))
    ] = Path(".meridian"),
    svg: Annotated[Path | None, typer.Option(help="Draw the figures into this file, too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Try a desk on the recorded tickets of a period, before anybody feels it.

    It says what would have been otherwise, ticket by ticket and in figures. What people did stays
    where it was: nobody can know what they would have done.
    """
    question = _question(folder, read_period(since, until), tuple(region or ()), data)
    if svg is not None and not svg.absolute().parent.is_dir():
        raise CannotStart(f"{svg.parent} is no folder: name a file in one with --svg")
    report = _ran(question, quiet=as_json)
    if svg is not None:
        svg.write_text(drawing(report), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(report.facts(), ensure_ascii=False))
    else:
        tell(report, Console())


def _question(folder: Path, period: Period, regions: tuple[str, ...], data: Path) -> Question:
    desk = read_desk(folder)
    settings = Settings.read(data=data.resolve(), regions=regions)
    names = settings.regions or tuple(desk.regions)
    for name in names:
        if name not in desk.regions:
            known = ", ".join(desk.regions)
            raise UnknownRegion(f"the desk in {folder} has no region {name}: write one of {known}")
    if not has_databases(settings, names):
        raise CannotStart(f"there is no desk at {settings.data}; name its folder with --data")
    urls = {name: place.url for name, place in places_of(settings, names).items()}
    return Question(folder, urls, period)


def _ran(question: Question, *, quiet: bool) -> Report:
    with shown("looking back, then trying", quiet=quiet) as progress:
        try:
            return run(question, progress)
        except (NothingRecorded, DeskChanged, CrewLost) as problem:
            raise CannotStart(str(problem)) from None
