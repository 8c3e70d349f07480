"""`meridian audit replay`: sealed histories are checked, lived again and compared."""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from cli.audit.opened import FAILED, AsJson, Data, Regions, refuse
from cli.audit.replay_telling import tell, tell_period
from cli.instants import read_instant, read_period
from cli.progress import shown
from domain.stores import Missing
from runtime.beginning import edition_here
from runtime.codec import WrongKey
from runtime.crew import CrewLost
from runtime.doors import CannotStart
from runtime.examination import NoHistory
from runtime.examination_facts import Facts
from runtime.examiner import Archive, Examiner, Question
from runtime.installation import served
from runtime.keys import read_region_key
from runtime.period_replay import PeriodReport, replay_period
from runtime.places import places_of
from runtime.sdk import sdk_tells
from runtime.settings import Settings
from storage.auditing.kept import NothingSealed
from storage.reading.recorded import Period

ONE_OR_MANY: Final = "name a ticket, or a period with --from and --to"


def replay(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    ticket_id: Annotated[
        str | None, typer.Argument(help="Such as eu-01J9…; without it a period is replayed.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="Also tell how it stood at that instant.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Runs that ended from this day on (UTC).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="The last day, or the instant it ends at.")
    ] = None,
    region: Regions = None,
    data: Data = Path(".meridian"),
    temporal: Annotated[
        str | None, typer.Option(help="Where Temporal answers; by default the running desk's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay sealed histories with today's code: is all as it was sealed, and as it is written?

    It needs the region's database and the region's key. No customer's key is opened, and nothing
    that anybody wrote is read. Exit 1 where something does not agree.
    """
    if ticket_id is not None and since is None and until is None:
        instant = None if at is None else read_instant(at, "--at")
        _one(Question(ticket_id, instant), data, temporal, as_json=as_json)
        return
    if ticket_id is not None or since is None or until is None or at is not None:
        raise CannotStart(f"{ONE_OR_MANY}; --at belongs to a ticket")
    _many(read_period(since, until), tuple(region or ()), data, as_json=as_json)


def _one(question: Question, data: Path, temporal: str | None, *, as_json: bool) -> None:
    region = question.ticket_id.rpartition("-")[0]
    if not region:
        refuse(f"{question.ticket_id} is no ticket; one reads like eu-01j9…, its region first")
    settings = Settings.read(data=data.resolve(), regions=(region,))
    archive = _archive(settings, region, temporal or _running(settings.data))
    sdk_tells()
    try:
        facts = asyncio.run(_facts(archive, question))
    except Missing as nothing:
        refuse(f"there is no {nothing} in region {region}")
    except (NoHistory, NothingSealed, WrongKey) as problem:
        refuse(str(problem))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
    else:
        tell(facts, Console(highlight=False))
    if not facts["agrees"]:
        raise typer.Exit(FAILED)


async def _facts(archive: Archive, question: Question) -> Facts:
    examiner = Examiner(archive)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(examiner.close)
        return await examiner.facts(question)


def _many(period: Period, regions: tuple[str, ...], data: Path, *, as_json: bool) -> None:
    settings = Settings.read(data=data.resolve(), regions=regions)
    names = settings.regions or _regions_in(settings)
    if not names:
        raise CannotStart(f"there is no desk at {settings.data}; name its folder with --data")
    reports = []
    for name in names:
        try:
            reports.append(_replayed(_archive(settings, name, None), period, quiet=as_json))
        except (NothingSealed, WrongKey, CrewLost) as problem:
            raise CannotStart(f"{name}: {problem}") from None
    if as_json:
        typer.echo(json.dumps([one.facts() for one in reports], ensure_ascii=False))
    else:
        for one in reports:
            tell_period(one, Console(highlight=False))
    if any(one.disagreeing for one in reports):
        raise typer.Exit(FAILED)


def _replayed(archive: Archive, period: Period, *, quiet: bool) -> PeriodReport:
    with shown(f"replaying {archive.region}", quiet=quiet) as progress:
        return replay_period(archive, period, progress)


def _archive(settings: Settings, region: str, temporal: str | None) -> Archive:
    place = places_of(settings, (region,))[region]
    if not place.may_be_there():
        refuse(
            f"there is no region {region} at {settings.data}; name the desk's folder with --data"
        )
    key = read_region_key(settings.keys_folder(), region, os.environ)
    return Archive(region, place.url, key.payload_keys(), temporal)


def _running(data: Path) -> str | None:
    """Where the desk on this data folder said that its Temporal answers."""
    path = data / "temporal-address"
    return path.read_text().strip() if path.is_file() else None


def _regions_in(settings: Settings) -> tuple[str, ...]:
    """Those whose files are there; of a database server nobody knows before the desk."""
    if settings.database:
        return served(settings, asyncio.run(edition_here(settings)).desk)
    return tuple(sorted(path.parent.name for path in settings.data.glob("*/region.sqlite")))
