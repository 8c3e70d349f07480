"""`meridian privacy retention`: what is over its time, and having it taken out now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from temporalio.service import RPCError

from cli.customer.opened import AsJson, Data, Regions, in_regions
from domain.retention import IN_PILES, Due, Overdue, Rule
from rulebook.facts import Desk
from runtime.beginning import edition_here
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.installation import ServedRegion, UnknownRegion
from runtime.schedules import retention_schedule_of
from runtime.settings import Settings
from runtime.temporal_client import connect

SHOWN: Final = 10  # of each kind, by name


@dataclass(frozen=True, slots=True)
class Finding:
    """What is over its time of one kind in a region; those that are named are the oldest."""

    region: str
    rule: Rule
    overdue: Overdue
    named: Sequence[Due]

    def facts(self) -> dict[str, object]:
        """As `--json` says it."""
        oldest = self.overdue.oldest
        return {
            "region": self.region,
            "kind": self.rule.kind,
            "kept_for": self.rule.words,
            "ended_before": self.rule.before.isoformat(),
            "count": self.overdue.count,
            "oldest": oldest.isoformat() if oldest else None,
            "first": [{"id": one.id, "since": one.since.isoformat()} for one in self.named],
        }


def retention(
    region: Annotated[
        list[str] | None, typer.Option(help="A region; again for more. Default: all.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help="As it will be at an instant, such as 2027-01-31T00:00Z; only shown."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show it. It is taken out every day anyway.")
    ] = False,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Show what is over its time, the oldest first, and have the workers take it out now."""
    now = SystemClock().now() if at is None else _instant(at)
    if at is not None and not dry_run:
        raise CannotStart("what will be over its time is only shown: add --dry-run to --at")

    async def work(regions: Regions, settings: Settings) -> tuple[list[Finding], list[str]]:
        desk = (await edition_here(settings)).desk
        wanted = _wanted(regions, region)
        found = [one for each in wanted for one in await _found(each, desk, now)]
        if not dry_run:
            for each in wanted:
                await _begin(each, settings)
        return found, [each.name for each in wanted]

    found, names = in_regions(data, work)
    facts: dict[str, object] = {"at": now.isoformat(), "dry_run": dry_run}
    if as_json:
        typer.echo(json.dumps({**facts, "kinds": [one.facts() for one in found]}))
        return
    if any(one.overdue.count for one in found):
        Console().print(_table(found))
    else:
        typer.echo(f"nothing is over its time in {', '.join(names)}")
    if not dry_run:
        typer.echo("the workers take it out now; each thing has its entry on the audit trail")


def _wanted(regions: Regions, names: Sequence[str] | None) -> list[ServedRegion]:
    for name in names or ():
        if name not in regions:
            known = ", ".join(regions)
            raise UnknownRegion(f"there is no region {name} here: write one of {known}")
    return [one for name, one in regions.items() if not names or name in names]


async def _found(region: ServedRegion, desk: Desk, at: datetime) -> list[Finding]:
    retaining, found = region.stores.retaining, []
    for rule in desk.retention[region.name].rules(at):
        named = () if rule.kind in IN_PILES else await retaining.due(rule, limit=SHOWN)
        found.append(Finding(region.name, rule, await retaining.overdue(rule), named))
    return found


async def _begin(region: ServedRegion, settings: Settings) -> None:
    path = settings.data / "temporal-address"
    address = path.read_text().strip() if path.is_file() else settings.temporal
    schedule = retention_schedule_of(region.name)
    try:
        client = await connect(address, region.key, "privacy", lazy=False)
        await client.get_schedule_handle(schedule).trigger()
    except (RPCError, RuntimeError) as error:
        raise CannotStart(
            f"Temporal at {address} did not begin {schedule} ({type(error).__name__}): start the "
            "desk's workers, or add --dry-run only to see it"
        ) from None


def _table(found: Sequence[Finding]) -> Table:
    names = ("region", "kind", "kept for", "over", "the oldest ended", "first of them")
    table = Table(*names, box=None)
    for one in found:
        if one.overdue.count:
            oldest = f"{one.overdue.oldest:%Y-%m-%d}" if one.overdue.oldest else ""
            named = ", ".join(due.id for due in one.named[:3])
            count = str(one.overdue.count)
            table.add_row(one.region, one.rule.kind, one.rule.words, count, oldest, named)
    return table


def _instant(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None:
        raise CannotStart(f"--at {written} is no instant: write one like 2027-01-31T00:00Z")
    return at.astimezone(UTC)
