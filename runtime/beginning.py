"""With which desk a process begins: the one that was published last, or else the folder's.

It is needed before anything is opened, as it names the regions. So it is looked up past the
regions' keys, in whatever databases there are, and changes nothing in them. From then on the
process goes by what is published.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping

import structlog

from domain.desks import Files, PublishedDesk
from rulebook.publishing.editions import Edition, content_address, edition_in, edition_of, files_of
from rulebook.reading.files import DeskError
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.installation import ServedRegion
from runtime.places import places_of
from runtime.published import Editions, publish_first
from runtime.settings import Settings
from runtime.taking_over import PresentDesks, Process, Ready, no_preparation, present_desks
from storage.open import last_desks

OLDER = 5  # desks of each region that are tried, where this version cannot read the newest

log = structlog.get_logger("desk")


async def edition_here(settings: Settings) -> Edition:
    """The newest desk that was published where the settings point and can be read, or the folder's.

    Raises DeskError, SettingsWrong and Unavailable.
    """
    found = await published_here(settings)
    if not found:
        return await asyncio.to_thread(edition_in, settings.desk)
    fault: DeskError | None = None
    for _, files in found:
        try:
            return await asyncio.to_thread(edition_of, files)
        except DeskError as error:
            fault = fault or error
    raise fault or AssertionError


async def published_here(settings: Settings) -> list[tuple[PublishedDesk, Files]]:
    """The desks that were published last where the settings point, the newest of all first.

    None where nothing was published, or no data is there yet. It makes and changes nothing. Raises
    SettingsWrong and Unavailable.
    """
    names = settings.regions or _folders_with_data(settings)
    if not names:
        return []
    places = places_of(settings, names).values()
    found = [one for place in places for one in await last_desks(place, OLDER)]
    return sorted(found, key=lambda one: one[0].at, reverse=True)


async def publish_where_none_is(
    settings: Settings,
    regions: Mapping[str, ServedRegion],
    begun: Edition,
    say: Callable[[str], None],
) -> None:
    """Publish what was begun with where no desk is, and say so, or that the folder differs."""
    stores = {name: region.stores.desks for name, region in regions.items()}
    done = await publish_first(stores, begun, SystemClock().now())
    if done:
        say(f"desk: published in {', '.join(done)}, where none was yet")
    differs = unpublished(settings, begun)
    if differs:
        say(f"desk: {differs}")


@contextlib.asynccontextmanager
async def desks_of(
    settings: Settings,
    regions: Mapping[str, ServedRegion],
    begun: Edition,
    door: str,
    ready: Mapping[str, Ready] | None = None,
) -> AsyncIterator[PresentDesks]:
    """The present desks of open regions, followed while the block goes on.

    Where none was published yet, that is done now with the desk that the process began with. `door`
    is what the process is; `ready` makes what it needs of a desk, by region. Raises what is wrong
    with the newest where none that is older can be worked by.
    """
    stores = {name: region.stores.desks for name, region in regions.items()}
    clock = SystemClock()
    wanted = {name: (ready or {}).get(name, no_preparation) for name in regions}
    for region, make in wanted.items():
        if await stores[region].newest() is None:
            await asyncio.to_thread(make, begun)  # what we cannot work by is not published
    await publish_first(stores, begun, clock.now())
    name = f"{door} {socket.gethostname()} {os.getpid()}"
    if settings.embedded and not settings.regions:
        wanted = {name: _and_all_open(make, regions) for name, make in wanted.items()}
    async with present_desks(stores, Process(name, clock, Editions(begun)), wanted) as desks:
        differs = unpublished(settings, desks.newest().edition)
        if differs:
            log.warning(differs)
        yield desks


def _and_all_open(make: Ready, regions: Collection[str]) -> Ready:
    """On one machine nobody else serves a region that a desk brings in."""

    def ready(edition: Edition) -> object:
        new = [name for name in edition.desk.regions if name not in regions]
        if new:
            raise CannotStart(f"region {new[0]} is new: stop `meridian up`, and start it again")
        return make(edition)

    return ready


def unpublished(settings: Settings, published: Edition) -> str | None:
    """A line where the folder of the settings says something else than the published desk.

    None, too, where there is no such folder: it is only needed for a first start.
    """
    if not settings.desk.is_dir():
        return None
    try:
        if content_address(files_of(settings.desk)) == published.address:
            return None
    except DeskError:
        pass  # what cannot even be read differs as well
    return (
        f"{settings.desk} differs from the published desk, which holds: see "
        "`meridian desk diff`, and publish it with `meridian desk publish --why …`"
    )


def _folders_with_data(settings: Settings) -> tuple[str, ...]:
    """The regions that stand in the data folder; of a server's nobody knows before the desk."""
    if settings.database or not settings.data.is_dir():
        return ()
    return tuple(sorted(path.parent.name for path in settings.data.glob("*/region.sqlite")))
