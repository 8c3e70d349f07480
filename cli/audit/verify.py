"""`meridian audit verify`: whether trails are what they were, and where they are not."""

import asyncio
import json
import os
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.audit.opened import (
    FAILED,
    AsJson,
    Data,
    Notes,
    PublicKey,
    Regions,
    Since,
    Until,
    opened,
    public,
    settings_of,
    stretch,
)
from cli.audit.telling import as_facts, told
from cli.progress import shown
from runtime.audit_keys import read_audit_verifiers
from runtime.auditing import Asker, RegionAudit, Verified
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.note_sources import NoNote, OutsideNotes, notes_at
from runtime.settings import Settings
from runtime.trail_export import ExportedTrail, NoExport
from runtime.verification import Keys, Verification
from storage.auditing.trail import NoTrail

WHO = Asker("meridian audit verify", "system")
Opening = Coroutine[Any, Any, Mapping[str, RegionAudit]]
Period = tuple[str | None, str | None]


def verify(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    since: Since = None,
    until: Until = None,
    checkpoint: Notes = None,
    key: PublicKey = None,
    region: Regions = None,
    data: Data = Path(".meridian"),
    note: Annotated[
        bool, typer.Option(help="Leave an entry on the trail that says what was found.")
    ] = True,
    export: Annotated[
        Path | None, typer.Option(help="Verify this file, which `meridian audit export` wrote.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every link of the trail, every signed note of it, and the ledger that it tells of.

    It names the first bad entry. No key of a region or a customer is needed, and nothing is opened
    but the region's own database.
    """
    settings = settings_of(data, region)
    if export is not None:
        work = _exported(export, key, checkpoint or (), settings, quiet=as_json)
        found: Sequence[Verified] = [asyncio.run(work)]
    else:
        asked = opened(settings, key, checkpoint)
        found = asyncio.run(_all(asked, (since, until), note=note, quiet=as_json))
    sound = all(one.verdict.is_sound for one in found)
    if as_json:
        typer.echo(json.dumps({"sound": sound, "regions": [as_facts(one) for one in found]}))
    for line in () if as_json else (line for one in found for line in told(one)):
        typer.echo(line)
    if not sound:
        raise typer.Exit(FAILED)


async def _all(asked: Opening, period: Period, *, note: bool, quiet: bool) -> Sequence[Verified]:
    return [await _one(audit, period, note=note, quiet=quiet) for audit in (await asked).values()]


async def _one(audit: RegionAudit, period: Period, *, note: bool, quiet: bool) -> Verified:
    first, last = await stretch(audit, *period)
    with shown(f"verifying {audit.region}", quiet=quiet) as progress:
        try:
            return await audit.verify(
                WHO if note else None, SystemClock(), first=first, last=last, progress=progress
            )
        except NoTrail as fault:
            raise CannotStart(f"{audit.region}: {fault}") from None


async def _exported(
    file: Path, key: str | None, notes: Sequence[Path], settings: Settings, *, quiet: bool
) -> Verified:
    """An export is verified wherever it is; only its own public key may be at hand."""
    try:
        trail = ExportedTrail(file)
        region = trail.origin.rpartition("/")[2]
        brought = [note for path in notes for note in notes_at(path, region)]
    except (NoExport, NoNote, UnicodeDecodeError) as fault:
        raise CannotStart(str(fault)) from None
    verifiers = public(key) or _known(settings, region) or trail.key
    with shown(f"verifying {file.name}", quiet=quiet) as progress:
        keys = Keys(trail.origin, verifiers)
        run = Verification(trail, keys, OutsideNotes(brought), progress)
        verdict = await run.run(trail.first)
        return Verified(region, verdict, is_noted=False)


def _known(settings: Settings, region: str) -> str | None:
    try:
        return read_audit_verifiers(settings.keys_folder(), region, os.environ)
    except KeyMissing:
        return None
