"""`meridian audit prove`: a ticket's entries, provable to whoever gets the file."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cli.audit.opened import AsJson, Data, PublicKey, opened, refuse, settings_of
from runtime.auditing import Asker, Proved
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.proof.building import CannotProve
from runtime.settings import Settings
from runtime.signed_notes import BadSignature
from storage.auditing.trail import NoTrail

WHO = Asker("meridian audit prove", "system")


def prove(
    ticket: Annotated[str, typer.Argument(help="Such as eu-01J9…")],
    out: Annotated[Path | None, typer.Option(help="The file; TICKET.proof.zip without.")] = None,
    key: PublicKey = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Write a zip that proves what the trail has of a ticket, with the program that checks it."""
    region = ticket.rpartition("-")[0]
    if not region:
        raise CannotStart(f"{ticket} is no ticket; one reads like eu-01j9…, its region first")
    path = out or Path(f"{ticket}.proof.zip")
    if not path.absolute().parent.is_dir():
        raise CannotStart(f"{path.parent} is no folder: name a file in one with --out")
    try:
        found = asyncio.run(_proved(settings_of(data, [region]), key, ticket))
    except (CannotProve, BadSignature) as fault:
        refuse(str(fault))
    except NoTrail as fault:
        raise CannotStart(f"{region}: {fault}") from None
    path.write_bytes(found.proof.packed)
    facts = {
        "ticket": ticket,
        "file": str(path),
        "entries": found.proof.entries,
        "unsigned": found.proof.unsigned,
        "size": found.proof.size,
        "noted": found.is_noted,
    }
    typer.echo(json.dumps(facts) if as_json else _told(facts))


async def _proved(settings: Settings, key: str | None, ticket: str) -> Proved:
    [audit] = (await opened(settings, key)).values()
    return await audit.prove(ticket, WHO, SystemClock())


def _told(facts: dict[str, object]) -> str:
    line = f"{facts['file']}: {facts['entries']} entries, of the first {facts['size']} of the trail"
    if facts["unsigned"]:
        line += f"; {facts['unsigned']} newer ones are not signed yet, and not in it"
    return line
