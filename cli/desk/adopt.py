"""`meridian desk adopt`: chosen open tickets take the policy that the desk has for them now."""

import asyncio
import getpass
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

import typer
from rich.console import Console

from api.desk import TemporalCommands
from api.door import (
    CommandRefused,
    Commands,
    TemporalAway,
    TicketIsClosed,
    TicketIsUnknown,
    TooManyCommands,
)
from cli.desk.adoption_plan import Plan, Planned, Wanted, plan_of
from cli.desk.adoption_telling import also, facts, show
from cli.desk.opened import FAILED, AsJson, Data, Regions, refuse
from domain.commands import AdoptPolicy
from domain.stores import Text
from domain.vocabulary import Actor, ActorKind
from runtime.beginning import edition_here
from runtime.clock import SystemClock
from runtime.installation import open_regions, served
from runtime.places import has_databases
from runtime.sdk import sdk_tells
from runtime.settings import Settings
from runtime.temporal_client import connect

OPERATIONS: Final = Actor(ActorKind.AGENT, "operations")  # in the ledger; who, is in the vault
LONGEST: Final = 200  # characters of a reason
WHY_NOT: Final[Mapping[type[Exception], tuple[str, str]]] = MappingProxyType(
    {
        TicketIsClosed: ("ticket_closed", "The ticket was closed meanwhile."),
        TicketIsUnknown: ("temporal_lost_the_ticket", "Temporal does not know the ticket."),
        TemporalAway: ("temporal_away", "No answer in time; adopt again, which is safe."),
        TooManyCommands: ("too_many_commands", "The ticket has too many commands waiting."),
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ticket; without a code it took the policy."""

    ticket: str
    code: str = ""
    sentence: str = ""


def adopt(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    why: Annotated[str, typer.Option(help="Why, for whoever reads the tickets later.")] = "",
    policy: Annotated[str | None, typer.Option(help="Tickets that have this policy.")] = None,
    from_version: Annotated[
        int | None, typer.Option(min=1, help="Tickets that have this version of it.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Tickets of this team.")] = None,
    ticket: Annotated[list[str] | None, typer.Option(help="This ticket; again for more.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Adopt without asking first.")] = False,
    region: Regions = None,
    temporal: Annotated[
        str | None, typer.Option(help="Where Temporal answers; by default the running desk's.")
    ] = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Take open tickets to the newest policies. Says first what changes; --json alone only says it.

    Nothing is done over: time used stays used, and steps that were taken are not taken again. It is
    safe to repeat: what has been adopted is left alone.
    """
    if not why.strip() or len(why) > LONGEST or not why.isprintable():
        refuse(f'--why is one line of at most {LONGEST} characters, such as --why "faster replies"')
    asked = {"regions": tuple(region)} if region else {}
    settings = Settings.read(data=data.resolve(), **asked)
    wanted = Wanted(policy, from_version, team, tuple(dict.fromkeys(ticket or ())))
    manner = Manner(why.strip(), temporal, yes=yes, as_json=as_json)
    asyncio.run(_adopt(settings, wanted, manner))


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is gone about."""

    why: str
    temporal: str | None
    yes: bool
    as_json: bool


async def _adopt(settings: Settings, wanted: Wanted, manner: Manner) -> None:
    begun = await edition_here(settings)
    if not has_databases(settings, served(settings, begun.desk)):
        refuse(f"there is no desk at {settings.data}; name its folder with --data")
    async with open_regions(settings, begun.desk, os.environ) as regions:
        plan = await plan_of(regions, wanted, SystemClock().now())
        if not _goes_on(plan, manner):
            return
        address = manner.temporal or _running(settings)
        sdk_tells()
        clients = {name: await connect(address, one.key, "adopt") for name, one in regions.items()}
        outcomes = await carried_out(plan, TemporalCommands(clients), manner.why)
    _tell(outcomes, manner)


def _goes_on(plan: Plan, manner: Manner) -> bool:
    """Show the plan, and whether it is to be carried out."""
    if manner.as_json:
        if not manner.yes:
            planned = [facts(one) for one in plan.changes]
            told = {"planned": planned, "alike": plan.alike, "notes": list(also(plan))}
            typer.echo(json.dumps(told, ensure_ascii=False))
        return manner.yes
    if not plan.changes:
        typer.echo("no open ticket that is meant would change")
        for sentence in also(plan):
            typer.echo(sentence)
        return False
    show(plan, Console())
    count = len(plan.changes)
    if not manner.yes and not typer.confirm(f"Adopt for {count:,} ticket{'s' * (count > 1)}?"):
        refuse("nothing was adopted", FAILED)
    return True


async def carried_out(plan: Plan, commands: Commands, why: str) -> list[Outcome]:
    """Take each ticket of a plan to its policy, one after the other; a refusal stops no other."""
    return [await _carried_out(one, commands, why) for one in plan.changes]


async def _carried_out(one: Planned, commands: Commands, why: str) -> Outcome:
    # The version makes it another command once something has happened to the ticket.
    after, version = one.candidate.after, one.candidate.ticket.version
    command_id = _digest(one.view.id, str(version), after.reference.hash)
    reason = Text(
        id=_digest(command_id, why)[:32],
        customer_id=one.view.customer_id,
        ticket_id=one.view.id,
        kind="reason",
        language="und",
        content={"text": why, "by": _login()},
    )
    await one.stores.policies.keep(after)
    await one.stores.vault.put(reason)
    command = AdoptPolicy(by=OPERATIONS, policy=after, reason_id=reason.id)
    try:
        await commands.send(one.view.id, command, command_id)
    except CommandRefused as refusal:
        return Outcome(one.view.id, refusal.code, refusal.sentence)
    except tuple(WHY_NOT) as failure:
        return Outcome(one.view.id, *WHY_NOT[type(failure)])
    return Outcome(one.view.id)


def _tell(outcomes: list[Outcome], manner: Manner) -> None:
    adopted = [one.ticket for one in outcomes if not one.code]
    refused = [one for one in outcomes if one.code]
    if manner.as_json:
        told = {
            "adopted": adopted,
            "refused": [
                {"ticket": one.ticket, "code": one.code, "why": one.sentence} for one in refused
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"{len(adopted):,} of {len(outcomes):,} tickets took the newest policy")
        for one in refused:
            typer.echo(f"{one.ticket} did not ({one.code}): {one.sentence}", err=True)
    if refused:
        raise typer.Exit(FAILED)


def _running(settings: Settings) -> str:
    """Where the desk on this data folder said that its Temporal answers, or where settings say."""
    path = settings.data / "temporal-address"
    return path.read_text().strip() if path.is_file() else settings.temporal


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
