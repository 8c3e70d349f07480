"""`meridian desk publish`: the desk that new tickets take from now on."""

import getpass
import json
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.desk.opened import (
    FAILED,
    SHOWN,
    WRONG_INPUT,
    AsJson,
    Data,
    Opened,
    Regions,
    facts,
    refuse,
    with_desks,
)
from domain.desks import Publication, PublishedMeanwhile
from domain.stores import Missing
from rulebook.publishing.editions import Edition, edition_in
from runtime.clock import SystemClock
from runtime.published import NumbersDiffer, PublishedInPart, Wish, of_number, publish
from runtime.usable import not_seen_here, unusable

LONGEST = 200  # characters of a reason or a name


def publish_desk(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    folder: Annotated[
        Path | None, typer.Argument(help="The desk's folder; default: that of the settings.")
    ] = None,
    why: Annotated[str, typer.Option(help="Why, for whoever reads the versions later.")] = "",
    by: Annotated[str | None, typer.Option(help="Who publishes; default: your login.")] = None,
    number: Annotated[
        int | None, typer.Option(help="Roll back: publish the desk of this number again.", min=1)
    ] = None,
    region: Regions = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Publish a desk. Running processes take it over within seconds; open tickets keep theirs."""
    if folder is not None and number is not None:
        refuse("name a folder, or a number to roll back to, not both")
    wish = Wish(_line("--by", by or _login()), _line("--why", why), SystemClock().now())

    async def go(opened: Opened) -> None:
        edition = await _edition(opened, folder, number)
        against = partial(unusable, opened.settings, environment=os.environ)
        try:
            done = await publish(opened.desks, edition, wish, against)
        except PublishedMeanwhile as meanwhile:
            desk = meanwhile.newest
            refuse(
                f"desk {desk.number} was published meanwhile by {desk.by}: {desk.why}\n"
                "Look at it with `meridian desk diff`, and publish again.",
                FAILED,
            )
        except PublishedInPart as partly:
            refuse(str(partly), FAILED)
        _tell(done, _notes(opened, edition), as_json)

    with_desks(data, region, go)


async def _edition(opened: Opened, folder: Path | None, number: int | None) -> Edition:
    if number is None:
        return edition_in(folder or opened.settings.desk)
    try:
        return await of_number(opened.desks, number)
    except Missing:
        refuse(f"there is no desk {number} in every region; `meridian desk versions` lists them")
    except NumbersDiffer as differ:
        refuse(f"{differ} with --region", WRONG_INPUT)


def _notes(opened: Opened, edition: Edition) -> list[str]:
    """What is well, and wants something more."""
    unseen = not_seen_here(edition.desk, os.environ)
    notes = [f"the environment of the workers must hold {name}; ours does not" for name in unseen]
    if not opened.settings.regions:
        new = [name for name in edition.desk.regions if name not in opened.desks]
        notes += [f"region {name} opens when the desk is started again" for name in new]
    return notes


def _tell(done: Mapping[str, Publication], notes: list[str], as_json: bool) -> None:
    if as_json:
        versions = [facts(region, one.desk) for region, one in done.items()]
        changed = any(one.is_new for one in done.values())
        told = {"changed": changed, "versions": versions, "notes": notes}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for (number, address, is_new), regions in _alike(done).items():
        where = ", ".join(regions)
        if is_new:
            typer.echo(f"desk {number} ({address[:SHOWN]}) is published in {where}")
            for sentence in done[regions[0]].desk.changes:
                typer.echo(f"  {sentence}")
        else:
            typer.echo(f"nothing changes in {where}: desk {number} ({address[:SHOWN]}) says this")
    for note in notes:
        typer.echo(f"note: {note}")


def _alike(done: Mapping[str, Publication]) -> dict[tuple[int, str, bool], list[str]]:
    """The regions in which the same became of it."""
    found: dict[tuple[int, str, bool], list[str]] = {}
    for region, one in done.items():
        found.setdefault((one.desk.number, one.desk.address, one.is_new), []).append(region)
    return found


def _line(option: str, words: str) -> str:
    if not words.strip():
        refuse(f'{option} is missing: write it in a few words, such as {option} "shorter replies"')
    if len(words) > LONGEST or not words.isprintable():
        refuse(f"{option} is one line of at most {LONGEST} characters")
    return words.strip()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
