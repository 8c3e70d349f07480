"""`meridian desk backtest`: what a desk would have done to the tickets of a period."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.desk.backtest_telling import tell
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
from storage.recorded import Period

WRITE = "write a day such as 2026-10-31, or an instant such as 2026-10-31T09:00:00Z"
A_DAY = timedelta(days=1)


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
    question = _question(folder, _period(since, until), tuple(region or ()), data)
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
    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    unseen = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=unseen) as progress:
        task = progress.add_task("looking back, then trying", total=None)
        try:
            return run(question, lambda done, of: progress.update(task, completed=done, total=of))
        except (NothingRecorded, DeskChanged, CrewLost) as problem:
            raise CannotStart(str(problem)) from None


def _period(since: str, until: str) -> Period:
    period = Period(_instant(since, "--from", timedelta(0)), _instant(until, "--to", A_DAY))
    if period.since >= period.until:
        raise CannotStart(f"--from {since} is not before --to {until}: turn them round")
    return period


def _instant(written: str, option: str, whole_day: timedelta) -> datetime:
    """A day from its beginning, or, as an end, with all of it."""
    try:
        return datetime.combine(date.fromisoformat(written), time(), UTC) + whole_day
    except OverflowError:
        raise CannotStart(f"{option} {written} is too far away; {WRITE}") from None
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise CannotStart(f"{option} {written} is no day; {WRITE}") from None
    if at.utcoffset() is None:
        raise CannotStart(f"{option} {written} has no zone; {WRITE}")
    return at.astimezone(UTC)
