"""`meridian audit export`: a stretch of a trail in a file that can be verified elsewhere."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cli.audit.opened import AsJson, Data, PublicKey, Since, Until, opened, settings_of, stretch
from cli.progress import shown
from runtime.auditing import Asker
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.settings import Settings
from runtime.trail_export import Exported, NoExport
from storage.auditing.trail import NoTrail

WHO = Asker("meridian audit export", "system")


def export(  # noqa: PLR0913, PLR0917 - a command line has as many options as it needs
    file: Annotated[Path, typer.Argument(help="The file to write; none that is there.")],
    since: Since = None,
    until: Until = None,
    region: Annotated[str | None, typer.Option(help="Of which region; needed for several.")] = None,
    key: PublicKey = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Write the entries of a trail, with its signed notes, as JSON a line.

    `meridian audit verify --export FILE` verifies it wherever it is.
    """
    settings = settings_of(data, [region] if region else None)
    try:
        made = asyncio.run(_written(settings, key, file, (since, until), quiet=as_json))
    except (NoExport, NoTrail) as fault:
        file.unlink(missing_ok=True)
        raise CannotStart(str(fault)) from None
    facts = {"file": str(file), "first": made.first, "last": made.last, "notes": made.notes}
    line = f"{file}: entries {made.first} to {made.last}, {made.notes} signed notes"
    typer.echo(json.dumps(facts) if as_json else line)


async def _written(
    settings: Settings,
    key: str | None,
    file: Path,
    period: tuple[str | None, str | None],
    *,
    quiet: bool,
) -> Exported:
    audits = await opened(settings, key)
    if len(audits) > 1:
        raise CannotStart(f"name one region with --region: {', '.join(audits)}")
    [audit] = audits.values()
    first, last = await stretch(audit, *period)
    with file.open("x", encoding="utf-8") as out, shown("exporting", quiet=quiet) as progress:
        return await audit.export(
            out, WHO, SystemClock(), first=first, last=last, progress=progress
        )
