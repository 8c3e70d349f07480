"""`meridian ticket show|explain|replay`: what a ticket is, why, and whether its history agrees."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from temporalio.service import RPCError
from temporalio.workflow import NondeterminismError

from domain.explanation import sentence
from domain.governing import Stretch, governed
from domain.ledger import Entry
from domain.policy import PolicyReference
from domain.stores import Missing
from runtime.beginning import edition_here
from runtime.installation import ServedRegion, open_regions, served
from runtime.places import has_databases
from runtime.replay import Difference, Replayed, first_difference, histories, replayed
from runtime.sdk import sdk_tells
from runtime.settings import Settings, variable
from runtime.temporal_client import connect

app = typer.Typer(help="One ticket: what it is, why, and its proof.", no_args_is_help=True)

TicketId = Annotated[str, typer.Argument(help="Such as eu-01J9…")]
Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]

FAILED = 1


@app.command()
def show(ticket_id: TicketId, data: Data = Path(".meridian"), as_json: AsJson = False) -> None:
    """The ticket as it stands, without anybody's words."""

    async def ask(region: ServedRegion, _: Settings) -> None:
        view = await region.stores.views.ticket(ticket_id)
        facts = json.loads(json.dumps(asdict(view), default=str))
        if as_json:
            typer.echo(json.dumps(facts, ensure_ascii=False))
            return
        table = Table(show_header=False, box=None)
        for name, value in facts.items():
            table.add_row(name, value if isinstance(value, str) else json.dumps(value))
        Console().print(table)

    _about(ticket_id, data, ask)


@app.command()
def explain(ticket_id: TicketId, data: Data = Path(".meridian"), as_json: AsJson = False) -> None:
    """Every step, with the rule of the policy version that decided it."""

    async def ask(region: ServedRegion, _: Settings) -> None:
        explained = await explanation(region, ticket_id)
        if as_json:
            typer.echo(json.dumps(explained, ensure_ascii=False))
            return
        Console().print(_table(explained))

    _about(ticket_id, data, ask)


@app.command()
def replay(
    ticket_id: TicketId,
    data: Data = Path(".meridian"),
    temporal: Annotated[
        str | None, typer.Option(help="Where Temporal answers; by default the running desk's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Live the true history again with today's code, and compare it with the ledger."""

    async def ask(region: ServedRegion, settings: Settings) -> None:
        address = temporal or _running(settings.data)
        found = await comparison(region, ticket_id, address)
        typer.echo(json.dumps(found.report()) if as_json else _verdict(found))
        if found.difference is not None:
            raise typer.Exit(FAILED)

    _about(ticket_id, data, ask)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A ticket's ledger, and what today's code wrote when it lived its history again."""

    ticket: str
    ledger: list[Entry]
    again: Replayed
    difference: Difference | None

    def report(self) -> dict[str, object]:
        """In figures, and whether the two agree."""
        return {
            "ticket": self.ticket,
            "runs": self.again.runs,
            "events": self.again.events,
            "entries": len(self.ledger),
            "policies": [
                {"from": one.sequence, **asdict(one.policy)} for one in self.again.policies
            ],
            "agrees": self.difference is None,
            "differs_at": self.difference.sequence if self.difference else None,
        }


async def explanation(region: ServedRegion, ticket_id: str) -> list[dict[str, object]]:
    """Every step of a ticket with its reason, in order. Raises Missing."""
    ledger = await _ledger(region, ticket_id)
    return [_explained(entry, policy) for entry, policy in governed(ledger)]


async def comparison(region: ServedRegion, ticket_id: str, address: str) -> Comparison:
    """Live a ticket's history again, from the Temporal at `address`. Raises Missing."""
    sdk_tells()
    ledger = await _ledger(region, ticket_id)
    client = await connect(address, region.key, "replay")
    runs = [history async for history in histories(client, ticket_id)]
    again = await replayed(runs, client.data_converter)
    return Comparison(ticket_id, ledger, again, first_difference(ledger, again))


def _about(
    ticket_id: str, data: Path, ask: Callable[[ServedRegion, Settings], Coroutine[Any, Any, None]]
) -> None:
    """Open the ticket's region and ask; what is not there is a sentence and exit 1."""
    region = ticket_id.rpartition("-")[0]
    if not region:
        _fail(f"{ticket_id} is no ticket; one reads like eu-01j9…, its region first")
    settings = Settings.read(data=data.resolve(), regions=(region,))
    try:
        asyncio.run(_asked(settings, region, ask))
    except typer.Exit:  # a RuntimeError to Python, but it has said what it had to say
        raise
    except Missing:
        _fail(f"there is no ticket {ticket_id} in region {region}")
    except NondeterminismError as error:
        _fail(f"today's code does not live this history again: {error}")
    except (RPCError, RuntimeError) as error:
        _fail(f"Temporal does not hold the history, or does not answer: {type(error).__name__}")


async def _asked(
    settings: Settings,
    region: str,
    ask: Callable[[ServedRegion, Settings], Coroutine[Any, Any, None]],
) -> None:
    desk = (await edition_here(settings)).desk
    [name] = served(settings, desk)
    if not has_databases(settings, [name]):
        _fail(f"there is no desk at {settings.data}; name its folder with --data")
    async with open_regions(settings, desk, os.environ) as regions:
        await ask(regions[region], settings)


async def _ledger(region: ServedRegion, ticket_id: str) -> list[Entry]:
    entries = await region.stores.ledger.entries(ticket_id)
    if not entries:
        raise Missing(ticket_id)
    return entries


def _table(explained: list[dict[str, object]]) -> Table:
    table = Table("", "when (UTC)", "what, and why", box=None)
    for one in explained:
        at = datetime.fromisoformat(str(one["at"]))
        table.add_row(str(one["sequence"]), f"{at:%Y-%m-%d %H:%M:%S}", str(one["sentence"]))
    return table


def _explained(entry: Entry, policy: PolicyReference | None) -> dict[str, object]:
    because = entry.event.because
    return {
        "sequence": entry.sequence,
        "kind": entry.event.kind,
        "at": entry.event.at.isoformat(),
        "because": asdict(because) if because else None,
        "policy": asdict(policy) if policy else None,
        "sentence": sentence(entry),
    }


def _running(data: Path) -> str:
    """Where the desk on this data folder said that its Temporal answers."""
    path = data / "temporal-address"
    if not path.is_file():
        _fail(f"no desk has run on {data}; name Temporal with --temporal")
    return path.read_text().strip()


def _verdict(found: Comparison) -> str:
    again, difference = found.again, found.difference
    runs = "one run" if again.runs == 1 else f"{again.runs} runs"
    lived = f"{found.ticket}: {again.events} events of {runs} replayed"
    if difference is None:
        agrees = f"{lived}; all {len(found.ledger)} entries of the ledger agree."
        return "\n".join((agrees, *map(_decided, again.policies)))
    return "\n".join(
        (
            f"{lived}; the ledger differs at place {difference.sequence}.",
            f"  ledger: {difference.ledger}",
            f"  replay: {difference.replay}",
        )
    )


def _decided(stretch: Stretch) -> str:
    policy = stretch.policy
    return f"  from {stretch.sequence} on: {policy.name} version {policy.version}, {policy.hash}"


def _fail(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(FAILED)
