"""What every door opens first: the regions that it serves, each with its key and its stores."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from temporalio.client import Client

from domain.arrivals import Opening
from domain.halting import CannotGoOn
from domain.meter import Pulse
from domain.policy import Policy
from domain.stores import RegionStores
from rulebook.facts import Desk
from rulebook.freeze import freeze
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.keys import RegionKey, read_region_key
from runtime.metering import RegionMeter, metered
from runtime.places import places_of
from runtime.settings import Settings
from runtime.telling import TellingTemporal
from storage.desk.api_keys import ApiKeys
from storage.desk.idempotency import SqlIdempotencyKeys
from storage.keys.rewrapping import Rewrapping
from storage.open import Erasures, open_region
from storage.privacy.erasure_list import ErasureList
from storage.trail.checkpoints import SqlCheckpoints


class UnknownRegion(CannotGoOn):
    """A region was asked for that the desk does not have."""


@dataclass(frozen=True, slots=True)
class ServedRegion:
    """A region that this process serves."""

    name: str
    key: RegionKey
    stores: RegionStores
    api_keys: ApiKeys
    idempotency: SqlIdempotencyKeys
    pulse: Pulse
    checkpoints: SqlCheckpoints
    rewrapping: Rewrapping


@contextlib.asynccontextmanager
async def open_regions(
    settings: Settings,
    desk: Desk,
    environment: Mapping[str, str],
    *,
    forget: Callable[[str], None] = lambda _: None,
    checked: bool = True,
) -> AsyncIterator[Mapping[str, ServedRegion]]:
    """Open the regions that the settings name, or all.

    `forget` is called with a region where somebody was erased, for whatever keeps texts in memory.
    `checked` False opens one into which a backup brought back somebody who was erased. Raises
    UnknownRegion, KeyMissing, SettingsWrong, Restored and BrokenList.
    """
    places = places_of(settings, served(settings, desk))
    async with contextlib.AsyncExitStack() as stack:
        regions = {}
        for name, place in places.items():
            key = read_region_key(settings.keys_folder(), name, environment)
            opening = open_region(
                name,
                place,
                key.root,
                wrapping=key.versions,
                meter=RegionMeter(name),
                erasures=Erasures(erasure_list(settings, name), partial(forget, name), checked),
            )
            opened = await stack.enter_async_context(await opening)
            stores = metered(opened.stores, {account.channel for account in desk.accounts})
            regions[name] = ServedRegion(
                name,
                key,
                stores,
                opened.api_keys,
                opened.idempotency,
                opened.pulse,
                opened.checkpoints,
                opened.rewrapping,
            )
        yield regions


def erasure_list(settings: Settings, region: str) -> ErasureList:
    """Who was erased in a region: beside its keys, where no backup of the data reaches."""
    return ErasureList(settings.keys_folder() / "erasures" / f"{region}.jsonl")


def served(settings: Settings, desk: Desk) -> tuple[str, ...]:
    """The regions that a process with these settings serves."""
    wanted = settings.regions or tuple(desk.regions)
    for name in wanted:
        if name not in desk.regions:
            known = ", ".join(desk.regions)
            raise UnknownRegion(f"the desk has no region {name}: write one of {known}")
    return wanted


def dispatcher_of(
    region: ServedRegion,
    client: Client,
    desk: Callable[[], Desk],
    owner: str,
    *,
    sweep_every: float = 1.0,
) -> Dispatcher:
    """The region's dispatcher, telling the tickets of its Temporal namespace.

    Each new ticket's policy is frozen from what `desk` is then.
    """

    def frozen(opening: Opening) -> Policy:
        return freeze(
            desk(),
            region=region.name,
            tier=opening.tier,
            priority=opening.priority,
            channel=opening.channel,
            at=opening.accepted_at,
        )

    tell = TellingTemporal(region.name, client, region.stores.policies, frozen)
    return Dispatcher(
        region.name, region.stores.inbox, tell, SystemClock(), owner, sweep_every=sweep_every
    )


@contextlib.asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[Dispatcher]:
    """Run a dispatcher beside what is done inside."""
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
