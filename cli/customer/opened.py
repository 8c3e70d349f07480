"""What the commands about customers share: the region somebody is in, opened for a command."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from domain.persons import Mark, MarkKind
from domain.stores import Missing
from runtime.beginning import edition_here
from runtime.clock import SystemClock
from runtime.installation import ServedRegion, open_regions, served
from runtime.places import has_databases
from runtime.settings import Settings, variable

T = TypeVar("T")
CustomerId = Annotated[str, typer.Argument(help="Such as c-01J9…, as their tickets name them.")]
Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
FAILED = 1

Regions = Mapping[str, ServedRegion]


@dataclass(frozen=True, slots=True)
class Found:
    """A customer, and the region in which they are."""

    settings: Settings
    region: ServedRegion
    customer_id: str
    marks: Mapping[MarkKind, Mark]

    def facts(self) -> dict[str, object]:
        """What is noted of them, as `--json` says it."""
        gone = self.marks.get(MarkKind.ERASED) or self.marks.get(MarkKind.ERASING)
        return {
            "customer": self.customer_id,
            "region": self.region.name,
            "state": gone.kind.value if gone else "none",
            "since": gone.since.isoformat() if gone else None,
            "reason": gone.reason if gone else None,
            "certificate": (gone.certificate or None) if gone else None,
            "held": self._reason(MarkKind.HELD),
            "restricted": self._reason(MarkKind.RESTRICTED),
        }

    def _reason(self, kind: MarkKind) -> str | None:
        mark = self.marks.get(kind)
        return mark.reason if mark and mark.is_in_force(SystemClock().now()) else None


def about(customer_id: str, data: Path, work: Callable[[Found], Awaitable[T]]) -> T:
    """Find a customer in whichever region they are, and do a piece of work about them."""

    async def found(regions: Regions, settings: Settings) -> T:
        for region in regions.values():
            try:
                marks = await region.stores.persons.marks(customer_id)
            except Missing:
                continue
            return await work(Found(settings, region, customer_id, marks))
        fail(f"there is no customer {customer_id} in the regions that are served here")

    return in_regions(data, found)


def in_regions(
    data: Path, work: Callable[[Regions, Settings], Awaitable[T]], *, checked: bool = True
) -> T:
    """Open the desk's regions for a piece of work, and say what it says.

    `checked` False opens them though an old backup brought back somebody who was erased.
    """
    return asyncio.run(_opened(Settings.read(data=data.resolve()), work, checked=checked))


def tell(facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print facts: a line each, those alone that there are, or all of them as JSON."""
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        if value is not None:
            typer.echo(f"{name}: {value}" if name != "certificate" else f"\n{value}".rstrip())


def fail(sentence: str) -> NoReturn:
    """End with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(FAILED)


async def _opened(
    settings: Settings, work: Callable[[Regions, Settings], Awaitable[T]], *, checked: bool
) -> T:
    desk = (await edition_here(settings)).desk
    if not has_databases(settings, served(settings, desk)):
        fail(f"there is no desk at {settings.data}; name its folder with --data")
    async with open_regions(settings, desk, os.environ, checked=checked) as regions:
        return await work(regions, settings)
