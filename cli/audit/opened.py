"""What the commands about trails share: which regions, by which keys, and which entries."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli.instants import A_DAY, NOTHING, read_instant
from runtime.auditing import RegionAudit, audits_of, with_notes
from runtime.beginning import edition_here
from runtime.doors import CannotStart
from runtime.installation import served
from runtime.note_sources import NoNote, notes_at
from runtime.places import places_of
from runtime.settings import Settings, variable
from runtime.signed_notes import BadSignature, read_verifiers
from storage.auditing.trail import open_trail
from storage.reading.recorded import has_record

FAILED = 1
WRITE = "write the number of an entry, a day such as 2026-10-31, or an instant with its zone"

Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", help="A region; again for more. Default: all that are here."),
]
PublicKey = Annotated[
    str | None,
    typer.Option(
        help="The public key, or a file with it, in place of the one that lies with the keys."
    ),
]
Notes = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", help="A signed note, or a folder of them, that you kept."),
]
Since = Annotated[str | None, typer.Option("--from", help="The first entry: a number or a day.")]
Until = Annotated[str | None, typer.Option("--to", help="The last entry: a number or a day.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def settings_of(data: Path, regions: Sequence[str] | None) -> Settings:
    """The settings, for these regions alone where some are named."""
    named = {"regions": tuple(regions)} if regions else {}
    return Settings.read(data=data.resolve(), **named)


async def opened(
    settings: Settings, key: str | None = None, notes: Sequence[Path] | None = None
) -> Mapping[str, RegionAudit]:
    """The trails that a command is about. Raises CannotStart and KeyMissing."""
    names = await _names(settings)
    for region, place in places_of(settings, names).items():
        if not has_record(place.url):
            raise CannotStart(
                f"there is no database of {region} at {settings.data}; name its folder with --data"
            )
    audits = audits_of(settings, names, os.environ, public(key))
    try:
        return {
            name: with_notes(audit, [note for path in notes or () for note in notes_at(path, name)])
            for name, audit in audits.items()
        }
    except NoNote as fault:
        raise CannotStart(str(fault)) from None


async def stretch(
    audit: RegionAudit, since: str | None, until: str | None
) -> tuple[int, int | None]:
    """The numbers of the first and of the last entry that are asked for. Raises CannotStart."""
    numbers = _number(since), _number(until)
    async with open_trail(audit.url) as trail:
        first = numbers[0] or (since and await trail.first_since(_at(since, "--from")))
        end = until and not numbers[1] and _at(until, "--to", A_DAY)
        last = await trail.last_before(end) if end else numbers[1]
    if first and last is not None and last < first:
        raise CannotStart(f"no entry of {audit.region} is from {since} to {until}: turn them round")
    return first or 1, last


def refuse(words: str) -> NoReturn:
    """End with a sentence, as a command ends that did not find what it should."""
    typer.echo(words, err=True)
    raise typer.Exit(FAILED)


async def _names(settings: Settings) -> Sequence[str]:
    """As asked; else whatever databases stand in the folder; else what the desk says."""
    found = sorted(path.parent.name for path in settings.data.glob("*/region.sqlite"))
    if settings.regions or (found and not settings.database):
        return settings.regions or found
    return served(settings, (await edition_here(settings)).desk)


def public(key: str | None) -> str | None:
    """The keys of a file, or as they were written. Raises CannotStart and OSError."""
    if key is None:
        return None
    path = Path(key)
    try:
        text = path.read_text() if "+" not in key or path.is_file() else key
        read_verifiers(text)
    except UnicodeDecodeError:
        raise CannotStart(f"{key} is no public key") from None
    except BadSignature as fault:
        raise CannotStart(f"--key {key} cannot be used: {fault}") from None
    return text


def _number(written: str | None) -> int | None:
    if written is None or not written.isdecimal() or not written.isascii():
        return None
    if int(written) < 1 or len(written) > 15:
        raise CannotStart(f"there is no entry {written}; {WRITE}")
    return int(written)


def _at(written: str, option: str, whole_day: timedelta = NOTHING) -> datetime:
    return read_instant(written, option, whole_day, advice=WRITE)
